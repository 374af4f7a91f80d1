"""Made-up data of the desk's components for the gallery. No person, place or figure here is real."""

from ikkan.counter import charts
from ikkan.counter.chart_map import Spot, spot_map
from ikkan.counter.lattice import Demand, Notch, Strand, lattice
from ikkan.counter.parts import Answer, Approval, Choice, Choices, Compare, CompareRow, Piece
from ikkan.counter.tables import Cell, Column, Filter, Row, Table


def desk_components() -> dict[str, object]:
    """Return the made-up data of tables, comparison, approval and charts."""
    return {**_desk(), "charts": [_bars(), _flow(), _weeks(), _ladder(), _demand(), _notches(), _map()]}


def _desk() -> dict[str, object]:
    return {
        "compare": Compare(
            "cmp",
            "申請と住民記録の照合",
            "申請",
            "住民記録",
            [
                CompareRow(
                    "氏名",
                    [Piece("髙", True), Piece("橋　花子")],
                    [Piece("高", True), Piece("橋　花子")],
                    "字体",
                    "warn",
                    "U+9AD9 / U+9AD8",
                ),
                CompareRow(
                    "住所",
                    [Piece("中野本町"), Piece("１－１", True)],
                    [Piece("中野本町"), Piece("1番1号", True)],
                    "表記",
                    "warn",
                    "確からしさ 0.98",
                ),
                CompareRow("勤務先", [Piece("みほん商店", True)], [Piece("つくも工業", True)], "別の値", "bad"),
            ],
            21,
        ),
        "table": _table(),
        "empty_table": Table("none", "止まっている申請", [Column("no", "番号")], []),
        "approval": _approval(),
    }


def _approval() -> Approval:
    return Approval(
        [Answer("何を決めるか", "1,048人の決定、152人の保留"), Answer("検査", "合格：不満の組0、定員の超過0")],
        "7f3a91c0",
        route=[("係長", "✓ 承認"), ("課長", "いまここ"), ("部長", "これから")],
        head=[Answer("起案", "山田（子育て支援課）　11月25日（水）")],
        changes=["つばめ園の定員を12から10に直しました"],
        cautions=["つばめ園　募集が昨年と違います 理由：工事のため"],
        files=[("決定の一覧（CSV）", "#list", True), ("募集人数（CSV）", "#seats", False)],
        action_url="#approve",
        ask=Choices(
            "verdict",
            "どうしますか",
            [
                Choice("approve", "承認する"),
                Choice("return", "差し戻す（理由が必要です）"),
                Choice("decline", "否認する（理由が必要です）"),
            ],
        ),
        acting_for="子育て支援課長",
    )


def _table() -> Table:
    columns = [
        Column("no", "番号", sortable=True),
        Column("name", "申込者"),
        Column("reason", "止まった理由"),
        Column("due", "期限", sortable=True),
        Column("wait", "待ち（日）", sortable=True, number=True),
    ]
    rows = [
        Row(
            "12",
            [Cell("H-2027-004812", "#case12"), "見本 花子", Cell("住所が違う", tone="warn"), "11月25日（水）", "2"],
        ),
        Row(
            "13",
            [
                Cell("H-2027-004813", "#case13"),
                "試験 次郎",
                Cell("証明書を開けない", tone="bad"),
                "11月27日（金）",
                "9",
            ],
        ),
        Row(
            "14", [Cell("H-2027-004814", "#case14"), "例文 三郎", Cell("計算待ち", tone="info"), "12月1日（火）", "11"]
        ),
    ]
    reasons = [Choice("address", "住所の違い"), Choice("paper", "証明書")]
    filters = [Filter("q", "番号か名前", ""), Filter("reason", "理由", "address", reasons)]
    return Table("inbox", "審査待ち", columns, rows, "#inbox", filters, "-due", 312, select_name="case", tall=True)


def _bars() -> charts.Chart:
    rows = [
        charts.Bar("住所の表記", 38, "38%", alert=True),
        charts.Bar("証明書の不備", 21, "21%"),
        charts.Bar("口座名義の読み", 6, "6%"),
    ]
    return charts.bars("bars", "いちばん多い理由は住所の表記です", rows, head=("理由", "割合"))


def _flow() -> charts.Chart:
    figures = [("受付", 120, 0.1), ("審査", 312, 3.1), ("判定", 0, 0.0), ("決裁", 18, 0.8), ("交付", 4, 0.2)]
    rooms = [charts.RoomFlow(name, count, wait, f"{wait:g}日", alert=wait > 3) for name, count, wait in figures]
    return charts.flow("flow", "審査に312件たまり、3.1日待っています", rooms)


def _weeks() -> charts.Chart:
    steps = [f"{week}週前" for week in range(12, 0, -1)] + ["今週"]
    lines = [
        charts.Line("審査", [1.1, 1.0, 1.2, 1.4, 1.3, 1.5, 1.8, 1.7, 1.9, 2.2, 2.6, 2.9, 3.1]),
        charts.Line("決裁", [0.5, 0.6, 0.5, 0.7, 0.8, 0.6, 0.7, 0.9, 0.8, 0.7, 0.9, 0.8, 0.8]),
    ]
    return charts.weeks("weeks", "審査の待ちが3週続けて上限を超えました", steps, lines, limit=2, unit="日")


def _ladder() -> charts.Chart:
    rungs = [
        charts.Rung("あおば保育園", 43),
        charts.Rung("みどりこども園", 41),
        charts.Rung("くすのき保育園", None),
        charts.Rung("ひまわり保育園", 38),
    ]
    return charts.ladder("ladder", "あおば保育園には、あと2点届きませんでした", 41, rungs, unit="点")


def _demand() -> charts.Chart:
    strands = [
        Strand("あおば保育園", [Demand(16, 6, "16/6"), None, Demand(3, 3, "3/3")]),
        Strand("みどりこども園", [Demand(2, 5, "2/5"), Demand(9, 4, "9/4"), Demand(0, 2, "0/2")]),
    ]
    return lattice("demand", "席20人に、のべ30人の申込み", ["0歳", "1歳", "2歳"], strands, first="園")


def _notches() -> charts.Chart:
    strands = [
        Strand("あおば保育園", [Notch(0.8, "43", "+7", "43点 +7"), None]),
        Strand("みどりこども園", [Notch(0.4, "38", "", "38点", is_hollow=True), Notch(None, "…", "+?", "非公表 +?")]),
    ]
    return lattice("notches", "3クラスのうち2クラスで、入れなかった人がいます", ["0歳", "1歳"], strands, first="園")


def _map() -> charts.Chart:
    spots = [
        Spot("あおば保育園", 34.866, 138.323, 20, 20),
        Spot("みどりこども園", 34.866, 138.324, 30, 12),
        Spot("くすのき保育園", 34.873, 138.310, 6, 0),
    ]
    return spot_map("map", "3園のうち1園が満員です（上が北）", spots, head=("園", "席", "決定"))
