"""Families file: each a draft with its papers, then the same intake service as the web form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from ikkan.cli.demo.family import Family
from ikkan.corridor.attaching import attach_file
from ikkan.corridor.filing import answer_request, file_application
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.rooms.intake.drafts import start_draft
from ikkan.rooms.intake.models import Draft, Filing

PROCEDURE: Final = "nursery"
FORM_VERSION: Final = "1"


class DemoFailed(RuntimeError):  # noqa: N818 -- reads as the sentence that it says
    """The demo met something that must not happen; it ends with exit code 1."""


@dataclass(frozen=True, slots=True)
class FiledFamily:
    """A family with its account and its case."""

    family: Family
    account: Account
    case_id: int


def file_families(
    families: Sequence[Family], accounts: Mapping[str, Account], advance: Callable[[], None]
) -> list[FiledFamily]:
    """File every family's application as the web form does.

    Args:
        families: who applies.
        accounts: account by 宛名番号.
        advance: called after each, for the progress bar.

    Raises:
        DemoFailed: intake did not take a form.
    """
    filed = []
    for family in families:
        account = accounts[family.resident_number_of_applicant]
        now = timezone.now()
        # a page saves the draft, each paper and the form on its own; the demo's families press all at once
        with transaction.atomic():
            draft = start_draft(owner=account, procedure=PROCEDURE, form_version=FORM_VERSION, answers=family.answers)
            attach_papers(draft, family, family.answers, now)
            case = file_application(
                procedure=PROCEDURE, answers=family.answers, key=f"draft:{draft.pk}", channel="web", now=now,
                applicant=account, draft=draft,
            )  # fmt: skip
        filed.append(FiledFamily(family, account, taken(case).pk))
        advance()
    return filed


def attach_papers(draft: Draft, family: Family, answers: JsonObject, now: datetime) -> None:
    """Attach the papers that the answers name."""
    for document in _objects(answers.get("documents")):
        digest = str(document["sha256"])
        facts = document.get("facts")
        given = attach_file(
            draft=draft, kind=str(document["kind"]), of=str(document["of"]), name=str(document.get("name", "")),
            data=family.files[digest], facts=facts if isinstance(facts, dict) else {}, now=now, keep_unreadable=True,
        )  # fmt: skip
        if isinstance(given, Refused):
            raise DemoFailed(f"A paper was refused: {given.en}")


def answer_what_was_asked(filed: Sequence[FiledFamily], advance: Callable[[], None]) -> int:
    """Let every family that was asked back answer with its mended form and papers; return how many did.

    Of a double application the one form drops the child and the other is filed as it was.
    """
    answered = 0
    for one in filed:
        case = Case.objects.select_related("round").get(pk=one.case_id)
        if case.waits_for != "citizen":
            continue
        now = timezone.now()
        _answer(case, one, now)
        answered += 1
        advance()
    return answered


def _answer(case: Case, one: FiledFamily, now: datetime) -> None:
    answers = one.family.mend()
    draft = start_draft(
        owner=one.account, procedure=PROCEDURE, form_version=FORM_VERSION, answers=answers, corrects=case
    )
    attach_papers(draft, one.family, answers, now)
    filing = answer_request(case=case, answers=answers, actor=one.account, now=now, draft=draft)
    if not isinstance(filing, Filing):
        raise DemoFailed(f"{case.number}: {filing}")


def taken(case: Case | Refused | Faulty) -> Case:
    """Return the case that intake opened.

    Raises:
        DemoFailed: it refused.
    """
    if isinstance(case, Case):
        return case
    raise DemoFailed(f"Intake refused a family of the demo: {case}")


def _objects(value: JsonValue) -> list[JsonObject]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
