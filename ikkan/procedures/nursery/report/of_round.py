"""The figures of a round that stands in the database, from the files that its run kept as evidence."""

from pathlib import Path
from tempfile import TemporaryDirectory

from ikkan.kernel.outcome import Refused
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.models import Run
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.market_error import MarketError
from ikkan.procedures.nursery.placement.read_placement import PlacementFileError, read_placement
from ikkan.procedures.nursery.report.figures import Place, RoundFigures, figures_of
from ikkan.procedures.nursery.round.market import seat_taken
from ikkan.registers.models import Facility
from ikkan.registers.selectors import facilities_by_code
from ikkan.store.blobs import read_blob

NOT_RUN = Refused("not_run", "まだ実行していません。", "The round was not placed yet.")


def figures_of_round(round_: Round, *, is_whole: bool) -> RoundFigures | Refused:
    """Return the figures of the run that is in force.

    Args:
        round_: the round.
        is_whole: the officers' edition, which hides no small number.
    """
    run = Run.objects.filter(round=round_, is_current=True).first()
    if run is None:
        return NOT_RUN
    fewest = int(str(book_in_force(round_.procedure).at(round_.month).value("small_cells", "fewest_admitted")))
    try:
        with TemporaryDirectory(prefix="ikkan-report-") as name:
            folder = Path(name)
            for file, sha256 in run.files.items():
                (folder / file).write_bytes(read_blob(str(sha256)))
            market = Market.read(folder)
            placement = read_placement(market, folder)
    except (OSError, ValueError, MarketError, PlacementFileError) as fault:
        return Refused(
            "run_unreadable",
            f"{run.number}回目の実行のファイルが読めません（{fault}）。ikkan verify で確かめてください。",
            f"The files of run {run.number} cannot be read ({fault}). Look with: ikkan verify",
        )
    known = facilities_by_code()
    places = {code: _place(code, known) for code in market.facility_ids}
    return figures_of(market, placement, places=places, fewest=0 if is_whole else fewest)


def _place(placed: str, known: dict[str, Facility]) -> Place:
    """Return the name and position of a facility of a market; its reserved seats stand beside it, without a place."""
    code, kind = seat_taken(placed)
    one = known.get(code)
    name = one.name if one else code
    if code != placed:
        return Place(f"{name}（{kind}）")
    if one is None or one.latitude is None or one.longitude is None:
        return Place(name)
    return Place(name, position=(one.latitude, one.longitude))
