from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "ikkan.rooms.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # models are loaded only now
        from ikkan.rooms.intake import petitions  # noqa: F401, PLC0415 -- declares its event
        from ikkan.rooms.intake.erasure import register  # noqa: PLC0415

        register()
