"""What counts at single facilities, read out of a scored population wish by wish."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from ikkan.procedures.nursery.rules.explain import Explainer
from ikkan.procedures.nursery.rules.features import MOST_PARENTS, PLACES
from ikkan.procedures.nursery.rules.score import ScoreItem, WishScore
from ikkan.procedures.nursery.rules.tally import Line


class WishReader:
    """Reads the wishes of a scored population; most wishes add nothing and differ by facility alone."""

    def __init__(self, scored: pl.DataFrame, explainer: Explainer) -> None:
        self.scored = scored
        self.explainer = explainer
        self._lists: dict[str, list[Any]] = {}
        rules = explainer.rules
        self.ties = [f"tie/{key.name}" for key in rules.tie_keys if key.by_wish]
        table = rules.tables["adjustment"]
        columns = [(row.id, bool(row.needs)) for row in table.of_scope("facility")]
        columns += [(f"cap:{group.name}", False) for group in table.capped_groups("facility")]
        self.lines = [(row, f"adjustment/{row}/facility", needs) for row, needs in columns]

    def wishes(self) -> Iterator[tuple[WishScore, ...]]:
        """Yield the wishes of every child, best first."""
        facilities = self._list("wishes")
        ties = [self._list(name) for name in self.ties]
        added = self._items()
        known: dict[tuple[Any, ...], WishScore] = {}
        for at, own in enumerate(facilities):
            if not own:
                yield ()
                continue
            items = added.get(at, {})
            wishes = []
            for index, facility in enumerate(own):
                key = (facility, index, tuple([values[at][index] for values in ties]))
                if index in items:
                    lines = tuple(items[index])
                    wishes.append(WishScore(facility, index + 1, sum(one.points for one in lines), lines, key[2]))
                    continue
                wish = known.get(key)
                if wish is None:
                    wish = known[key] = WishScore(facility, index + 1, 0, (), key[2])
                wishes.append(wish)
            yield tuple(wishes)

    def _items(self) -> dict[int, dict[int, list[ScoreItem]]]:
        """Return what is added, by child and wish, in the order of the lines."""
        found: dict[int, dict[int, list[ScoreItem]]] = {}
        for row, column, needs in self.lines:
            given = self.scored[column].list.drop_nulls().list.len() > 0
            if needs:
                given |= self.scored[f"{column}?"].list.any()
            for at in given.fill_null(value=False).arg_true().to_list():
                points = self._list(column)[at]
                missing = self._list(f"{column}?")[at] if needs else [False] * len(points)
                for index, (own, lacks) in enumerate(zip(points, missing, strict=True)):
                    if own is not None or lacks:
                        line = Line("adjustment", row, "facility", own or 0, missing=own is None)
                        item = self._item(line, at, index)
                        found.setdefault(at, {}).setdefault(index, []).append(item)
        return found

    def _item(self, line: Line, at: int, index: int) -> ScoreItem:
        features = self.explainer.features_of(line.table, line.row)
        values = tuple(self._value(name, at, index) for name in features)
        step: tuple[int, ...] = ()
        if self.explainer.is_step(line.table, line.row):
            step = self._step(at)
        return self.explainer.item(line, "", values, step)

    def _value(self, name: str, at: int, index: int) -> Any:
        if name == "wish_rank":
            return index + 1
        if name in PLACES:
            return self._list("wishes")[at][index] in (self._list(PLACES[name])[at] or ())
        return self._list(name)[at]

    def _step(self, at: int) -> tuple[int, ...]:
        there = [n for n in range(1, MOST_PARENTS + 1) if self._list(f"parent_id@{n}")[at] is not None]
        return (*(self._list(f"points@{n}/base")[at] for n in there), self._list("base")[at])

    def _list(self, name: str) -> list[Any]:
        """Return a column, converted when it is first asked for."""
        known = self._lists.get(name)
        if known is None:
            known = self._lists[name] = self.scored[name].to_list()
        return known
