"""Disclosure (開示): everything that is kept of one person, as JSON."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.ledger.event_names import sentence_of
from ikkan.ledger.models import Case, Document, Event
from ikkan.ledger.personal import exporters, person_exporters
from ikkan.ledger.steps import NewEvent, record_step, retry_when_stale, state_of
from ikkan.ledger.told_readings import told_readings_of
from ikkan.people.kept import ways_kept_of
from ikkan.people.models import Account
from ikkan.registers.card_serials import serial_links_of


def disclose(*, person: Account, actor: Account, now: datetime) -> JsonObject:
    """Return what is kept of a person and record the disclosure on each of their cases.

    An officer looks it through before it is handed out: what concerns others may be withheld (個人情報保護法78条).

    Args:
        person: whose data.
        actor: who asked for it: the person, or an officer for them.
        now: moment.
    """
    cases = cases_of(person)
    for case in cases:
        retry_when_stale(case, lambda case=case: _record(case, actor, now))  # type: ignore[misc]
    return {
        "made_at": now.isoformat(),
        "account": _account(person),
        "cases": [export_case(case) for case in cases],
        "readings": readings_of_person(person),
        **{name: export(person) for name, export in person_exporters().items()},
    }


def cases_of(person: Account) -> list[Case]:
    """Return the cases that a person filed or that were filed for them on paper, oldest first."""
    mine = Q(applicant=person)
    if person.resident_number:
        mine |= Q(subject=person.resident_number)
    return list(Case.objects.filter(mine).order_by("received_at", "pk"))


def export_case(case: Case) -> JsonObject:
    """Return what is kept of one case: its events with their sentences, its documents, and every room's rows."""
    events = Event.objects.filter(case=case).select_related("body").order_by("seq")
    return {
        "number": case.number,
        "procedure": case.procedure,
        "room": case.room,
        "channel": case.channel,
        "subject": case.subject,
        "received_at": case.received_at.isoformat(),
        "reference_day": case.reference_day.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "events": [_event(event) for event in events],
        "documents": [_document(document) for document in Document.objects.filter(case=case).order_by("created_at")],
        **{name: export(case) for name, export in exporters().items()},
    }


def readings_of_person(person: Account) -> list[JsonValue]:
    """Return who read the person's data in the registers, when and why."""
    if not person.resident_number:
        return []
    return [
        {
            "at": reading.at.isoformat(),
            "by_machine": reading.reader is None,
            "purpose": reading.purpose,
            "case": reading.case_number,
            "fields": list(reading.fields),
            "ground": reading.ground,
            "channel": reading.channel,
        }
        for reading in told_readings_of(person.resident_number)
    ]


def card_links_of(person: Account) -> list[JsonValue]:
    """Return since when certificates of the person's card or phone are linked to them; never a serial number.

    The number of a certificate goes into no disclosure (公的個人認証法 63条1項).
    """
    if not person.resident_number:
        return []
    return [
        {
            "kind": link.kind,
            "source": link.source,
            "linked_at": link.linked_at.isoformat(),
            "ended_at": link.ended_at.isoformat() if link.ended_at else None,
            "end_reason": link.end_reason,
        }
        for link in serial_links_of(person.resident_number)
    ]


def as_json(values: Mapping[str, Any]) -> JsonObject:
    """Return a row's values as JSON: moments and days as ISO text, keys of rows as text."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> JsonValue:
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _record(case: Case, actor: Account, now: datetime) -> None:
    with transaction.atomic():
        record_step(case, [NewEvent("ledger.disclosed", actor=actor.pk)], state_of(case), now=now)


def _account(person: Account) -> JsonObject:
    return {
        "username": person.username,
        "display_name": person.display_name,
        "email": person.email,
        "resident_number": person.resident_number,
        "language": person.language,
        "created_at": person.created_at.isoformat(),
        **ways_kept_of(person),
        "card_links": card_links_of(person),
    }


def _event(event: Event) -> JsonObject:
    sentence = sentence_of(event.name)
    body: JsonValue = event.body.body if hasattr(event, "body") else None
    return {
        "at": event.at.isoformat(),
        "name": event.name,
        "ja": sentence.ja,
        "en": sentence.en,
        "by_machine": event.actor is None,
        "codes": event.codes,
        "body": body,
    }


def _document(document: Document) -> JsonObject:
    return {
        "kind": document.kind,
        "of": document.of,
        "name": document.name,
        "sha256": document.sha256,
        "size": document.size,
        "meta": document.meta,
        "created_at": document.created_at.isoformat(),
    }
