"""Verification of the chains: every event hash recomputed, every body held against its seal."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from ikkan.ledger.chain import body_seal, event_hash
from ikkan.ledger.models import Case, Event, Round, Walker


@dataclass(frozen=True, slots=True)
class ChainFault:
    """An event that does not hold.

    Args:
        number: case or round.
        seq: the event's place.
        what: what is wrong.
    """

    number: str
    seq: int
    what: str


def verify_chains() -> list[ChainFault]:
    """Recompute every chain of the ledger and return what does not hold; an empty list means intact."""
    return [*_verify(Case), *_verify(Round)]


def verify_chain(walker: Walker) -> list[ChainFault]:
    """Recompute the chain of one case or round."""
    return verify_chains_of([walker])


def verify_chains_of(walkers: Sequence[Walker]) -> list[ChainFault]:
    """Recompute the chains of these cases and rounds, reading all their events at once."""
    cases, rounds = ([one.pk for one in walkers if isinstance(one, model)] for model in (Case, Round))
    events = Event.objects.filter(Q(case__in=cases) | Q(round__in=rounds)).select_related("body").order_by("seq")
    of: dict[tuple[int | None, int | None], list[Event]] = defaultdict(list)
    for event in events:
        of[event.case_id, event.round_id].append(event)
    return [
        fault
        for one in walkers
        for fault in _faults(
            one.number, one.version, one.head, of[(one.pk, None) if isinstance(one, Case) else (None, one.pk)]
        )
    ]


def _verify(model: type[Case] | type[Round]) -> Iterator[ChainFault]:
    name = "case" if model is Case else "round"
    events = (
        Event.objects.filter(**{f"{name}__isnull": False})
        .select_related("body")
        .order_by(name, "seq")
        .iterator(chunk_size=5_000)
    )
    walkers = {w.pk: (w.number, w.version, w.head) for w in model.objects.only("number", "version", "head").iterator()}
    current: list[Event] = []
    owner = None
    for event in events:
        key = getattr(event, f"{name}_id")
        if key != owner and owner is not None:
            yield from _faults(*walkers.pop(owner), current)
            current = []
        owner = key
        current.append(event)
    if owner is not None:
        yield from _faults(*walkers.pop(owner), current)
    for number, version, _head in walkers.values():
        if version:
            yield ChainFault(number, 0, f"{version} events are missing")


def _faults(number: str, version: int, head: str, events: list[Event]) -> Iterator[ChainFault]:
    prev = ""
    for seq, event in enumerate(events, start=1):
        if event.seq != seq:
            yield ChainFault(number, seq, f"the event is missing; the next is {event.seq}")
            return
        hashed = event_hash(
            walker=number, seq=event.seq, name=event.name, at=event.at, actor=str(event.actor or ""),
            codes=event.codes, edition=event.edition, body_hmac=event.body_hmac, prev=prev,
        )  # fmt: skip
        if event.hash != hashed or event.prev != prev:
            yield ChainFault(number, seq, "the event was altered")
        # a destroyed body leaves its seal: that is no fault
        if hasattr(event, "body") and body_seal(event.body.body, event.body.salt) != event.body_hmac:
            yield ChainFault(number, seq, "the body was altered")
        prev = event.hash
    if len(events) != version or prev != head:
        yield ChainFault(number, version, "the state does not agree with the last event")
