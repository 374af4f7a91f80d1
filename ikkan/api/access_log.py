"""The access log: search with the filters of the page, as JSON or CSV; findings of its analyses and their judgement."""

from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from ikkan.api.doors import caller_of, door
from ikkan.api.keys import once
from ikkan.api.problems import granted
from ikkan.api.values import Done
from ikkan.corridor.access_judging import findings, judge_finding
from ikkan.corridor.access_log import DUTY, Sought, line_of, log_csv, search_log, usernames
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.access_rows import AccessFinding
from ikkan.registers.models import Reading

router = Router(tags=["access log"])
LOG_READ: Final = door("log:read", duty=DUTY)
LOG_WRITE: Final = door("log:write", duty=DUTY)
Limit = Annotated[int, Query(ge=1, le=1000)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Word = Annotated[str, Field(max_length=100)]


class SoughtIn(Schema):
    """What is looked for, and why; the search is logged."""

    why: Annotated[str, Field(max_length=150, description="Purpose; the person looked for can read it.")]
    person: Word = ""
    officer: Word = ""
    function: Word = ""
    channel: Literal["", "page", "api", "command", "machine"] = ""
    case: Word = ""
    first: date | None = None
    last: date | None = None
    only_people: bool = False
    only_numbered: bool = False


class LogOut(Schema):
    """One row of the access log."""

    at: datetime
    username: str
    terminal: str
    channel: str
    function: str
    resident: str
    fields: str
    number_read: bool
    purpose: str
    case: str
    ground: str
    detail: str


class JudgementOut(Schema):
    """What a person made of a finding."""

    verdict: str
    note: str
    account: UUID
    at: datetime


class FindingOut(Schema):
    """A day on which readings passed a limit of the book."""

    id: int
    rule: str
    officer: str
    resident: str
    day: date
    count: int
    first_at: datetime
    last_at: datetime
    judgements: list[JudgementOut]


class VerdictIn(Schema):
    """What was found out."""

    verdict: Word
    note: Annotated[str, Field(max_length=2000)]


@router.get("/access-log", response=list[LogOut], operation_id="search_access_log", auth=LOG_READ)
def search(
    request: HttpRequest, asked: Query[SoughtIn], limit: Limit = 200, offset: Offset = 0
) -> list[dict[str, str | bool]]:
    """Search the access log, the latest first; the search itself is logged."""
    rows = list(_found(request, asked)[offset : offset + limit])
    names = usernames(one.reader for one in rows)
    return [line_of(one, names) for one in rows]


@router.get(
    "/access-log.csv",
    operation_id="read_access_log_file",
    auth=LOG_READ,
    openapi_extra={"responses": {200: {"description": "OK", "content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def search_file(request: HttpRequest, asked: Query[SoughtIn]) -> StreamingHttpResponse:
    """Search the access log and read all that is found as CSV."""
    lines = log_csv(_found(request, asked), now=timezone.now())
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")


@router.get("/access-log/findings", response=list[FindingOut], operation_id="list_access_findings", auth=LOG_READ)
def list_findings(
    request: HttpRequest, rule: Word = "", is_open: bool | None = None, limit: Limit = 200, offset: Offset = 0
) -> list[FindingOut]:
    """List what the analyses found, the latest day first."""
    rows = list(findings(rule=rule, is_open=is_open).prefetch_related("judgements")[offset : offset + limit])
    names = usernames(one.reader for one in rows)
    return [_line(one, names.get(one.reader, str(one.reader))) for one in rows]


@router.post(
    "/access-log/findings/{access_finding}/judgements", response=Done, operation_id="judge_access_finding",
    auth=LOG_WRITE,
)  # fmt: skip
def judge(
    request: HttpRequest, access_finding: Annotated[int, Path(ge=1, le=2**63 - 1)], body: VerdictIn
) -> JsonObject:
    """Record what was found out about a finding."""
    account = caller_of(request).account

    def deed() -> Done:
        granted(
            judge_finding(
                finding=access_finding, verdict=body.verdict, note=body.note, account=account, now=timezone.now()
            )
        )
        return Done()

    return once(request, deed)


def _found(request: HttpRequest, asked: SoughtIn) -> QuerySet[Reading]:
    conditions = asked.model_dump()
    why = str(conditions.pop("why"))
    return granted(search_log(Sought(**conditions), why=why, account=caller_of(request).account, now=timezone.now()))


def _line(one: AccessFinding, officer: str) -> FindingOut:
    return FindingOut(
        id=one.pk, rule=one.rule, officer=officer, resident=one.resident, day=one.day, count=one.count,
        first_at=one.first_at, last_at=one.last_at,
        judgements=[
            JudgementOut(verdict=past.verdict, note=past.note, account=past.account_id, at=past.at)
            for past in one.judgements.all()
        ],
    )  # fmt: skip
