"""When retention ends nothing of the person is left, and the chain still holds; before, all of it can be disclosed."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from ikkan.corridor.filing import correct_application
from ikkan.corridor.order import back_to_check
from ikkan.corridor.posting import make_print_file, record_posting
from ikkan.corridor.tests.conftest import ANSWERS, NOW, filed
from ikkan.corridor.walk import walk
from ikkan.ledger.disclosure import disclose
from ikkan.ledger.models import Case, Document, Event
from ikkan.ledger.personal import eraser_names
from ikkan.ledger.retention import destroy_expired, retention_border
from ikkan.ledger.verification import verify_chains
from ikkan.people.models import Account
from ikkan.rooms.answer.models import PostingBatch
from ikkan.rooms.check.judgements import record_verdict
from ikkan.rooms.check.models import Finding
from ikkan.rooms.intake.drafts import attach, start_draft
from ikkan.store.blobs import keep_blob, read_blob, sweep_orphans

pytestmark = pytest.mark.django_db
CANARY = "金糸雀カナリア"
AFTER = datetime(2028, 4, 1, 3, 0, tzinfo=UTC)


def whole_life(applicant: Account, officer: Account) -> Case:
    """Plant the canary in every place where a case keeps something of a person."""
    case = filed(applicant, name=CANARY, unclear=True)
    walk(case.pk, now=NOW)
    draft = start_draft(owner=applicant, procedure="tiny", form_version="1", answers={"name": CANARY}, corrects=case)
    attach(
        draft=draft, kind="receipt", of="", name=f"{CANARY}.pdf", content_type="application/pdf", size=1,
        sha256=keep_blob(CANARY.encode(), at=NOW), facts={"who": CANARY},
    )  # fmt: skip
    case.refresh_from_db()
    correct_application(
        case=case, answers={**ANSWERS, "name": CANARY, "unclear": True}, actor=applicant, now=NOW, draft=draft
    )
    start_draft(owner=applicant, procedure="tiny", form_version="1", answers={"name": CANARY}, corrects=case)
    walk(case.pk, now=NOW)
    case.refresh_from_db()
    record_verdict(
        case=case, finding=Finding.objects.get(case=case, state="open"), decision="form_right", note=CANARY,
        account=officer, filing_version=2, then=back_to_check(case, NOW), now=NOW,
    )  # fmt: skip
    while walk(case.pk, now=NOW):
        pass
    batch = make_print_file(now=NOW)
    assert isinstance(batch, PostingBatch)
    record_posting(batch=batch, account=officer, now=NOW)
    return case


def everything() -> str:
    """Return every row of every table as text, and every stored file."""
    rows = [str(list(model._default_manager.values_list())) for model in apps.get_models()]
    files = [p.read_bytes().decode("utf-8", "replace") for p in Path(settings.IKKAN_HOME).rglob("blobs/*/*")]
    return "\n".join(rows + files)


def test_nothing_of_the_person_is_left(applicant: Account, officer: Account) -> None:
    case = whole_life(applicant, officer)
    assert everything().count(CANARY) > 8
    (batch,) = PostingBatch.objects.all()
    assert destroy_expired(now=AFTER.replace(month=3)) == 0
    assert destroy_expired(now=AFTER) == 1
    assert destroy_expired(now=AFTER) == 0
    assert CANARY not in everything()
    with pytest.raises(FileNotFoundError):
        read_blob(batch.sha256)
    case = Case.objects.get(pk=case.pk)
    assert (case.applicant, case.subject, case.closed_at) == (None, "", NOW)
    assert Event.objects.filter(case=case).order_by("seq").last().name == "ledger.destroyed"  # type: ignore[union-attr]
    assert verify_chains() == []


def test_an_open_case_is_kept(applicant: Account) -> None:
    filed(applicant, name=CANARY)
    assert destroy_expired(now=AFTER.replace(year=2050)) == 0
    assert CANARY in everything()


def test_a_file_that_another_case_names_too_is_kept(applicant: Account, officer: Account) -> None:
    whole_life(applicant, officer)
    other = filed(applicant, key="other")
    shared = Document.objects.filter(kind="receipt")[0]
    Document.objects.create(
        case=other, kind="receipt", name="r", content_type="x", size=1, sha256=shared.sha256, created_at=NOW
    )
    destroy_expired(now=AFTER)
    assert read_blob(shared.sha256) == CANARY.encode()
    assert sweep_orphans(now=AFTER) == 0


@pytest.mark.parametrize(
    ("today", "border"),
    [("2028-03-31", "2026-04-01"), ("2028-04-01", "2027-04-01"), ("2028-12-31", "2027-04-01")],
)
def test_retention_counts_fiscal_years_from_the_april_after_closing(today: str, border: str) -> None:
    assert retention_border(date.fromisoformat(today), 1) == date.fromisoformat(border)


def test_all_that_is_kept_of_a_person_is_disclosed_and_recorded(
    applicant: Account, officer: Account, stranger: Account
) -> None:
    case = whole_life(applicant, officer)
    told = json.loads(json.dumps(disclose(person=applicant, actor=officer, now=NOW), ensure_ascii=False))
    (told_case,) = told["cases"]
    assert [event["name"] for event in told_case["events"]][-1] == "ledger.disclosed"
    assert told_case["events"][0]["ja"]
    assert [filing["answers"]["name"] for filing in told_case["filings"]] == [CANARY] * 2
    assert told_case["check"]["verdicts"][0]["note"] == CANARY
    assert told_case["decisions"][0]["result"] == "granted"
    assert CANARY in json.dumps(told_case["notices"], ensure_ascii=False)
    assert told_case["documents"][0]["name"] == f"{CANARY}.pdf"
    assert told["drafts"][0]["answers"] == {"name": CANARY}
    assert CANARY not in json.dumps(disclose(person=stranger, actor=officer, now=NOW), ensure_ascii=False)
    assert Case.objects.get(pk=case.pk).closed_at == NOW
    assert verify_chains() == []


def test_every_room_says_how_it_forgets() -> None:
    assert set(eraser_names()) >= {"intake", "check", "decide", "approve", "answer"}
