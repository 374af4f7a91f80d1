"""A day that was told and moved is said on top of the tracker, from which day to which, and why."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from ikkan.ledger.models import Case, Round
from ikkan.web.tests.cast import Town


def _words(case: Case, client: Client) -> str:
    return client.get(f"/cases/{case.number}/").content.decode()


def test_a_day_that_stands_says_nothing(town: Town, case: Case, client: Client) -> None:
    assert "に変わりました" not in _words(case, client)
    assert "過ぎています" not in _words(case, client)


def test_a_later_publication_is_told_with_both_days(town: Town, case: Case, client: Client) -> None:
    assert case.expected_on is not None
    later = timezone.now() + timedelta(days=75)
    Round.objects.filter(pk=town.round.pk).update(publishes_at=later)
    words = _words(case, client)
    assert "お知らせの予定が" in words
    assert "結果を公表する日が変わったためです" in words


def test_a_day_that_passed_is_admitted_with_a_reason(town: Town, case: Case, client: Client) -> None:
    Case.objects.filter(pk=case.pk).update(expected_on=timezone.localdate() - timedelta(days=1), room="check")
    words = _words(case, client)
    assert "を過ぎています" in words
    assert "確かめる申込みが多いためです" in words


def test_waiting_for_a_further_round_is_told(town: Town, case: Case, client: Client) -> None:
    Case.objects.filter(pk=case.pk).update(expected_on=town.round.answers_on + timedelta(days=30))
    assert "次の選考を待っているためです" in _words(case, client)
