"""Django application of the pages."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.module_loading import import_string


class WebConfig(AppConfig):
    """Connect what happens at sign-in."""

    name = "ikkan.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the language of the page follow the person through sign-in."""
        # Named, not imported: models cannot be imported before every application is known.
        receiver = import_string("ikkan.web.language.take_language_along")
        user_logged_in.connect(receiver, dispatch_uid="ikkan.web.language")
