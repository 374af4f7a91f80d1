"""Parts of the town by postal code, with a position where one is known.

A town puts its table into ``IKKAN_HOME/towns.csv`` (columns postal, town, latitude, longitude; the last two may be
blank); the model town brings its own. Without a table the town's name is written by hand.
"""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from ikkan.kernel.characters import dashes_to_hyphens
from ikkan.registers.words import search_key

DEMO = Path(__file__).parents[3] / "demo_data"


@dataclass(frozen=True, slots=True)
class TownPart:
    """A part of the town: postal code of 7 digits, name with prefecture and city, position in degrees or None."""

    postal: str
    name: str
    point: tuple[float, float] | None


def towns_of(postal: str) -> tuple[TownPart, ...]:
    """Return the parts of a postal code, written in any way; also the one whose very name is given."""
    folded = dashes_to_hyphens(search_key(postal)).replace("-", "").replace("〒", "").strip()
    return tuple(one for one in _parts() if one.postal == folded or one.name == postal)


def point_of(town: str) -> tuple[float, float] | None:
    """Return the middle of a part of the town by its name, None when it is not known."""
    return next((one.point for one in _parts() if one.name == town), None)


def _parts() -> tuple[TownPart, ...]:
    own = Path(settings.IKKAN_HOME) / "towns.csv"
    return _read(own, own.stat().st_mtime_ns) if own.is_file() else _demo_parts(str(settings.IKKAN_TOWN))


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> tuple[TownPart, ...]:
    rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    return tuple(TownPart(row["postal"], row["town"], _point(row)) for row in rows)


@lru_cache(maxsize=4)
def _demo_parts(town: str) -> tuple[TownPart, ...]:
    words = tomllib.loads((DEMO / "town.toml").read_text(encoding="utf-8"))
    if words["code"] != town:
        return ()
    positions = csv.DictReader((DEMO / "towns.csv").read_text(encoding="utf-8").splitlines())
    points = {row["town"]: _point(row) for row in positions}
    postal = csv.DictReader((DEMO / "postal.csv").read_text(encoding="utf-8").splitlines())
    return tuple(TownPart(row["postal"], f"{words['prefix']}{row['town']}", points.get(row["town"])) for row in postal)


def _point(row: Mapping[str, str]) -> tuple[float, float] | None:
    latitude, longitude = row.get("latitude") or "", row.get("longitude") or ""
    return (float(latitude), float(longitude)) if latitude and longitude else None
