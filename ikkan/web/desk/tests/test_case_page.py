"""The case page: facts, what differs, points, history; opening it is logged, a protected person asks for a purpose."""

import pytest
from django.test import Client
from django.urls import reverse

from ikkan.registers.models import Resident
from ikkan.registers.selectors import readings_of
from ikkan.web.desk.tests.cast import doubtful, passed, staff
from ikkan.web.tests.cast import Town, signed_in

pytestmark = pytest.mark.django_db


def opened(client: Client, number: str) -> str:
    return client.get(reverse("desk:case", args=[number]), follow=True).content.decode()


def test_it_shows_facts_differences_and_history(town: Town, officer: Client) -> None:
    case = doubtful(town).case
    page = opened(officer, case.number)
    assert "髙橋 花子" in page
    assert '<mark class="a">１－１</mark>' in page
    assert '<mark class="b">1番1号</mark>' in page
    assert "表記" in page
    assert "職員の確認が必要になりました" in page


def test_history_is_told_in_english(town: Town, officer: Client) -> None:
    case = doubtful(town).case
    officer.get("/desk/?lang=en")
    assert "An officer&#x27;s judgement is needed" in opened(officer, case.number)


def test_points_are_those_of_the_decision_once_the_case_passed(town: Town, officer: Client) -> None:
    case = passed(town)
    assert (case.room, case.waits_for) == ("decide", "round")
    page = opened(officer, case.number)
    assert "台帳の分" not in page
    assert "＝" in page


def test_opening_is_logged_once_a_session_in_the_officers_name(town: Town, officer: Client) -> None:
    case = doubtful(town).case
    opened(officer, case.number)
    opened(officer, case.number)
    seen = readings_of("100001").filter(reader=town.officer.pk)
    assert seen.count() == 1
    assert seen[0].case_number == case.number


def test_a_protected_person_is_shown_only_for_a_stated_purpose(town: Town, officer: Client) -> None:
    Resident.objects.filter(number="100001").update(is_protected=True)
    case = doubtful(town).case
    page = opened(officer, case.number)
    assert "髙橋" not in page
    assert "何のために見ますか" in page
    door = reverse("desk:purpose", args=[case.number])
    assert officer.post(door, {"why": " "}).status_code == 422
    assert officer.post(door, {"why": "電話の問い合わせ"}).status_code == 303
    assert "髙橋 花子" in opened(officer, case.number)
    assert readings_of("100001").filter(purpose="電話の問い合わせ").exists()


def test_documents_and_history_have_the_same_door(town: Town, officer: Client) -> None:
    Resident.objects.filter(number="100001").update(is_protected=True)
    case = passed(town)
    document = case.documents.first()
    assert document is not None
    for name, given in (("timeline", []), ("document", [document.pk]), ("ask", []), ("register", [])):
        answer = officer.get(reverse(f"desk:{name}", args=[case.number, *given]), follow=True)
        assert "髙橋" not in answer.content.decode(), name
    assert officer.get(reverse("desk:document_page", args=[case.number, document.pk, 1])).status_code == 404


def test_the_register_is_put_beside_and_the_protected_address_is_not(town: Town, officer: Client) -> None:
    Resident.objects.filter(number="100001").update(given_name="華子")
    case = doubtful(town).case
    opened(officer, case.number)
    page = officer.get(reverse("desk:register", args=[case.number])).content.decode()
    assert '<mark class="b">華</mark>' in page
    assert "一致：" in page


def test_another_officer_is_told_who_has_it_open(town: Town, officer: Client) -> None:
    case = doubtful(town).case
    door = reverse("desk:others", args=[case.number])
    assert "開いています" not in officer.get(door).content.decode()
    other = signed_in(staff("sato", "clerk2", ["desk"]))
    assert "officerさんが開いています" in other.get(door).content.decode()


@pytest.mark.parametrize("make", [lambda town: doubtful(town).case, passed])
def test_it_takes_a_dozen_queries(
    town: Town, officer: Client, make: object, django_assert_max_num_queries: object
) -> None:
    case = make(town)  # type: ignore[operator]  # one of the two functions above
    opened(officer, case.number)
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # a fixture of pytest-django
        officer.get(reverse("desk:case", args=[case.number]))
