"""The addresses of the product with the pages of the fakes, as a demo has them."""

from django.urls import URLPattern, URLResolver, path

from ikkan.config.urls import urlpatterns as product
from ikkan.web import demo_auth_app, demo_payment

urlpatterns: list[URLPattern | URLResolver] = [
    path("demo/auth-app/", demo_auth_app.demo_auth_app, name="demo_auth_app"),
    path("demo/payment/", demo_payment.demo_payment, name="demo_payment"),
    *product,
]
