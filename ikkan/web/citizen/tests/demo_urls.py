"""The addresses of citizens with the pages of the fakes, as a demo has them."""

from django.urls import include, path

from ikkan.web import demo_auth_app, demo_payment

urlpatterns = [
    path("", include("ikkan.web.signin_urls")),
    path("", include("ikkan.web.citizen.urls")),
    path("", include("ikkan.web.verify.urls")),
    path("desk/", include("ikkan.web.desk.urls")),
    path("demo/auth-app/", demo_auth_app.demo_auth_app, name="demo_auth_app"),
    path("demo/payment/", demo_payment.demo_payment, name="demo_payment"),
]
