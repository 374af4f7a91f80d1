from django.apps import AppConfig

from ikkan.kernel.registry import declare


class NurseryConfig(AppConfig):
    name = "ikkan.procedures.nursery"
    label = "nursery"

    def ready(self) -> None:
        declare(self.label, f"{self.name}.procedure")
        # models are loaded only now
        from ikkan.procedures.nursery import events  # noqa: F401, PLC0415
        from ikkan.procedures.nursery.erasure import register  # noqa: PLC0415

        register()
