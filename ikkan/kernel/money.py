"""Money in whole yen, which never turns into a float on the way."""

from typing import Never, Self


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        message = (
            f"Yen takes whole numbers only, but got {value!r} ({type(value).__name__}). "
            "A part of a yen cannot be paid. Round by the rule of the ordinance first, then pass an int."
        )
        raise TypeError(message)
    return value


class Yen(int):
    """Hold an amount of yen as a whole number.

    Arithmetic with Yen and int stays Yen. Float, bool, str and Decimal are refused with TypeError, and so is `/`,
    because the rounding of a share must be named: use `//`, or `rounded_down_to`. Only a float on the left
    (`1.5 + fee`) escapes, since Python asks the float first; the result is a float, which the type checker sees.
    """

    __slots__ = ()

    def __new__(cls, amount: int) -> Self:
        return super().__new__(cls, _whole(amount))

    def __add__(self, other: int) -> "Yen":
        return Yen(int(self) + _whole(other))

    def __radd__(self, other: int) -> "Yen":
        return Yen(_whole(other) + int(self))

    def __sub__(self, other: int) -> "Yen":
        return Yen(int(self) - _whole(other))

    def __rsub__(self, other: int) -> "Yen":
        return Yen(_whole(other) - int(self))

    def __mul__(self, times: int) -> "Yen":
        if isinstance(times, Yen):
            raise TypeError("Yen times Yen has no meaning. Multiply by a plain number of pieces, days or persons.")
        return Yen(int(self) * _whole(times))

    def __rmul__(self, times: int) -> "Yen":
        return self * times

    def __floordiv__(self, parts: int) -> "Yen":
        return Yen(int(self) // _whole(parts))

    def __mod__(self, parts: int) -> "Yen":
        return Yen(int(self) % _whole(parts))

    def __neg__(self) -> "Yen":
        return Yen(-int(self))

    def __abs__(self) -> "Yen":
        return Yen(abs(int(self)))

    def __truediv__(self, other: object) -> Never:
        raise TypeError("Yen cannot be divided with /, since that would make a part of a yen. Use // and say the rule.")

    def __rtruediv__(self, other: object) -> Never:
        raise TypeError("Nothing can be divided by Yen with /. Turn both amounts into int where a ratio is meant.")

    def __repr__(self) -> str:
        return f"Yen({int(self)})"

    def __str__(self) -> str:
        return str(int(self))

    def rounded_down_to(self, unit: int) -> "Yen":
        """Return the amount without what is below `unit` yen, towards zero (100円未満切捨て is `unit=100`).

        Raises ValueError when the unit is not positive.
        """
        if _whole(unit) <= 0:
            raise ValueError(f"The unit of rounding must be 1 yen or more, but it is {unit}. Take it from the book.")
        kept = abs(int(self)) // unit * unit
        return Yen(kept if self >= 0 else -kept)

    def show(self) -> str:
        """Return the amount as letters write it: `1,200円`."""
        return f"{int(self):,}円"

    def show_with_sign(self) -> str:
        """Return the amount as tables and English pages write it: `¥1,200`."""
        return f"{'-' if self < 0 else ''}¥{abs(int(self)):,}"
