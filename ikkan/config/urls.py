"""Addresses of the product."""

from django.urls import URLPattern, URLResolver, include, path

from ikkan.web import errors
from ikkan.web.payment_callback import payment_callback

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("ikkan.web.signin_urls")),
    path("", include("ikkan.web.citizen.urls")),
    path("", include("ikkan.web.verify.urls")),
    path("desk/rounds/", include("ikkan.web.desk.round_urls")),
    path("desk/approvals/", include("ikkan.web.desk.approve_urls")),
    path("desk/cash/", include("ikkan.web.cash.urls")),
    path("desk/protection/", include("ikkan.web.desk.stop_urls")),
    path("desk/", include("ikkan.web.desk.urls")),
    path("payment/callback/", payment_callback, name="payment_callback"),
    path("board/", include("ikkan.web.board.urls")),
    path("audit/", include("ikkan.web.audit.urls")),
    path("operator/", include("ikkan.web.operator.urls")),
    path("api/v1/", include("ikkan.api.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler429 = errors.too_many_requests
handler500 = errors.server_error
