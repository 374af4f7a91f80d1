from django.apps import AppConfig


class CheckConfig(AppConfig):
    name = "ikkan.rooms.check"
    label = "check"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # models are loaded only now
        from ikkan.rooms.check.erasure import register  # noqa: PLC0415

        register()
