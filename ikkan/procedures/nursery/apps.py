from django.apps import AppConfig


class NurseryConfig(AppConfig):
    name = "ikkan.procedures.nursery"
    label = "nursery"

    def ready(self) -> None:
        # declared once the models are loaded
        from ikkan.procedures.nursery import events, procedure  # noqa: F401, PLC0415
        from ikkan.procedures.nursery.erasure import register  # noqa: PLC0415

        register()
