"""Trying changes on a placed round: read from the files that the run kept, answered, and nothing is written."""

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ikkan.ledger.models import Round
from ikkan.procedures.nursery.models import Offer, Run
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.market_files import REQUIRED
from ikkan.procedures.nursery.placement.policy import POLICY_FILE
from ikkan.procedures.nursery.placement.what_if.asking import what_if
from ikkan.procedures.nursery.placement.what_if.changes import ChangeError, Seats, Withdraw
from ikkan.procedures.nursery.placement.what_if.effects import Effect
from ikkan.procedures.nursery.placement.what_if.repair import repair
from ikkan.procedures.nursery.placement.what_if.standing import Standing
from ikkan.store.blobs import read_blob

# Rounds laid out at one time in a process; one of 8,000 children takes about 40 MB.
KEPT: Final = 2
# An officer waits for the answer: a question that needs the solver longer is told to be open.
SECONDS: Final = 2.0


def current_run(round_: Round) -> Run | None:
    """Return the run of a round that counts.

    Args:
        round_: the round.
    """
    return Run.objects.filter(round=round_, is_current=True).first()


def standing_of(run: Run) -> Standing:
    """Return the placed market of a run, laid out for questions; kept for the next one.

    Args:
        run: a run with its files.

    Raises:
        FileNotFoundError: a file of the run is gone.
    """
    names = sorted(name for name in run.files if name in REQUIRED or name == POLICY_FILE)
    return _laid_out(tuple((name, str(run.files[name])) for name in names))


@lru_cache(maxsize=KEPT)
def _laid_out(files: tuple[tuple[str, str], ...]) -> Standing:
    with TemporaryDirectory(prefix="ikkan-try-") as folder:
        for name, sha256 in files:
            (Path(folder) / name).write_bytes(read_blob(sha256))
        return Standing.of(Market.read(Path(folder)))


def try_seats(standing: Standing, facility: str, offered: dict[int, int]) -> Effect | None:
    """Say what other numbers of seats of a facility would do; None where they are as they are.

    Args:
        standing: the placed round.
        facility: as the market names it.
        offered: seats offered by class.

    Raises:
        ChangeError: there is no such facility.
    """
    if facility not in standing.facility_index:
        raise ChangeError(f"there is no facility {facility!r}")
    now = standing.market.seats[standing.facility_index[facility]]
    changes = [Seats(facility, age, count - int(now[age])) for age, count in offered.items() if count != now[age]]
    return what_if(standing, changes, seconds=SECONDS) if changes else None


def moving_up(round_: Round, standing: Standing) -> Effect | None:
    """Say who would be offered the seats of those who declined (繰上げ案); None where nobody did.

    The placed stay where they are; nothing is decided by asking.

    Args:
        round_: the round, published.
        standing: as it was placed.
    """
    gone = Offer.objects.filter(round=round_).exclude(declined_at=None, withdrawn_at=None)
    children = {f"{case}/{key}" for case, key in gone.values_list("child__case__number", "child__key")}
    left = sorted(children & standing.child_index.keys())
    if not left:
        return None
    return repair(standing.market, standing.placement, [Withdraw(child) for child in left], may_move=False).effect
