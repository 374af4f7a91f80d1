"""Scoring one household in plain Python."""

from dataclasses import dataclass, field

from ikkan.kernel.conditions import Feature
from ikkan.kernel.table import Hit
from ikkan.procedures.nursery.rules.combine import combination_of
from ikkan.procedures.nursery.rules.features import PLACES, Features
from ikkan.procedures.nursery.rules.ruleset import Ruleset, TieKey
from ikkan.procedures.nursery.rules.tally import Line, Tally, WishTally, in_order

Values = dict[str, Feature]


@dataclass(slots=True)
class _Asked:
    """Lines gathered so far, with the rows met (for `unless`) by table."""

    rules: Ruleset
    lines: list[Line] = field(default_factory=list)
    met: dict[str, set[str]] = field(default_factory=dict)

    def ask(self, table: str, scope: str, subject: str, values: Values, papers: str = "paper_") -> list[Hit]:
        """Ask one table for one subject and keep its lines, caps included."""
        points = self.rules.tables[table]
        # What one parent meets takes away nothing of the other's; the household sees what either met.
        met = set() if scope == "parent" else self.met.setdefault(table, set())
        hits = points.ask(scope, values.get, lambda kind: bool(values.get(f"{papers}{kind}")), met)
        self.met.setdefault(table, set()).update(met)
        self.lines += [Line(table, hit.row.id, subject, hit.points, hit.paper_missing) for hit in hits]
        for group, taken in points.cap_of(scope, hits).items():
            self.lines.append(Line(table, f"cap:{group}", subject, taken))
        return hits

    def sum(self, table: str, *subjects: str) -> int:
        """Return what a table gave these subjects."""
        return sum(line.points for line in self.lines if line.table == table and line.subject in subjects)


@dataclass(slots=True)
class _Home:
    """One household while it is scored: its values, and what is the same for all of its children."""

    features: Features
    rules: Ruleset
    parents: list[Values]
    household: Values
    replaced: tuple[tuple[int, str], ...]
    asked: _Asked
    parent_points: dict[str, list[int]] = field(default_factory=dict)
    known: Values = field(default_factory=dict)

    def lookup(self, subject: str, name: str) -> Feature:
        """Return a feature as the subject of a line has it."""
        if subject.startswith("parent"):
            parent = self.parents[int(subject.removeprefix("parent")) - 1]
            return parent[name] if name in parent else self.household.get(name)
        return self.household.get(name)


def tally_household(features: Features, rules: Ruleset) -> tuple[Tally, ...]:
    """Return the tally of every child of a household."""
    parents, replaced = _count_parents(features, rules)
    household = dict(features.household)
    for number, parent in enumerate(parents, start=1):
        household |= {f"{name}@{number}": value for name, value in parent.items()}
    household["hours_together"] = rules.hours.together([rules.hours.count(stated) for stated in features.parents])
    home = _Home(features, rules, parents, household, replaced, _Asked(rules))
    base, _ = _ask_combined("base", home)
    for number, parent in enumerate(parents, start=1):
        home.asked.ask("adjustment", "parent", f"parent{number}", {**features.household, **parent}, "own_paper_")
    home.asked.ask("adjustment", "household", "household", household)
    rank, has_rank = _ask_combined("reason_rank", home)
    home.known = {"base": base, "reason_rank": rank if has_rank else None}
    return tuple(_tally_child(index, home, base) for index in range(len(features.children)))


def _count_parents(features: Features, rules: Ruleset) -> tuple[list[Values], tuple[tuple[int, str], ...]]:
    parents: list[Values] = []
    replaced: list[tuple[int, str]] = []
    for number, stated in enumerate(features.parents, start=1):
        counted: Values = {**stated, **rules.hours.derive(stated)}
        values = {**features.household, **stated}
        for row in rules.evidence:
            if row.is_missing(values.get):
                counted |= row.counts_as
                replaced.append((number, row.id))
                break
        parents.append(counted)
    return parents, tuple(replaced)


