"""Who comes to the desk, which case they mean, and how a refusal is told."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from ikkan.kernel.outcome import Faulty, Refused, Text
from ikkan.ledger.models import Case, Round
from ikkan.people.guards import account_of, duties_at, require_duty
from ikkan.people.models import Account
from ikkan.web.language import page_language_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def require_one_of(*duties: str) -> Callable[[View[P]], View[P]]:
    """Let staff in who hold one of these duties today: 404 for others, sign-in for nobody."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if duties_at(request) & set(duties):
                return view(request, *args, **kwargs)
            return require_duty(duties[0])(view)(request, *args, **kwargs)

        return door

    return guard


class SeeOther(HttpResponseRedirect):
    """Go and look there: the answer to every form that was taken, so that a reload sends nothing twice."""

    status_code = 303


def officer_of(request: HttpRequest) -> Account:
    """Return who is signed in, on a page that only staff reach."""
    return account_of(request)


def case_of(number: str) -> Case:
    """Return a case with its round, applicant and assignee.

    Raises:
        Http404: there is none of this number.
    """
    case = Case.objects.filter(number=number).select_related("round", "applicant", "assignee").first()
    if case is None:
        raise Http404
    return case


def round_of(number: str) -> Round:
    """Return a round.

    Raises:
        Http404: there is none of this number.
    """
    found = Round.objects.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def said(request: HttpRequest, text: Text | Refused) -> str:
    """Return a text in the language of the page; a refusal that hides something is a 404.

    Raises:
        Http404: the service says that there is nothing for this person.
    """
    if isinstance(text, Refused) and text.code == "not_found":
        raise Http404
    return text.en if page_language_of(request) == "en" else text.ja


def tell(request: HttpRequest, outcome: object, done: str) -> bool:
    """Put what came of a deed on the next page, and return whether it was done.

    Args:
        request: the request.
        outcome: what the service returned; Refused and Faulty are told as they are.
        done: sentence when it was done.
    """
    if isinstance(outcome, Refused):
        messages.error(request, said(request, outcome), extra_tags="bad")
        return False
    if isinstance(outcome, Faulty):
        for fault in outcome.faults[:5]:
            messages.error(request, said(request, fault), extra_tags="bad")
        return False
    messages.success(request, done, extra_tags="ok")
    return True


def ticked(values: Sequence[str], most: int) -> list[int]:
    """Return the keys of ticked rows, at most so many; what is no key is passed over."""
    keys = [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 19]
    return list(dict.fromkeys(keys))[:most]
