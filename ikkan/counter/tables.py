"""Data tables with shareable filters and sortable heads; links are built here, on the server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

from ikkan.counter.parts import Choice, Tone

SORT_KEY = "sort"
PAGE_KEY = "page"
SELECT_KEY = "select"


@dataclass(frozen=True)
class Column:
    """One column; ``sortable`` makes its head a link and ``number`` sets it right in tabular figures."""

    key: str
    label: str
    sortable: bool = False
    number: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell: text, and on demand a link and a tag tone."""

    text: str
    url: str = ""
    tone: Tone | None = None


@dataclass(frozen=True)
class Row:
    """One row; ``cells`` are in column order, the first one names the row. ``key`` is the value of its tick box."""

    key: str
    cells: Sequence[Cell | str]


@dataclass(frozen=True)
class Filter:
    """One filter of the GET form: a list to choose from when ``options`` is given, else a text box."""

    key: str
    label: str
    value: str = ""
    options: Sequence[Choice] = ()

    @property
    def shown(self) -> str:
        """Return the words for the chosen value."""
        return next((option.label for option in self.options if option.value == self.value), self.value)


@dataclass(frozen=True)
class Head:
    """A drawn column head."""

    label: str
    number: bool
    url: str = ""
    direction: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True)
class DrawnCell:
    """A cell joined with its column."""

    cell: Cell
    label: str
    number: bool


@dataclass(frozen=True)
class Table:
    """A table as the table template draws it.

    ``sort`` is a column key, with ``-`` before it for descending. ``total`` is the count over all pages.
    ``keep`` holds further query values that every link must carry.
    """

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    path: str = ""
    filters: Sequence[Filter] = ()
    sort: str = ""
    total: int | None = None
    page: int = 1
    per_page: int = 50
    select_name: str = ""
    select_links: bool = True
    ticked: frozenset[str] = frozenset()
    cards: bool = True
    tall: bool = False
    keep: Mapping[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Return the number of rows over all pages."""
        return len(self.rows) if self.total is None else self.total

    @property
    def width(self) -> int:
        """Return the number of drawn columns."""
        return len(self.columns) + bool(self.select_name)

    @property
    def page_count(self) -> int:
        """Return the number of pages, at least one."""
        return max(-(-self.count // self.per_page), 1)

    @property
    def previous_url(self) -> str:
        """Return the link to the page before, or nothing on the first."""
        return self._url(extra={PAGE_KEY: str(self.page - 1)}) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        """Return the link to the page after, or nothing on the last."""
        return self._url(extra={PAGE_KEY: str(self.page + 1)}) if self.page < self.page_count else ""

    @property
    def select_page_url(self) -> str:
        """Return the link that ticks the shown rows."""
        return self._url(extra={PAGE_KEY: str(self.page), SELECT_KEY: "page"})

    @property
    def select_all_url(self) -> str:
        """Return the link that ticks all rows of all pages, or nothing when all are shown."""
        return self._url(extra={SELECT_KEY: "all"}) if self.count > len(self.rows) else ""

    @property
    def heads(self) -> list[Head]:
        """Return the column heads with their sort links."""
        return [self._head(column) for column in self.columns]

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Return (words, link that takes this filter away) for each filter in use."""
        return [(f"{one.label}：{one.shown}", self._url(drop=one.key)) for one in self.filters if one.value]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Return the values the filter form must send along."""
        return [*self.keep.items(), *([(SORT_KEY, self.sort)] if self.sort else [])]

    @property
    def body(self) -> list[tuple[Row, list[DrawnCell]]]:
        """Return each row with its cells joined to the columns.

        Raises:
            ValueError: a row has more or fewer cells than there are columns.
        """
        drawn = []
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"Row {row.key!r} of table {self.key!r} has {len(row.cells)} cells "
                    f"for {len(self.columns)} columns. Give one cell for each column."
                )
            drawn.append((row, [_join(cell, column) for cell, column in zip(row.cells, self.columns, strict=True)]))
        return drawn

    def _head(self, column: Column) -> Head:
        if not column.sortable:
            return Head(column.label, column.number)
        if self.sort == column.key:
            return Head(column.label, column.number, self._url(sort=f"-{column.key}"), "ascending")
        direction: Literal["", "descending"] = "descending" if self.sort == f"-{column.key}" else ""
        return Head(column.label, column.number, self._url(sort=column.key), direction)

    def _url(self, *, sort: str | None = None, drop: str = "", extra: Mapping[str, str] | None = None) -> str:
        # Another order or filter starts again on the first page and with nothing ticked.
        values = {key: value for key, value in self.keep.items() if key not in {PAGE_KEY, SELECT_KEY}}
        values.update({one.key: one.value for one in self.filters if one.value and one.key != drop})
        chosen = self.sort if sort is None else sort
        if chosen:
            values[SORT_KEY] = chosen
        values.update(extra or {})
        return f"{self.path}?{urlencode(values)}"


def _join(cell: Cell | str, column: Column) -> DrawnCell:
    return DrawnCell(cell if isinstance(cell, Cell) else Cell(cell), column.label, column.number)


def read_sort(wanted: str, columns: Sequence[Column]) -> str:
    """Return ``wanted`` when it names a sortable column, else the empty string.

    Args:
        wanted: the value of ``sort`` from the address; not to be trusted.
        columns: the columns of the table.
    """
    allowed = {column.key for column in columns if column.sortable}
    return wanted if wanted.removeprefix("-") in allowed else ""
