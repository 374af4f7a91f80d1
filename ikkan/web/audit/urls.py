"""Addresses of the access log."""

from django.urls import URLPattern, URLResolver, path

from ikkan.web.audit import findings, log

app_name = "audit"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", log.log, name="log"),
    path("log.csv", log.log_file, name="log_file"),
    path("findings/", findings.findings, name="findings"),
    path("findings/<int:access_finding>/", findings.finding, name="finding"),
]
