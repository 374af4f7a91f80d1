"""A family, its case, and decisions about its child, for the tests of what is written to people."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.reason import Reason
from ikkan.ledger.editions import book_in_force, keep_edition
from ikkan.ledger.models import Case, Round
from ikkan.papers.paper import Block, Boxed, Facts, Grid, Paper, Paragraph
from ikkan.registers.models import Facility
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.models import Filing

NOW = datetime(2027, 1, 28, 1, 0, tzinfo=UTC)
PUBLISHES = datetime(2027, 1, 29, 0, 0, tzinfo=UTC)
ANSWERS = Path(__file__).parent / "data" / "answers.json"
REASON = Reason(
    "stage.first", "審査の段階 1：市内に住む世帯", "Stage 1: households of the town", article="モデル条例6条"
)


def round_(number: str = "R-2027-01", *, published: bool = False) -> Round:
    """Return the April round, its letters due on the morning of publication."""
    return Round.objects.create(
        number=number, procedure="nursery", kind=number[-10:], title="令和9年4月入所 1次選考", month=date(2027, 4, 1),
        opens_at=datetime(2026, 10, 1, tzinfo=UTC), closes_at=datetime(2026, 12, 4, tzinfo=UTC),
        answers_on=date(2027, 1, 29), lease_until=NOW, publishes_at=PUBLISHES, published_at=NOW if published else None,
    )  # fmt: skip


def case(round_: Round | None = None, number: str = "H-2027-000001", **changes: object) -> Case:
    """Return a case of the family Takahashi with its first filing."""
    answers = {**json.loads(ANSWERS.read_text(encoding="utf-8")), **changes}
    made = Case.objects.create(
        number=number, procedure="nursery", form_version="1", reference_day=date(2027, 4, 1), round=round_,
        received_at=datetime(2026, 11, 10, 3, 30, tzinfo=UTC), entered_at=NOW, lease_until=NOW,
    )  # fmt: skip
    file(made, answers, datetime(2026, 11, 10, 3, 30, tzinfo=UTC))
    return made


def file(case: Case, answers: JsonObject, at: datetime) -> Filing:
    """File the next version of the form."""
    version = Filing.objects.filter(case=case).count() + 1
    return Filing.objects.create(case=case, version=version, form_version="1", answers=answers, filed_at=at)


def facility(code: str = "0013020001", name: str = "あおば保育園") -> Facility:
    """Return a nursery of the register."""
    return Facility.objects.create(
        code=code, name=name, kana="アオバホイクエン", kind="認可保育所", address="栄町", phone="054-000-0001",
        source="つくりもの", as_of=date(2026, 4, 1),
    )  # fmt: skip


def wish(number: int, name: str, **changes: object) -> JsonObject:
    """Return the explanation of one wish, lost by points."""
    shown: JsonObject = {
        "wish": number, "facility": f"00130200{number:02}", "name": name, "seats": 4, "admitted": 4, "better": 6,
        "lowest_score": 43, "own_score": 41, "reached": False, "decided_by": "points", "decided_ja": "点数",
        "decided_en": "Points",
    }  # fmt: skip
    return {**shown, **changes}  # type: ignore[dict-item]  # the tests below pass JSON values


def item(points: int, ja: str, en: str, *, unconfirmed: bool = False) -> JsonObject:
    """Return one line of a score."""
    return {
        "points": points, "ja": ja, "en": en, "article": "モデル条例別表第1の1", "row": "base[work_160]",
        "source": "モデル条例（Ikkan）別表第1", "unconfirmed": unconfirmed,
    }  # fmt: skip


def figures(**changes: object) -> JsonObject:
    """Return the figures of a placement as a round writes them."""
    whole: JsonObject = {
        "total": 41,
        "items": [
            item(20, "母：就労 月160時間以上（算入時間 月160時間）　20点", "Mother: work: 20 points"),
            item(20, "父：就労 月160時間以上（算入時間 月172時間）　20点", "Father: work: 20 points"),
            item(1, "世帯：きょうだいで申込み　+1点", "Household: brothers and sisters: +1"),
        ],
        "rank_key_names": ["stage", "points", "single_parent", "tax", "draw"],
        "wishes": [
            wish(1, "あおば保育園"),
            wish(2, "みどりこども園", lowest_score=41, decided_by="tax", decided_ja="市民税所得割額の低い世帯"),
            wish(3, "くすのき保育園", seats=2, admitted=2, lowest_score=None),
        ],
        "facility": "", "facility_name": "", "from": "2027-04-01", "class_age": 1,
        "next_round": {"title": "令和9年4月入所 2次選考", "closes": "2027-02-10", "answers": "2027-02-22"},
    }  # fmt: skip
    return {**whole, **changes}  # type: ignore[dict-item]  # the tests below pass JSON values


def placed_figures() -> JsonObject:
    """Return the figures of a child placed at its second wish."""
    wishes = [wish(1, "あおば保育園"), wish(2, "みどりこども園", reached=True, decided_ja="", lowest_score=40)]
    return figures(wishes=wishes, facility="0013020001", facility_name="みどりこども園")


def decision(case: Case, result: str = "held", *, kind: str = "placement", **changes: object) -> DecisionRecord:
    """Return a stored decision about the first child."""
    book = book_in_force("nursery")
    fields: dict[str, object] = {
        "case": case, "round": case.round, "kind": kind, "subject": "c1", "result": result,
        "reasons": [REASON.as_json()], "figures": figures(), "grants_less": result in {"held", "kept", "refused"},
        "edition": keep_edition(book, "nursery", now=NOW), "reference_day": date(2027, 4, 1), "decided_at": NOW,
    }  # fmt: skip
    return DecisionRecord.objects.create(**{**fields, **changes})


def certification(case: Case, result: str = "category_3", **changes: object) -> DecisionRecord:
    """Return a stored certification of the first child."""
    granted: JsonObject = {
        "category": "3", "hours": "standard", "valid_from": "2027-04-01", "valid_until": "2028-05-30",
    }  # fmt: skip
    return decision(
        case,
        result,
        kind="certification",
        **{"figures": granted if result != "refused" else {}, "round": None, **changes},
    )


def text_of(paper: Paper) -> str:
    """Return all that is printed."""
    return paper.all_text()


def grid(paper: Paper, first_head: str) -> Grid:
    """Return the table whose first column has this title."""
    return next(block for block in paper.blocks if isinstance(block, Grid) and block.head[0] == first_head)


def rows_of_facts(paper: Paper) -> dict[str, str]:
    """Return every label with its value."""
    return {label: value for block in paper.blocks if isinstance(block, Facts) for label, value in block.rows}


def boxes(paper: Paper) -> list[Boxed]:
    """Return the framed texts."""
    return [block for block in paper.blocks if isinstance(block, Boxed)]


def lead(paper: Paper) -> str:
    """Return the large sentence at the top."""
    first: Block = paper.blocks[0]
    assert isinstance(first, Paragraph)
    assert first.style == "lead"
    return first.text
