"""Language of the page: Japanese, easy Japanese or English."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from ikkan.people.models import Account
from ikkan.web.easy import with_readings

PAGE_LANGUAGES: Final = (("ja", "日本語"), ("easy", "やさしい日本語"), ("en", "English"))
CODES: Final = frozenset(code for code, _ in PAGE_LANGUAGES)
SESSION_KEY: Final = "page_language"
# Django's name of web/locale/ja_Easy; what it lacks is said in Japanese
EASY_CATALOGUE: Final = "ja-easy"
PARAMETER: Final = "lang"
# a header longer than this is no browser's
_LONGEST_HEADER: Final = 500


class LanguageOfThePage:
    """Choose the language by ``?lang=``, else by the session, else by what the browser asks for.

    Easy Japanese has a catalogue of its own, over the Japanese one; its readings are set above the kanji.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request in its language."""
        chosen = request.GET.get(PARAMETER, "")
        if chosen in CODES and request.session.get(SESSION_KEY) != chosen:
            request.session[SESSION_KEY] = chosen
        stored = request.session.get(SESSION_KEY)
        language = str(stored) if stored in CODES else _asked_by_browser(request)
        locale = locale_of(language)
        # templates and views read it back through page_language_of
        request.page_language = language  # type: ignore[attr-defined]
        request.LANGUAGE_CODE = locale
        # the thread goes on to serve others, and to work
        with translation.override(EASY_CATALOGUE if language == "easy" else locale):
            response = self._get_response(request)
        if language == "easy":
            _set_readings(response)
        if chosen in CODES:
            _store_on_account(request, chosen)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        response.headers.setdefault("Content-Language", locale)
        return response


def _set_readings(response: HttpResponseBase) -> None:
    """Turn the readings of a page into ruby; files are left as they are."""
    if not isinstance(response, HttpResponse) or not response.get("Content-Type", "").startswith("text/html"):
        return
    response.content = with_readings(response.content.decode(response.charset)).encode(response.charset)
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))


def page_language_of(request: HttpRequest) -> str:
    """Return ``ja``, ``easy`` or ``en``; Japanese for a request that failed before its language was known."""
    return str(getattr(request, "page_language", "ja"))


def locale_of(page_language: str) -> str:
    """Return the catalogue of a page language."""
    return "en" if page_language == "en" else "ja"


def take_language_along(*, request: HttpRequest | None, user: Account, **_: Any) -> None:
    """At sign-in, store the language chosen before it, or go on in the one that the account has stored."""
    session = getattr(request, "session", None)
    if session is None:
        return
    chosen = session.get(SESSION_KEY)
    if chosen in CODES:
        _save(user, chosen)
    elif user.language in CODES:
        session[SESSION_KEY] = user.language


def _asked_by_browser(request: HttpRequest) -> str:
    header = request.headers.get("Accept-Language", "")[:_LONGEST_HEADER]
    for code, _ in parse_accept_lang_header(header):
        first = code.split("-")[0]
        if first in {"ja", "en"}:
            return first
    return "ja"


def _store_on_account(request: HttpRequest, language: str) -> None:
    account = getattr(request, "user", None)
    if isinstance(account, Account):
        _save(account, language)


def _save(account: Account, language: str) -> None:
    if account.language != language:
        Account.objects.filter(pk=account.pk).update(language=language)
        account.language = language
