"""Name what is wrong with a market folder."""

from __future__ import annotations

from collections.abc import Mapping


class MarketError(Exception):
    """Refuse a malformed market, naming the fault.

    Args:
        code: stable name of the fault, such as ``negative_seats``.
        message: what happened, why it is refused, what to do next.
        file: name of the file at fault, such as ``seats.csv``.
        line: line of that file counted from 1 (the header is line 1), or None when the whole file is meant.
        values: the offending values by column.
    """

    def __init__(
        self, code: str, message: str, *, file: str, line: int | None = None, values: Mapping[str, str] | None = None
    ) -> None:
        self.code = code
        self.message = message
        self.file = file
        self.line = line
        self.values = dict(values or {})
        super().__init__(str(self))

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        shown = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{where}: {self.message}" + (f" ({shown})" if shown else "") + f" [{self.code}]"
