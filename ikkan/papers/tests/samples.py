"""Letters for the tests, about made-up people."""

from datetime import date

from ikkan.papers.paper import (
    Boxed,
    Facts,
    Grid,
    Heading,
    Issuer,
    PageBreak,
    Paper,
    Paragraph,
    Recipient,
    Signature,
)

MADE_ON = date(2027, 1, 29)


def letter(**changes: object) -> Paper:
    """Return a letter with every kind of block; `changes` replace whole fields."""
    fields: dict[str, object] = {
        "title": "結果通知書",
        "number": "見本第1号",
        "date_text": "令和9年1月29日",
        "issuer": Issuer("見本　太郎", ("見本市長",)),
        "recipient": Recipient("4250001", ("見本県見本市本町1-2-3",), ("高橋　花子　様",)),
        "blocks": (
            Paragraph("次のとおり通知します。"),
            Paragraph("決まりませんでした。\n次は2月です。", "lead"),
            Facts((("名前", "高橋　みなと"),)),
            Heading("理由"),
            Grid(
                "園ごと",
                ("希望", "園", "点"),
                (("1", "あおば", "41"), ("2", "くすのき", "40")),
                ("center", "left", "right"),
            ),
            Boxed("不服があるとき", ("3か月以内に申し出ることができます。",)),
            Signature(("見本市長",), "見本　太郎", "公印省略"),
            PageBreak(),
            Paragraph("裏面の説明", "small"),
        ),
        "footer": "受付番号 H-2027-000001",
        "contact": ("担当　見本課",),
        "mark": "つくりもの（デモ）",
        "link": "https://example.jp/c/H-2027-000001",
        "link_text": "この件のページ",
    }
    # the tests below pass fields of the right types; a wrong one fails in Paper itself
    return Paper(**{**fields, **changes})  # type: ignore[arg-type]
