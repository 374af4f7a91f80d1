"""The page of the fake デジタル認証アプリ: a visitor of the demo chooses whose card it is."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.ports.auth_app.fake.persons import Person
from ikkan.ports.auth_app.port import fake_provider, is_fake
from ikkan.web.national_trips import callback_of


@require_http_methods(["GET", "HEAD", "POST"])
def demo_auth_app(request: HttpRequest) -> HttpResponseBase:
    """Show the invented people, and send back as the one who was chosen, or as nobody."""
    if not is_fake():
        raise Http404
    provider = fake_provider(frozenset({callback_of(request)}))
    # The request stands in the address, also when the form is sent.
    asked = request.GET.dict()
    fault = provider.fault_of(asked)
    if not fault and request.method == "POST":
        return redirect(provider.answer(asked, request.POST.get("person", "")))
    context = {
        "page_title": _("模擬・TEST　デジタル認証アプリ"),
        "persons": [(person, _shown_fault(person)) for person in provider.persons],
        "fault": fault,
        "signs": "sign" in asked.get("scope", "").split(),
    }
    return render(request, "web/demo_auth_app.html", context, status=400 if fault else 200)


def _shown_fault(person: Person) -> str:
    return {
        "": "",
        "address": _("カードの住所が、住民票と違います"),
        "revoked": _("署名用電子証明書が、失効しています"),
        "expired": _("署名用電子証明書の、有効期間が過ぎています"),
    }[person.fault]
