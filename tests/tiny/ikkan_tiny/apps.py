from django.apps import AppConfig


class TinyConfig(AppConfig):
    name = "ikkan_tiny"
    label = "ikkan_tiny"

    def ready(self) -> None:
        # declared once the models are loaded
        from ikkan_tiny import procedure  # noqa: F401
