"""Steps: events and the new state in one transaction, guarded by the version. Nothing is lost or done twice."""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db import connection, transaction

from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.chain import body_seal, event_hash
from ikkan.ledger.event_names import sentence_of
from ikkan.ledger.models import Case, Event, EventBody, Round, Walker
from ikkan.store.rows import insert_returning_ids, insert_rows, update_guarded

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
EVENT_COLUMNS = (
    "case_id", "round_id", "seq", "name", "at", "actor", "codes", "edition", "body_hmac", "prev", "hash",
)  # fmt: skip
CASE_STATE = ("room", "waits_for", "reason_code", "due_at", "expected_on", "deadline_on", "entered_at", "closed_at")
CASE_COLUMNS = (*CASE_STATE, "attempts", "lease_until", "version", "head")
_JSON = json.JSONEncoder(ensure_ascii=False)

AnyWalker = TypeVar("AnyWalker", bound=Walker)
Outcome = TypeVar("Outcome")
TRIES = 5


# reads as the word that it is: the case is stale
class Stale(Exception):  # noqa: N818
    """Somebody else moved the case first; nothing was written. Read it again."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be written.

    Args:
        name: declared name, `room.past_tense`.
        actor: account that did it, or None for the machine.
        codes: codes and references, no personal data.
        body: names and facts, destroyed when retention ends.
        edition: edition of the book it was done by.
    """

    name: str
    actor: UUID | None = None
    codes: JsonObject = field(default_factory=dict)
    body: JsonObject = field(default_factory=dict)
    edition: str = ""


@dataclass(frozen=True, slots=True)
class CaseState:
    """Where a case stands after a step.

    Args:
        room: room it is in.
        waits_for: whom it waits for.
        reason_code: why it stopped, or blank.
        due_at: next wake-up, or None.
        expected_on: day told to the citizen.
        deadline_on: day by which the one waited for must act.
    """

    room: str
    waits_for: str
    reason_code: str = ""
    due_at: datetime | None = None
    expected_on: date | None = None
    deadline_on: date | None = None


def state_of(case: Case) -> CaseState:
    """Return where a case stands, for an event that does not move it."""
    return CaseState(
        case.room, case.waits_for, case.reason_code, due_at=case.due_at, expected_on=case.expected_on,
        deadline_on=case.deadline_on,
    )  # fmt: skip


def record_step(
    case: Case, events: Sequence[NewEvent], state: CaseState, *, now: datetime, lease_until: datetime = LONG_AGO
) -> None:
    """Write a case's events and its new state. Call within the transaction that holds the rest of the deed.

    Raises:
        Stale: the case moved since it was read; the surrounding transaction must be left.
    """
    record_steps([case], [events], [state], now=now, lease_until=lease_until)


def hold_still(*walkers: Walker) -> None:
    """Lock walkers that are still as they were read. Call it first in a transaction that writes more than the step.

    Otherwise two hands at once meet in the rows of the deed, where they only see a broken constraint.

    Args:
        walkers: all cases, or all rounds; at least one.

    Raises:
        Stale: one of the walkers moved since it was read.
    """
    rows = type(walkers[0])._default_manager.filter(pk__in=[walker.pk for walker in walkers])
    # in one order, so that two hands that hold the same walkers never wait for each other
    held = dict(rows.order_by("pk").select_for_update().values_list("pk", "version"))
    moved = [walker.number for walker in walkers if held.get(walker.pk) != walker.version]
    if moved:
        raise Stale(f"{', '.join(moved)} was moved by somebody else; nothing was written.")


def retry_when_stale(walker: Walker, deed: Callable[[], Outcome]) -> Outcome:
    """Do a person's deed; where the machine moved the case in that moment, read it again and do the deed anew.

    Args:
        walker: read again before each further try.
        deed: looks at the walker as it is, and does the deed in a transaction of its own.

    Raises:
        Stale: the walker moved at every try.
    """
    for _ in range(TRIES - 1):
        try:
            return deed()
        except Stale:
            walker.refresh_from_db()
    return deed()


