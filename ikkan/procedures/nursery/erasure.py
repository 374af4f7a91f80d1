"""What nursery placement forgets when retention ends, and what it discloses of a case."""

from collections.abc import Collection
from typing import Final

from ikkan.kernel.json_value import JsonValue
from ikkan.ledger.disclosure import as_json
from ikkan.ledger.models import Case, Round
from ikkan.ledger.personal import register_eraser, register_exporter
from ikkan.procedures.nursery.models import Child, LotteryEntrant, Offer, Run, RunChild, Standing
from ikkan.store.blobs import register_blob_user

CHILD: Final = ("key", "birth", "due", "class_age", "present_facility", "kinds", "placed_facility", "placed_from")
RESULT: Final = ("run__number", "run__edition", "total", "items", "keys", "facility", "wish", "wishes")
LINE: Final = ("lottery__round__number", "lottery__attempt", "key", "code", "entrant", "draw")
OFFER: Final = (
    "round__number",
    "facility",
    "age",
    "seat_kind",
    "offered_at",
    "declined_at",
    "decline_reason",
    "withdrawn_at",
)


def erase(cases: Collection[int], rounds: Collection[int]) -> set[str]:
    """Destroy children, standings, results and offers, and the files of rounds of which no case is left.

    A market names cases and children only by number; it goes with the last case of its round all the same.
    """
    named = files_of_rounds(rounds)
    Run.objects.filter(round__in=rounds).update(files={})
    RunChild.objects.filter(child__case__in=cases).delete()
    Offer.objects.filter(child__case__in=cases).delete()
    Standing.objects.filter(case__in=cases).delete()
    # the line itself names nobody and stays, or the log would no more give the same numbers
    LotteryEntrant.objects.filter(case__in=cases).update(case=None, key="", code="")
    Child.objects.filter(case__in=cases).delete()
    return named


def export(case: Case) -> JsonValue:
    """Return children, published results and offers of a case; a result that is not published is nobody's yet."""
    results = RunChild.objects.filter(child__case=case, run__is_current=True, run__round__published_at__isnull=False)
    offers = Offer.objects.filter(child__case=case)
    lines = LotteryEntrant.objects.filter(case=case).order_by("lottery__committed_at", "key")
    return {
        "children": [as_json(row) for row in Child.objects.filter(case=case).order_by("key").values(*CHILD)],
        "results": [as_json(row) for row in results.order_by("run__number", "child__key").values(*RESULT)],
        "offers": [as_json(row) for row in offers.order_by("pk").values(*OFFER)],
        "lotteries": [as_json(row) for row in lines.values(*LINE)],
    }


def files_of_rounds(rounds: Collection[int]) -> set[str]:
    """Return the hashes of the files that the runs of rounds name."""
    runs = Run.objects.filter(round__in=rounds).values_list("files", flat=True)
    return {str(digest) for files in runs for digest in files.values()}


def files_in_use() -> set[str]:
    """Return the hashes of every file that a run names."""
    return files_of_rounds(Round.objects.values_list("pk", flat=True))


def register() -> None:
    """Enter this procedure's ways."""
    register_eraser("nursery", erase)
    register_exporter("nursery", export)
    register_blob_user("nursery", files_in_use)
