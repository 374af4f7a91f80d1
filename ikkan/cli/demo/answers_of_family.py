"""The nursery form as a family fills it in (answers, version 1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ikkan.cli.demo.chance import draw_word
from ikkan.cli.demo.family import Enrolled
from ikkan.cli.demo.parents_of_family import Filing, kana_of, make_parent, name_of
from ikkan.cli.demo.people_of_town import Household
from ikkan.cli.demo.plan_of_families import Plan
from ikkan.cli.demo.seats import Nursery
from ikkan.cli.demo.wishes_of_family import Market, draw_pattern, free_list
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.terms import class_age, fiscal_year_of
from ikkan.procedures.nursery.placement.siblings import LIMIT
from ikkan.registers.services import ResidentRow


@dataclass(frozen=True, slots=True)
class Parents:
    """Who the parents are: each with mother or father, the mother first."""

    rows: tuple[tuple[ResidentRow, str], ...]


def parents_of(household: Household, female: frozenset[str]) -> Parents:
    """Return the parents of a household: its head and the head's spouse.

    Args:
        household: residents with 続柄.
        female: given names of women, because the register's core holds no sex.
    """
    head = next(one for one in household if one.relation == "世帯主")
    spouse = next((one for one in household if one.relation in ("妻", "夫")), None)
    if spouse is None:
        return Parents(((head, "mother" if head.given_name in female else "father"),))
    mother, father = (spouse, head) if spouse.relation == "妻" else (head, spouse)
    return Parents(((mother, "mother"), (father, "father")))


def make_children(plan: Plan, ranked: Sequence[Nursery], market: Market, filing: Filing) -> list[JsonObject]:
    """Return the children's part of the form, oldest first, with wishes."""
    random, year = filing.random, fiscal_year_of(filing.start)
    ages = [class_age(one.birth, year) for one in plan.applying] + ([0] if plan.due else [])
    common = market.pick(ranked, ages, random)
    made = []
    for place, age in enumerate(ages):
        one = plan.applying[place] if place < len(plan.applying) else None
        wishes: list[JsonValue] = [*(common if random.random() < 0.5 else market.pick(ranked, [age], random))]
        child: JsonObject = {
            "id": f"c{place + 1}",
            "name": name_of(one) if one else {"family": "", "given": ""},
            "kana": kana_of(one) if one else {"family": "", "given": ""},
            "birth": one.birth.isoformat() if one else None,
            "due": plan.due.isoformat() if plan.due and one is None else None,
            "disability": "none",
            "medical_care": one is not None and random.random() < filing.shares["medical_care"],
            "present_care": "home",
            "present_facility": "",
            "paid_care_hours": 0,
            "graduate_of": "",
            "wishes": wishes,
        }
        made.append(child)
        _add_proofs(child, filing)
    return made


def _add_proofs(child: JsonObject, filing: Filing) -> None:
    random, identity = filing.random, str(child["id"])
    if child["due"] is not None:
        filing.attach("maternity_book", identity, {"due_date": child["due"]})
        return
    if random.random() < filing.shares["child_disability"]:
        child["disability"] = "certificate"
        filing.attach("disability_card", identity, {"grade": random.randint(1, 4)})


def add_present_care(
    plan: Plan, children: Sequence[JsonObject], ranked: Sequence[Nursery], filing: Filing
) -> list[Enrolled]:
    """Say where the children are now: transfers, graduates of small facilities, paid care; and return who attends."""
    random, shares = filing.random, filing.shares
    enrolled = _siblings_in_care(plan, children, ranked, filing)
    for child, one in zip(children, plan.applying, strict=False):
        age = class_age(one.birth, fiscal_year_of(filing.start))
        since = filing.filed_on - timedelta(days=random.randint(60, 500))
        since = max(since, one.birth + timedelta(days=60))
        if age == 3 and random.random() < shares["graduates_of_small_scale"]:
            small = next(place for place in ranked if place.takes(2) and not place.takes(3))
            child |= {"present_care": "nursery", "present_facility": small.code, "graduate_of": small.code}
            enrolled.append(Enrolled(one.number, small.code, since))
        elif age >= 1 and len(plan.applying) == 1 and random.random() < shares["transfers"]:
            enrolled.append(Enrolled(one.number, _make_transfer(child, one, ranked, filing), since))
        elif random.random() < shares["paid_care"]:
            hours = random.choice([40, 60, 80, 100, 120, 160])
            child |= {"present_care": random.choice(["unlicensed", "temporary"]), "paid_care_hours": hours}
            filing.attach("paid_care_proof", str(child["id"]), {"month_hours": hours})
    return enrolled


def _make_transfer(child: JsonObject, one: ResidentRow, ranked: Sequence[Nursery], filing: Filing) -> str:
    """Let a child hold a place far from home, which it would leave for any wish; return the facility."""
    before = class_age(one.birth, fiscal_year_of(filing.filed_on))
    age = class_age(one.birth, fiscal_year_of(filing.start))
    present = next(place.code for place in reversed(ranked) if place.takes(before) and place.takes(age))
    others = [place.code for place in ranked if place.takes(age) and place.code != present]
    wishes = child["wishes"] if isinstance(child["wishes"], list) else []
    child |= {"present_care": "nursery", "present_facility": present}
    child["wishes"] = [code for code in wishes if code != present] or [*others[:3]]
    return present


