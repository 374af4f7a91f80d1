from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out


class PeopleConfig(AppConfig):
    name = "ikkan.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for who signs out."""
        # models may be read only once every app is there
        from ikkan.people.signing_out import end_counter_session  # noqa: PLC0415

        user_logged_out.connect(end_counter_session)
