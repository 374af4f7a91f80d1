"""The model town: its places, and how it is written into the registers."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from ikkan.cli.demo.people_of_town import Household, People, Place, make_people
from ikkan.cli.demo.register_items import further_items
from ikkan.papers.refusals import Unreadable
from ikkan.registers.facility_import import FacilityVerdict, import_judged, judge_facility_file
from ikkan.registers.services import import_levies, import_residents

FACILITIES_FILE = "yaizu/222127_preschool.csv"


@dataclass(frozen=True, slots=True)
class Town:
    """What is in the registers after the town was opened.

    Args:
        code: 6-digit municipal code.
        label: name shown everywhere, which says that it is a model.
        people: residents and levies as they were written.
        households: residents by 世帯番号.
        places: position of each part of the town, by its name in addresses.
    """

    code: str
    label: str
    people: People
    households: Mapping[str, Household]
    places: Mapping[str, Place]


# Any: TOML values of the project's own data files, checked by use.
@cache
def read_data(name: str) -> dict[str, Any]:
    """Return a TOML file of demo_data."""
    return tomllib.loads(_text(name))


@cache
def places_of_town() -> Mapping[str, Place]:
    """Return the parts of the town whose position the open data tell, by their names in addresses."""
    prefix = read_data("town.toml")["prefix"]
    postal = {row["town"]: row["postal"] for row in csv.DictReader(_text("postal.csv").splitlines())}
    made: dict[str, Place] = {}
    for row in csv.DictReader(_text("towns.csv").splitlines()):
        name = f"{prefix}{row['town']}"
        made[name] = Place(
            name, postal[row["town"]], float(row["latitude"]), float(row["longitude"]), int(row["points"])
        )
    return made


def judge_demo_facilities(as_of: date) -> FacilityVerdict:
    """Judge the real open data of facilities that ships with the demo.

    Raises:
        ValueError: the shipped file cannot be read.
    """
    data = (files("ikkan") / "demo_data" / FACILITIES_FILE).read_bytes()
    town = read_data("town.toml")
    verdict = judge_facility_file(data, town=town["code"], source=town["facility_source"], as_of=as_of)
    match verdict:
        case Unreadable():
            raise ValueError(f"demo_data/{FACILITIES_FILE} cannot be read: {verdict.en}. Install Ikkan again.")
        case FacilityVerdict():
            return verdict


def open_town(*, population: int, april: date, as_of: date, seed: int) -> Town:
    """Write facilities, residents and levies of the model town into an empty register.

    Args:
        population: residents wanted, reached to within one household.
        april: first day of the fiscal year for which children will apply.
        as_of: day of the register; nobody is born later.
        seed: the same seed gives the same town.
    """
    data = read_data("town.toml")
    places = places_of_town()
    people = make_people(
        population=population,
        april=april,
        as_of=as_of,
        seed=seed,
        places=tuple(places.values()),
        shares=data,
        names=read_data("names.toml"),
    )
    import_judged(judge_demo_facilities(as_of))
    import_residents(people.residents, further_items(people, data["register"], seed))
    import_levies(people.levies)
    return Town(data["code"], data["label_ja"], people, people.by_household(), places)


def _text(name: str) -> str:
    return (files("ikkan") / "demo_data" / name).read_text(encoding="utf-8")
