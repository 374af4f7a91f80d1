from django.apps import AppConfig


class AnswerConfig(AppConfig):
    name = "ikkan.rooms.answer"
    label = "answer"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # models are loaded only now
        from ikkan.rooms.answer.erasure import register  # noqa: PLC0415

        register()
