"""The API alone, so that its tests need no page."""

from django.urls import include, path

urlpatterns = [path("api/v1/", include("ikkan.api.urls"))]
