"""Addresses of the API."""

from django.urls import URLPattern, URLResolver, path, re_path

from ikkan.api.edge import behind_edge, edged, nowhere
from ikkan.api.mounted import api
from ikkan.api.schema import read_openapi

_mounted, _, _ = api.urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", behind_edge(read_openapi), name="api-openapi"),
    *(edged(pattern) for pattern in _mounted if isinstance(pattern, URLPattern)),
    re_path("^", nowhere, name="api-nowhere"),
]
