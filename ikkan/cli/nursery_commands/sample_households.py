"""Made-up households for comparing books: drawn by the shares of the demo, the same for a seed."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Final

import ikkan
from ikkan.cli.demo.chance import draw_one, draw_word
from ikkan.cli.nursery_commands.households import Household
from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.rules import Known

SHARES: Final = Path(ikkan.__file__).parent / "demo_data" / "families.toml"
FACILITIES: Final = tuple(f"F{number}" for number in range(1, 9))
# What the demo's shares leave open. Assumptions, spread widely so that rows of the books meet somebody.
ONE_PARENT, POSTED_AWAY, SIBLING_IN_CARE, DECLINED, GRANDPARENT = 0.12, 0.04, 0.3, 0.06, 0.08
SELF_EMPLOYED: Final = frozenset({"self_employed", "family_worker", "piecework", "contractor"})


def sample_households(number: int, *, month: date, seed: int) -> list[Household]:
    """Return made-up households with answers and records.

    Args:
        number: how many.
        month: first day of the month of admission.
        seed: the same seed gives the same households.
    """
    # Any: TOML values of the project's own file, checked by use.
    shares: Mapping[str, Any] = tomllib.loads(SHARES.read_text(encoding="utf-8"))
    # Invented data wants a repeatable source, not an unforeseeable one.
    random = Random(seed)  # noqa: S311
    return [_household(f"{one + 1:03d}", shares, month, random) for one in range(number)]


def _household(name: str, shares: Mapping[str, Any], month: date, random: Random) -> Household:
    is_single = random.random() < ONE_PARENT
    children = _children(shares, month, random)
    relations = ["mother"] if is_single else ["mother", "father"]
    parents = [_parent(f"parent{at}", one, shares, random) for at, one in enumerate(relations, start=1)]
    posted = not is_single and random.random() < POSTED_AWAY
    absence = draw_word(shares["single_parent"]["absence"], random) if is_single else "none"
    answers: JsonObject = {
        "children": list(children),
        "parents": list(parents),
        "single_parent": is_single,
        "absence": "posted_away" if posted else absence,
        "welfare": random.random() < shares["welfare"],
        "lives_in_town": "yes",
        "extension": {"accepts_hold": _is_on_leave(parents) and random.random() < shares["holds_wanted"]},
    }
    return Household(name, answers, _records(parents, children, month, random))


def _children(shares: Mapping[str, Any], month: date, random: Random) -> list[JsonObject]:
    ages = {str(age): weight for age, weight in enumerate(shares["classes"])}
    number = 2 if random.random() < shares["children_with_siblings"] else 1
    wishes = random.sample(FACILITIES, draw_one(shares["wishes"], random))
    drawn = [int(draw_word(ages, random)) for _ in range(number)]
    return [_child(f"c{at}", age, wishes, shares, month, random) for at, age in enumerate(drawn, start=1)]


def _child(
    name: str, age: int, wishes: list[str], shares: Mapping[str, Any], month: date, random: Random
) -> JsonObject:
    # 4 to 12 whole months before the first of April of the class's year
    born = date(
        month.year - (month.month < 4) - age - 1, draw_one(range(4, 13), random), draw_one(range(2, 28), random)
    )
    is_paid = random.random() < shares["paid_care"]
    is_graduate = age == 3 and random.random() < shares["graduates_of_small_scale"]
    return {
        "id": name,
        "birth": born.isoformat(),
        "disability": "certificate" if random.random() < shares["child_disability"] else "none",
        "present_care": "unlicensed" if is_paid else "home",
        "paid_care_hours": draw_one((64, 80, 120), random) if is_paid else 0,
        "graduate_of": "S1" if is_graduate else "",
        "wishes": list(wishes),
    }


def _parent(name: str, relation: str, shares: Mapping[str, Any], random: Random) -> JsonObject:
    work = shares["work"]
    kind = draw_word(work[f"{relation}_kinds"], random)
    hours = draw_one(work["part_hours" if kind in ("part_time", "piecework") else "full_hours"], random)
    is_on_leave = relation == "mother" and random.random() < work["on_childcare_leave"]
    return {
        "id": name,
        "relation": relation,
        "reason": draw_word(shares["reasons"][relation], random),
        "work": {
            "kind": kind,
            "month_hours": hours,
            "days_a_week": 5 if hours > 100 else 4,
            "break_minutes_a_day": 60 if hours > 120 else 0,
            "leave": "childcare" if is_on_leave else "none",
            "nursery_teacher": "teacher" if random.random() < work["nursery_teacher"] else "none",
        },
        "care_hours": hours,
        "study_hours": hours,
        "illness": draw_one(("hospital", "bedridden", "home_rest", "outpatient"), random),
        "disability": "none",
    }


def _is_on_leave(parents: list[JsonObject]) -> bool:
    return any(isinstance(work := one["work"], dict) and work["leave"] == "childcare" for one in parents)


def _records(parents: list[JsonObject], children: list[JsonObject], month: date, random: Random) -> Known:
    siblings = len(children) + draw_one((0, 0, 1, 1, 2), random)
    has_sibling_in_care = siblings > len(children) and random.random() < SIBLING_IN_CARE
    wishes = children[0]["wishes"]
    at_home = [
        str(one["id"]) for one in parents if isinstance(work := one["work"], dict) and work["kind"] in SELF_EMPLOYED
    ]
    return Known(
        tax_income_levy=draw_one(range(0, 400_000, 1_000), random),
        months_waiting=draw_one((0, 0, 0, 2, 5, 9), random),
        residence_days=draw_one(range(30, 5_000), random),
        declined_on=(month,) if random.random() < DECLINED else (),
        sibling_facilities=(str(wishes[0]),) if has_sibling_in_care and isinstance(wishes, list) else (),
        children_under_18=siblings,
        preschoolers=siblings,
        grandparent_under_65_in_household=random.random() < GRANDPARENT,
        works_at_home=tuple(one for one in at_home if random.random() < 1 / 2),
        ticket=draw_one(range(1, 1_000), random),
        lottery=draw_one(range(1, 1_000_000), random),
    )
