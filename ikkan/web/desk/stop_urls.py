"""Addresses of holds (抑止) and protection (支援措置)."""

from django.urls import URLPattern, URLResolver, path

from ikkan.web.desk import holds, protection_form, protection_opening, protections, stop_deed

app_name = "stops"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", protections.protections, name="protections"),
    path("receive/", protection_form.receive, name="receive"),
    path("holds/", holds.holds, name="holds"),
    path("holds/new/", holds.hold_new, name="hold_new"),
    path("holds/<int:hold>/", holds.hold, name="hold"),
    path("holds/<int:hold>/<str:deed>/", stop_deed.on_hold, name="on_hold"),
    path("second/<int:deed>/", stop_deed.second, name="second"),
    path("<int:protection>/", protections.protection, name="protection"),
    path("<int:protection>/open/", protection_opening.opening, name="open"),
    path("<int:protection>/letters/<str:kind>/", protections.letter, name="letter"),
    path("<int:protection>/<str:deed>/", stop_deed.on_protection, name="on_protection"),
]
