"""What the office's pages of holds and protection do, programs do too: by duty, scope, purpose and two persons."""

from typing import Any

import pytest
from django.utils import timezone

from ikkan.api.tests.cast import Program, is_problem, staff
from ikkan.corridor.stops.tests.cast import residents
from ikkan.registers.models import Resident
from ikkan.rooms.intake.models import Submission

pytestmark = pytest.mark.django_db
AT = "/desk/stops"
PLACES = ("秘鏡", "支援会", "1000001")


@pytest.fixture
def one(db: None) -> Program:
    residents()
    return Program(staff("one", "protect"), ("stops:*",))


@pytest.fixture
def other(one: Program) -> Program:
    return Program(staff("other", "protect"), ("stops:*",))


def filed(program: Program, **changes: object) -> Any:
    today = timezone.localdate().isoformat()
    body = {
        "number": "101", "filed_on": today, "violence": "partner", "together": [{"number": "102", "relation": "子"}],
        "contact": "090-1", "contact_name": "高橋", "contact_postal": "1000001",
        "contact_address": "東京都千代田区秘鏡1-1　支援会気付", "abuser_name": "髙橋　太郎", "abuser_number": "100",
        "why": "申出書を見た", **changes,
    }  # fmt: skip
    return program.post(f"{AT}/protections", body)


def test_a_filing_is_received_and_read_after_a_purpose_alone(one: Program, other: Program) -> None:
    assert is_problem(filed(one, number="999"), 422, "no_resident")
    made = filed(one).json()
    assert (made["state"], made["contact"]) == ("provisional", "090-1")
    assert Resident.objects.filter(is_protected=True).count() == 2
    at = f"{AT}/protections/{made['id']}"
    listed = one.get(f"{AT}/protections").content.decode()
    assert not [trace for trace in PLACES if trace in listed]
    assert is_problem(one.get(at), 403, "purpose_needed")
    assert is_problem(one.get(f"{at}/letters/decided"), 403, "purpose_needed")
    assert is_problem(one.post(f"{at}/open", {"why": ""}), 422, "reason_missing")
    assert one.post(f"{at}/open", {"why": "電話を受けた"}).status_code == 200
    assert one.get(at).json()["contact_address"].startswith("東京都千代田区秘鏡")
    assert is_problem(other.get(at), 403, "purpose_needed")


def test_what_is_kept_for_sending_again_holds_no_place(one: Program) -> None:
    made = filed(one).json()
    one.post(f"{AT}/protections/{made['id']}/open", {"why": "電話を受けた"})
    kept = str([*Submission.objects.values()])
    assert kept
    assert not [trace for trace in PLACES if trace in kept]


def test_a_decision_takes_two(one: Program, other: Program) -> None:
    at, today = f"{AT}/protections/{filed(one).json()['id']}", timezone.localdate().isoformat()
    assert is_problem(one.post(f"{at}/deeds", {"deed": "start", "why": "決定"}), 409, "opinion_missing")
    heard = {"deed": "opinion", "why": "危険がある", "detail": "police", "day": today}
    assert one.post(f"{at}/deeds", heard).json()["stage"] == "done"
    asked = one.post(f"{at}/deeds", {"deed": "start", "why": "決定", "day": today}).json()
    assert asked["stage"] == "asked"
    waiting = f"{AT}/waiting/{asked['id']}"
    assert [row["id"] for row in other.get(f"{AT}/waiting").json()] == [asked["id"]]
    assert is_problem(one.post(waiting, {"accept": True, "why": "見た"}), 409, "needs_another")
    assert other.post(waiting, {"accept": True, "why": "見た"}).json()["stage"] == "done"
    assert is_problem(other.post(waiting, {"accept": True, "why": "見た"}), 409, "settled")
    assert is_problem(other.post(f"{AT}/waiting/999", {"accept": True, "why": "見た"}), 404)
    one.post(f"{at}/open", {"why": "通知"})
    assert one.get(f"{at}/letters/decided").content.startswith(b"%PDF")
    assert one.get(f"{AT}/protections?number=102").json()[0]["state"] == "in_force"


def test_a_hold_is_set_and_released(one: Program) -> None:
    body = {"number": "200", "operation": "issue", "level": "error", "why": "なりすまし",
            "starts_on": timezone.localdate().isoformat()}  # fmt: skip
    assert is_problem(one.post(f"{AT}/holds", {**body, "household": "H1"}), 422, "hold_on_one")
    assert is_problem(one.post(f"{AT}/holds", {**body, "operation": "dance"}), 422)
    made = one.post(f"{AT}/holds", body).json()
    at = f"{AT}/holds/{made['id']}/deeds"
    assert is_problem(one.post(at, {"deed": "pause", "why": "窓口", "detail": "999"}), 422, "too_long")
    assert one.post(at, {"deed": "pause", "why": "窓口", "detail": "5"}).json()["stage"] == "done"
    assert one.get(f"{AT}/holds?number=200").json()[0]["released_until"]
    assert one.post(at, {"deed": "lift", "why": "取下げ"}).json()["stage"] == "asked"
    assert is_problem(one.post(at, {"deed": "start", "why": "x"}), 409, "over")
    assert one.get(f"{AT}/tasks").json() == []


def test_places_are_opened_for_another_reader(one: Program, other: Program) -> None:
    at = f"{AT}/protections/{filed(one).json()['id']}/releases"
    wish = {"number": "101", "reader": "other", "case": "J-1", "why": "審査した"}
    assert is_problem(one.post(at, {**wish, "reader": "one"}), 409, "needs_another")
    assert is_problem(one.post(at, {**wish, "reader": "nobody"}), 422, "reader_missing")
    assert one.post(at, wish).json()["deed"] == "release"


@pytest.mark.parametrize(
    ("duties", "scopes", "code"),
    [(("desk",), ("stops:*",), "not_for_you"), (("protect",), ("desk:*",), "token_scope")],
)
def test_others_open_nothing(duties: tuple[str, ...], scopes: tuple[str, ...], code: str, one: Program) -> None:
    stranger = Program(staff("stranger", *duties), scopes)
    for path in ("holds", "protections", "protections/1", "tasks", "waiting"):
        assert is_problem(stranger.get(f"{AT}/{path}"), 403, code), path
    assert is_problem(filed(stranger), 403, code)
