"""Requests come in: signed by card, over the API, reserved at home, at the counter, on paper, from third parties."""

import base64
import http.client
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils import timezone

from ikkan.cli.demo.certificates.answers import answers_of, mended_answers
from ikkan.cli.demo.certificates.wish import Wish
from ikkan.cli.demo.filing import DemoFailed
from ikkan.cli.demo.http_filing import api_server, call, token_of
from ikkan.corridor.filing import answer_request, file_application
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.ports.jpki.practice_folder import read_card
from ikkan.ports.jpki.town import practice_folder
from ikkan.procedures.certificate.filing import answer_signed, file_signed
from ikkan.procedures.certificate.signing import SignedWords, statement_of

PROCEDURE: Final = "certificate"
SCOPES: Final = ("certificate:file", "certificate:read")
_CHANNELS: Final = {"reserved": "web", "counter": "counter", "paper": "paper", "third_party": "counter"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was sent.

    Args:
        wish: what was planned.
        account: who asks; the officer where an officer entered it.
        case: key of its case, None where it was not received.
        refused: code of the refusal then, else blank.
    """

    wish: Wish
    account: Account
    case: int | None
    refused: str = ""


def file_wishes(
    wishes: Sequence[Wish], accounts: Mapping[str, Account], officer: Account, advance: Callable[[], None]
) -> list[Asked]:
    """Send every request by its way.

    Args:
        wishes: what was planned.
        accounts: account by 宛名番号 of those who ask for themselves.
        officer: who enters what comes on paper or at the counter.
        advance: called after each.

    Raises:
        DemoFailed: the API or the server failed.
    """
    over_api = [wish for wish in wishes if wish.way == "api"]
    sent = _over_http(over_api, accounts, advance) if over_api else []
    for wish in wishes:
        if wish.way != "api":
            sent.append(_send(wish, accounts, officer))
            advance()
    return sent


def _send(wish: Wish, accounts: Mapping[str, Account], officer: Account) -> Asked:
    answers, now = answers_of(wish), timezone.now()
    account = accounts[wish.asker.number] if wish.is_signed or wish.way == "reserved" else officer
    if wish.is_signed:
        case = file_signed(answers=answers, signed=_signed(wish, answers), account=account, now=now)
    else:
        case = file_application(
            procedure=PROCEDURE, answers=answers, key=f"demo:{wish.name}", now=now, actor=account,
            channel=_CHANNELS.get(wish.way, "paper"), applicant=account if wish.way == "reserved" else None,
            subject=wish.asker.number if wish.is_own else "",
        )  # fmt: skip
    return _asked(wish, account, case)


def answer(one: Asked, case: Case) -> Case | Refused | Faulty:
    """Answer what was asked back: signed anew where the request was signed."""
    answers, now = mended_answers(one.wish), timezone.now()
    if one.wish.is_signed:
        signed = _signed(one.wish, answers)
        return answer_signed(case=case, answers=answers, signed=signed, account=one.account, now=now)
    answered = answer_request(case=case, answers=answers, actor=one.account, now=now)
    return answered if isinstance(answered, Refused | Faulty) else case


def _signed(wish: Wish, answers: JsonObject) -> SignedWords:
    day = timezone.localdate()
    words = statement_of(answers, town=settings.IKKAN_TOWN, request=_request_of(wish), asked_on=day)
    card = read_card(practice_folder(), wish.asker.number)
    return SignedWords(_request_of(wish), day, card.sign(words), card.certificate)


def _asked(wish: Wish, account: Account, answer: Case | Refused | Faulty) -> Asked:
    if isinstance(answer, Faulty):
        raise DemoFailed(f"The form of {wish.name} is wrong: {answer.faults}")
    if isinstance(answer, Refused):
        return Asked(wish, account, None, answer.code)
    return Asked(wish, account, answer.pk)


def _over_http(wishes: Sequence[Wish], accounts: Mapping[str, Account], advance: Callable[[], None]) -> list[Asked]:
    """Send requests through a running web server: it says what to sign, the card signs, it takes the request."""
    sent = []
    with api_server() as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for wish in wishes:
            account = accounts[wish.asker.number]
            number = _sign_and_send(connection, wish, token_of(account, SCOPES))
            sent.append(Asked(wish, account, Case.objects.get(number=number).pk))
            advance()
        connection.close()
    return sent


def _sign_and_send(connection: http.client.HTTPConnection, wish: Wish, token: str) -> str:
    asked: JsonObject = {
        "answers": answers_of(wish), "request": _request_of(wish), "asked_on": timezone.localdate().isoformat(),
    }  # fmt: skip
    told = call(connection, "POST", "/certificate/statements", token, f"demo-{wish.name}-words", asked)
    card = read_card(practice_folder(), wish.asker.number)
    signed: JsonObject = {
        **asked,
        "signature": base64.b64encode(card.sign(base64.b64decode(str(told["words"])))).decode(),
        "certificate": base64.b64encode(card.certificate).decode(),
    }
    return str(call(connection, "POST", "/certificate/requests", token, f"demo-{wish.name}", signed)["number"])


def _request_of(wish: Wish) -> str:
    return f"demo-request-{wish.name}"
