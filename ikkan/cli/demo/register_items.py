"""The further items of the resident register for the invented residents: what a certificate shows beside the core."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any, Final

from ikkan.cli.demo.people_of_town import Household, People
from ikkan.kernel.characters import to_full_width
from ikkan.registers.services import ResidentRow

SEXES: Final = {"m": "1", "f": "2"}
_ALWAYS_HERE: Final = 0.45
_LONGEST_STAY_DAYS: Final = 1_800


def further_items(people: People, data: Mapping[str, Any], seed: int) -> dict[str, list[str]]:
    """Return further items by field, a text for each resident in their order.

    Args:
        people: residents in households.
        data: table ``register`` of town.toml.
        seed: the same seed gives the same items.
    """
    # Invented data wants a repeatable source, not an unforeseeable one.
    random = Random(seed)  # noqa: S311
    sex_of = {one.number: sex for one, sex in zip(people.residents, people.sexes, strict=True)}
    made: dict[str, dict[str, str]] = {}
    for home in people.by_household().values():
        shared = _of_household(home, data, random)
        for one in home:
            own = _of_foreigner(one, data, random) if one.is_foreign else _of_japanese(one, home, shared)
            made[one.number] = {**shared, **own, "sex": SEXES[sex_of[one.number]]}
    fields = dict.fromkeys(field for items in made.values() for field in items)
    fields.pop("_domicile")
    return {field: [made[one.number].get(field, "") for one in people.residents] for field in fields}


def _of_household(home: Household, data: Mapping[str, Any], random: Random) -> dict[str, str]:
    head = next(one for one in home if one.relation == "世帯主")
    place = f"{data['prefecture']}{data['city']}"
    moved = random.random() >= _ALWAYS_HERE
    return {
        "head_name": _name(head),
        "prefecture": data["prefecture"],
        "city": data["city"],
        "town": head.town.removeprefix(place),
        "address_since": head.resident_since.isoformat(),
        "filed_on": (head.resident_since + timedelta(days=random.randint(0, 13))).isoformat(),
        "previous_address": random.choice(data["earlier_addresses"]) if moved else "",
        "_domicile": random.choice(data["domiciles"]),
    }


def _of_japanese(one: ResidentRow, home: Household, shared: Mapping[str, str]) -> dict[str, str]:
    first = next((other for other in home if other.relation in ("父", "母")), None)
    is_elder = one.relation in ("父", "母") and first is not None
    return {
        "domicile": shared["_domicile"],
        "first_in_register": _name(first) if is_elder and first else shared["head_name"],
        "is_voter": "1" if one.as_of.year - one.birth.year > 18 else "0",
    }


def _of_foreigner(one: ResidentRow, data: Mapping[str, Any], random: Random) -> dict[str, str]:
    until = one.as_of + timedelta(days=random.randint(30, _LONGEST_STAY_DAYS))
    return {
        "nationality": random.choice(data["nationalities"]),
        "stay_class": "中長期在留者",
        "stay_status": random.choice(data["stay_statuses"]),
        "stay_period": "３年",
        "stay_until": until.isoformat(),
        "card_number": f"TS{random.randrange(10**8):08}MD",
    }


def _name(one: ResidentRow) -> str:
    parts: Sequence[str] = [part for part in (one.family_name, one.given_name) if part]
    return to_full_width("\u3000".join(parts))