def _ask_combined(table: str, home: _Home) -> tuple[int, bool]:
    """Return the parents' and household's points of a table as one number, and whether any row gave it."""
    combination, asked = combination_of(home.rules, table), home.asked
    counted: list[int | None] = []
    own_points = home.parent_points.setdefault(table, [])
    for number, parent in enumerate(home.parents, start=1):
        subject = f"parent{number}"
        hits = asked.ask(table, "parent", subject, {**home.features.household, **parent}, "own_paper_")
        own = asked.sum(table, subject)
        if combination.parent_cap is not None and own > combination.parent_cap:
            asked.lines.append(Line(table, "parent_cap", subject, combination.parent_cap - own))
            own = combination.parent_cap
        own_points.append(own)
        has_none = all(hit.paper_missing for hit in hits)
        counted.append(None if combination.skips and has_none else own)
    hits = [hit for hit in asked.ask(table, "household", "household", home.household) if not hit.paper_missing]
    flat = [hit.points for hit in hits if hit.row.flat]
    household = asked.sum(table, "household")
    total = combination.of(counted) + household - sum(flat)
    if combination.cap is not None:
        total = min(total, combination.cap)
    total = sum(flat) if flat else total
    step = total - household - sum(own_points)
    if step:
        asked.lines.append(Line(table, "combined", "household", step))
    return total, bool(hits or any(one is not None for one in counted))


def _tally_child(index: int, home: _Home, base: int) -> Tally:
    rules = home.rules
    values = {**home.household, **home.features.children[index]}
    met = {table: set(ids) for table, ids in home.asked.met.items()}
    asked = _Asked(rules, list(home.asked.lines), met)
    asked.ask("adjustment", "child", "child", values)
    total = base + sum(line.points for line in asked.lines if line.table == "adjustment")
    fixed = _points(rules, "fixed_total", values)
    if fixed is not None:
        asked.lines.append(Line("fixed_total", fixed[0], "child", fixed[1] - total))
        total = fixed[1]
    parent_points = tuple(home.parent_points["base"])
    numbers = {**values, **home.known, "total": total, "tie_points": _tie_points(asked, values, parent_points)}
    stage, excluded = _points(rules, "stage", values), _points(rules, "exclusion", values)
    return Tally(
        child=str(values["child"]),
        base=base,
        total=total,
        stage=stage[1] if stage else 0,
        stage_row=stage[0] if stage else "",
        excluded=excluded[0] if excluded else "",
        replaced=home.replaced,
        parent_points=parent_points,
        lines=in_order(asked.lines),
        ties=tuple(None if key.by_wish else _tie(key, numbers) for key in rules.tie_keys),
        wishes=_tally_wishes(home, index, numbers, asked.met.get("adjustment", set())),
        lookup=lambda subject, name: values.get(name) if subject == "child" else home.lookup(subject, name),
    )


def _points(rules: Ruleset, table: str, values: Values) -> tuple[str, int] | None:
    """Return id and points of the one row of a first-row table that holds for a child."""
    hits = rules.tables[table].ask("child", values.get, lambda kind: bool(values.get(f"paper_{kind}")), set())
    found = [hit for hit in hits if not hit.paper_missing]
    return (found[0].row.id, found[0].points) if found else None


def _tie_points(asked: _Asked, values: Values, parent_points: tuple[int, ...]) -> int:
    start = combination_of(asked.rules, "tie_points", "start").of(parent_points)
    if start:
        asked.lines.append(Line("tie_points", "start", "household", start))
    asked.ask("tie_points", "household", "household", values)
    asked.ask("tie_points", "child", "child", values)
    return asked.sum("tie_points", "household", "child")


def _tally_wishes(home: _Home, index: int, values: Values, met: set[str]) -> tuple[WishTally, ...]:
    made: list[WishTally] = []
    places = home.features.places[index]
    for rank, facility in enumerate(home.features.wishes[index], start=1):
        here_too = {feature: facility in places[column] for feature, column in PLACES.items()}
        wish = {**values, "wish_rank": rank, **here_too}
        here = _Asked(home.rules, [], {"adjustment": set(met)})
        here.ask("adjustment", "facility", "facility", wish)
        ties = tuple(_tie(key, wish) for key in home.rules.tie_keys if key.by_wish)
        made.append(WishTally(facility, rank, tuple(here.lines), ties, wish.get))
    return tuple(made)


def _tie(key: TieKey, values: Values) -> int | None:
    if key.when is not None:
        return int(key.when.holds(values.get))
    value = values.get(key.value)
    return None if value is None or isinstance(value, str) else int(value)
