"""At the counter the resident is found and the form fills itself; the search is logged, the filing is the officer's."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ikkan.ledger.models import Case, Event
from ikkan.people.models import CounterSession
from ikkan.registers.name_keys import write_keys
from ikkan.registers.selectors import readings_of
from ikkan.rooms.intake.models import Draft
from ikkan.web.desk.tests.cast import staff
from ikkan.web.tests.cast import Town, application, signed_in

pytestmark = pytest.mark.django_db
BORN = {"birth_year": "平成4", "birth_month": "5", "birth_day": "3", "kana": "たかはし はなこ"}


def begin(officer: Client, resident: str = "100001") -> Any:
    """Search, and begin the form for the one chosen, as the page does."""
    key = officer.post(reverse("desk:counter"), BORN).context["key"]
    sent = {**BORN, "press": "begin", "resident": resident, "_counter": str(key)}
    return officer.post(reverse("desk:counter"), sent)


def test_a_resident_is_found_and_the_search_is_logged(town: Town, officer: Client) -> None:
    page = officer.post(reverse("desk:counter"), BORN).content.decode()
    assert "髙橋 花子" in page
    assert readings_of("100001").filter(reader=town.officer.pk, purpose__contains="窓口").exists()
    assert not Draft.objects.exists()


def test_without_a_birth_date_a_part_of_the_name_or_reading_finds(town: Town, officer: Client) -> None:
    write_keys([("100001", "髙橋　花子", "タカハシ　ハナコ", "", "", "", "", "")])
    for text in ("花子", "はなこ", "高橋"):
        page = officer.post(reverse("desk:counter"), {"kana": text}).content.decode()
        assert 'value="100001"' in page
    assert 'value="100001"' not in officer.post(reverse("desk:counter"), {"kana": "山田"}).content.decode()
    assert readings_of("100001").filter(reader=town.officer.pk).count() == 3


def test_the_form_begins_with_what_the_town_holds(town: Town, officer: Client) -> None:
    answer = begin(officer)
    draft = Draft.objects.get(owner=town.officer)
    assert (answer.status_code, draft.on_behalf_of) == (303, "100001")
    assert draft.answers["applicant"]["name"]["family"] == "髙橋"
    page = reverse("desk:counter_page", args=[draft.pk, "children", "child_name", 0])
    assert "凪" in officer.get(page).content.decode()


@pytest.mark.parametrize("wrong", [{"birth_month": "13"}, {"kana": ""}, {"press": "begin", "resident": "100009"}])
def test_what_cannot_be_read_is_told(town: Town, officer: Client, wrong: dict[str, str]) -> None:
    key = str(officer.post(reverse("desk:counter"), BORN).context["key"])
    wrong = {**wrong, "_counter": key}
    assert officer.post(reverse("desk:counter"), {**BORN, **wrong}).status_code == 422
    assert not Draft.objects.exists()


def test_the_filed_form_is_entered_by_the_officer_for_a_person_without_an_account(town: Town, officer: Client) -> None:
    begin(officer)
    draft = Draft.objects.get(owner=town.officer)
    Draft.objects.filter(pk=draft.pk).update(answers={**application(), "agreements": {}, "documents": []})
    last = reverse("desk:counter_page", args=[draft.pk, "send", "review"])
    session = CounterSession.objects.get(officer=town.officer)
    sent = {"_version": f"{draft.version}:{session.pk}", "_press": "save"}
    boxes = {"agreements-true_statement": "true", "agreements-registers_read": "true", "electronic_notice": "true"}
    answer = officer.post(last, {**sent, **boxes})
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    case = Case.objects.get()
    assert (case.channel, case.applicant, case.subject) == ("counter", None, "100001")
    assert Event.objects.get(case=case, seq=1).actor == town.officer.pk


def test_another_officers_draft_does_not_exist(town: Town, officer: Client) -> None:
    begin(officer)
    draft = Draft.objects.get()
    other = signed_in(staff("other-officer", "clerk2", ["desk"]))
    assert other.get(reverse("desk:counter_form", args=[draft.pk])).status_code == 404
