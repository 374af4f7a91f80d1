"""Open data: facilities in the national recommended data set's columns, and the free seats of open rounds."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Final

from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import JsonValue

from ikkan.api.problems import fail
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.lottery.log import lottery_named, public_log
from ikkan.procedures.nursery.models import Seat
from ikkan.procedures.nursery.pages import places_of
from ikkan.procedures.nursery.placement.lottery.drawing import DRAWS, ENTRANTS, LOG
from ikkan.procedures.nursery.report.figures import COLUMNS
from ikkan.procedures.nursery.report.of_round import figures_of_round
from ikkan.registers.facility_columns import heading_key
from ikkan.registers.models import Facility
from ikkan.registers.selectors import facilities, facilities_by_code

router = Router(tags=["open data"], auth=None)
Cell = str | int | float | bool | None
Row = dict[str, Cell]
Which = Annotated[str, Query(max_length=20, description="Number of a round; every open round where it is left out.")]
Published = Annotated[str, Query(max_length=20, description="Number of a published round.")]

LotteryRound = Annotated[str, Path(max_length=40, description="Number of the round.")]
Attempt = Annotated[int | None, Query(ge=1, le=999, description="Which attempt; the latest where it is left out.")]


class DrawOut(Schema):
    """One line of the lottery: the number, the blinded entrant, and the key that gave the number."""

    draw: int
    entrant: str
    key: str


class LotteryOut(Schema):
    """The log of a lottery as docs/lottery.md describes it; `draws` is empty before the draw."""

    log: dict[str, JsonValue]
    entrants: list[str]
    draws: list[DrawOut]


# 推奨データセット「子育て施設一覧」第1版: its 28 columns, with the register's own value where a file in the current
# layout has no such column.
FACILITY_COLUMNS: Final[tuple[tuple[str, Callable[[Facility], Cell]], ...]] = (
    ("都道府県コード又は市区町村コード", lambda _: settings.IKKAN_TOWN),
    ("NO", lambda one: one.code),
    ("都道府県名", lambda _: ""),
    ("市区町村名", lambda _: ""),
    ("名称", lambda one: one.name),
    ("名称_カナ", lambda one: one.kana),
    ("種別", lambda one: one.kind),
    ("住所", lambda one: one.address),
    ("方書", lambda _: ""),
    ("緯度", lambda one: "" if one.latitude is None else str(one.latitude)),
    ("経度", lambda one: "" if one.longitude is None else str(one.longitude)),
    ("アクセス方法", lambda _: ""),
    ("駐車場情報", lambda _: ""),
    ("電話番号", lambda one: one.phone),
    ("内線番号", lambda _: ""),
    ("FAX番号", lambda _: ""),
    ("法人番号", lambda _: ""),
    ("団体名", lambda one: one.operator_name),
    ("認可等年月日", lambda _: ""),
    ("収容定員", lambda one: "" if one.capacity is None else str(one.capacity)),
    ("受入年齢", lambda one: one.takes_from),
    ("利用可能曜日", lambda one: one.days),
    ("開始時間", lambda one: one.opens),
    ("終了時間", lambda one: one.closes),
    ("利用可能日時特記事項", lambda _: ""),
    ("一時預かりの有無", lambda _: ""),
    ("URL", lambda _: ""),
    ("備考", lambda _: ""),
)
SEAT_COLUMNS: Final = (
    "市区町村コード",
    "選考回",
    "入所月",
    "施設NO",
    "名称",
    "年齢クラス",
    "募集人数",
    "前年度最低点",
    "前年度最低点の公表",
)
_BOTH: Final = {
    "responses": {
        200: {
            "description": "OK",
            "content": {
                "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
                "text/csv": {"schema": {"type": "string"}},
            },
        }
    }
}


@router.get("/open-data/facilities.csv", operation_id="facilities_csv", openapi_extra=_BOTH)
def facilities_csv(request: HttpRequest) -> HttpResponse:
    """Read every facility as CSV (UTF-8 with BOM) in the columns of 子育て施設一覧."""
    return _as_csv([name for name, _ in FACILITY_COLUMNS], facility_rows(), "facilities.csv")


@router.get("/open-data/facilities.json", operation_id="facilities_json", openapi_extra=_BOTH)
def facilities_json(request: HttpRequest) -> HttpResponse:
    """Read every facility as JSON with the columns of 子育て施設一覧 as names."""
    return _as_json(facility_rows())


@router.get("/open-data/facilities", operation_id="facilities", openapi_extra=_BOTH)
def facilities_either(request: HttpRequest) -> HttpResponse:
    """Read every facility as CSV or JSON, as Accept asks."""
    return facilities_csv(request) if _wants_csv(request) else facilities_json(request)


@router.get("/open-data/free-seats.csv", operation_id="free_seats_csv", openapi_extra=_BOTH)
def free_seats_csv(request: HttpRequest, round: Which = "") -> HttpResponse:  # noqa: A002 -- the name in the address
    """Read the seats offered by round, facility and class as CSV (UTF-8 with BOM)."""
    return _as_csv(SEAT_COLUMNS, seat_rows(round), "free-seats.csv")


@router.get("/open-data/free-seats.json", operation_id="free_seats_json", openapi_extra=_BOTH)
def free_seats_json(request: HttpRequest, round: Which = "") -> HttpResponse:  # noqa: A002 -- the name in the address
    """Read the seats offered by round, facility and class as JSON."""
    return _as_json(seat_rows(round))


@router.get("/open-data/free-seats", operation_id="free_seats", openapi_extra=_BOTH)
def free_seats(request: HttpRequest, round: Which = "") -> HttpResponse:  # noqa: A002 -- the name in the address
    """Read the seats offered by round, facility and class, as Accept asks."""
    return free_seats_csv(request, round) if _wants_csv(request) else free_seats_json(request, round)


@router.get("/open-data/lotteries/{number}", operation_id="read_lottery", response=LotteryOut)
def read_lottery(request: HttpRequest, number: LotteryRound, attempt: Attempt = None) -> LotteryOut:
    """Read the public log of a round's lottery: what was fixed, what came from outside, and every number drawn.

    Raises:
        Failure: 404, the round has no such lottery.
    """
    found = lottery_named(number, attempt)
    if found is None:
        raise fail(404, "not_found", "この回に公開の抽選はありません。", "This round has no such lottery.")
    files = public_log(found)
    draws = csv.DictReader(files.get(DRAWS, "").splitlines())
    return LotteryOut(
        log=json.loads(files[LOG]),
        entrants=files[ENTRANTS].splitlines()[1:],
        draws=[DrawOut(draw=int(row["draw"]), entrant=row["entrant"], key=row["key"]) for row in draws],
    )


@router.get("/open-data/round-results.csv", operation_id="round_results_csv", openapi_extra=_BOTH)
def round_results_csv(request: HttpRequest, round: Published) -> HttpResponse:  # noqa: A002 -- the name in the address
    """Read what became of a published round by facility and age as CSV (UTF-8 with BOM); small numbers are blank."""
    return _as_csv(COLUMNS, result_rows(round), "round-results.csv")


@router.get("/open-data/round-results.json", operation_id="round_results_json", openapi_extra=_BOTH)
def round_results_json(request: HttpRequest, round: Published) -> HttpResponse:  # noqa: A002 -- the name in the address
    """Read what became of a published round by facility and age as JSON; small numbers are null."""
    return _as_json(result_rows(round))


def result_rows(number: str) -> list[Row]:
    """Return the public figures of a published round.

    Raises:
        Failure: 404, no such round, or it is not published.
    """
    found = Round.objects.filter(procedure="nursery", number=number, published_at__lte=timezone.now()).first()
    figures = figures_of_round(found, is_whole=False) if found else None
    if figures is None or isinstance(figures, Refused):
        raise fail(404, "not_found", "公表された選考の回ではありません。", "There is no such published round.")
    return figures.rows()


def facility_rows() -> list[Row]:
    """Return the facilities as they came from the town's file; spellings of headings are mended."""
    rows = []
    for one in facilities():
        given = {heading_key(str(name)): str(value) for name, value in one.row.items()}
        rows.append({name: given.get(heading_key(name)) or own(one) for name, own in FACILITY_COLUMNS})
    return rows


