"""What the city holds on me: overview, export, and closing the account."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.kernel.json_value import JsonValue
from ikkan.kernel.reader import Reader
from ikkan.ledger.disclosure import card_links_of, disclose
from ikkan.ledger.models import Case
from ikkan.people.guards import require_citizen
from ikkan.people.kept import ways_kept_of
from ikkan.people.models import Account
from ikkan.registers.selectors import read_resident
from ikkan.rooms.answer.mailbox import notices_for
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.doors import citizen_of
from ikkan.web.citizen.shown import full_day_text, moment_text
from ikkan.web.citizen.uploads import as_attachment
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

SHOWN: Final = (
    "family_name", "given_name", "family_kana", "given_kana", "birth", "relation", "postal", "town", "block",
    "building", "source", "as_of",
)  # fmt: skip


WORDS: Final = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of data that the city holds: what, from where, how long."""

    what: str
    where: str
    kept: str
    url: str = ""


@require_citizen
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest) -> HttpResponse:
    """Say what is held. The register itself is read only when the person asks for it, and that reading is logged."""
    account, language = citizen_of(request), page_language_of(request)
    cases = Case.objects.filter(applicant=account).order_by("-received_at")
    context = {
        "page_title": _("市が持っているあなたの情報"),
        "account": account,
        "made": full_day_text(account.created_at, language),
        "held": _held(),
        "ways": _ways(account, language),
        "cases": cases,
        "drafts": Draft.objects.filter(owner=account),
        "register": _register(account, language) if request.method == "POST" else [],
        "asked": request.method == "POST",
        "back_url": reverse("citizen:who_saw"),
    }
    return render(request, "citizen/my_data.html", context)


@require_citizen
@throttled("export")
@require_http_methods(["POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Give everything that is kept of this person as a JSON file; the disclosure stands in the record."""
    account = citizen_of(request)
    found = disclose(person=account, actor=account, now=timezone.now())
    data = json.dumps(found, ensure_ascii=False, indent=1).encode()
    return as_attachment(data, "my-data.json", "application/json")


@require_citizen
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def delete_account(request: HttpRequest) -> HttpResponseBase:
    """Close the account after a look at what goes and what stays."""
    account = citizen_of(request)
    error = ""
    if request.method == "POST":
        if request.POST.get("sure") == "yes":
            logout(request)
            account.delete()
            messages.success(request, _("アカウントを消しました"))
            answer = redirect("home")
            answer.status_code = 303
            return answer
        error = _("消してよいときは、しるしを付けてください")
    context = {
        "page_title": _("アカウントを消しますか"),
        "running": Case.objects.filter(applicant=account).exclude(room="closed").count(),
        "drafts": Draft.objects.filter(owner=account).count(),
        "unread": notices_for(account, timezone.now()).count(),
        "error": error,
        "error_list": [("#id_sure", error)] if error else [],
        "back_url": reverse("citizen:my_data"),
    }
    return render(request, "citizen/delete_account.html", context, status=422 if error else 200)


def _held() -> list[Held]:
    kept_years = _("手続きが終わった年度の翌年度から5年")
    return [
        Held(
            _("アカウント（ログイン名、メールアドレス、言葉）"),
            _("あなたの入力"),
            _("アカウントを消すまで"),
            reverse("citizen:delete_account"),
        ),
        Held(
            _("カードでログインするための、この市だけの番号"),
            _("デジタル認証アプリ"),
            _("カードを外すか、アカウントを消すまで"),
            reverse("sign_ins"),
        ),
        Held(_("書きかけの申込みとファイル"), _("あなたの入力"), _("送るか、あなたが消すまで")),
        Held(_("申込み、証明書、お知らせ、経過"), _("あなたの入力と市の仕事"), kept_years),
        Held(_("氏名・住所などの住民記録"), _("住民基本台帳"), _("台帳の写しが次に置き換わるまで")),
        Held(_("あなたの情報を見た記録"), _("この仕組みの記録"), kept_years, reverse("citizen:who_saw")),
    ]


def _ways(account: Account, language: str) -> list[tuple[str, list[str]]]:
    """Return what is kept of how this person signs in and comes to the counter, each with its moments."""
    kept = {**ways_kept_of(account), "card_links": card_links_of(account)}
    titles = {
        "passkeys": (_("パスキー"), "created_at"), "code_apps": (_("コードのアプリ"), "created_at"),
        "national_sign_ins": (_("カードでのログイン"), "linked_at"),
        "card_links": (_("カードの証明書との結びつき"), "linked_at"),
        "recoveries": (_("窓口でのログインの復旧"), "opened_at"),
        "counter_sessions": (_("窓口に来た記録"), "opened_at"), "mandates": (_("代理"), "granted_at"),
    }  # fmt: skip
    return [
        (title, list(_moments(kept[key], moment, language))) for key, (title, moment) in titles.items() if kept[key]
    ]


def _moments(rows: JsonValue, key: str, language: str) -> Iterator[str]:
    for one in rows if isinstance(rows, list) else []:
        if isinstance(one, dict):
            at = moment_text(datetime.fromisoformat(str(one[key])), language)
            yield f"{one.get('name') or ''}　{at}".strip()


@cache
def _words() -> Mapping[str, str]:
    """Return what own_data.toml says of the reading."""
    read: Mapping[str, str] = tomllib.loads(WORDS.read_text(encoding="utf-8"))["reading"]
    return read


def _register(account: Account, language: str) -> list[tuple[str, str]]:
    """Return what the resident register says of this person, and log the reading in their own name."""
    if not account.resident_number:
        return []
    words = _words()
    own = account.resident_number
    reader = Reader(who="", why=words["purpose"], ground=words["ground"], resident=own)
    found = read_resident(own, reader=reader, fields=SHOWN, now=timezone.now())
    if found is None:
        return []
    address = (
        ""
        if found.is_protected
        else f"〒{found.postal[:3]}-{found.postal[3:]} {found.town}{found.block} {found.building}"
    )
    return [
        (_("氏名"), f"{found.family_name} {found.given_name}"),
        (_("氏名の読み"), f"{found.family_kana} {found.given_kana}"),
        (_("生年月日"), full_day_text(found.birth, language)),
        (_("続柄"), found.relation),
        (_("住所"), address or _("支援措置のため、ここには表示しません")),
        (_("出典"), f"{found.source} {full_day_text(found.as_of, language)}"),
    ]
