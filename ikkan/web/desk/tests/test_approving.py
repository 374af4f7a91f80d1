"""An approver decides with the facts before them; nobody approves their own draft, and nothing changed unseen."""

import pytest
from django.test import Client
from django.urls import reverse

from ikkan.rooms.approve.models import Proposal, Reply
from ikkan.web.desk.tests.cast import CHIEF, HEAD, proposal, staff
from ikkan.web.tests.cast import Town, signed_in

pytestmark = pytest.mark.django_db


def reply(client: Client, one: Proposal, **sent: str) -> int:
    fields = {"fingerprint": one.fingerprint, "step": str(one.step), **sent}
    return client.post(reverse("approve:decide", args=[one.pk]), fields).status_code


def test_the_queue_and_the_page_show_what_is_decided(town: Town, chief: Client) -> None:
    one = proposal(town)
    assert one.title in chief.get(reverse("approve:queue")).content.decode()
    page = chief.get(reverse("approve:proposal", args=[one.pk])).content.decode()
    for words in ("決定 8人", "保留 2人", "合格", "工事のため", "昨年 100人", one.fingerprint[:8]):
        assert words in page, words


def test_an_approval_is_told_by_office_rank_name_and_time(town: Town, chief: Client) -> None:
    one = proposal(town, steps=(CHIEF, HEAD))
    assert reply(chief, one, verdict="approve") == 303
    page = chief.get(reverse("approve:proposal", args=[one.pk])).content.decode()
    assert "承認 子育て支援課 課長 chief" in page
    assert "いまここです" in page


def test_returning_needs_a_reason_and_keeps_what_was_typed(town: Town, chief: Client) -> None:
    one = proposal(town)
    assert reply(chief, one, verdict="return") == 422
    assert reply(chief, one, verdict="return", comment="定員を確かめてください") == 303
    one.refresh_from_db()
    assert one.state == Proposal.State.RETURNED


def test_a_changed_content_is_not_approved(town: Town, chief: Client) -> None:
    one = proposal(town)
    assert reply(chief, one, verdict="approve", fingerprint="0" * 64) == 422
    assert not Reply.objects.exists()


def test_a_deputy_acts_in_the_name_of_the_post(town: Town) -> None:
    one = proposal(town)
    deputy = signed_in(staff("deputy", "subsection", ["approve"], deputises="section_chief"))
    assert "課長の代決です" in deputy.get(reverse("approve:proposal", args=[one.pk])).content.decode()
    assert reply(deputy, one, verdict="approve") == 303
    assert "（代決）" in deputy.get(reverse("approve:proposal", args=[one.pk])).content.decode()


def test_the_drafter_may_look_and_take_it_back_but_not_approve(town: Town, officer: Client) -> None:
    one = proposal(town)
    page = officer.get(reverse("approve:proposal", args=[one.pk])).content.decode()
    assert "自分では決裁できません" in page
    assert 'name="verdict"' not in page
    assert officer.post(reverse("approve:take_back", args=[one.pk]), {"why": "誤記"}).status_code == 303
    one.refresh_from_db()
    assert (one.state, one.why_ended) == (Proposal.State.WITHDRAWN, "誤記")


def test_an_approver_off_the_route_finds_nothing(town: Town) -> None:
    one = proposal(town)
    other = signed_in(staff("other", "chief2", ["approve"], office="somu"))
    assert other.get(reverse("approve:proposal", args=[one.pk])).status_code == 404
    assert reply(other, one, verdict="approve") == 404


def test_it_takes_few_queries(town: Town, chief: Client, django_assert_max_num_queries: object) -> None:
    one = proposal(town, steps=(CHIEF, HEAD))
    address = reverse("approve:proposal", args=[one.pk])
    chief.get(address)
    with django_assert_max_num_queries(14):  # type: ignore[operator]  # a fixture of pytest-django
        chief.get(address)
