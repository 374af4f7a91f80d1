"""At the counter one person is served at a time: the next one's data never lands in the last one's form or case."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ikkan.ledger.models import Case
from ikkan.people.counter_session import bind_session, live_session, open_session
from ikkan.people.models import CounterSession
from ikkan.rooms.intake.models import Draft
from ikkan.web.desk.tests.test_counter import BORN, begin
from ikkan.web.tests.cast import Town, application

pytestmark = pytest.mark.django_db
COUNTER, NEXT = "/desk/counter/", "/desk/counter/next/"
TARO = {"birth_year": "平成2", "birth_month": "11", "birth_day": "20", "kana": "たかはし たろう"}
NAME = ["applicant", "name"]


def key_of(town: Town) -> str:
    return str(CounterSession.objects.get(officer=town.officer, ended_at=None).pk)


def draft_of(answer: Any) -> Draft:
    assert answer.status_code == 303, answer.status_code
    return Draft.objects.get(pk=answer["Location"].rstrip("/").split("/")[-1])


def page_of(draft: Draft) -> str:
    return reverse("desk:counter_page", args=[draft.pk, "children", "child_name", 0])


def typed(draft: Draft, key: str, family: str) -> dict[str, str]:
    return {"_version": f"{draft.version}:{key}", "_press": "save", "name_family": family, "name_given": "空"}


def next_person(officer: Client, key: str) -> Any:
    return officer.post(NEXT, {"_counter": key})


def begin_other(officer: Client, resident: str = "100002") -> Any:
    key = officer.post(COUNTER, TARO).context["key"]
    return officer.post(COUNTER, {**TARO, "press": "begin", "resident": resident, "_counter": str(key)})


def test_a_late_form_of_the_person_before_is_refused_and_changes_nothing(town: Town, officer: Client) -> None:
    first = draft_of(begin(officer))
    old = key_of(town)
    before = dict(first.answers)
    next_person(officer, old)
    second = draft_of(begin_other(officer))
    late = officer.post(page_of(first), typed(first, old, "山本"))
    assert late.status_code == 409
    assert "前の方の画面" in late.content.decode()
    # nor does the key of the one served now open the last one's form, or the other way round
    assert officer.post(page_of(first), typed(first, key_of(town), "山本")).status_code == 409
    assert officer.post(page_of(second), typed(second, old, "山本")).status_code == 409
    assert Draft.objects.get(pk=first.pk).answers == before
    assert "山本" not in str(Draft.objects.get(pk=second.pk).answers)


def test_the_back_button_shows_nothing_of_the_person_before(town: Town, officer: Client) -> None:
    first = draft_of(begin(officer))
    shown = officer.get(page_of(first))
    assert "髙橋" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    left = next_person(officer, key_of(town))
    assert left["Clear-Site-Data"] == '"cache", "storage"'
    back = officer.get(page_of(first))
    assert (back.status_code, back["Location"]) == (303, COUNTER)
    form = reverse("desk:counter_form", args=[first.pk])
    assert officer.get(form).status_code == 303


def test_two_windows_with_two_persons_found_begin_one_form(town: Town, officer: Client) -> None:
    one = str(officer.post(COUNTER, BORN).context["key"])
    other = str(officer.post(COUNTER, TARO).context["key"])
    assert one == other
    first = draft_of(officer.post(COUNTER, {**BORN, "press": "begin", "resident": "100001", "_counter": one}))
    late = officer.post(COUNTER, {**TARO, "press": "begin", "resident": "100002", "_counter": other})
    assert late.status_code == 409
    assert list(Draft.objects.all()) == [first]


def test_a_search_in_another_window_is_refused_while_somebody_is_served(town: Town, officer: Client) -> None:
    begin(officer)
    assert officer.post(COUNTER, TARO).status_code == 409
    assert officer.post(COUNTER, {**TARO, "_counter": key_of(town)}).status_code == 409
    page = officer.get(COUNTER).content.decode()
    assert "応対中" in page
    assert "住民記録を探す" not in page


def test_two_persons_who_are_not_in_the_register_never_share_a_form(town: Town, officer: Client) -> None:
    first = draft_of(begin(officer, "-"))
    Draft.objects.filter(pk=first.pk).update(answers={"applicant": {"name": {"family": "山本"}}})
    next_person(officer, key_of(town))
    second = draft_of(begin_other(officer, "-"))
    assert second.pk != first.pk
    assert "山本" not in str(second.answers)
    assert "山本" not in officer.get(COUNTER).content.decode()


def test_two_windows_with_two_unregistered_persons_begin_one_form(town: Town, officer: Client) -> None:
    key = str(officer.post(COUNTER, BORN).context["key"])
    draft_of(officer.post(COUNTER, {**BORN, "press": "begin", "resident": "-", "_counter": key}))
    assert officer.post(COUNTER, {**TARO, "press": "begin", "resident": "-", "_counter": key}).status_code == 409
    assert Draft.objects.count() == 1


def test_a_double_click_begins_once_and_files_once(town: Town, officer: Client) -> None:
    first = draft_of(begin(officer))
    sent = {**BORN, "press": "begin", "resident": "100001", "_counter": key_of(town)}
    assert draft_of(officer.post(COUNTER, sent)) == first
    Draft.objects.filter(pk=first.pk).update(answers={**application(), "agreements": {}, "documents": []})
    last = reverse("desk:counter_page", args=[first.pk, "send", "review"])
    boxes = {"agreements-true_statement": "true", "agreements-registers_read": "true", "electronic_notice": "true"}
    form = {"_version": f"{first.version}:{key_of(town)}", "_press": "save", **boxes}
    once, twice = officer.post(last, form), officer.post(last, form)
    case = Case.objects.get()
    assert once["Location"] == twice["Location"] == reverse("desk:case", args=[case.number])
    assert case.subject == "100001"


def test_next_pressed_twice_or_on_an_old_page_ends_nobody_else_s_session(town: Town, officer: Client) -> None:
    begin(officer)
    old = key_of(town)
    next_person(officer, old)
    begin_other(officer)
    new = key_of(town)
    assert next_person(officer, old).status_code == 303
    assert key_of(town) == new
    assert CounterSession.objects.get(pk=old).ended_by == "next"


def test_a_session_that_nobody_touches_ends_and_the_screen_goes_blank(town: Town, officer: Client) -> None:
    first = draft_of(begin(officer))
    key = key_of(town)
    assert officer.get(page_of(first))["Refresh"] == "600;url=/desk/counter/ended/"
    CounterSession.objects.update(touched_at=timezone.now() - timedelta(minutes=10))
    assert officer.post(page_of(first), typed(first, key, "山本")).status_code == 409
    assert CounterSession.objects.get(pk=key).ended_by == "idle"
    blank = officer.get("/desk/counter/ended/")
    assert "髙橋" not in blank.content.decode()
    assert blank["Clear-Site-Data"] == '"cache", "storage"'
    assert Draft.objects.filter(pk=first.pk).exists()


def test_an_unfinished_form_is_gone_on_with_only_in_a_session_of_its_person(town: Town, officer: Client) -> None:
    first = draft_of(begin(officer))
    next_person(officer, key_of(town))
    answer = officer.post(COUNTER, {"press": "resume", "draft": str(first.pk), "_counter": ""})
    assert answer["Location"] == reverse("desk:counter_form", args=[first.pk])
    assert officer.get(page_of(first)).status_code == 200
    session = CounterSession.objects.get(officer=town.officer, ended_at=None)
    assert session.resident == "100001"


def test_signing_out_ends_it(town: Town, officer: Client) -> None:
    begin(officer)
    officer.logout()
    assert CounterSession.objects.get().ended_by == "signed_out"


def test_a_session_never_changes_hands_and_an_officer_has_one(town: Town) -> None:
    now = timezone.now()
    session = open_session(officer=town.officer, now=now)
    bind_session(session=session, resident="100001", now=now)
    bind_session(session=session, resident="100002", now=now)
    kept = live_session(officer=town.officer, now=now)
    assert kept is not None
    assert kept.resident == "100001"
    with pytest.raises(IntegrityError), transaction.atomic():
        CounterSession.objects.create(officer=town.officer, opened_at=now, touched_at=now)
    assert open_session(officer=town.officer, now=now) == session
