from django.apps import AppConfig

from ikkan.kernel.registry import declare


class CertificateConfig(AppConfig):
    name = "ikkan.procedures.certificate"
    label = "certificate"

    def ready(self) -> None:
        declare(self.label, f"{self.name}.procedure")
        # models are loaded only now
        from ikkan.procedures.certificate import events  # noqa: F401, PLC0415
        from ikkan.procedures.certificate.erasure import register  # noqa: PLC0415

        register()
