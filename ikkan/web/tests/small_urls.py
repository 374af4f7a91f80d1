"""A small house: sign-in, a page of each kind, and pages that fail while holding personal data."""

from django import forms
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import include, path

from ikkan.people.guards import require_citizen, require_duty
from ikkan.people.models import Account
from ikkan.people.step_up import require_assurance
from ikkan.web import demo_auth_app, demo_signin, signin_urls
from ikkan.web.signin import offers_quick_exit
from ikkan.web.throttle import throttled

handler400 = "ikkan.web.errors.bad_request"
handler403 = "ikkan.web.errors.forbidden"
handler404 = "ikkan.web.errors.not_found"
handler429 = "ikkan.web.errors.too_many_requests"
handler500 = "ikkan.web.errors.server_error"


class NameForm(forms.Form):
    """One box that never accepts a full name."""

    name = forms.CharField(max_length=1)


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "counter/citizen.html", {"page_title": "ホーム"})


@require_duty("desk")
def inbox(request: HttpRequest) -> HttpResponse:
    return render(request, "counter/desk.html", {"page_title": "受付箱"})


@require_citizen
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "counter/citizen.html", {"page_title": "お知らせ"})


@throttled("small")
def send(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sent")


@require_citizen
@require_assurance(Account.Assurance.CARD)
def card_only(request: HttpRequest) -> HttpResponse:
    return HttpResponse("card: " + "/".join(request.POST.getlist("word")))


def card_form(request: HttpRequest) -> HttpResponse:
    send = '<form method="post" action="/card-only/"><input type="hidden" name="word" value="湊"><button>送る</button>'
    token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
    return HttpResponse(f"{send}{token}</form>")


@offers_quick_exit
def protected(request: HttpRequest) -> HttpResponse:
    return render(request, "counter/citizen.html", {"page_title": "手続き"})


def breaks(request: HttpRequest, name: str = "") -> HttpResponse:
    typed = request.POST.dict() | request.GET.dict()
    if request.GET.get("twice"):
        try:
            Account.objects.create(username=typed["name"])
            Account.objects.create(username=typed["name"])
        except Exception as first:
            raise RuntimeError(f"{typed}") from first
    raise ValueError(f"could not read {typed!r}")


def refuses(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied(str(request.GET.dict()))


def cannot_read(request: HttpRequest) -> HttpResponse:
    raise BadRequest(str(request.GET.dict()))


def form(request: HttpRequest) -> HttpResponse:
    bound = NameForm(request.POST)
    bound.is_valid()
    return HttpResponse(status=422)


urlpatterns = [
    path("", home, name="home"),
    path("", include(signin_urls)),
    path("demo/", demo_signin.demo_signin, name="demo_signin"),
    path("demo/auth-app/", demo_auth_app.demo_auth_app, name="demo_auth_app"),
    path("desk/", include(([path("", inbox, name="inbox")], "desk"))),
    path("me/", include(([path("", mailbox, name="mailbox")], "citizen"))),
    path("send/", send),
    path("card-only/", card_only),
    path("card-only/form/", card_form),
    path("protected/", protected),
    path("breaks/", breaks),
    path("breaks/<str:name>/", breaks),
    path("refuses/", refuses),
    path("unreadable/", cannot_read),
    path("form/", form),
]
