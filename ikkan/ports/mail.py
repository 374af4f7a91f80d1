"""Mail to citizens: a look-in-your-mailbox message without content, carried out from the outbox."""

from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from ikkan.kernel.json_value import JsonObject
from ikkan.ports.health import PortHealth


class Mail(Protocol):
    """Sends a message."""

    def send(self, key: str, payload: JsonObject) -> None:
        """Send one message; raises when it could not be handed over."""
        ...

    def check_config(self) -> PortHealth:
        """Say whether the port works."""
        ...


class DjangoMail:
    """Mail through Django's backend: SMTP in production, files under IKKAN_HOME/mail by default (the fake)."""

    def send(self, key: str, payload: JsonObject) -> None:
        """Send one message; its Message-ID is made from the key so that a doubled one can be recognised.

        Args:
            key: idempotency key of the outbox row.
            payload: ``to``, ``subject`` and ``body``; no personal content.
        """
        message = EmailMessage(
            subject=str(payload["subject"]),
            body=str(payload["body"]),
            to=[str(payload["to"])],
            headers={"X-Ikkan-Key": key},
        )
        message.send(fail_silently=False)

    def check_config(self) -> PortHealth:
        """Open a connection to the mail server, or look for the folder that stands for it."""
        is_real = settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")
        try:
            if is_real:
                connection = get_connection()
                connection.open()
                connection.close()
            else:
                Path(settings.EMAIL_FILE_PATH).mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            return PortHealth(
                "mail",
                is_real,
                is_ok=False,
                said=f"メールサーバーに届きません（{fault}）。設定 IKKAN_EMAIL_* を確かめてください",
            )
        said = "メールサーバーにつながります" if is_real else f"メールは送らず {settings.EMAIL_FILE_PATH} に書きます"
        return PortHealth("mail", is_real, is_ok=True, said=said)
