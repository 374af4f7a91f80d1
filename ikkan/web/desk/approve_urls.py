"""Addresses of the approvals."""

from django.urls import URLPattern, URLResolver, path

from ikkan.web.desk import approving

app_name = "approve"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", approving.queue, name="queue"),
    path("<int:key>/", approving.proposal, name="proposal"),
    path("<int:key>/decide/", approving.decide, name="decide"),
    path("<int:key>/take-back/", approving.take_back, name="take_back"),
    path("<int:key>/files/<str:name>", approving.attachment, name="attachment"),
]