def seat_rows(number: str) -> list[Row]:
    """Return the seats of a round, or of every open one; last year's lowest only where enough were admitted.

    Raises:
        Failure: 404, no such round.
    """
    now = timezone.now()
    rounds = Round.objects.filter(procedure="nursery", opens_at__lte=now)
    chosen = list(rounds.filter(number=number) if number else rounds.filter(room="intake").order_by("month", "number"))
    if number and not chosen:
        raise fail(404, "not_found", "この選考の回はありません。", "There is no such round.")
    names = facilities_by_code()
    rows: list[Row] = []
    for one in chosen:
        lowest = places_of(one.month, now).lowest
        offered = Seat.objects.filter(round=one).values_list("facility", "age").annotate(seats=Sum("seats"))
        for code, age, seats in offered.order_by("facility", "age"):
            place = names.get(code)
            told = lowest.get((code, age))
            hidden = (code, age) in lowest and told is None
            values: Sequence[Cell] = (
                settings.IKKAN_TOWN, one.number, one.month.isoformat(), code, place.name if place else "", age, seats,
                told, "少人数のため非公表" if hidden else "",
            )  # fmt: skip
            rows.append(dict(zip(SEAT_COLUMNS, values, strict=True)))
    return rows


def _as_csv(columns: Sequence[str], rows: Sequence[Row], name: str) -> HttpResponse:
    written = io.StringIO()
    sheet = csv.DictWriter(written, columns)
    sheet.writeheader()
    sheet.writerows(rows)
    response = HttpResponse(written.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _as_json(rows: Sequence[Row]) -> HttpResponse:
    return JsonResponse(list(rows), safe=False, json_dumps_params={"ensure_ascii": False})


def _wants_csv(request: HttpRequest) -> bool:
    preferred = request.get_preferred_type(["application/json", "text/csv"])
    return preferred == "text/csv"
