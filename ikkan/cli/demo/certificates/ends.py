"""Whether each request ended where what was planted in it must lead, and whether every sealed file is the town's."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Sum

from ikkan.cli.demo.certificates.filing import Asked
from ikkan.cli.demo.certificates.wish import Fault, Way, Wish
from ikkan.ledger.cash_rows import CashEntry, Charge
from ikkan.ledger.models import Case
from ikkan.papers.seals.checking import SealState, check_seal
from ikkan.procedures.certificate.models import Copy
from ikkan.rooms.answer.seals import town_keys
from ikkan.rooms.check.models import Finding, Request
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.store.blobs import read_blob

# What somebody is asked about a request that comes in by a way, and beside it for what was planted.
_ASKED_OF_WAY: Final[Mapping[Way, str]] = {
    "reserved": "not_proved", "third_party": "third_party", "public_body": "public_body",
}  # fmt: skip
_ASKED_OF_FAULT: Final[Mapping[Fault, str]] = {
    "address": "signer_differs", "moved_out": "moved_out", "dead": "person_not_found", "young": "too_young",
    "no_glyph": "misfit",
}  # fmt: skip
_NOT_RECEIVED: Final[Mapping[Fault, str]] = {"expired": "expired", "revoked": "revoked"}
_REFUSED: Final[Mapping[Fault, str]] = {"protected": "main_counter", "unjust": "reason_not_shown"}


@dataclass(frozen=True, slots=True)
class End:
    """Where a request ended.

    Args:
        result: ``issued``, ``refused``, ``not_received``, or blank for nowhere yet.
        why: code of the refusal, else blank.
        asked: what citizens and officers were asked.
        room: where the case is.
    """

    result: str
    why: str
    asked: frozenset[str]
    room: str


def expected_end(wish: Wish) -> End:
    """Return where a request must end."""
    if wish.fault in _NOT_RECEIVED:
        return End("not_received", _NOT_RECEIVED[wish.fault], frozenset(), "")
    asked = {
        _ASKED_OF_WAY.get(wish.way, ""),
        _ASKED_OF_FAULT.get(wish.fault, ""),
        "exemption" if wish.exemption else "",
    }
    why = _REFUSED.get(wish.fault, "")
    return End("refused" if why else "issued", why, frozenset(asked - {""}), "closed")


def ends_of(asked: Sequence[Asked]) -> dict[str, End]:
    """Return where each request ended, by its name."""
    keys = [one.case for one in asked if one.case is not None]
    rooms = dict(Case.objects.filter(pk__in=keys).values_list("pk", "room"))
    told: defaultdict[int, set[str]] = defaultdict(set)
    for case, code in Finding.objects.filter(case__in=keys).values_list("case_id", "code"):
        told[case].add(code)
    for case, questions in Request.objects.filter(case__in=keys).values_list("case_id", "questions"):
        told[case].update(str(one["reason"]["code"]) for one in questions)
    decided = {one.case_id: one for one in DecisionRecord.objects.filter(case__in=keys).order_by("pk")}
    found = {}
    for one in asked:
        if one.case is None:
            found[one.wish.name] = End("not_received", one.refused, frozenset(), "")
            continue
        record = decided.get(one.case)
        result = record.result if record else ""
        why = str(record.reasons[0]["code"]) if record and result == "refused" else ""
        found[one.wish.name] = End(result, why, frozenset(told[one.case]), rooms[one.case])
    return found


def wrong_ends(asked: Sequence[Asked]) -> list[str]:
    """Return a sentence for each request that ended elsewhere, and for each fee that was not paid once."""
    ends = ends_of(asked)
    wrong = [
        f"{one.wish.name} ({one.wish.way} {one.wish.fault or one.wish.sample}): {wanted}, not {ends[one.wish.name]}"
        for one in asked
        if ends[one.wish.name] != (wanted := expected_end(one.wish))
    ]
    return wrong + list(_wrong_payments([one.case for one in asked if one.case is not None]))


def unaccepted_files() -> list[str]:
    """Return the numbers of the copies whose file our own verifier does not accept, or that have none."""
    keys = town_keys()
    copies = Copy.objects.order_by("pk").values_list("number", "sha256")
    return [
        number
        for number, sha256 in copies
        if not sha256 or check_seal(read_blob(sha256), keys).state is not SealState.GOOD
    ]


def _wrong_payments(cases: Sequence[int]) -> Iterator[str]:
    owed = Charge.objects.filter(case__in=cases, voided_at=None).values("case").annotate(yen=Sum("amount"))
    paid = CashEntry.objects.filter(case__in=cases).values("case").annotate(yen=Sum("amount"))
    received = {row["case"]: row["yen"] for row in paid}
    for row in owed:
        if received.get(row["case"], 0) != row["yen"]:
            yield f"Case {row['case']} owed {row['yen']} yen and paid {received.get(row['case'], 0)}"
