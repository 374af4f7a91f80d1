"""Up to three facilities side by side, by GET, with and without a draft."""

from django.test import Client

from ikkan.rooms.intake.drafts import start_draft
from ikkan.web.tests.cast import FACILITIES, Town, application

URL = "/nursery/facilities/compare/"
CODES = [code for code, *_rest in FACILITIES]


def test_anybody_compares_what_was_ticked_in_the_list(town: Town) -> None:
    listed = Client().get("/nursery/facilities/").content.decode()
    assert f'action="{URL}"' in listed
    assert f'form="facilities-form" name="f" value="{CODES[0]}"' in listed
    words = Client().get(URL, {"f": CODES[:2]}).content.decode()
    assert "みなと保育園</th>" in words
    assert "すみれこども園</th>" in words
    assert "1歳児 40点" in words
    assert "07:00〜19:00" in words
    assert "自宅から" not in words


def test_too_few_admitted_are_not_told(town: Town) -> None:
    words = Client().get(URL, {"f": ["0013020012"]}).content.decode()
    assert "公表なし（人数が少ないため）" in words
    assert "1歳児 40点" not in words


def test_more_than_three_are_cut_and_said(town: Town) -> None:
    words = Client().get(URL, {"f": CODES}).content.decode()
    assert "3つまで選べます" in words
    assert words.count("</th>") == 4 + 8


def test_unknown_codes_offer_a_choice(town: Town) -> None:
    words = Client().get(URL, {"f": ["<b>", "9"], "draft": "x"}).content.decode()
    assert "くらべたい園を3つまで選んでください" in words


def test_from_the_wishes_the_childs_class_is_compared(town: Town, client: Client, stranger: Client) -> None:
    draft = start_draft(owner=town.applicant, procedure="nursery", form_version="1", answers=application())
    page = client.get(f"/nursery/apply/{draft.pk}/wishes/wishes/0/")
    assert page.status_code == 200
    url = f"{URL}?draft={draft.pk}&child=0"
    assert url.replace("&", "&amp;") in page.content.decode()
    words = client.get(url).content.decode()
    assert "1歳児 募集4人" in words
    assert "2歳児" not in words.split("<tbody>")[1].split("募集の人数")[1].split("</tr>")[0]
    assert stranger.get(url).status_code == 404
