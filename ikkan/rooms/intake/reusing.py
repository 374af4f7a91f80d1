"""Papers handed in before (前に出した書類): the applicant's own, about the same person, given again by their hash."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Document
from ikkan.rooms.intake.drafts import attach
from ikkan.rooms.intake.models import Attachment, Draft, Filing
from ikkan.store.blobs import blob_path

# Whom a paper is about when it is about nobody alone.
HOUSEHOLD: Final = "household"
NOT_FOUND: Final = Refused("not_found", "この書類は見つかりません。", "There is no such paper.")


@dataclass(frozen=True, slots=True)
class EarlierPaper:
    """A paper of an earlier filing that can be given again.

    Args:
        document: its row.
        handed_in: when it was filed.
        case: number of the case that it was filed in.
        issued_on: day of issue as read off it then, ISO, or blank.
    """

    document: Document
    handed_in: datetime
    case: str
    issued_on: str


def earlier_papers(draft: Draft, *, kind: str, of: str, answers: JsonObject) -> list[EarlierPaper]:
    """Return the owner's own readable papers of a kind about the same person, the latest first, each file once.

    The ids of parents and children are each form's own: the person is the one with the same name and birthday.

    Args:
        draft: the form in which the paper is wanted; the paper that its own case rests on now is not offered.
        kind: kind of document.
        of: id of the person in this form, or ``household``.
        answers: answers of the draft.
    """
    wanted = _person(answers, of)
    if wanted is None:
        return []
    kept = Document.objects.filter(case__applicant=draft.owner, kind=kind).exclude(safe_sha256="")
    if draft.corrects is not None:
        kept = kept.exclude(case=draft.corrects, replaced_by=None)
    found: dict[str, EarlierPaper] = {}
    answers_of: dict[int | None, JsonObject] = {}
    for one in kept.select_related("case").order_by("-created_at", "pk"):
        if one.case_id not in answers_of:
            filing = Filing.objects.filter(case=one.case_id).order_by("-version").first()
            answers_of[one.case_id] = dict(filing.answers) if filing is not None else {}
        if _person(answers_of[one.case_id], one.of or HOUSEHOLD) == wanted and _is_readable(one):
            number = one.case.number if one.case else ""
            issued = str(one.meta.get("issued_on") or "")
            found.setdefault(one.sha256, EarlierPaper(one, one.created_at, number, issued))
    return list(found.values())


def reuse_paper(draft: Draft, *, kind: str, of: str, answers: JsonObject, document: UUID) -> Attachment | Refused:
    """Give an earlier paper to a draft by its hash; no byte is copied, and the check judges it as any other.

    Args:
        draft: the form.
        kind: kind of document.
        of: id of the person in this form, or ``household``.
        answers: answers of the draft.
        document: the earlier paper; Refused unless it is one of ``earlier_papers``.
    """
    offered = earlier_papers(draft, kind=kind, of=of, answers=answers)
    chosen = next((one.document for one in offered if one.document.pk == document), None)
    if chosen is None:
        return NOT_FOUND
    return attach(
        draft=draft, kind=kind, of=of, name=chosen.name, content_type=chosen.content_type, size=chosen.size,
        sha256=chosen.sha256, safe_sha256=chosen.safe_sha256, thumb_sha256=chosen.thumb_sha256, facts=chosen.meta,
        note="reused",
    )  # fmt: skip


def _person(answers: JsonObject, of: str) -> tuple[str, ...] | None:
    """Return name and birthday of whom an id of a form means; None when the form names nobody so."""
    if of == HOUSEHOLD:
        return (HOUSEHOLD,)
    listed = (one for value in answers.values() if isinstance(value, list) for one in value)
    one = next((one for one in listed if isinstance(one, dict) and one.get("id") == of), None)
    if one is None:
        return None
    name, birth = one.get("name"), one.get("birth")
    if not isinstance(name, dict) or not isinstance(birth, str):
        return None
    return (str(name.get("family", "")), str(name.get("given", "")), birth)


def _is_readable(one: Document) -> bool:
    return not one.meta.get("unreadable") and blob_path(one.safe_sha256).is_file()
