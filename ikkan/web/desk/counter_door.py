"""The door of the counter's pages: each is made for one person's session, and ends with it."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, Final, ParamSpec
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ikkan.kernel.outcome import Refused
from ikkan.people.counter_session import (
    OTHER_PERSON,
    Served,
    end_session,
    idle_time,
    live_session,
    served_by,
    touch_session,
)
from ikkan.people.guards import require_duty
from ikkan.people.models import CounterSession
from ikkan.rooms.intake.drafts import find_draft
from ikkan.rooms.intake.models import Draft
from ikkan.rooms.intake.receipt import find_submission
from ikkan.web.desk.doors import SeeOther, officer_of, said, tell

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
# what the screen of a person who has left must not be fetched from
WIPED: Final = '"cache", "storage"'


def for_one_person(view: View[P]) -> View[P]:
    """Open a page of a draft only within the session of the person whose draft it is.

    The view's address holds the draft's key as ``draft``. A form carries in ``_version`` what its page was made from:
    the draft's version and the session's key.
    """

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        now, officer = timezone.now(), officer_of(request)
        draft = UUID(str(kwargs["draft"]))
        own = find_draft(draft_id=draft, owner=officer)
        session = live_session(officer=officer, now=now)
        if isinstance(own, Refused):
            sent = find_submission(officer.pk, f"draft:{draft}")
            if sent is None or sent.case is None:
                raise Http404
            # pressed twice: it was taken the first time
            return SeeOther(reverse("desk:case", args=[sent.case.number]))
        is_theirs = session is not None and served_by(session) == served_in(own)
        if session is None or not is_theirs or not _is_key_of(request, session) or not touch_session(
            session=session, now=now
        ):  # fmt: skip
            return refused(request)
        return closing_by_itself(view(request, *args, **kwargs))

    return door


def served_in(draft: Draft) -> Served:
    """Return whose form a draft at the counter is."""
    return Served(draft.on_behalf_of, "" if draft.on_behalf_of else draft.visit)


def stamp(request: HttpRequest, draft: Draft) -> str:
    """Return what a form of a draft carries: the draft's version and the key of the session that it was made for."""
    session = live_session(officer=officer_of(request), now=timezone.now())
    return f"{draft.version}:{session.pk if session else ''}"


def version_in(request: HttpRequest) -> str:
    """Return the draft's version that a sent page was made from."""
    return request.POST.get("_version", "").partition(":")[0]


def refused(request: HttpRequest) -> HttpResponseBase:
    """Answer a page of a person who is not served now: nothing is saved, and nothing of anybody is shown."""
    if request.method in {"GET", "HEAD"}:
        tell(request, OTHER_PERSON, "")
        return wiped(SeeOther(reverse("desk:counter")))
    context = {"page_title": _("前の方の画面です"), "text": said(request, OTHER_PERSON)}
    return wiped(render(request, "desk/counter_refused.html", context, status=HTTPStatus.CONFLICT))


def closing_by_itself(response: HttpResponseBase) -> HttpResponseBase:
    """Let the screen go blank by itself, also without scripts, when nobody touches it."""
    if response.status_code < HTTPStatus.MULTIPLE_CHOICES or response.status_code >= HTTPStatus.BAD_REQUEST:
        seconds = int(idle_time(timezone.localdate()).total_seconds())
        response["Refresh"] = f"{seconds};url={reverse('desk:counter_ended')}"
    return response


def wiped(response: HttpResponseBase) -> HttpResponseBase:
    """Take away what the browser keeps of the pages before, so that the back button shows none of them."""
    response["Clear-Site-Data"] = WIPED
    response["Cache-Control"] = "no-store"
    return response


@require_duty("desk")
@require_POST
def following(request: HttpRequest) -> HttpResponseBase:
    """End this person's session (次の方); pressed twice, or on an old page, it ends nobody else's."""
    end_session(officer=officer_of(request), key=request.POST.get("_counter", ""), now=timezone.now())
    return wiped(SeeOther(reverse("desk:counter")))


@require_duty("desk")
@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    """Show that the screen was closed, and nothing else."""
    live_session(officer=officer_of(request), now=timezone.now())
    context = {"page_title": _("画面を閉じました"), "text": _("しばらく操作がなかったため、前の方の画面を閉じました。")}
    response = render(request, "desk/counter_refused.html", context)
    wiped(response)
    return response


def _is_key_of(request: HttpRequest, session: CounterSession) -> bool:
    if request.method in {"GET", "HEAD"}:
        return True
    return request.POST.get("_version", "").partition(":")[2] == str(session.pk)
