"""Events of nursery placement's own, each with its sentence."""

from ikkan.kernel.outcome import Text
from ikkan.ledger.event_names import declare_events

declare_events(
    {
        "nursery.declined": Text(
            "内定を辞退しました",
            "The offer was declined",
            "決(き)まった 園(えん)を 断(ことわ)りました",
        ),
        "nursery.withdrew": Text(
            "内定のあとに取り下げました",
            "The application was withdrawn after the offer",
            "決(き)まった あとに 申(もう)し込(こ)みを やめました",
        ),
        "nursery.confirmed_seats": Text(
            "園が募集人数を確かめました",
            "The facility confirmed its seats",
            "園(えん)が 入(はい)れる 人(ひと)の 数(かず)を 見(み)ました",
        ),
        "nursery.lottery_committed": Text(
            "抽選の名簿を確定しました",
            "The list of the lottery was fixed",
            "くじの 名簿(めいぼ)を 決(き)めました",
        ),
        "nursery.lottery_revealed": Text(
            "抽選の封を開けました",
            "A seal of the lottery was opened",
            "くじの 封(ふう)を 開(あ)けました",
        ),
        "nursery.lottery_drawn": Text(
            "抽選をしました",
            "The lottery was drawn",
            "くじを 引(ひ)きました",
        ),
        "nursery.lottery_voided": Text(
            "抽選を無効にしました",
            "The lottery was declared void",
            "くじを 無効(むこう)に しました",
        ),
    }
)
