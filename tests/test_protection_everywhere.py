"""Behind no address, API operation, export or command stands a trace of where a protected person lives."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from ikkan.api.tests.cast import token
from ikkan.cli.resident_commands import RESIDENTS
from ikkan.corridor.filing import file_application
from ikkan.corridor.stops.deeds import Deed, Wish, do
from ikkan.corridor.stops.receiving import receive, set_hold
from ikkan.corridor.walk import walk
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.reader import Reader
from ikkan.ledger.disclosure import disclose
from ikkan.ledger.models import Case, Document
from ikkan.people.models import Account
from ikkan.registers.holding import Held
from ikkan.registers.models import Hold, Protection, Resident
from ikkan.registers.protecting import Abuser, Filed, Together
from ikkan.registers.resident_file import export_changes_since, export_residents
from ikkan.registers.services import ResidentRow, import_residents
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.offered import OFFERED
from ikkan.web.desk.tests.cast import staff
from ikkan.web.tests.cast import Town, application, make_citizen, make_town, signed_in
from tests.every_address import every_address

TRACES = ("秘鏡", "4259999", "425-9999", "４２５９９９９")
WHERE = {"postal": "4259999", "town": "静岡県焼津市秘鏡町", "block": "9-9", "building": "秘鏡荘9号"}
SCOPES = ("nursery:file", "nursery:read", "me:read", "desk:*", "approve:reply", "stops:*", "post:*",
          "certificate:file", "certificate:read")  # fmt: skip


@dataclass
class Planted:
    """A town with an abuser who filed, and a protected spouse who filed too, both of one household."""

    town: Town
    abuser: Account
    of_abuser: Case
    of_protected: Case
    draft: Draft
    guardian: Account
    certificates: list[Case]
    stops: dict[str, int]


@pytest.fixture
def planted(db: None, settings: Any) -> Planted:
    settings.IKKAN_HTTPS = False
    settings.IKKAN_API_THROTTLE = {}
    cache.clear()
    town = make_town()
    # 湊 and 花子 were registered here with the household before they fled; their entries now say where they are
    Resident.objects.filter(number__in=["100001", "100003"]).update(**WHERE)
    import_residents([_grandmother()])
    together = (Together("100003", "子"), Together("100006", "母"))
    guardian = staff("guardian", "clerk9", ["protect"])
    filing = Filed(
        "100001", timezone.localdate(), Abuser("髙橋　太郎", "100002"), together, contact="090-0000-0000",
        earlier_addresses="静岡県焼津市秘鏡町9-9", violence="partner", contact_name="支援会", contact_postal="4259999",
        contact_address="東京都千代田区秘鏡町1-1",
    )  # fmt: skip
    protection = receive(filing, why="申出書を見た", account=guardian, now=timezone.now())
    assert isinstance(protection, Protection), protection
    asked = do(protection, Wish(Deed.END, "本人の申出"), account=guardian, now=timezone.now())
    held = Held("issue", "error", "本人の申出", timezone.localdate(), number="100001")
    hold = set_hold(held, account=guardian, now=timezone.now())
    assert isinstance(hold, Hold), hold
    abuser = make_citizen("taro", "100002")
    of_abuser = _file(application(), abuser, "of abuser")
    certificates = [_certificate(abuser, channel) for channel in ("web", "counter")]
    answers = application()
    applicant = answers["applicant"]
    assert isinstance(applicant, dict)
    hers: JsonObject = {**answers, "applicant": {**applicant, "address": dict(WHERE)}}
    of_protected = _file(hers, town.applicant, "of protected")
    draft = Draft.objects.create(owner=abuser, procedure="nursery", form_version="1", answers={})
    stops = {"protection": protection.pk, "hold": hold.pk, "deed": getattr(asked, "pk", 0)}
    return Planted(town, abuser, of_abuser, of_protected, draft, guardian, certificates, stops)


def _certificate(abuser: Account, channel: str) -> Case:
    """Return what the abuser asked for the whole household: reserved at home, or at the counter with a passport."""
    answers: JsonObject = {
        "whose": "household", "persons": [], "form": "household", "items": {}, "copies": 1, "purpose": "bank",
        "delivery": "pickup", "exemption": "", "electronic_notice": True, "agreements": {"true_statement": True},
        "applicant": {
            "name": {"family": "髙橋", "given": "太郎"}, "kana": {"family": "タカハシ", "given": "タロウ"},
            "birth": Resident.objects.get(number="100002").birth.isoformat(),
        },
        **({"official": {"requester": "own", "papers": ["passport"]}} if channel == "counter" else {}),
    }  # fmt: skip
    return _file(answers, abuser, f"certificate by {channel}", procedure="certificate", channel=channel)


def _grandmother() -> ResidentRow:
    return ResidentRow(
        "100006", "900001", "髙橋", "菊", "タカハシ", "キク", "", date(1958, 2, 3), "母", False, WHERE["postal"],
        WHERE["town"], WHERE["block"], WHERE["building"], date(2020, 4, 1), None, True, "住民記録", date(2026, 11, 1),
    )  # fmt: skip


def _file(answers: JsonObject, account: Account, key: str, *, procedure: str = "nursery", channel: str = "web") -> Case:
    case = file_application(
        procedure=procedure, answers=answers, key=key, channel=channel, now=timezone.now(), applicant=account
    )
    assert isinstance(case, Case), case
    for _ in range(5):
        if not walk(case.pk, now=timezone.now()):
            break
    return case


def addresses(planted: Planted, *, is_program: bool) -> list[str]:
    # the citizen's pages draw the procedures that are offered there; the API serves all of them
    certificates = [one for one in planted.certificates if is_program or one.procedure in OFFERED]
    keys = [str(planted.of_protected.pk), str(planted.draft.pk), 1]
    cases = [planted.of_abuser.number, planted.of_protected.number, *(one.number for one in certificates)]
    documents = [*Document.objects.values_list("pk", flat=True), planted.draft.pk]
    known = {
        "number": [*cases, planted.town.round.number, "100001"], "procedure": ["nursery", "certificate"],
        "delivery": ["post", "pickup"],
        "draft": [planted.draft.pk],
        "draft_id": [planted.draft.pk], "key": keys, "uuid": keys, "notice": keys[:1], "notice_id": keys[:1],
        "child": ["c1"], "file": documents, "document": documents, "attachment_id": documents,
        "section": ["applicant", "children"],
        "page": ["applicant", "address", "1"], "index": [0, 1], "batch": [1], "proposal_id": [1], "mandate": [1],
        "round_number": [planted.town.round.number], "alarm": [1], "alarm_id": [1], "facility": ["0013020001"],
        "kind": ["csv", "market", "placement", "decided", "forward"], "token": ["no-such-token"],
        "link": [1], "passkey": [1], "message": [1], "entry": [1], "finding": [1], "access_finding": [1], "rule": [1],
        "recheck": [1], "day": ["2026-11-23"], "name": ["inbox"], "offer_id": [1],
        **{name: [key, "end"] if name == "deed" else [key] for name, key in planted.stops.items()},
    }  # fmt: skip
    return list(dict.fromkeys(every_address(known)))


def traces_in(answer: Any) -> list[str]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told = body + str(answer.headers).encode()
    escaped = [trace.encode("unicode_escape") for trace in TRACES]
    return [repr(trace) for trace in (*(trace.encode() for trace in TRACES), *escaped) if trace in told]


def look_everywhere(client: Client, planted: Planted, **headers: str) -> tuple[list[str], Counter[int]]:
    """Open every address by GET and POST as the same reader, each in a transaction that is taken back."""
    found, seen, cookies = [], Counter[int](), client.cookies
    body, kind = (b"{}", "application/json") if headers else (b"", "application/x-www-form-urlencoded")
    for address in addresses(planted, is_program=bool(headers)):
        for verb in ("GET", "POST"):
            # the address that signs out must not end the walk
            client.cookies = deepcopy(cookies)
            with transaction.atomic():
                answer = client.generic(verb, address, body, content_type=kind, headers=headers or None)
                seen[answer.status_code] += 1
                found += [f"{verb} {address}: {trace}" for trace in traces_in(answer)]
                transaction.set_rollback(True)
    return found, seen


READERS: dict[str, Callable[[Planted], Client]] = {
    "nobody signed in": lambda _: Client(),
    "a stranger": lambda planted: signed_in(planted.town.stranger),
    "the abuser": lambda planted: signed_in(planted.abuser),
    "an officer without purpose": lambda planted: signed_in(planted.town.officer),
    "an officer of protection who opened nothing": lambda planted: signed_in(planted.guardian),
    "an officer without the duty": lambda _: signed_in(staff("other", "operator", ["operate"])),
}


@pytest.mark.slow
@pytest.mark.parametrize("who", READERS)
def test_no_page_tells_a_protected_place(who: str, planted: Planted) -> None:
    found, seen = look_everywhere(READERS[who](planted), planted)
    assert not found, "\n".join(found)
    assert seen[200] >= 20, seen


@pytest.mark.slow
@pytest.mark.parametrize("who", ["stranger", "abuser", "officer", "guardian"])
def test_no_program_reads_a_protected_place(who: str, planted: Planted) -> None:
    account = getattr(planted if who in {"abuser", "guardian"} else planted.town, who)
    headers = {"Authorization": f"Bearer {token(account, *SCOPES)}", "Idempotency-Key": "walk"}
    found, seen = look_everywhere(Client(), planted, **headers)
    assert not found, "\n".join(found)
    assert seen[200] >= 20, seen


@pytest.mark.slow
def test_the_walk_would_see_a_trace(planted: Planted) -> None:
    found, _ = look_everywhere(signed_in(planted.town.applicant), planted)
    assert any(planted.of_protected.number in one for one in found), "her own application shows her what she filed"


def test_no_export_of_the_register_tells_a_protected_place(planted: Planted) -> None:
    now = timezone.now()
    neighbour = Reader(who="", why="国民健康保険の資格の確認", ground="国民健康保険法")
    officer = Reader(who=str(planted.town.officer.pk), why="名簿")
    files = [export_residents(reader=neighbour, now=now), export_residents(reader=officer, now=now)]
    files.append(export_changes_since(now.replace(year=2000), reader=neighbour, now=now))
    for words in (["export"], ["changes", "--since", "2000-01-01T00:00:00+09:00"]):
        files.append(CliRunner().invoke(RESIDENTS, [*words, "--why", "名簿", "--ground", "条例"]).stdout_bytes)
    for data in files:
        assert not [trace for trace in TRACES if trace in data.decode()]
    assert "菊" in files[0].decode()
    assert "菊" not in files[1].decode()


def test_no_command_lists_a_protected_place(planted: Planted) -> None:
    for words in (["stops", "list"], ["protections", "list"], ["protections", "tasks"]):
        told = CliRunner().invoke(RESIDENTS, words).stdout
        assert told
        assert not [trace for trace in TRACES if trace in told]


def test_what_the_abuser_takes_away_tells_nothing(planted: Planted) -> None:
    text = str(disclose(person=planted.abuser, actor=planted.abuser, now=timezone.now()))
    assert not [trace for trace in TRACES if trace in text]
