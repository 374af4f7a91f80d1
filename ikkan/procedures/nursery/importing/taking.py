"""Taking a judged file in: all families or none, in one transaction; the same file again changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from ikkan.corridor.filing import file_application
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.people.selectors import may
from ikkan.procedures.nursery.importing.verdict import Household, ImportVerdict, Paper
from ikkan.rooms.intake.drafts import attach, start_draft
from ikkan.rooms.intake.models import Draft, Submission
from ikkan.store.blobs import keep_blob

PROCEDURE: Final = "nursery"
FORM_VERSION: Final = "1"
DUTY: Final = "import"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import led to: the cases of the file, and how many of them are new."""

    cases: tuple[Case, ...]
    new: int


# reads as the sentence that it says; never leaves this module
class _NotTaken(Exception):  # noqa: N818
    """A family was refused: everything is rolled back."""

    def __init__(self, outcome: Refused) -> None:
        self.outcome = outcome
        super().__init__(outcome.en)


def import_judged(verdict: ImportVerdict, officer: Account, now: datetime) -> Imported | Refused:
    """File every family of an accepted file, each as an application on paper, in one transaction.

    Args:
        verdict: of :func:`judge`; every row must be accepted.
        officer: who imports it; needs the duty ``import``.
        now: moment of receipt.

    Returns:
        The cases; for a file that was imported before, by whomever, the cases of then. Refused, with nothing
        written, without the duty, for a file with a refused row, or where intake did not take a family.
    """
    if not may(officer, DUTY, timezone.localdate(now)):
        return Refused("not_allowed", "取り込みの係ではありません。", "You do not have the duty of importing.")
    if not verdict.is_accepted:
        refused = verdict.counts()["refused"]
        return Refused(
            "rows_refused",
            f"受け付けられない行が{refused}行あるため、何も取り込みませんでした。直してもう一度選んでください。",
            f"Nothing was imported, because {refused} rows are refused. Mend them and choose the file again.",
        )
    try:
        with transaction.atomic():
            before = _cases_of(verdict.digest)
            taken = [before.get(_key(verdict, one)) or _file(verdict, one, officer, now) for one in verdict.families]
    except _NotTaken as fault:
        return fault.outcome
    return Imported(tuple(taken), sum(_key(verdict, one) not in before for one in verdict.families))


def _key(verdict: ImportVerdict, family: Household) -> str:
    return f"import:{verdict.digest}:{family.line}"


def _cases_of(digest: str) -> dict[str, Case]:
    """Return what any officer imported of this file before, by key."""
    earlier = Submission.objects.filter(key__startswith=f"import:{digest}:").select_related("case__round")
    return {one.key: one.case for one in earlier if one.case is not None}


def _file(verdict: ImportVerdict, family: Household, officer: Account, now: datetime) -> Case:
    """File one family; its draft holds the papers and ends with the receipt.

    Raises:
        _NotTaken: intake did not take it.
    """
    draft = start_draft(
        owner=officer, procedure=PROCEDURE, form_version=FORM_VERSION, answers=family.answers,
        on_behalf_of=f"paper-{family.line}",
    )  # fmt: skip
    for paper in family.papers:
        _attach(draft, paper, family, now)
    case = file_application(
        procedure=PROCEDURE, answers=family.answers, key=_key(verdict, family), channel="paper", now=now,
        actor=officer, subject=family.subject, draft=draft,
    )  # fmt: skip
    if isinstance(case, Case):
        return case
    fault = case.faults[0] if isinstance(case, Faulty) else case
    raise _NotTaken(
        Refused(
            fault.code,
            f"{family.line}行目（申込番号{family.number}）：{fault.ja}　何も取り込みませんでした。",
            f"Line {family.line} (number {family.number}): {fault.en} Nothing was imported.",
            fault.field,
        )
    )


def _attach(draft: Draft, paper: Paper, family: Household, now: datetime) -> None:
    """Record that a paper was handed in; its original lies in the folder of the counter."""
    told = f"紙の原本は窓口で保管しています。\n申込番号 {family.number}　書類 {paper.kind}　対象 {paper.of}\n"
    data = told.encode("utf-8")
    attach(
        draft=draft, kind=paper.kind, of=paper.of, name=f"紙の原本 {family.number}.txt", content_type="text/plain",
        size=len(data), sha256=keep_blob(data, at=now), facts=dict(paper.facts),
    )  # fmt: skip
