"""Drafts: saved page by page, resumed on any device; a save over a newer one is refused, not lost."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.rooms.intake.models import Attachment, Draft
from ikkan.store.rows import delete_guarded

NOT_FOUND = Refused("not_found", "この申込みは見つかりません。", "There is no such application.")
CHANGED_ELSEWHERE = Refused(
    "changed_elsewhere",
    "別の画面で先に保存されています。新しい内容を確かめて、もう一度入力してください。",
    "It was saved in another window first. Look at the newer answers and enter yours again.",
)


def start_draft(
    *,
    owner: Account,
    procedure: str,
    form_version: str,
    answers: JsonObject,
    corrects: Case | None = None,
    on_behalf_of: str = "",
    visit: str = "",
) -> Draft:
    """Begin a draft, or go on with the one that this person already has for the same thing.

    Args:
        owner: who types.
        procedure: code.
        form_version: version of the form.
        answers: what it begins with.
        corrects: case that it corrects.
        on_behalf_of: 宛名番号 of the person who is typed for.
        visit: stands for a person at the counter who has no such number.
    """
    draft, _ = Draft.objects.get_or_create(
        owner=owner,
        procedure=procedure,
        corrects=corrects,
        on_behalf_of=on_behalf_of,
        visit=visit,
        defaults={"form_version": form_version, "answers": answers},
    )
    draft.owner, draft.corrects = owner, corrects
    return draft


def find_draft(*, draft_id: UUID, owner: Account) -> Draft | Refused:
    """Return this person's draft; a stranger's does not exist for them."""
    draft = Draft.objects.filter(pk=draft_id, owner=owner).first()
    if draft is None:
        return NOT_FOUND
    draft.owner = owner
    return draft


def save_draft(*, draft: Draft, answers: JsonObject, finished_sections: Sequence[str], version: int) -> Draft | Refused:
    """Save the answers so far.

    Args:
        draft: as read.
        answers: whole answers document.
        finished_sections: names of the sections that the person finished.
        version: version that the person's page was made from.

    Returns:
        The draft with its next version, or Refused when another window saved first; nothing is overwritten.
    """
    saved: dict[str, Any] = {
        "answers": answers,
        "finished_sections": list(finished_sections),
        "version": version + 1,
        "saved_at": timezone.now(),
    }
    if not Draft.objects.filter(pk=draft.pk, version=version).update(**saved):
        return CHANGED_ELSEWHERE
    for name, value in saved.items():
        setattr(draft, name, value)
    return draft


def delete_draft(*, draft: Draft) -> None:
    """Delete a draft with its files' rows; the sweeper removes files that nothing else names."""
    draft.delete()


def end_draft(*, draft: Draft) -> bool:
    """Delete a draft that is being filed; False when another window saved it, or sent it, since it was read.

    Call it within the transaction that files it.
    """
    Attachment.objects.filter(draft=draft).delete()
    return delete_guarded(draft, "version")


def attach(
    *, draft: Draft, kind: str, of: str, name: str, content_type: str, size: int, sha256: str,
    safe_sha256: str = "", thumb_sha256: str = "", facts: JsonObject | None = None, note: str = "",
) -> Attachment:  # fmt: skip
    """Give a stored file to a draft; it replaces an earlier file of the same kind and person."""
    with transaction.atomic():
        Attachment.objects.filter(draft=draft, kind=kind, of=of).delete()
        return Attachment.objects.create(
            draft=draft,
            kind=kind,
            of=of,
            name=name[-200:],
            content_type=content_type,
            size=size,
            sha256=sha256,
            safe_sha256=safe_sha256,
            thumb_sha256=thumb_sha256,
            facts=facts or {},
            note=note,
        )


def drop_drafts_older_than(moment: datetime) -> int:
    """Delete drafts that nobody touched since a moment; return how many."""
    count, _ = Draft.objects.filter(saved_at__lt=moment).delete()
    return count
