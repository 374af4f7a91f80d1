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
        "certificate.reservation_ends_soon": Text(
            "予約の期限が近いことをお知らせしました",
            "You were reminded that the reservation ends soon",
            "予約(よやく)の 期限(きげん)が 近(ちか)いことを お知(し)らせしました",
        ),
        "certificate.reservation_over": Text(
            "予約の期限までに窓口で本人確認がなかったため、請求を終わりにしました",
            "Nobody came to the counter by the last day of the reservation, so the request has ended",
            "予約(よやく)の 期限(きげん)が 過(す)ぎたため、請求(せいきゅう)は 終(お)わりました",
        ),
    }
)
