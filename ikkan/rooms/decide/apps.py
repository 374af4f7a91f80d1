from django.apps import AppConfig


class DecideConfig(AppConfig):
    name = "ikkan.rooms.decide"
    label = "decide"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # models are loaded only now
        from ikkan.rooms.decide.erasure import register  # noqa: PLC0415

        register()
