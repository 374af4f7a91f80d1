"""What an applicant does to a case after receipt: correct, answer what was asked, withdraw."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.models import Case
from ikkan.ledger.steps import CaseState, NewEvent, record_step
from ikkan.people.models import Mandate
from ikkan.rooms.intake.models import Attachment, Filing
from ikkan.rooms.intake.receipt import file_version, keep_documents


def refile(
    *,
    case: Case,
    event: str,
    answers: JsonObject,
    actor: UUID | None,
    then: CaseState,
    now: datetime,
    attachments: Sequence[Attachment] = (),
    mandate: Mandate | None = None,
) -> Filing:
    """Keep a new version of the form and send the case where the corridor says.

    Args:
        case: as read.
        event: ``intake.corrected`` or ``intake.answered``.
        answers: the whole form anew.
        actor: who filed it.
        then: next state.
        now: moment.
        attachments: new files.
        mandate: by which the actor acts for the applicant; None where they act for themselves.

    Raises:
        Stale: the case moved meanwhile.
    """
    with transaction.atomic():
        filing = file_version(case, answers=answers, form_version=case.form_version, actor=actor, now=now)
        keep_documents(case, attachments, now=now)
        codes: JsonObject = {"filing": filing.version, **({} if mandate is None else {"mandate": mandate.pk})}
        record_step(case, [NewEvent(event, actor=actor, codes=codes)], then, now=now)
    return filing


def withdraw(*, case: Case, actor: UUID | None, why: str, now: datetime) -> None:
    """Close a case at the applicant's wish (取下げ).

    Raises:
        Stale: the case moved meanwhile.
    """
    with transaction.atomic():
        body: JsonObject = {"why": why} if why else {}
        withdrawn = NewEvent("intake.withdrawn", actor=actor, body=body)
        record_step(case, [withdrawn], CaseState("closed", "nobody"), now=now)
