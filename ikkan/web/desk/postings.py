"""Letters on paper: the print file in posting order, the day it was handed to the post, and letters that come back."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ikkan.corridor.posting import make_print_file, record_posting, record_return, unprintable
from ikkan.counter.parts import Choice, Choices, Crumb
from ikkan.kernel.outcome import Refused
from ikkan.papers.paper import Paper
from ikkan.people.guards import require_duty
from ikkan.rooms.answer.models import Notice, PostingBatch
from ikkan.rooms.answer.printing import give_print_form
from ikkan.store.blobs import read_blob
from ikkan.web.citizen.shown import day_text, moment_text
from ikkan.web.desk.doors import SeeOther, officer_of, tell
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

LATEST = 30
LONGEST_SIGN = 20
LONGEST_LINE = 60


@require_duty("post")
@require_safe
def postings(request: HttpRequest) -> HttpResponse:
    """Show what waits for the post, the print files, and a search for a letter that came back."""
    language = page_language_of(request)
    waiting = Notice.objects.filter(channel="post", posted_at=None)
    waiting = waiting.exclude(round__isnull=False, round__published_at=None)
    batches = list(PostingBatch.objects.select_related("posted_by").order_by("-pk")[:LATEST])
    in_batch = {key for one in batches if one.posted_at is None for key in one.notice_ids}
    stopped = unprintable()
    query = request.GET.get("q", "").strip().upper()[:20]
    context = {
        "page_title": _("通知の発送"),
        "crumbs": [Crumb(_("受付箱"), reverse("desk:inbox")), Crumb(_("発送"))],
        "waiting": waiting.count() - len(in_batch) - len(stopped),
        "unprintable": [_unprintable(one) for one in stopped],
        "batches": [_shown(one, language) for one in batches],
        "query": query,
        "ask": _returned(query, language) if query else None,
    }
    return render(request, "desk/postings.html", context)


@require_duty("post")
@throttled("save")
@require_POST
def make(request: HttpRequest) -> HttpResponseBase:
    """Make one print file of everything that may go out."""
    batch = make_print_file(now=timezone.now())
    pages = 0 if isinstance(batch, Refused) else batch.pages
    tell(request, batch, _("印刷用のファイルを作りました（%(n)s通）") % {"n": pages})
    return SeeOther(reverse("desk:postings"))


@require_duty("post")
@throttled("save")
@require_POST
def post(request: HttpRequest, batch: int) -> HttpResponseBase:
    """Record that a print file was handed to the post."""
    outcome = record_posting(batch=_batch(batch), account=officer_of(request), now=timezone.now())
    tell(request, outcome, _("発送を記録しました"))
    return SeeOther(reverse("desk:postings"))


@require_duty("post")
@throttled("save")
@require_POST
def print_form(request: HttpRequest, notice: UUID) -> HttpResponseBase:
    """Record how a letter is printed that cannot be printed as it is written."""
    one = next((letter for letter in unprintable() if letter.pk == notice), None)
    if one is None:
        raise Http404
    shown = _unprintable(one)
    outcome = give_print_form(
        notice=one, account=officer_of(request), now=timezone.now(),
        signs={sign.sign: request.POST.get(sign.name, "")[:LONGEST_SIGN] for sign in shown.signs},
        address=[line.strip()[:LONGEST_LINE] for line in request.POST.get("address", "").splitlines()],
    )  # fmt: skip
    tell(request, outcome, _("印刷する形を記録しました。次の印刷用のファイルに入ります"))
    return SeeOther(reverse("desk:postings"))


@require_duty("post")
@require_safe
def print_file(request: HttpRequest, batch: int) -> HttpResponse:
    """Give the print file."""
    one = _batch(batch)
    if not one.sha256:
        raise Http404
    answer = HttpResponse(read_blob(one.sha256), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="posting-{one.pk}.pdf"'
    return answer


@require_duty("post")
@throttled("save")
@require_POST
def letter_back(request: HttpRequest) -> HttpResponseBase:
    """Record that a letter came back: its case is open again and waits for an officer."""
    notice = Notice.objects.filter(pk__in=_keys(request.POST.get("notice", "")), posted_at__isnull=False).first()
    if notice is None:
        tell(request, Refused("none", _("戻ってきた通知を選んでください。"), "Choose the letter that came back."), "")
        return SeeOther(reverse("desk:postings"))
    why = request.POST.get("why", "").strip()[:500]
    if notice.returned_at is None:
        outcome = record_return(notice=notice, account=officer_of(request), why=why, now=timezone.now())
        tell(request, outcome, _("返送を記録しました。%(number)s は職員の番になりました") % {
            "number": notice.case.number
        })  # fmt: skip
    return SeeOther(reverse("desk:postings"))


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign without a glyph: the field's name, the sign, and its code points, because it may not be visible."""

    name: str
    sign: str
    points: str


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A letter that cannot be printed as it is written, and what an officer is asked for."""

    notice: Notice
    signs: tuple[Sign, ...]
    address: str


def _unprintable(notice: Notice) -> Unprintable:
    faults = notice.print_faults
    found = faults.get("signs")
    signs = tuple(
        Sign(f"sign-{at}", str(sign), " ".join(f"U+{ord(one):04X}" for one in str(sign)))
        for at, sign in enumerate(found if isinstance(found, list) else ())
    )
    lines = Paper.from_json(notice.content).recipient.address_lines if faults.get("address") else ()
    return Unprintable(notice, signs, "\n".join(lines))


def _shown(one: PostingBatch, language: str) -> dict[str, object]:
    return {
        "pk": one.pk,
        "made": moment_text(one.made_at, language),
        "pages": one.pages,
        "is_ready": bool(one.sha256),
        "posted": moment_text(one.posted_at, language),
        "by": str(one.posted_by or ""),
    }


def _returned(query: str, language: str) -> Choices | None:
    found = Notice.objects.filter(case__number__endswith=query, channel="post", posted_at__isnull=False)
    options = [
        Choice(str(one.pk), f"{one.case.number}　{one.title}", day_text(one.posted_at, language))
        for one in found.filter(returned_at=None).select_related("case").order_by("-posted_at")[:20]
    ]
    return Choices("notice", _("戻ってきた通知"), options) if options else None


def _batch(key: int) -> PostingBatch:
    found = PostingBatch.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _keys(text: str) -> list[str]:
    sound = len(text) == 36 and all(sign in "0123456789abcdef-" for sign in text)
    return [text] if sound else []
