"""Whom a page of the counter is about, in words."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ikkan.people.counter_session import idle_time, live_session
from ikkan.rooms.intake.models import Draft
from ikkan.web.desk.doors import officer_of


@dataclass(frozen=True, slots=True)
class Banner:
    """What stands above every page of a session: who is served, and the way to end it."""

    who: str
    key: str
    next_url: str
    minutes: int


def banner(request: HttpRequest, who: str) -> Banner | None:
    """Return the banner of the session that an officer is in, or None outside one."""
    now = timezone.now()
    session = live_session(officer=officer_of(request), now=now)
    if session is None:
        return None
    minutes = int(idle_time(timezone.localdate(now)).total_seconds()) // 60
    return Banner(who, str(session.pk), reverse("desk:counter_next"), minutes)


def draft_words(draft: Draft) -> str:
    """Return what an unfinished form is called by the name in it."""
    applicant = draft.answers.get("applicant")
    name = applicant.get("name") if isinstance(applicant, dict) else None
    family = str(name.get("family", "")) if isinstance(name, dict) else ""
    return _("%(family)s 様の申込み") % {"family": family} if family else _("名前がまだない申込み")
