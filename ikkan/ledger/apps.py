from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ikkan.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # models are loaded only now; retention says which files documents name
        from ikkan.ledger import cash_personal, retention  # noqa: F401, PLC0415

        cash_personal.register()
