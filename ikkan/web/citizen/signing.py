"""Signing a form by card and filing it: away to the app that signs, and back with the signature.

The words that are signed are made from the draft each time; only the name of the request and its day are kept in the
session, so that they are the same words when the person is back. Whatever goes wrong, the draft stays.
"""

import secrets
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ikkan.counter.forms.definition import Form
from ikkan.counter.forms.paths import with_value
from ikkan.counter.forms.progress import complete, may_begin_last
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.models import Case
from ikkan.ledger.steps import Stale
from ikkan.people.guards import require_citizen
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.confirm import first_receipt, key_of, to_receipt
from ikkan.web.citizen.doors import citizen_of, draft_for, told_of
from ikkan.web.citizen.kept import answers_of
from ikkan.web.citizen.offered import Signing, form_of, service_of
from ikkan.web.signatures import signing_url, take_signature
from ikkan.web.signin_more import needs_assurance

_KEY: Final = "signing"
# Several forms may be away at once; a session is no store for more.
_MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Wish:
    """A form as it is signed: its answers, and the name and day that make its words its own."""

    signing: Signing
    draft: Draft
    answers: JsonObject
    request: str
    asked_on: date

    @property
    def digest(self) -> bytes:
        """Return the SHA-256 of the words."""
        words = self.signing.words_to_sign(self.answers, request=self.request, asked_on=self.asked_on)
        return sha256(words).digest()


@require_citizen
@needs_assurance("file")
@require_GET
def sign(request: HttpRequest, procedure: str, draft: UUID) -> HttpResponseBase:
    """Send the person to the app that signs. A link leads here: the policy lets no form of ours end elsewhere."""
    wish = _wish(request, procedure, draft, begins=True)
    if not isinstance(wish, Wish):
        return wish
    back = reverse("citizen:signed", kwargs={"procedure": procedure, "draft": draft})
    url = signing_url(request, wish.digest, back)
    return _back_to_draft(request, wish.draft, [told_of(url, request)]) if isinstance(url, Refused) else redirect(url)


@require_citizen
@needs_assurance("file")
@require_GET
def signed(request: HttpRequest, procedure: str, draft: UUID) -> HttpResponseBase:
    """File what was signed; looked at again, lead to the first receipt."""
    wish = _wish(request, procedure, draft, begins=False)
    if not isinstance(wish, Wish):
        return wish
    signature = take_signature(request, wish.digest)
    if signature is None:
        words = _("まだ送っていません。署名していないか、署名のあとで内容が変わっています。もう一度署名してください")
        return _back_to_draft(request, wish.draft, [words])
    try:
        outcome = wish.signing.file_with_signature(
            wish.answers, request=wish.request, asked_on=wish.asked_on, signed=signature, key=key_of(draft),
            draft=wish.draft, account=citizen_of(request), now=timezone.now(),
        )  # fmt: skip
    except Stale:
        words = _("同じときに内容が変わりました。もう一度署名してください")
        return _back_to_draft(request, wish.draft, [words])
    _forget(request, draft)
    if isinstance(outcome, Case):
        return to_receipt(outcome)
    refusals = outcome.faults if isinstance(outcome, Faulty) else (outcome,)
    return _back_to_draft(request, wish.draft, [told_of(one, request) for one in refusals])


def signed_answers(form: Form, answers: JsonObject) -> JsonObject:
    """Return the answers as they are filed by a signature, which agrees to everything that the last page asks for."""
    fields = (field for section in form.sections for page in section.pages if page.is_review for field in page.fields)
    for field in fields:
        if field.kind == "agree":
            answers = with_value(answers, field.to, True)
    return complete(form, answers)


def _wish(request: HttpRequest, procedure: str, draft: UUID, *, begins: bool) -> Wish | HttpResponseBase:
    """Return what is to be signed, or where the person goes instead: to the first receipt, or to what is not answered.

    Args:
        begins: whether a name is drawn where this session has none for the draft.
    """
    signing = service_of(procedure).signing
    if signing is None:
        raise Http404
    account = citizen_of(request)
    try:
        own = draft_for(account, draft)
    except Http404:
        return first_receipt(account, draft)
    if own.procedure != procedure:
        raise Http404
    form, answers = form_of(procedure, own.form_version), answers_of(own)
    if not may_begin_last(form, answers):
        return redirect("citizen:tasks", procedure=procedure, draft=draft)
    name, day = _named(request, draft, begins=begins)
    return Wish(signing, own, signed_answers(form, answers), name, day)


def _named(request: HttpRequest, draft: UUID, *, begins: bool) -> tuple[str, date]:
    """Return name and day of the request: those of this session's last way to the app, or new ones today."""
    kept, today = _kept(request), timezone.localdate()
    name, day = kept.get(str(draft), ("", today.isoformat()))
    if name and (day == today.isoformat() or not begins):
        return name, date.fromisoformat(day)
    name = secrets.token_hex(16)
    if begins:
        others = {key: value for key, value in kept.items() if key != str(draft)}
        request.session[_KEY] = dict(list(others.items())[1 - _MOST :]) | {str(draft): (name, today.isoformat())}
    return name, today


def _forget(request: HttpRequest, draft: UUID) -> None:
    request.session[_KEY] = {key: value for key, value in _kept(request).items() if key != str(draft)}


# a session's content is JSON that only this module wrote
def _kept(request: HttpRequest) -> dict[str, tuple[str, str]]:
    found = request.session.get(_KEY)
    return dict(found) if isinstance(found, dict) else {}


def _back_to_draft(request: HttpRequest, draft: Draft, told: list[str]) -> HttpResponseBase:
    for words in told:
        messages.error(request, words, extra_tags="bad")
    return redirect("citizen:confirm", procedure=draft.procedure, draft=draft.pk)
