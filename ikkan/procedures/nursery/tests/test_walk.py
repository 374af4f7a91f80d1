"""The walk of a nursery application, from the form to the notice in the parent's hand."""

from datetime import timedelta

import pytest

from ikkan.ledger.models import Event
from ikkan.ledger.verification import verify_chain
from ikkan.procedures.nursery.models import Offer, PastResult, Run
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import HAMA, MINATO, NOW, PUBLISHES, Town, file, home
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.check.models import Finding
from ikkan.rooms.decide.models import DecisionRecord

pytestmark = pytest.mark.django_db


def test_a_clean_case_walks_to_the_mailbox_without_a_person(town: Town) -> None:
    case = file(home(1))
    assert (case.room, case.waits_for) == ("decide", "round")
    hall.through(town)
    case.refresh_from_db()
    assert (case.room, case.waits_for) == ("closed", "nobody")
    assert hall.where(case) == MINATO
    names = list(Event.objects.filter(case=case).order_by("seq").values_list("name", flat=True))
    assert names == [
        "intake.received", "check.passed", "decide.decided", "approve.automatic", "answer.made", "answer.delivered",
        "answer.closed",
    ]  # fmt: skip
    assert set(Event.objects.filter(case=case).values_list("actor", flat=True)) == {case.applicant_id, None}
    assert verify_chain(case) == []


def test_the_certification_is_decided_at_once_with_reasons_and_instruction(town: Town) -> None:
    case = file(home(1))
    record = DecisionRecord.objects.get(case=case, kind="certification")
    assert record.result == "category_3"
    assert record.reasons[0]["ja"]
    notice = Notice.objects.get(case=case)
    assert (notice.decision_id, notice.available_at) == (record.pk, NOW)
    assert notice.instruction["review_months"] == 3
    assert "提起" in str(notice.content) or "審査請求" in str(notice.content)


def test_too_few_hours_are_not_certified_and_the_notice_says_why(town: Town) -> None:
    case = file(home(1, hours=30))
    finding = Finding.objects.get(case=case, state="open")
    assert finding.code == "ground_refused"
    hall.accept(town, case)
    hall.approve_case(town, case)
    record = DecisionRecord.objects.get(case=case, kind="certification")
    assert (record.result, record.grants_less) == ("refused", True)
    assert Notice.objects.get(case=case).reasons
    hall.through(town)
    placement = hall.result(case)
    assert (placement.result, hall.where(case)) == ("refused", "")
    assert placement.reasons[0]["code"] == "not_certified"
    case.refresh_from_db()
    assert case.room == "closed"


def test_more_points_go_first_and_the_loser_is_told_by_what(town: Town) -> None:
    hall.seats_at(town.first, MINATO, 1, 1)
    few, many = file(home(1, hours=100)), file(home(2, hours=160))
    hall.through(town)
    assert (hall.where(many), hall.where(few)) == (MINATO, "")
    wish = hall.result(few).figures["wishes"][0]
    assert (wish["seats"], wish["admitted"], wish["better"], wish["reached"]) == (1, 1, 1, False)
    assert wish["decided_by"] == "points"
    assert hall.result(few).grants_less
    notice = Notice.objects.get(case=few, kind__startswith="placement")
    assert notice.grants_less
    assert notice.reasons


def test_the_next_wish_is_reached_when_the_first_is_full(town: Town) -> None:
    hall.seats_at(town.first, MINATO, 1, 1)
    file(home(1, hours=160))
    second = file(home(2, hours=100, wishes=(MINATO, HAMA)))
    hall.through(town)
    assert hall.where(second) == HAMA
    assert hall.result(second).figures["wishes"][1]["reached"]


def test_nothing_is_to_be_seen_before_publication_and_all_of_it_after(town: Town) -> None:
    case = file(home(1))
    hall.decide(town)
    hall.sign_all(town, town.first)
    hall.approve(town, town.first)
    placement = Notice.objects.filter(case=case, round=town.first)
    assert list(placement.values_list("available_at", flat=True)) == [None]
    from_early = PUBLISHES - timedelta(minutes=1)
    town.first.refresh_from_db()
    hall.schedule(town, town.first, at=PUBLISHES, now=from_early)
    hall.walk_on(town.first, from_early)
    assert town.first.published_at is None
    assert placement.get().available_at is None
    assert not Offer.objects.exists()
    hall.walk_on(town.first, PUBLISHES)
    assert town.first.published_at == PUBLISHES
    assert placement.get().available_at == PUBLISHES
    assert Offer.objects.get().facility == MINATO
    assert town.first.room == "closed"


def test_paper_waits_for_its_posting_and_the_print_file_is_in_posting_order(town: Town) -> None:
    far, near = home(1, electronic=False), home(2, electronic=False)
    far.answers["applicant"]["address"]["postal"] = "4250099"
    near.answers["applicant"]["address"]["postal"] = "4250001"
    first, second = file(far), file(near)
    hall.post(town, now=NOW)
    hall.through(town)
    first.refresh_from_db()
    assert (first.room, first.waits_for) == ("answer", "delivery")
    batch = hall.post(town)
    order = [Notice.objects.get(pk=key).case_id for key in batch.notice_ids]
    assert order == [second.pk, first.pk]
    first.refresh_from_db()
    assert (first.room, first.waits_for) == ("closed", "nobody")
    assert verify_chain(first) == []


def test_lowest_scores_are_kept_for_next_year(town: Town) -> None:
    file(home(1, hours=160))
    file(home(2, hours=120))
    hall.through(town)
    past = PastResult.objects.get(facility=MINATO, age=1)
    totals = [hall.result(case).figures["total"] for case in town.first.cases.all()]
    assert (past.admitted, past.lowest_score) == (2, min(totals))


def test_an_empty_round_is_decided_approved_and_published(town: Town) -> None:
    outcome = hall.decide(town)
    assert outcome["totals"]["children"] == 0  # type: ignore[index,call-overload]
    hall.sign_all(town, town.first)
    hall.approve(town, town.first)
    hall.publish(town, town.first)
    assert town.first.published_at == PUBLISHES


def test_a_second_run_replaces_the_first_and_gives_the_same(town: Town) -> None:
    cases = [file(home(number, wishes=(MINATO, HAMA))) for number in range(1, 6)]
    hall.decide(town)
    before = [hall.where(case) for case in cases]
    town.first.refresh_from_db()
    hall.decide(town)
    assert [hall.where(case) for case in cases] == before
    first, second = Run.objects.filter(round=town.first).order_by("number")
    assert (first.is_current, second.is_current) == (False, True)
    assert first.market_digest == second.market_digest
    assert DecisionRecord.objects.filter(round=town.first, voided_at=None).count() == 5
