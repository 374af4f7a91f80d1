"""Who asks and whom a certificate is of, as the register has them: read for all cases of a set together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from ikkan.kernel.reader import Reader
from ikkan.procedures.certificate import register
from ikkan.procedures.certificate.requests import Request
from ikkan.procedures.certificate.rules import Named, Record, Subject

HISTORY: Final = "history"


@dataclass(frozen=True, slots=True)
class Concerned:
    """The people of a request.

    Args:
        asker: who asks; None for third parties, public bodies and who is not found.
        subjects: whom it is of, in the order of printing.
        household: how many live in the asker's household.
    """

    asker: Record | None = None
    subjects: tuple[Subject, ...] = ()
    household: int = 0


_Homes = Mapping[tuple[str, Reader], tuple[Record, ...]]
_Met = Mapping[tuple[Named, Reader], Record]


def concerned_in(requests: Sequence[Request], people: register.ByNumber, now: datetime) -> dict[int, Concerned]:
    """Return the people of each request, by key of its case.

    Args:
        requests: requests of a set.
        people: the subjects of their cases, read before.
        now: moment.

    Raises:
        RegisterAwayError: the register does not answer.
    """
    askers = _askers([one for one in requests if one.wanted.is_own], people, now)
    homes = register.households(
        ((askers[one.case.pk].household, one.reader) for one in requests if one.case.pk in askers), now=now
    )
    met = register.matches(
        (pair for one in requests for pair in _sought_elsewhere(one, askers.get(one.case.pk), homes)), now=now
    )
    found = {one.case.pk: _concerned(one, askers.get(one.case.pk), homes, met) for one in requests}
    return _with_history(requests, found, now)


def _askers(own: Sequence[Request], people: register.ByNumber, now: datetime) -> dict[int, Record]:
    known = {
        one.case.pk: people[one.case.subject, one.reader] for one in own if (one.case.subject, one.reader) in people
    }
    named = [one for one in own if one.case.pk not in known]
    met = register.matches(((one.wanted.asker, one.reader) for one in named), now=now)
    pairs = {one.case.pk: (one.wanted.asker, one.reader) for one in named}
    return known | {pk: met[pair] for pk, pair in pairs.items() if pair in met}


def _sought_elsewhere(one: Request, asker: Record | None, homes: _Homes) -> list[tuple[Named, Reader]]:
    """Return whom a request names beyond the asker's household, and who seeks them.

    What a citizen asks about others is read for that citizen: somebody under protection is then nobody.
    """
    if not one.wanted.is_own:
        return [(named, one.reader) for named in one.wanted.persons]
    if asker is None or one.wanted.whose != "some":
        return []
    near = (*homes[asker.household, one.reader], asker)
    reader = _for_citizen(one, asker)
    return [(named, reader) for named in one.wanted.persons if register.first_match(named, near) is None]


def _concerned(one: Request, asker: Record | None, homes: _Homes, met: _Met) -> Concerned:
    wanted = one.wanted
    if not wanted.is_own:
        return Concerned(subjects=tuple(Subject(named, met.get((named, one.reader))) for named in wanted.persons))
    if asker is None:
        return Concerned()
    members = homes[asker.household, one.reader]
    if wanted.whose == "household":
        named = [Subject(Named(each.name, each.name_kana, each.birth), each) for each in members]
    elif wanted.whose == "me":
        named = [Subject(wanted.asker, next((each for each in members if each.number == asker.number), asker))]
    else:
        named = _named(one, asker, members, met)
    return Concerned(asker, tuple(named), len(members))


def _named(one: Request, asker: Record, members: Sequence[Record], met: _Met) -> list[Subject]:
    """Return those named in the order of the household; others stand behind."""
    reader = _for_citizen(one, asker)
    found = [
        Subject(named, register.first_match(named, (*members, asker)) or met.get((named, reader)))
        for named in dict.fromkeys(one.wanted.persons)
    ]
    order = {each.number: place for place, each in enumerate(members)}
    return sorted(found, key=lambda each: order.get(each.record.number, len(order)) if each.record else len(order))


def _for_citizen(one: Request, asker: Record) -> Reader:
    is_of_officer = bool(one.reader.who)
    return one.reader if is_of_officer else replace(one.reader, resident=asker.number)


def _with_history(requests: Sequence[Request], found: Mapping[int, Concerned], now: datetime) -> dict[int, Concerned]:
    """Add what changed to the records of those requests that ask for it."""
    asks = {one.case.pk: one.reader for one in requests if HISTORY in one.wanted.items}
    wanted = [(each.record, by) for pk, by in asks.items() for each in found[pk].subjects if each.record is not None]
    told = register.with_history(wanted, now=now)
    full = {
        pk: replace(
            found[pk],
            subjects=tuple(
                replace(each, record=told[each.record.number, by]) if each.record else each
                for each in found[pk].subjects
            ),
        )
        for pk, by in asks.items()
    }
    return {**found, **full}
