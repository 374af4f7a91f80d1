"""A delegate's program reads and corrects a case while the mandate stands."""

from datetime import timedelta

from django.utils import timezone

from ikkan.api.tests.cast import Program, answers, citizen, is_problem
from ikkan.ledger.models import Case, Event, Round
from ikkan.people.models import Mandate
from ikkan.people.services import grant_mandate


def test_delegate_reads_and_corrects_until_the_mandate_ends(applicant: Program, april: Round) -> None:
    number = applicant.filed()
    helper = Program(citizen("helper"))
    assert is_problem(helper.get(f"/cases/{number}"), 404)
    now = timezone.now()
    given = grant_mandate(
        grantor=applicant.account, holder=helper.account, procedure="nursery", ground="母",
        expires_on=timezone.localdate(now) + timedelta(days=1), now=now,
    )  # fmt: skip
    assert isinstance(given, Mandate)
    assert helper.get(f"/cases/{number}").json()["number"] == number
    Case.objects.filter(number=number).update(waits_for="machine")
    assert helper.put(f"/cases/{number}/application", {"answers": answers()}).status_code == 200
    assert Event.objects.get(case__number=number, name="intake.corrected").codes["mandate"] == given.pk
    assert len(helper.get(f"/cases/{number}/filings").json()) == 2
    assert is_problem(helper.post(f"/cases/{number}/withdraw", {}), 404)
    Mandate.objects.update(withdrawn_at=timezone.now())
    assert is_problem(helper.put(f"/cases/{number}/application", {"answers": answers()}), 404)
