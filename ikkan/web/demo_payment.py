"""The page of the fake payment provider: a visitor of the demo chooses what happens to the payment."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.corridor.payment_demo import act_out
from ikkan.ports.payment.fake import Behaviour
from ikkan.ports.payment.port import fake_provider, is_fake
from ikkan.web.citizen.paying import yen_text
from ikkan.web.language import page_language_of


@require_http_methods(["GET", "HEAD", "POST"])
def demo_payment(request: HttpRequest) -> HttpResponseBase:
    """Show what is asked for, let the provider do what was chosen, and send the person back."""
    if not is_fake():
        raise Http404
    provider = fake_provider()
    # what is asked for stands in the address, sealed, also when the form is sent
    asked = provider.asked_by(request.GET.dict())
    chosen = request.POST.get("behaviour", "")
    if asked is not None and request.method == "POST" and chosen in {one.value for one in Behaviour}:
        reference, amount, back = asked
        if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
            raise Http404
        act_out(provider, Behaviour(chosen), reference, amount, now=timezone.now())
        return redirect(back)
    context = {
        "page_title": _("模擬・TEST　支払いのページ"),
        "amount": yen_text(asked[1], page_language_of(request)) if asked else "",
        "behaviours": [
            (Behaviour.PAY, _("支払う")),
            (Behaviour.DELAY, _("支払うが、知らせが30秒遅れて届く")),
            (Behaviour.TWICE, _("支払い、知らせが二度届く")),
            (Behaviour.WRONG_AMOUNT, _("違う金額を支払う")),
            (Behaviour.DECLINE, _("支払いが断られる")),
            (Behaviour.LEAVE, _("支払わずに市のページに戻る")),
        ],
    }
    return render(request, "web/demo_payment.html", context, status=200 if asked else 400)
