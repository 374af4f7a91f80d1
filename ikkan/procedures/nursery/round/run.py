"""Running a round: score, place, check by the independent checker, keep everything as evidence."""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.ledger.steps import NewEvent, record_round_step
from ikkan.people.models import Account
from ikkan.procedures.nursery.lottery.numbers import draws_of
from ikkan.procedures.nursery.models import Run, RunChild
from ikkan.procedures.nursery.placement.checker import Verdict, check_folder
from ikkan.procedures.nursery.placement.explain import write_explanations
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.market_error import MarketError
from ikkan.procedures.nursery.placement.place import Placement, place
from ikkan.procedures.nursery.round.alarms import case_alarms, run_alarms, seat_alarms, set_alarms
from ikkan.procedures.nursery.round.following import next_round_of
from ikkan.procedures.nursery.round.market import lay_out_market
from ikkan.procedures.nursery.round.results import ChildResult, results_of
from ikkan.procedures.nursery.round.scores import RoundScores, recompute, score_round
from ikkan.procedures.nursery.round.standing import Family, child_ids, families_of
from ikkan.registers.selectors import facilities_by_code
from ikkan.rooms.decide.records import keep_round_decisions
from ikkan.store.blobs import keep_blob


@dataclass(frozen=True, slots=True)
class Placed:
    """A placement and the files that tell it."""

    market: Market
    placement: Placement
    verdict: Verdict
    digest: str
    files: dict[str, str]
    seconds: float


def decide_together(round_: Round, book: BookAt, account: Account | None, now: datetime) -> JsonObject | Refused:
    """Take the decision of a round; an earlier run is replaced, and nobody sees any of it before publication.

    Args:
        round_: a closed round.
        book: the book on the first day of its month.
        account: officer who runs it.
        now: moment.
    """
    families = families_of(round_)
    draws = draws_of(round_, child_ids(families), book)
    if isinstance(draws, Refused):
        return draws
    scores = score_round(families, book, draws=draws)
    try:
        placed = _place(lay_out_market(round_, families, scores, book), now)
    except MarketError as fault:
        return Refused(
            "market_faulty", f"選考のデータに矛盾があります：{fault}", f"The round contradicts itself: {fault}"
        )
    wrong = recompute(families, book, scores)
    names = {code: facility.name for code, facility in facilities_by_code().items()}
    results = list(
        results_of(
            round_, families, scores, placed.market, placed.placement, book=book, names=names,
            next_round=next_round_of(round_),
        )
    )  # fmt: skip
    with transaction.atomic():
        run = _keep_run(round_, book, placed, scores, results, now)
        keep_round_decisions(round_, [(r.case, r.decision) for r in results], edition=book.edition, now=now)
        unconfirmed = sum(reason.unconfirmed for r in results for reason in r.score.reasons)
        raised = [
            *run_alarms(placed.verdict, placed.placement.status, wrong, unconfirmed),
            *seat_alarms(round_, book),
            *case_alarms(round_),
        ]
        set_alarms(round_, raised, now=now)
        codes: JsonObject = {"run": run.number, "market": run.market_digest, "totals": run.totals}
        ran = NewEvent("decide.ran", actor=account.pk if account else None, codes=codes, edition=book.edition)
        record_round_step(round_, [ran], now=now)
    return {"run": run.number, "totals": run.totals, "verdict": run.verdict, "checker": run.checker}


def _place(market: Market, now: datetime) -> Placed:
    """Place by files: write the market, read it back, place it, let the checker read placement and explanations."""
    with TemporaryDirectory(prefix="ikkan-round-") as name:
        folder, out = Path(name) / "market", Path(name) / "out"
        market.write(folder)
        began = time.perf_counter()
        read_back = Market.read(folder)
        placement = place(read_back)
        placement.write(out, read_back)
        write_explanations(read_back, placement, out)
        seconds = time.perf_counter() - began
        verdict = check_folder(folder, out)
        paths = sorted([*folder.iterdir(), *out.iterdir()])
        digest = hashlib.sha256()
        for path in sorted(folder.iterdir()):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        files = {path.name: keep_blob(path.read_bytes(), at=now) for path in paths}
    return Placed(read_back, placement, verdict, digest.hexdigest(), files, seconds)


def _keep_run(
    round_: Round,
    book: BookAt,
    placed: Placed,
    scores: RoundScores,
    results: Sequence[ChildResult],
    now: datetime,
) -> Run:
    last = Run.objects.filter(round=round_).order_by("-number").values_list("number", flat=True).first()
    Run.objects.filter(round=round_, is_current=True).update(is_current=False)
    run = Run.objects.create(
        round=round_, number=(last or 0) + 1, market_digest=placed.digest, edition=book.edition, started_at=now,
        seconds=placed.seconds, verdict=_verdict(placed.placement), checker=_checker(placed.verdict),
        totals=_totals(results, scores), files=placed.files,
    )  # fmt: skip
    RunChild.objects.bulk_create(
        (
            RunChild(
                run=run, child=r.child, total=r.score.total, items=r.decision.figures["items"],
                keys=r.decision.figures["ties"], facility=r.facility, wish=r.wish, wishes=r.wishes,
            )
            for r in results
        ),
        batch_size=500,
    )  # fmt: skip
    return run


def _verdict(placement: Placement) -> JsonObject:
    return {
        "status": placement.status,
        "placed": placement.placed,
        "blocking": len(placement.blocking),
        "proved_largest": placement.proved_largest,
        "larger_by": None if placement.largest is None else placement.largest - placement.placed,
        "proved_only": placement.proved_only,
        "unanswered": [*placement.unanswered],
        "choose": placement.policy.choose,
        "rung": placement.rung,
    }


def _checker(verdict: Verdict) -> JsonObject:
    return {
        "feasible": verdict.feasible,
        "stable": verdict.stable,
        "placed": verdict.placed,
        "problems": [*verdict.problems[:50]],
        "blocking": len({blocking.family for blocking in verdict.blocking}),
    }


def _totals(results: Sequence[ChildResult], scores: RoundScores) -> JsonObject:
    words = Counter(result.decision.result for result in results)
    first = sum(1 for r in results if r.decision.result == "placed" and r.wish == 1)
    return {
        "children": len(results),
        "families": len({result.case.pk for result in results}),
        "placed": words["placed"],
        "held": words["held"],
        "refused": words["refused"],
        "kept": words["kept"],
        "first_wish": first,
        "excluded": len(scores.excluded),
    }


def run_text(run: Run) -> str:
    """Return what a run says of itself as JSON text, for the command line."""
    return json.dumps(
        {"run": run.number, "totals": run.totals, "verdict": run.verdict, "checker": run.checker}, ensure_ascii=False
    )


__all__ = ["Family", "decide_together", "run_text"]
