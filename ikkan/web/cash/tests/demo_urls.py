"""Addresses of the payment as a demo has them, with the fake provider's page."""

from django.urls import include, path

from ikkan.web.demo_payment import demo_payment

urlpatterns = [
    path("", include("ikkan.web.signin_urls")),
    path("", include("ikkan.web.citizen.urls")),
    path("", include("ikkan.web.verify.urls")),
    path("desk/cash/", include("ikkan.web.cash.urls")),
    path("desk/", include("ikkan.web.desk.urls")),
    path("demo/payment/", demo_payment, name="demo_payment"),
]
