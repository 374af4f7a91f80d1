"""Signing up makes a citizen and nothing more; signing in leads on to where one was going."""

from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from ikkan.people.models import Account, Office, Posting, Rank

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("ikkan.web.tests.small_urls"),
    pytest.mark.usefixtures("cache_table"),
]
PASSWORD = "nagai-aikotoba-7"
NEW = {"username": "hanako", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture(autouse=True)
def _plain_http() -> object:
    with override_settings(SECURE_SSL_REDIRECT=False):
        yield


def test_sign_up_makes_a_citizen_whatever_the_form_says(client: Client) -> None:
    forged = {"kind": "staff", "is_superuser": "on", "resident_number": "123", "is_staff": "on"}
    answer = client.post("/sign-in/signup/", NEW | forged, headers={"accept-language": "en"})
    account = Account.objects.get(username="hanako")
    assert answer.status_code == 302
    assert (account.kind, account.is_superuser) == ("citizen", False)
    assert (account.resident_number, account.language) == ("", "en")
    assert account.password.startswith("argon2$argon2id$")


@override_settings(IKKAN_LAYER="core")
def test_nobody_signs_up_beside_the_registers(client: Client) -> None:
    client.post("/sign-in/signup/", NEW)
    assert not Account.objects.exists()


@pytest.mark.parametrize("password", ["short", "password1234", "hanako-hanako"])
def test_a_weak_password_is_refused_on_the_same_page(client: Client, password: str) -> None:
    wrong = NEW | {"username": "hanako-hanako", "password1": password, "password2": password}
    answer = client.post("/sign-in/signup/", wrong)
    assert answer.status_code == 422
    assert "エラー：" in answer.content.decode()
    assert not Account.objects.exists()


def test_the_way_leads_back_to_the_page_asked_for(client: Client) -> None:
    Account.objects.create_user("hanako", PASSWORD)
    asked = client.get("/me/?page=2")
    assert asked["Location"] == "/sign-in/login/?next=/me/%3Fpage%3D2"
    page = client.get(asked["Location"])
    assert 'name="next" value="/me/?page=2"' in page.content.decode()
    answer = client.post(asked["Location"], {"login": "hanako", "password": PASSWORD, "next": "/me/?page=2"})
    assert answer["Location"] == "/me/?page=2"


def test_no_foreign_site_is_the_way_back(client: Client) -> None:
    Account.objects.create_user("hanako", PASSWORD)
    given = {"login": "hanako", "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/sign-in/login/", given)["Location"] == "/sign-in/first/"


def test_staff_begin_where_their_duty_opens(client: Client) -> None:
    officer = Account.objects.create_user("officer", PASSWORD, kind="staff")
    Posting.objects.create(
        account=officer,
        office=Office.objects.create(code="childcare", name_ja="子育て支援課", name_en="Childcare"),
        rank=Rank.objects.create(code="clerk", name_ja="主事", name_en="Clerk", level=1),
        duties=["desk"],
        starts_on=date(2020, 4, 1),
    )
    client.post("/sign-in/login/", {"login": "officer", "password": PASSWORD})
    assert client.get("/sign-in/first/")["Location"] == "/desk/"
    assert client.get("/desk/").context["nav_items"] == [("受付箱", "/desk/", True)]
    assert client.get("/me/").status_code == 404


def test_a_citizen_begins_at_home_and_finds_no_desk(client: Client) -> None:
    client.force_login(Account.objects.create_user("hanako", PASSWORD))
    assert client.get("/sign-in/first/")["Location"] == "/"
    assert client.get("/desk/").status_code == 404
    assert [url for _, url, _ in client.get("/me/").context["nav_items"]] == ["/", "/me/"]


def test_five_wrong_passwords_stop_the_right_one(client: Client) -> None:
    Account.objects.create_user("hanako", PASSWORD)
    for _ in range(5):
        assert client.post("/sign-in/login/", {"login": "hanako", "password": "wrong"}).status_code == 422
    answer = client.post("/sign-in/login/", {"login": "hanako", "password": PASSWORD})
    assert answer.status_code == 422
    assert "5分後" in answer.content.decode()


def test_a_wrong_name_and_a_wrong_password_look_the_same(client: Client) -> None:
    Account.objects.create_user("hanako", PASSWORD)
    pages = [
        client.post("/sign-in/login/", {"login": name, "password": "wrong-wrong"}).content.decode()
        for name in ("hanako", "nobody")
    ]
    said = "ログイン名かパスワードが違います"
    assert all(said in page for page in pages)


def test_signing_in_changes_the_session_key(client: Client) -> None:
    Account.objects.create_user("hanako", PASSWORD)
    client.get("/?lang=en")
    before = client.session.session_key
    client.post("/sign-in/login/", {"login": "hanako", "password": PASSWORD})
    assert client.session.session_key != before


def test_logging_out_takes_a_press_of_the_button(client: Client) -> None:
    client.force_login(Account.objects.create_user("hanako", PASSWORD))
    assert client.get("/sign-in/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/sign-in/logout/")
    assert "_auth_user_id" not in client.session


def test_a_new_password_comes_by_mail(client: Client) -> None:
    client.post("/sign-in/signup/", NEW | {"email": "h@example.jp"})
    client.post("/sign-in/logout/")
    client.post("/sign-in/password/reset/", {"email": "h@example.jp"})
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    page = client.get(link.removeprefix("http://testserver"), follow=True)
    where = page.request["PATH_INFO"]
    client.post(where, {"password1": "atarashii-kotoba-8", "password2": "atarashii-kotoba-8"})
    assert Account.objects.get(username="hanako").check_password("atarashii-kotoba-8")


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in/login/",
        "/sign-in/signup/",
        "/sign-in/inactive/",
        "/sign-in/password/reset/",
        "/sign-in/password/reset/done/",
        "/sign-in/password/reset/key/1-x/",
        "/sign-in/password/reset/key/done/",
    ],
)
def test_a_page_has_one_heading_and_no_placeholder(client: Client, path: str) -> None:
    text = client.get(path).content.decode()
    assert text.count("<h1>") == 1
    for forbidden in ("placeholder=", " required", "style=", "onclick", "<script>"):
        assert forbidden not in text


def test_an_account_without_a_password_is_led_to_the_mail(client: Client) -> None:
    client.force_login(Account.objects.create_user("hanako"))
    assert client.get("/sign-in/password/change/")["Location"] == "/sign-in/password/reset/"


def test_the_quick_exit_ends_the_session(client: Client) -> None:
    client.force_login(Account.objects.create_user("hanako", PASSWORD))
    assert "/leave/" in client.get("/protected/").content.decode()
    assert "/leave/" not in client.get("/me/").content.decode()
    away = client.get("/leave/", headers={"sec-fetch-site": "cross-site"})
    assert "_auth_user_id" in client.session
    away = client.get("/leave/", headers={"sec-fetch-site": "same-origin"})
    assert away["Location"].startswith("https://www.jma.go.jp/")
    assert "_auth_user_id" not in client.session


def test_an_ended_session_leaves_no_row_behind(client: Client) -> None:
    client.force_login(Account.objects.create_user("hanako", PASSWORD))
    client.post("/sign-in/logout/")
    live = [row.get_decoded() for row in Session.objects.filter(expire_date__gt=timezone.now())]
    assert not any("_auth_user_id" in data for data in live)
