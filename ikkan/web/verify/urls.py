"""Addresses of checking papers; open to anybody."""

from django.urls import URLPattern, path

from ikkan.web.verify import views

app_name = "verify"
urlpatterns: list[URLPattern] = [
    path("verify/", views.verify, name="verify"),
    path(".well-known/ikkan-keys.json", views.keys, name="keys"),
]