def _siblings_in_care(
    plan: Plan, children: Sequence[JsonObject], ranked: Sequence[Nursery], filing: Filing
) -> list[Enrolled]:
    """Let siblings who do not apply attend a nursery, which the family then wishes first."""
    random, now, year = filing.random, fiscal_year_of(filing.filed_on), fiscal_year_of(filing.start)
    enrolled = []
    for one in plan.others:
        if random.random() >= filing.shares["sibling_attends"]:
            continue
        before, after = class_age(one.birth, now), class_age(one.birth, year)
        place = next(place for place in ranked if place.takes(before) and (place.takes(after) or after == before))
        since = max(one.birth + timedelta(days=60), filing.filed_on - timedelta(days=random.randint(60, 900)))
        enrolled.append(Enrolled(one.number, place.code, since))
        for child, applying in zip(children, plan.applying, strict=False):
            wishes = child["wishes"]
            if place.takes(class_age(applying.birth, year)) and isinstance(wishes, list):
                child["wishes"] = [place.code, *(code for code in wishes if code != place.code)]
    return enrolled


def make_family_list(plan: Plan, parents: Parents, female: frozenset[str], filing: Filing) -> list[JsonValue]:
    """Return the other members of the household, and grandparents who live elsewhere."""
    own = {row.number for row, _ in parents.rows} | {one.number for one in plan.applying}
    family: list[JsonValue] = []
    for one in plan.household:
        if one.number in own:
            continue
        is_woman = one.given_name in female
        if one.relation in ("父", "母"):
            relation = "grandmother" if one.relation == "母" else "grandfather"
        else:
            relation = "sister" if is_woman else "brother"
        family.append(_member(name_of(one), one.birth, relation, lives_together=True))
    if filing.random.random() < filing.shares["grandparents_elsewhere"]:
        row, _ = parents.rows[0]
        born = row.birth - timedelta(days=filing.random.randint(22, 34) * 365)
        family.append(_member({"family": row.family_name, "given": "洋子"}, born, "grandmother", lives_together=False))
    return family


def _member(name: JsonObject, birth: date, relation: str, *, lives_together: bool) -> JsonObject:
    return {
        "name": name,
        "birth": birth.isoformat(),
        "relation": relation,
        "lives_together": lives_together,
        "disability": False,
        "in_care_facility": False,
    }


def make_answers(
    plan: Plan, parents: Parents, market: Market, female: frozenset[str], filing: Filing
) -> tuple[JsonObject, ResidentRow, list[Enrolled]]:
    """Return the whole form, who files it, and who of the household attends a nursery now."""
    random, shares = filing.random, filing.shares
    ranked = market.by_taste(parents.rows[0][0].town, random)
    children = make_children(plan, ranked, market, filing)
    enrolled = add_present_care(plan, children, ranked, filing)
    siblings = make_siblings(children, filing)
    made = [
        make_parent(row, f"parent{place}", relation, filing)
        for place, (row, relation) in enumerate(parents.rows, start=1)
    ]
    is_single = len(made) == 1
    if is_single:
        filing.attach("single_parent_proof", "household", {})
    is_on_welfare = random.random() < shares["welfare"]
    if is_on_welfare:
        filing.attach("welfare_proof", "household", {})
    filer = 0 if is_single or random.random() < 0.75 else 1
    answers: JsonObject = {
        "start_month": filing.start.isoformat(),
        "applicant": make_applicant(parents.rows[filer][0], f"parent{filer + 1}", filing),
        "electronic_notice": random.random() < shares["electronic_notice"],
        "children": [*children],
        "family": make_family_list(plan, parents, female, filing),
        "parents": [*made],
        "single_parent": is_single,
        "absence": draw_word(shares["single_parent"]["absence"], random) if is_single else "none",
        "welfare": is_on_welfare,
        "lives_in_town": "yes",
        "siblings": siblings,
        "extension": {"accepts_hold": _wants_hold(made, filing)},
        "hours_need": "short" if any(_hours(parent) < 120 for parent in made) else "standard",
        "documents": filing.documents,
        "continue_after_hold": random.random() < shares["continue_after_hold"],
        "agreements": {"true_statement": True, "registers_read": True},
    }
    return answers, parents.rows[filer][0], enrolled


def make_siblings(children: Sequence[JsonObject], filing: Filing) -> JsonObject:
    """Return how siblings are to be placed; who wants one facility names the same ones for every child."""
    pattern = draw_pattern(len(children), filing.shares, filing.random)
    # One more than the wishes each, because a child may also be left without a place.
    most = int(LIMIT ** (1 / len(children))) - 1
    for child in children:
        wishes = child["wishes"]
        child["wishes"] = wishes[:most] if isinstance(wishes, list) else []
    first = children[0]["wishes"]
    if isinstance(first, list) and (pattern.startswith("same_facility") or pattern == "combination"):
        # Every facility that has the oldest child's class has the younger ones' classes too.
        for child in children[1:]:
            child["wishes"] = [*first]
    combination = free_list(children) if pattern == "combination" else []
    return {"pattern": pattern, "alone": "either", "combination": combination}


def make_applicant(one: ResidentRow, identity: str, filing: Filing) -> JsonObject:
    """Return the applicant's part of the form; telephone and mail are of ranges that reach nobody."""
    tail = filing.random.randint(0, 9999)
    return {
        "name": name_of(one),
        "kana": kana_of(one),
        "birth": one.birth.isoformat(),
        "phone": f"+81900000{tail:04}",
        "email": f"demo{one.number}@example.jp",
        "address": {"postal": one.postal, "town": one.town, "block": one.block, "building": one.building},
        "is_parent": identity,
    }


def _wants_hold(parents: Sequence[JsonObject], filing: Filing) -> bool:
    works = [parent["work"] for parent in parents if "work" in parent]
    on_leave = any(isinstance(work, dict) and work["leave"] == "childcare" for work in works)
    return on_leave and filing.youngest <= 1 and filing.random.random() < filing.shares["holds_wanted"]


def _hours(parent: JsonObject) -> float:
    work = parent.get("work")
    hours = work["month_hours"] if isinstance(work, dict) else None
    return float(hours) if isinstance(hours, int) else 120.0
