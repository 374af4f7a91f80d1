from django.apps import AppConfig


class ApproveConfig(AppConfig):
    name = "ikkan.rooms.approve"
    label = "approve"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # models are loaded only now
        from ikkan.rooms.approve.erasure import register  # noqa: PLC0415

        register()
