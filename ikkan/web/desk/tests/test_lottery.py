"""The lottery of a round through the pages: the officer holds it, anybody reads it, the family finds its line."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ikkan.corridor.rounds import close_round
from ikkan.ledger.models import Case, Round
from ikkan.ports.drand import fake
from ikkan.ports.drand.fake import BASE
from ikkan.procedures.nursery.lottery import committing
from ikkan.procedures.nursery.lottery.standing import source_of
from ikkan.procedures.nursery.lottery.tests.cast import OPENED, commit, in_force
from ikkan.procedures.nursery.models import Lottery, LotteryEntrant, Run
from ikkan.procedures.nursery.placement.lottery.source import DrandRound, seal_text
from ikkan.store.models import OutboxRow
from ikkan.web.desk.tests.cast import passed
from ikkan.web.tests.cast import Town, signed_in

TOOL = Path(__file__).parents[4] / "tools" / "check_lottery.py"
pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(town: Town) -> Case:
    """Close the round with one family in it."""
    case = passed(town)
    done = close_round(round_=town.round, account=town.officer, why="試験", now=timezone.now())
    assert isinstance(done, Round), done
    case.refresh_from_db()
    return case


def press(client: Client, town: Town, **sent: str) -> str:
    """Press a button of the page, and return what the next page says."""
    answer = client.post(reverse("rounds:lottery", args=[town.round.number]), sent, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def seals() -> dict[str, str]:
    sent: dict[str, str] = {}
    for row, (name, opened) in enumerate(OPENED.items()):
        sent |= {f"name_{row}": name, f"seal_{row}": hashlib.sha256(seal_text(*opened).encode()).hexdigest()}
    return sent


def test_seals_are_handed_in_opened_and_drawn(
    town: Town, closed: Case, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force("commit_reveal", monkeypatch)
    assert "まだ確定していません" in officer.get(reverse("rounds:console", args=[town.round.number])).content.decode()
    officer.post(reverse("rounds:run", args=[town.round.number]))
    assert not Run.objects.exists()
    assert "3者以上の封が必要です" in press(officer, town, deed="commit")
    assert "議会、保護者会、監査委員の封" in press(officer, town, deed="commit", **seals())
    assert "塩と値が、先に出した封と合いません" in press(
        officer, town, deed="reveal", party="議会", salt="a1" * 16, value="18"
    )
    assert "まだ封を開けていません" in press(officer, town, deed="draw")
    for name, (salt, value) in OPENED.items():
        page = press(officer, town, deed="reveal", party=name, salt=salt, value=value)
    assert "すべての封が開きました" in page
    page = press(officer, town, deed="draw")
    assert "draws.csv" in page
    officer.post(reverse("rounds:run", args=[town.round.number]))
    assert Run.objects.exists()


def test_the_published_round_is_pasted(
    town: Town, closed: Case, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force("drand", monkeypatch)
    assert "この値で抽選する" not in press(officer, town, deed="commit")
    press(officer, town, deed="void", why="やり直す")
    commit(town.round, town, now=timezone.now() - timedelta(days=2))
    assert "この値で抽選する" in officer.get(reverse("rounds:lottery", args=[town.round.number])).content.decode()
    for wrong in ("<html>", "[]", "", "9" * 5000):
        assert "そのまま貼ってください" in press(officer, town, deed="enter", beacon=wrong)
    assert "この回の公表された値を入れてください" in press(officer, town, deed="enter", beacon="{}")
    page = press(officer, town, deed="enter", beacon=json.dumps(_published()))
    assert "未確認" in page
    assert "公開鍵で確かめました" not in page
    assert Lottery.objects.get(voided_at=None).drawn_at is not None


def test_the_machine_is_asked_to_fetch_only_where_a_relay_is_set(
    town: Town, closed: Case, officer: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force("drand", monkeypatch)
    commit(town.round, town, now=timezone.now() - timedelta(days=2))
    assert "取得先が設定されていない" in press(officer, town, deed="fetch")
    settings.IKKAN_DRAND_URL = BASE
    assert "値を取りに行く" in press(officer, town, deed="fetch")
    assert OutboxRow.objects.filter(channel=committing.FETCH).count() == 1


def test_a_lottery_that_is_given_up_stays_on_both_pages(
    town: Town, closed: Case, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force("drand", monkeypatch)
    press(officer, town, deed="commit")
    assert "理由を書いてください" in press(officer, town, deed="void", why=" ")
    assert "名簿に誤りがあった" in press(officer, town, deed="void", why="名簿に誤りがあった")
    press(officer, town, deed="commit")
    first, second = Lottery.objects.order_by("attempt")
    address = reverse("citizen:lottery", args=[town.round.number])
    assert second.commitment in Client().get(address).content.decode()
    assert "名簿に誤りがあった" in Client().get(address, {"attempt": "1"}).content.decode()
    assert first.commitment in Client().get(address + "lottery.json").content.decode()


def test_anybody_reads_the_log_and_only_the_desk_reads_the_codes(
    town: Town, closed: Case, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force("drand", monkeypatch)
    public, codes = (reverse(name, args=[town.round.number]) for name in ("citizen:lottery", "rounds:lottery_codes"))
    assert Client().get(public).status_code == 404
    assert officer.get(codes).status_code == 404
    press(officer, town, deed="commit")
    for name, status in (("", 200), ("lottery.json", 200), ("entrants.csv", 200), ("draws.csv", 404)):
        answer = Client().get(public + name)
        assert answer.status_code == status, name
        assert closed.number not in answer.content.decode()
    assert Client().get(reverse("citizen:lottery_checker")).content == TOOL.read_bytes()
    for odd in ("x", "0", "99", "-1", "1" * 9):
        assert Client().get(public, {"attempt": odd}).status_code == 404
    assert Client().get("/nursery/lottery/none/").status_code == 404
    assert closed.number in officer.get(codes).content.decode()
    assert Client().get(codes).status_code in {302, 404}
    for stranger in (town.stranger, town.applicant):
        assert signed_in(stranger).get(codes).status_code == 404
        assert signed_in(stranger).post(reverse("rounds:lottery", args=[town.round.number])).status_code == 404


def test_a_family_reads_its_own_code_and_no_other(
    town: Town, closed: Case, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force("drand", monkeypatch)
    Case.objects.filter(pk=closed.pk).update(applicant=town.applicant)
    press(officer, town, deed="commit")
    lines = list(LotteryEntrant.objects.all())
    page = signed_in(town.applicant).get(reverse("citizen:case", args=[closed.number])).content.decode()
    assert lines
    for one in lines:
        assert one.code in page
        assert one.entrant in page
    assert reverse("citizen:lottery", args=[town.round.number]) in page
    assert signed_in(town.stranger).get(reverse("citizen:case", args=[closed.number])).status_code == 404


def test_a_book_without_lottery_says_what_decides_and_how_strong_it_is(
    town: Town, closed: Case, officer: Client
) -> None:
    page = officer.get(reverse("rounds:lottery", args=[town.round.number])).content.decode()
    assert "完全には防げません" in page
    assert "規則集はこの回に公開の抽選を定めていません" in press(officer, town, deed="commit")
    assert officer.post(reverse("rounds:lottery", args=[town.round.number]), {"deed": "x"}).status_code == 404


def _published() -> dict[str, Any]:
    source = source_of(Lottery.objects.get(voided_at=None))
    assert isinstance(source, DrandRound)
    return fake.beacon(source.round)
