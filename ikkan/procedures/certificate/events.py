"""Events of the certificate's own, each with its sentence."""

from ikkan.kernel.outcome import Text
from ikkan.ledger.event_names import declare_events

declare_events(
    {
        "certificate.printed": Text(
            "証明書を作り、市の電子印を付けました",
            "The certificate was made and sealed",
            "証明書(しょうめいしょ)を 作(つく)りました",
        ),
        "certificate.sent": Text(
            "証明書を発送しました",
            "The certificate was sent",
            "証明書(しょうめいしょ)を 送(おく)りました",
        ),
        "certificate.handed_over": Text(
            "証明書を窓口で渡しました",
            "The certificate was handed over",
            "窓口(まどぐち)で 証明書(しょうめいしょ)を 渡(わた)しました",
        ),
    }
)
