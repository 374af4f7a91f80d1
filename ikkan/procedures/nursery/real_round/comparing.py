"""Set the offers of a placed made-up round beside those that the town published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.place import Placement
from ikkan.procedures.nursery.real_round.families import applications_of
from ikkan.procedures.nursery.real_round.published import PublishedRound


@dataclass(frozen=True, slots=True)
class ClassBeside:
    """One class: what was published, and what the made-up round has. ``published_applications`` may be None."""

    facility: str
    area: str
    age: int
    published_applications: int | None
    applications: int
    published_seats: int
    offers: int

    @property
    def difference(self) -> int:
        """Return offers made less those published."""
        return self.offers - self.published_seats


@dataclass(frozen=True, slots=True)
class Beside:
    """Every class of a published round beside the made-up one, in the order of the town's file, then by age."""

    classes: tuple[ClassBeside, ...]

    @property
    def equal(self) -> int:
        """Count the classes whose offers are those published."""
        return sum(not one.difference for one in self.classes)

    @property
    def equal_offering(self) -> int:
        """Count the same among the classes that offered a place at all: the others are equal by construction."""
        return sum(not one.difference for one in self.classes if one.published_seats)

    @property
    def offering(self) -> int:
        """Count the classes that offered a place."""
        return sum(one.published_seats > 0 for one in self.classes)

    @property
    def published(self) -> int:
        """Sum the offers published."""
        return sum(one.published_seats for one in self.classes)

    @property
    def offers(self) -> int:
        """Sum the offers made."""
        return sum(one.offers for one in self.classes)

    @property
    def has_equal_applications(self) -> bool | None:
        """Say whether every class has the published applications; None where none were published."""
        if any(one.published_applications is None for one in self.classes):
            return None
        return all(one.published_applications == one.applications for one in self.classes)


class OtherRoundError(Exception):
    """The market is not made of the published round; the text names a class."""


def set_beside(published: PublishedRound, market: Market, placement: Placement) -> Beside:
    """Compare a placed market with the published round that it was made of.

    Args:
        published: what the town published.
        market: the made-up round.
        placement: its result.

    Raises:
        OtherRoundError: the market's seats are not those of the published round.
    """
    offers = np.zeros_like(market.seats)
    placed = placement.facility != NOWHERE
    np.add.at(offers, (placement.facility[placed], market.child_age[placed]), 1)
    at = {name: place for place, name in enumerate(market.facility_ids)}
    applications = applications_of(market)
    order = {name: place for place, name in enumerate(published.areas)}
    classes = []
    for name, age in sorted(published.seats, key=lambda one: (order[one[0]], one[1])):
        seats = published.seats[name, age]
        if name not in at or int(market.seats[at[name], age]) != seats:
            raise OtherRoundError(
                f"{name}, age {age}, has {seats} places in the published file and other ones in the market. Compare "
                "with the file that the market was made of."
            )
        known = None if published.applications is None else published.applications[name, age]
        classes.append(
            ClassBeside(
                name, published.areas[name], age, known, applications.get((name, age), 0), seats,
                int(offers[at[name], age]),
            )
        )  # fmt: skip
    return Beside(tuple(classes))
