"""Lattices: small equal pictures side by side, a row for each thing and a column for each class of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ikkan.counter.charts import INK, SERIES, SOFT, WARN, Board, Chart

STEP = 4.2
# the part of a column that its picture may fill
FILLED = 0.88


@dataclass(frozen=True)
class Demand:
    """How many want something (the bar) and how many can have it (the frame), with the words below."""

    wanted: float
    room: float
    text: str


@dataclass(frozen=True)
class Notch:
    """A place on a scale from 0 to 1, None where there is none to show; hollow: nobody stayed outside.

    ``text`` and ``beside`` are drawn and as short as figures; ``told`` says the same in words in the table.
    """

    at: float | None
    text: str
    beside: str
    told: str
    is_hollow: bool = False


@dataclass(frozen=True)
class Strand:
    """One row of a lattice: a cell a column, None where there is nothing."""

    label: str
    cells: Sequence[Demand | Notch | None]


def lattice(key: str, finding: str, columns: Sequence[str], strands: Sequence[Strand], *, first: str) -> Chart:
    """Draw a row of small pictures for each strand; bars of one lattice share one scale.

    A bar longer than its frame is coloured and overlaps the frame, so that colour is not the only sign.

    Args:
        key: unique id on the page.
        finding: what the chart shows, in one sentence.
        columns: heads of the columns; a single column needs none on the picture.
        strands: the rows in order, each with as many cells as columns.
        first: head of the first column of the table.
    """
    board, top = Board(), 1.8 if len(columns) > 1 else 0.0
    if top:
        for place, head in enumerate(columns):
            board.text(place * 100 / len(columns), 1.1, head, bold=True, fill=SOFT)
    known = [cell for strand in strands for cell in strand.cells if isinstance(cell, Demand)]
    most = max((max(cell.wanted, cell.room) for cell in known), default=0) or 1
    step = 100 / len(columns)
    for row, strand in enumerate(strands):
        y = top + row * STEP
        board.text(0, y + 1.2, strand.label)
        for place, cell in enumerate(strand.cells):
            if isinstance(cell, Demand):
                _demand(board, cell, place * step, y, step * FILLED / most)
            elif isinstance(cell, Notch):
                _notch(board, cell, place * step, y, step * FILLED)
    table = [(strand.label, *(_told(cell) for cell in strand.cells)) for strand in strands]
    drawn = board.finish(key, finding, top + len(strands) * STEP, wide=True)
    return Chart(key, finding, drawn, (first, *columns), table)


def _demand(board: Board, cell: Demand, x: float, y: float, scale: float) -> None:
    board.box(x, y + 1.8, max(cell.wanted * scale, 0.2), 0.5, WARN if cell.wanted > cell.room else SERIES[0])
    if cell.room:
        board.box(x, y + 1.65, cell.room * scale, 0.8, "none", line=INK)
    board.text(x, y + 3.4, cell.text)


def _notch(board: Board, cell: Notch, x: float, y: float, width: float) -> None:
    if cell.at is not None:
        board.line((x, y + 1.95), (x + width, y + 1.95), SOFT)
        colour = SERIES[2] if cell.is_hollow else WARN
        board.dot(x + 1 + cell.at * (width - 2), y + 1.95, colour, radius=0.28, hollow=cell.is_hollow)
    board.text(x, y + 3.4, cell.text, bold=cell.at is not None)
    if cell.beside:
        board.text(x + width, y + 3.4, cell.beside, anchor="end", fill=SOFT)


def _told(cell: Demand | Notch | None) -> str:
    if cell is None:
        return "－"
    return cell.text if isinstance(cell, Demand) else cell.told
