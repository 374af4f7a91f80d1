"""Parents in the form: their reason, their work, and the documents that the reason needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from ikkan.cli.demo.chance import draw_one, draw_word
from ikkan.cli.demo.papers_of_family import VARIANTS, PaperStore, sample_paper
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.registers.services import ResidentRow

# Which document proves a reason; job_search, abuse and other bring none with the form.
PROOF: Final[Mapping[str, str]] = {
    "work": "work_certificate",
    "leave": "work_certificate",
    "birth": "maternity_book",
    "illness": "diagnosis",
    "disability": "disability_card",
    "care": "care_report",
    "disaster": "disaster_proof",
    "study": "student_proof",
}
_FULL_TIME_FROM: Final = 140


@dataclass(slots=True)
class Filing:
    """What is gathered while a family's form is filled in.

    Args:
        random: source of chance.
        shares: content of families.toml.
        filed_on: day of filing.
        start: first day of the month of admission.
        youngest: class of the youngest child that applies.
    """

    random: Random
    shares: Mapping[str, Any]
    filed_on: date
    start: date
    youngest: int
    documents: list[JsonValue] = field(default_factory=list)
    papers: PaperStore = field(default_factory=PaperStore)

    def attach(self, kind: str, of: str, facts: JsonObject) -> None:
        """Attach a picture of a document with what is read off it."""
        paper = self.papers.add(sample_paper(kind, int(self.random.random() * VARIANTS)))
        issued: JsonObject = {"issued_on": self.day_before(10, 60)}
        self.documents.append(
            {"kind": kind, "of": of, "sha256": paper.sha256, "name": paper.name, "facts": issued | facts}
        )

    def day_before(self, least: int, most: int) -> str:
        """Return a day before the filing."""
        return (self.filed_on - timedelta(days=self.random.randint(least, most))).isoformat()


def name_of(one: ResidentRow) -> JsonObject:
    """Return a name as the form has it."""
    return {"family": one.family_name, "given": one.given_name}


def kana_of(one: ResidentRow) -> JsonObject:
    """Return a reading as the form has it."""
    return {"family": one.family_kana, "given": one.given_kana}


def make_parent(one: ResidentRow, identity: str, relation: str, filing: Filing) -> JsonObject:
    """Return a parent's part of the form, with the proof attached.

    Args:
        one: the parent.
        identity: parent1 or parent2.
        relation: mother or father.
        filing: the form being filled in.
    """
    reason = draw_word(filing.shares["reasons"][relation], filing.random)
    parent: JsonObject = {
        "id": identity,
        "name": name_of(one),
        "kana": kana_of(one),
        "birth": one.birth.isoformat(),
        "relation": relation,
        "reason": reason,
        "birth_due": None,
        "illness": "none",
        "disability": "none",
        "care_hours": 0,
        "study_hours": 0,
        "note": "",
    }
    if reason in ("work", "leave"):
        work = _work(relation, filing, must_be_on_leave=reason == "leave")
        parent["work"] = work
        filing.attach("work_certificate", identity, _certificate(one, work))
        return parent
    facts = _detail(reason, parent, filing)
    if reason == "care":
        # 藤沢市 申込ナビ P42: the report of care comes with a diagnosis of the person cared for.
        filing.attach("diagnosis", identity, {"name": f"{one.family_name} 家族".strip()})
    if reason in PROOF:
        filing.attach(PROOF[reason], identity, {"name": f"{one.family_name} {one.given_name}".strip(), **facts})
    return parent


def _detail(reason: str, parent: JsonObject, filing: Filing) -> JsonObject:
    """Fill in what a reason asks for, and return what its proof says."""
    random = filing.random
    match reason:
        case "birth":
            due = (filing.start + timedelta(days=random.randint(-40, 40))).isoformat()
            parent["birth_due"] = due
            return {"due_date": due}
        case "illness":
            parent["illness"] = draw_one(["hospital", "bedridden", "home_rest", "home_rest", "outpatient"], random)
            return {"illness": parent["illness"]}
        case "disability":
            parent["disability"] = draw_one(["heavy", "middle", "light"], random)
            return {"disability": parent["disability"]}
        case "care":
            parent["care_hours"] = draw_one([64, 80, 100, 120, 160], random)
            return {"month_hours": parent["care_hours"]}
        case "study":
            parent["study_hours"] = draw_one([80, 100, 120, 140], random)
            return {"month_hours": parent["study_hours"]}
        case "abuse" | "other":
            parent["note"] = "窓口で相談したい事情があります（つくりもの）"
            return {}
        case _:
            return {}


def _work(relation: str, filing: Filing, *, must_be_on_leave: bool) -> JsonObject:
    random, shares = filing.random, filing.shares["work"]
    kind = draw_word(shares[f"{relation}_kinds"], random)
    part = kind in ("part_time", "piecework") or random.random() < 0.08
    hours: int = draw_one(shares["part_hours" if part else "full_hours"], random)
    employed = kind in ("employee", "part_time")
    on_leave = must_be_on_leave or (
        relation == "mother" and employed and filing.youngest <= 1 and random.random() < shares["on_childcare_leave"]
    )
    since = date(filing.filed_on.year - random.randint(1, 14), random.randint(1, 12), 1)
    until = (filing.start + timedelta(days=random.randint(0, 25))).isoformat() if on_leave else None
    return {
        "kind": kind,
        "employer": draw_one(shares["employers"], random),
        "month_hours": hours,
        "days_a_week": 5 if hours >= 120 else 4 if hours >= 80 else 3,
        "break_minutes_a_day": 60 if hours >= 120 else 0,
        "commute_minutes_a_day": random.randint(1, 14) * 5,
        "since": filing.start.isoformat() if kind == "offer" else since.isoformat(),
        "nursery_teacher": "teacher"
        if relation == "mother" and random.random() < shares["nursery_teacher"]
        else "none",
        "leave": "childcare" if on_leave else "none",
        "leave_until": until,
        "short_time": relation == "mother" and hours >= _FULL_TIME_FROM and random.random() < 0.25,
    }


def _certificate(one: ResidentRow, work: JsonObject) -> JsonObject:
    copied = ("employer", "kind", "month_hours", "days_a_week", "since", "leave", "leave_until", "short_time")
    return {
        "name": f"{one.family_name} {one.given_name}".strip(),
        "birth": one.birth.isoformat(),
        **{key: work[key] for key in copied},
    }
