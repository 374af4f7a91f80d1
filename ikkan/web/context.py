"""What every page knows: the town, the language, who looks, and where they can go."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ikkan.people.guards import duties_at
from ikkan.people.models import Account
from ikkan.web.language import PAGE_LANGUAGES, PARAMETER, page_language_of
from ikkan.web.town import town_name

Link = tuple[str | Promise, str]
NavItem = tuple[str | Promise, str, bool]

NOBODY_NAV: Final = ((_("ホーム"), "home"), (_("ログイン"), "account_login"), (_("アカウントを作る"), "account_signup"))
CITIZEN_NAV: Final = (
    (_("ホーム"), "home"),
    (_("手続き"), "citizen:procedures"),
    (_("お知らせ"), "citizen:mailbox"),
    (_("自分の情報を見た記録"), "citizen:who_saw"),
)
STAFF_NAV: Final = (
    ("desk", _("受付箱"), "desk:inbox"),
    ("desk", _("選考の回"), "rounds:list"),
    ("cash", _("出納"), "cash:book"),
    ("protect", _("支援措置・抑止"), "stops:protections"),
    ("approve", _("決裁"), "approve:queue"),
    ("board", _("ボード"), "board:board"),
    ("operate", _("運用"), "operator:health"),
    ("privacy", _("見た記録（操作ログ）"), "audit:log"),
    ("accounts", _("ログインの復旧"), "desk:recoveries"),
)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return what ``counter/base.html`` needs on every page.

    ``quick_exit_url`` is given only on pages whose view is marked by ``offers_quick_exit``.
    """
    account = getattr(request, "user", None)
    context: dict[str, Any] = {
        "town_name": town_name(),
        "page_language": page_language_of(request),
        "languages": _languages(request),
        "demo_mode": settings.IKKAN_DEMO,
        "nav_items": _nav_items(request, account),
        "home_url": address_of("home") or "/",
        "logout_url": address_of("account_logout"),
        "demo_url": address_of("demo_signin"),
        "footer_items": _footer(account),
    }
    if getattr(request, "offers_quick_exit", False):
        context["quick_exit_url"] = address_of("quick_exit")
    return context


def address_of(name: str) -> str:
    """Return the address of a page, or blank where this instance (layer, demo) does not have it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def links_of(request: HttpRequest, account: Account) -> list[Link]:
    """Return label and address of the pages that this person works with, the first being where they begin."""
    if not account.is_staff_member:
        return _present(CITIZEN_NAV)
    held = duties_at(request)
    return _present((label, name) for duty, label, name in STAFF_NAV if duty in held)


def _nav_items(request: HttpRequest, account: object) -> list[NavItem]:
    links = links_of(request, account) if isinstance(account, Account) else _present(NOBODY_NAV)
    inside = [url for _, url in links if _is_inside(request.path, url)]
    # the desk's address begins that of its rounds and approvals: the longest one is where we are
    here = max(inside, key=len, default=None)
    return [(label, url, url == here) for label, url in links]


def _present(items: Any) -> list[Link]:
    return [(label, url) for label, name in items if (url := address_of(name))]


def _is_inside(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def _languages(request: HttpRequest) -> list[tuple[str, str, str]]:
    found = []
    for code, label in PAGE_LANGUAGES:
        query = request.GET.copy()
        query[PARAMETER] = code
        found.append((code, label, f"{request.path}?{query.urlencode()}"))
    return found


def _footer(account: object) -> list[Link]:
    if not isinstance(account, Account):
        return []
    return _present(((_("ログインの方法"), "sign_ins"), (_("パスワードを変える"), "account_change_password")))