def record_steps(
    cases: Sequence[Case],
    events: Sequence[Sequence[NewEvent]],
    states: Sequence[CaseState],
    *,
    now: datetime,
    lease_until: datetime = LONG_AGO,
) -> None:
    """Write the events and new states of many cases by set statements, all or none.

    Args:
        cases: the cases as read; their version, head and state are brought up to date.
        events: events of each case.
        states: new state of each case.
        now: moment of the deed.
        lease_until: how long the worker keeps the cases; by default it lets go.

    Raises:
        Stale: one of the cases moved since it was read.
    """
    chained = _chain(cases, events, now=now)
    rows = []
    for case, new, state in zip(cases, events, states, strict=True):
        entered = now if state.room != case.room else case.entered_at
        # what is recorded on a closed case (disclosure, destruction) must not move the day that retention counts from
        closed = (case.closed_at or now) if state.room == "closed" else None
        expected = state.expected_on or case.expected_on
        rows.append(
            (state.room, state.waits_for, state.reason_code, state.due_at, expected, state.deadline_on, entered,
             closed, 0, lease_until, case.version, case.head, case.pk, case.version - len(new))
        )  # fmt: skip
        case.room, case.waits_for, case.reason_code = state.room, state.waits_for, state.reason_code
        case.due_at, case.expected_on, case.deadline_on = state.due_at, expected, state.deadline_on
        case.entered_at, case.closed_at, case.attempts, case.lease_until = entered, closed, 0, lease_until
    _guarded_write(Case, CASE_COLUMNS, rows)
    _insert_events(chained)


def record_round_step(
    round_: Round, events: Sequence[NewEvent], *, now: datetime, **state: str | datetime | None
) -> None:
    """Write a round's events and the parts of its state that change.

    Raises:
        Stale: the round moved since it was read.
    """
    chained = _chain([round_], [events], now=now)
    for name, value in state.items():
        setattr(round_, name, value)
    round_.lease_until, round_.attempts = LONG_AGO, 0
    row = (*state.values(), 0, LONG_AGO, round_.version, round_.head, round_.pk, round_.version - len(events))
    _guarded_write(Round, (*state, "attempts", "lease_until", "version", "head"), [row])
    _insert_events(chained)


class _Chained(NamedTuple):
    """An event as a row, and its body if it has one."""

    row: tuple[object, ...]
    salt: str
    body: JsonObject


def _chain(walkers: Sequence[AnyWalker], events: Sequence[Sequence[NewEvent]], *, now: datetime) -> list[_Chained]:
    """Chain events to their walkers; brings each walker's version and head up to date and writes nothing."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A step is written within a transaction: wrap the deed in transaction.atomic().")
    stored = connection.ops.adapt_datetimefield_value(now)
    has_uuid = bool(connection.features.has_native_uuid_field)
    return [
        _chained(walker, new, now, stored, has_uuid) for walker, own in zip(walkers, events, strict=True) for new in own
    ]


def _chained(walker: Walker, new: NewEvent, now: datetime, stored: object, has_uuid: bool) -> _Chained:
    sentence_of(new.name)
    salt = secrets.token_hex(32) if new.body else ""
    seal = body_seal(new.body, salt) if new.body else ""
    seq, prev = walker.version + 1, walker.head
    digest = event_hash(
        walker=walker.number, seq=seq, name=new.name, at=now, actor=str(new.actor or ""),
        codes=new.codes, edition=new.edition, body_hmac=seal, prev=prev,
    )  # fmt: skip
    walker.version, walker.head = seq, digest
    of_case, of_round = (walker.pk, None) if isinstance(walker, Case) else (None, walker.pk)
    actor = new.actor.hex if new.actor and not has_uuid else new.actor
    codes = _JSON.encode(new.codes)
    row = (of_case, of_round, seq, new.name, stored, actor, codes, new.edition, seal, prev, digest)
    return _Chained(row, salt, new.body)


def _insert_events(chained: Sequence[_Chained]) -> None:
    """Insert events after the guard held: a step that lost the race writes nothing and says Stale."""
    rows = [one.row for one in chained]
    if not any(one.body for one in chained):
        insert_rows(Event, EVENT_COLUMNS, rows)
        return
    ids = insert_returning_ids(Event, EVENT_COLUMNS, rows)
    kept = [(i, one.salt, _JSON.encode(one.body)) for i, one in zip(ids, chained, strict=True) if one.body]
    insert_rows(EventBody, ("event_id", "salt", "body"), kept)


def _guarded_write(
    model: type[Case] | type[Round], columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]
) -> None:
    adapted = _Adapted()
    written = [tuple([adapted[value] if isinstance(value, date) else value for value in row]) for row in rows]
    if update_guarded(model, columns, "version", written) != len(rows):
        raise Stale(f"{model.__name__} was moved by somebody else; nothing was written.")


class _Adapted(dict[date, object]):
    """Moments and days as the database takes them, each worked out once: a round has few different ones."""

    def __missing__(self, value: date) -> object:
        """Work out a moment (a datetime is a date too) or a day."""
        if isinstance(value, datetime):
            adapted = self[value] = connection.ops.adapt_datetimefield_value(value)
        else:
            adapted = self[value] = connection.ops.adapt_datefield_value(value)
        return adapted
