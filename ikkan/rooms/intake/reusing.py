"""Papers handed in before (前に出した書類): the applicant's own, about the same person, given again by their hash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Document
from ikkan.rooms.intake.drafts import attach
from ikkan.rooms.intake.models import Attachment, Draft
from ikkan.rooms.intake.selectors import current_filings
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


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The papers that a person handed in before, with the forms that they came with.

    Args:
        papers: their rows, the latest first.
        forms: case key to the answers of its form in force.
    """

    papers: Sequence[Document]
    forms: Mapping[int, JsonObject]

    def fitting(self, *, kind: str, of: str, answers: JsonObject) -> list[EarlierPaper]:
        """Return the readable papers of a kind about the same person, the latest first, each file once.

        The ids of parents and children are each form's own: the person is the one with the same name and birthday.

        Args:
            kind: kind of document.
            of: id of the person in the form that wants the paper, or ``household``.
            answers: answers of that form.
        """
        wanted = _person(answers, of)
        found: dict[str, EarlierPaper] = {}
        for one in self.papers if wanted is not None else ():
            form = self.forms.get(one.case_id or 0, {})
            if one.kind == kind and _person(form, one.of or HOUSEHOLD) == wanted and _is_readable(one):
                number = one.case.number if one.case else ""
                issued = str(one.meta.get("issued_on") or "")
                found.setdefault(one.sha256, EarlierPaper(one, one.created_at, number, issued))
        return list(found.values())


def handed_in(draft: Draft) -> HandedIn:
    """Read the papers that the owner of a draft handed in before, but those that its own case rests on now."""
    kept = Document.objects.filter(case__applicant=draft.owner).exclude(safe_sha256="")
    if draft.corrects is not None:
        kept = kept.exclude(case=draft.corrects, replaced_by=None)
    papers = list(kept.select_related("case").order_by("-created_at", "pk"))
    filings = current_filings({one.case_id for one in papers if one.case_id is not None}) if papers else {}
    return HandedIn(papers, {case: dict(filing.answers) for case, filing in filings.items()})


def earlier_papers(draft: Draft, *, kind: str, of: str, answers: JsonObject) -> list[EarlierPaper]:
    """Return the owner's own readable papers of a kind about a person; see ``HandedIn.fitting``."""
    return handed_in(draft).fitting(kind=kind, of=of, answers=answers)


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
