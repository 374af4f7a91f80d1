"""Addresses of the operator pages."""

from django.urls import URLPattern, URLResolver, path

from ikkan.web.operator import keys, views

app_name = "operator"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.health, name="health"),
    path("health.json", views.health_json, name="health_json"),
    path("keys/", keys.keys, name="seal_keys"),
    path("retry/", views.retry, name="retry"),
    path("alive", views.alive, name="alive"),
]
