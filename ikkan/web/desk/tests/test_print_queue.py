"""Certificates that wait to leave the house: posting order, one download with unbroken seals, posted, made again."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from ikkan.ledger.models import Case
from ikkan.papers.seals.checking import check_seal
from ikkan.papers.seals.keys import make_practice_key
from ikkan.people.models import Account
from ikkan.procedures.certificate.models import Copy
from ikkan.procedures.certificate.stacking import COVERS
from ikkan.procedures.certificate.tests.conftest import town
from ikkan.procedures.certificate.tests.factories import Person, ask, copies
from ikkan.rooms.answer.seals import keys_folder, town_keys
from ikkan.web.desk.tests.certificate_cast import counter_officer, paid, worked
from ikkan.web.tests.cast import signed_in

pytestmark = pytest.mark.django_db
Town = dict[str, Person]
QUEUE = "/desk/papers/"
__all__ = ["town"]


@pytest.fixture
def client(town: Town) -> Client:
    return signed_in(counter_officer())


def issued(person: Person, **changes: object) -> Case:
    """Return a signed request that was paid and issued."""
    case = ask(person, **changes)  # type: ignore[arg-type]  # answers
    assert isinstance(case, Case), case
    return worked(paid(worked(case)))


def chosen(*cases: Case) -> dict[str, Any]:
    return {"copy": [str(copy.pk) for case in cases for copy in copies(case)]}


def test_the_chosen_ones_are_one_download_in_posting_order_with_their_seals_whole(town: Town, client: Client) -> None:
    first, second = issued(town["一郎"], copies=2), issued(town["次郎"])
    Copy.objects.filter(case=second).update(postal="1000001")
    answer = client.get(f"{QUEUE}stack/", chosen(first, second))
    with ZipFile(BytesIO(answer.content)) as folder:
        names = folder.namelist()
        files = [folder.read(name) for name in names]
    assert names[0] == COVERS
    assert [name[:3] for name in names[1:]] == ["001", "002", "003"]
    assert second.number in names[1]
    assert first.number in names[2]
    for pdf in files[1:]:
        assert check_seal(pdf, town_keys()).is_good


def test_posted_ones_leave_the_queue_and_the_rest_stays(town: Town, client: Client) -> None:
    first, second = issued(town["一郎"]), issued(town["次郎"])
    assert first.number in client.get(QUEUE).content.decode()
    done = client.post(f"{QUEUE}posted/", chosen(first), follow=True).content.decode()
    assert "1件の発送を記録しました" in done
    assert first.number not in done
    assert second.number in done
    assert "発送した証明書を選んでください" in client.post(f"{QUEUE}posted/", follow=True).content.decode()


def test_what_cannot_be_posted_says_why_and_is_not_recorded(town: Town, client: Client) -> None:
    case = issued(town["一郎"])
    Copy.objects.update(address="")
    page = client.post(f"{QUEUE}posted/", chosen(case), follow=True).content.decode()
    assert "住民記録に送り先がない" in page
    assert Copy.objects.get().handed_at is None
    assert "住民記録に送り先がない" in client.get(f"{QUEUE}stack/", chosen(case), follow=True).content.decode()


def test_a_missing_key_is_told_and_what_waited_is_made_again(town: Town, client: Client) -> None:
    for one in keys_folder().iterdir():
        one.unlink()
    case = issued(town["一郎"])
    page = client.get(QUEUE).content.decode()
    assert "1通：市の電子印の鍵がありません" in page
    assert "まだできていません" in client.get(f"{QUEUE}stack/", chosen(case), follow=True).content.decode()
    make_practice_key(keys_folder(), town="モデル市", now=timezone.now(), days=365)
    told = client.post(f"{QUEUE}again/", follow=True).content.decode()
    assert "1通を作り直しています" in told
    worked(case)
    assert copies(case)[0].sha256
    assert "電子印の鍵がありません" not in client.get(QUEUE).content.decode()


def test_what_waits_to_be_fetched_leads_to_the_counter_s_screen(town: Town, client: Client) -> None:
    case = issued(town["一郎"], delivery="pickup")
    page = client.get(QUEUE).content.decode()
    assert f"/desk/reserved/{case.number}/" in page
    assert "当てはまるものはありません" in page


def test_a_page_of_the_queue_is_chosen_whole(town: Town, client: Client) -> None:
    case = issued(town["一郎"])
    page = client.get(QUEUE, {"select": "page"}).content.decode()
    assert f'value="{copies(case)[0].pk}"' in page
    assert " checked" in page


def test_only_who_posts_sees_addresses(town: Town) -> None:
    issued(town["一郎"])
    other: Account = counter_officer("uketsuke", "desk")
    assert signed_in(other).get(QUEUE).status_code == 404


def test_nothing_chosen_is_refused(town: Town, client: Client) -> None:
    assert "印刷する証明書を選んでください" in client.get(f"{QUEUE}stack/", follow=True).content.decode()
