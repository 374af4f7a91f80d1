"""Made-up data for the component gallery. No person, place or figure here is real."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from ikkan.counter.gallery_desk import desk_components
from ikkan.counter.parts import (
    Answer,
    AnswerCard,
    Choice,
    Choices,
    Crumb,
    DateBoxes,
    Event,
    Task,
    TaskGroup,
    TextBox,
    Upload,
)
from ikkan.counter.tracker import build_tracker


def frame(language: str) -> dict[str, object]:
    """Return what the context processors give to every page."""
    return {
        "town_name": "みほん市",
        "page_title": "部品の一覧",
        "procedure_title": "保育所の申込み",
        "page_language": language,
        "languages": [
            ("ja", "日本語", "?lang=ja"),
            ("easy", "やさしい日本語", "?lang=easy"),
            ("en", "English", "?lang=en"),
        ],
        "user": SimpleNamespace(is_authenticated=False),
        "demo_mode": True,
        "nav_items": [("受付", "#a", False), ("審査", "#b", True), ("判定", "#c", False), ("決裁", "#d", False)],
        "footer_items": [("アクセシビリティ", "#x"), ("情報の取扱い", "#y"), ("問い合わせ", "#z")],
        "emergency": {"text": "大雨のため東支所は閉まっています", "url": "#rain", "link": "くわしく"},
        "crumbs": [Crumb("ホーム", "/"), Crumb("保育所の申込み", "#apply"), Crumb("部品の一覧")],
        "print_number": "H-2027-004812",
        "print_time": "11月25日 10:04",
    }


def components() -> dict[str, object]:
    """Return the made-up data of every component."""
    return {**_asks(), **_lists(), **desk_components(), "day": date(2024, 4, 2)}


def _asks() -> dict[str, object]:
    return {"boxes": _boxes(), "days": _days(), **_choices(), **_searches()}


def _boxes() -> list[TextBox]:
    return [
        TextBox("zip0", "郵便番号", hint="ハイフンはあってもなくてもかまいません", width=8, inputmode="numeric"),
        TextBox(
            "tel0",
            "電話番号",
            "072-000-0000",
            source="住民記録から 11月10日",
            source_url="#tel",
            width=12,
            kind="tel",
        ),
        TextBox("zip1", "郵便番号", "575-00", error="郵便番号は7けたの数字で入力してください", width=8, optional=True),
        TextBox("name0", "氏名", "見本 花子", read_only=True),
        TextBox("memo0", "伝えたいこと", rows=4, optional=True, count="200字まで書けます"),
    ]


def _days() -> list[DateBoxes]:
    return [
        DateBoxes("born0", "お子さんの生年月日", hint="西暦でも元号でも入力できます。2024 または 令和6", birthday=True),
        DateBoxes(
            "born1",
            "お子さんの生年月日",
            "令和6",
            "4",
            error="生年月日の「日」を入力してください",
            wrong=frozenset({"day"}),
        ),
        DateBoxes(
            "born2",
            "お子さんの生年月日",
            "R6",
            "4",
            "2",
            echo="令和6年4月2日（2024年）生まれ・令和9年4月は2歳児クラス",
        ),
    ]


def _choices() -> dict[str, object]:
    return {
        "ask_one": Choices(
            "live",
            "お子さんと今いっしょに住んでいますか",
            _yes_no(),
            hint="住民票ではなく、実際の暮らしで答えてください",
        ),
        "ask_bad": Choices("live2", "育児休業を延ばしますか", _yes_no(), error="「はい」か「いいえ」を選んでください"),
        "ask_many": Choices(
            "why", "保育が必要な理由", _reasons(), many=True, hint="当てはまるものをすべて選んでください"
        ),
    }


def _searches() -> dict[str, object]:
    return {
        "zip": TextBox("zip", "郵便番号", "575-0000", width=8, inputmode="numeric", autocomplete="postal-code"),
        "towns": Choices("town", "町名", [Choice("1", "中野本町"), Choice("2", "中野東町")]),
        "house": TextBox("block", "番地", hint="数字と横線で書けます", width=12),
        "building": TextBox("building", "建物名・部屋番号", optional=True),
        "nursery_box": TextBox("nursery", "保育所の名前か駅", "あおば"),
        "nurseries": Choices(
            "choice",
            "見つかった保育所",
            [Choice("1", "あおば保育園", "自宅から0.6km　1歳 募集4"), Choice("2", "あおばの森こども園", "1.4km")],
        ),
    }


def _yes_no() -> list[Choice]:
    return [Choice("yes", "はい"), Choice("no", "いいえ"), Choice("unknown", "わからない")]


def _reasons() -> list[Choice]:
    return [
        Choice("work", "仕事をしている", "週に働く時間をあとで聞きます", checked=True),
        Choice("birth", "出産の前後"),
        Choice("care", "家族の介護"),
    ]


def _lists() -> dict[str, object]:
    return {"groups": _groups(), "card": _card(), "files": _files(), "events": _events(), **_trackers()}


def _groups() -> list[TaskGroup]:
    return [
        TaskGroup("ご家族", [Task("申込む方と連絡先", "done", "#t1"), Task("お子さん（2人）", "done", "#t2")]),
        TaskGroup(
            "保育が必要な理由",
            [
                Task("保護者2の状況（育休中）", "doing", "#t3", "復職の日を書くと終わります"),
                Task("証明書の提出", "check", "#t4"),
                Task("希望する保育所", "todo", "#t5"),
                Task("確認して送る", "locked"),
            ],
        ),
    ]


def _card() -> AnswerCard:
    return AnswerCard(
        "お子さん 1人目",
        [
            Answer("氏名", "見本 太郎", "#c1"),
            Answer("住所", "みほん市中野本町1-1", "#c2", "differs"),
            Answer("アレルギー", "", "#c3"),
        ],
    )


def _files() -> list[Upload]:
    return [
        Upload(
            "f1",
            "就労証明書",
            "IMG_0412.jpg",
            "2.1MB",
            "safe",
            "ok",
            "",
            "/static/ikkan/favicon.svg",
            "#v",
            "#r",
            "#d",
        ),
        Upload("f2", "診断書", "scan.pdf", "340kB", "converting", "info", poll_url="/nothing-new"),
        Upload("f3", "在学証明書", "school.docx", "88kB", "changed", "warn", view_url="#v3", replace_url="#r3"),
        Upload(
            "f4",
            "明細",
            "meisai.pdf",
            "1.0MB",
            "refused",
            "bad",
            "パスワードがかかっています。外すか、写真を撮って送ってください",
            replace_url="#r4",
        ),
    ]


def _trackers() -> dict[str, object]:
    return {
        "tracker": build_tracker(
            "いま審査中です。市の番です。",
            "check",
            {
                "intake": "11月10日 9:12",
                "check": "12月8日（火）ごろまで",
                "decide": "1月20日ごろ",
                "approve": "1月25日ごろ",
                "answer": "1月29日（金）",
            },
            note="12月4日から12月8日に変わりました。証明書の確認が多いためです",
        ),
        "tracker_yours": build_tracker(
            "あなたの番です。就労証明書をもう一度出してください。",
            "check",
            {
                "intake": "11月10日",
                "check": "11月27日（金）まで",
                "decide": "1月20日ごろ",
                "approve": "1月25日ごろ",
                "answer": "1月29日（金）",
            },
            your_turn=True,
        ),
    }


def _events() -> list[Event]:
    at = datetime(2026, 11, 12, 1, 4, tzinfo=UTC)
    return [
        Event(
            "3",
            at,
            "11月12日 10:04",
            "子育て支援課 係長",
            "住所の違いを「同じ」と判断しました",
            "事務要領 第4条（R9-1）",
        ),
        Event(
            "2",
            at,
            "11月12日 9:00",
            "自動",
            "住民記録と照合しました",
            "照合規則 R9-1",
            automatic=True,
            papers=[("照合の結果", "#p")],
        ),
        Event("1", at, "11月10日 9:12", "自動", "受付番号を付けました", automatic=True, void=True),
    ]
