"""Pages that nobody needs to sign in for."""

import pytest
from django.test import Client
from django.urls import reverse

from ikkan.web.tests.cast import Town, signed_in

OPEN = (
    "home",
    "citizen:procedures",
    "citizen:estimate",
    "citizen:facilities",
    "citizen:accessibility",
    "citizen:privacy",
)


@pytest.mark.parametrize("name", OPEN)
@pytest.mark.parametrize("language", ["ja", "easy", "en"])
def test_open_page_answers_in_every_language(town: Town, name: str, language: str) -> None:
    page = Client().get(reverse(name), {"lang": language})
    assert page.status_code == 200
    assert "<h1>" in page.content.decode()


def test_start_page_tells_deadline_and_leads_to_sign_in(town: Town) -> None:
    page = Client().get("/nursery/").content.decode()
    assert "までに" in page or "まで" in page
    assert "/sign-in/login/?next=/nursery/" in page
    assert town.round.title in page


def test_daily_words_find_the_right_page(town: Town) -> None:
    page = Client().get("/", {"q": "ほいくえん落ちた"})
    found = [url for _title, url in page.context["found"]]
    assert found[0] == reverse("citizen:mailbox")
    assert "/nursery/" in found


def test_unknown_words_are_told_kindly(town: Town) -> None:
    assert "見つかりませんでした" in Client().get("/", {"q": "ｘｙｚ"}).content.decode()


def test_other_parts_of_the_house_keep_their_addresses(town: Town) -> None:
    assert Client().get("/desk-of-nobody/").status_code == 404


def test_estimate_without_login_scores_and_keeps_nothing(town: Town) -> None:
    posted = {
        "month": "2027-04-01", "age": "1", "reason1": "work", "hours1": "160", "reason2": "work", "hours2": "160",
        "leave": "no", "siblings": "no",
    }  # fmt: skip
    page = Client().post("/nursery/estimate/", posted)
    words = page.content.decode()
    assert page.status_code == 200
    assert page.context["estimate"].children[0].total > 0
    assert "約束するものではありません" in words


def test_estimate_asks_for_hours_where_hours_count(town: Town) -> None:
    posted = {
        "month": "2027-04-01",
        "age": "1",
        "reason1": "work",
        "reason2": "single",
        "leave": "no",
        "siblings": "no",
    }
    page = Client().post("/nursery/estimate/", posted)
    assert page.status_code == 422
    assert "id_hours1_error" in page.content.decode()


def test_facilities_are_found_by_reading(town: Town) -> None:
    page = Client().get("/nursery/facilities/", {"q": "すみれ"}).content.decode()
    assert "すみれこども園" in page
    assert "みなと保育園" not in page


def test_staff_see_no_citizen_pages(town: Town) -> None:
    assert signed_in(town.officer).get(reverse("citizen:mailbox")).status_code == 404
    assert signed_in(town.officer).get("/nursery/").status_code == 200


def test_a_life_event_leads_to_procedures_with_all_that_a_family_asks(town: Town) -> None:
    home = Client().get("/").content.decode()
    assert "/procedures/?event=%E8%90%BD%E3%81%A1%E3%81%9F" in home
    page = Client().get("/procedures/", {"event": "生まれた"}).content.decode()
    assert "<h1>子どもが生まれた</h1>" in page
    for asked in ("だれが", "いつまで", "いくら", "何分", "必要なもの", "カードなしで"):
        assert f"<dt>{asked}</dt>" in page
    held = Client().get("/procedures/", {"event": "落ちた"}).content.decode()
    assert "保留の証明書を見る" in held
    assert "<h1>手続き</h1>" in Client().get("/procedures/", {"event": "<b>"}).content.decode()
