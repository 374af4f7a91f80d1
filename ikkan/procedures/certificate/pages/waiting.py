"""What the pages of a case tell of the certificate: the reservation while it waits, and where each copy is."""

from datetime import date, datetime, timedelta
from typing import Final

import segno
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ikkan.counter.citizen_kinds import CasePart, Figure
from ikkan.kernel.book import BookAt
from ikkan.kernel.era import show_date, show_date_english
from ikkan.ledger.models import Case
from ikkan.procedures.certificate.models import Copy, SignedRequest
from ikkan.procedures.certificate.pages.told import book_on, why_paper
from ikkan.procedures.certificate.reserving import NOT_PROVED
from ikkan.procedures.certificate.rules import read_wanted
from ikkan.rooms.check.models import Verdict
from ikkan.rooms.intake.models import Filing
from ikkan.rooms.intake.selectors import current_filing

_BEFORE_DECISION: Final = ("intake", "check")
_OWN_HAND: Final = ("web", "api")


def case_parts(case: Case, *, language: str, now: datetime) -> tuple[CasePart, ...]:
    """Return the reservation of a request that waits for its person at the counter, or where its copies are.

    Args:
        case: the case.
        language: ja, easy or en.
        now: moment.
    """
    book, filing = book_on(timezone.localdate(now)), current_filing(case)
    until = reserved_until(case, filing)
    if until is not None:
        return (_reservation(case, filing, until, book, language, now),)
    copies = list(Copy.objects.filter(case=case).order_by("pk"))
    if not copies:
        return ()
    rows = tuple((one.number, _where(one, language)) for one in copies)
    return (CasePart(_("証明書はいまどこにありますか"), why_paper(book, language), rows),)


def reserved_until(case: Case, filing: Filing) -> date | None:
    """Return until when an unsigned request waits for its person at the counter; None when nothing is reserved."""
    if case.room not in _BEFORE_DECISION or case.channel not in _OWN_HAND:
        return None
    if SignedRequest.objects.filter(case=case).exists():
        return None
    # what was judged on the version in force counts; a corrected form is looked at again
    if Verdict.objects.filter(case=case, code=NOT_PROVED, filing_version=filing.version).exists():
        return None
    days = int(str(book_on(case.reference_day).value("reservation", "days")))
    return timezone.localdate(case.received_at) + timedelta(days=days)


def papers_to_bring(book: BookAt, language: str) -> tuple[str, ...]:
    """Say which identity papers are enough: one that counts for all, or several of the others."""
    key = "en" if language == "en" else "ja"
    needed = int(str(book.value("identity_proof", "counts_needed")))
    rows = [(row.text(key), int(str(row.values["counts"]))) for row in book.rows("identity_paper")]
    sign = ", " if language == "en" else "、"
    alone = sign.join(name for name, counts in rows if counts >= needed)
    others = sign.join(name for name, counts in rows if counts < needed)
    told = (_("本人確認書類1点：%(papers)s") % {"papers": alone},)
    return (*told, _("または%(count)s点：%(papers)s") % {"count": needed, "papers": others}) if others else told


def code_figure(number: str) -> Figure:
    """Draw the number of a case as a code that the counter scans."""
    # drawn by us from a number that we gave: nothing in it is typed by anybody
    drawn = segno.make(number, error="m", micro=False).svg_inline(scale=5, light="#fff", svgclass=None, lineclass=None)
    title = _("予約の番号 %(number)s のQRコード") % {"number": number}
    markup = format_html('<span role="img" aria-label="{}">{}</span>', title, mark_safe(drawn))  # noqa: S308
    return Figure(SafeString(markup), title)


def day_of(day: date | datetime, language: str) -> str:
    """Return a day as it is read."""
    local = timezone.localdate(day) if isinstance(day, datetime) else day
    return show_date_english(local) if language == "en" else show_date(local)


def _reservation(case: Case, filing: Filing, until: date, book: BookAt, language: str, now: datetime) -> CasePart:
    office, number = book.block("authority").values, case.number
    rows = (
        (_("予約の番号"), number),
        (_("来てください"), _("%(day)sまで") % {"day": day_of(until, language)}),
        (_("窓口"), str(office["office_en" if language == "en" else "office"])),
        (_("開いている時間"), str(office["hours"])),
    )
    over = until < timezone.localdate(now)
    text = (
        _("予約の期限が過ぎました。もう一度請求してください。")
        if over
        else _("窓口でこの番号を見せてください。本人確認書類を見るだけで、すぐに進みます。")
    )
    points = () if over else (*papers_to_bring(book, language), *_fee_at_counter(filing))
    return CasePart(_("窓口の予約"), text, rows, points, None if over else code_figure(number))


def _fee_at_counter(filing: Filing) -> tuple[str, ...]:
    return () if read_wanted(filing.answers).exemption else (_("手数料（窓口でも払えます）"),)


def _where(copy: Copy, language: str) -> str:
    if copy.handed_at is not None:
        named = {"day": day_of(copy.handed_at, language)}
        return (_("%(day)sに発送しました") if copy.delivery == "post" else _("%(day)sに窓口でお渡ししました")) % named
    if copy.made_at is None:
        return _("証明書を作っています")
    if copy.delivery == "post":
        return _("できました。発送を待っています")
    return _("窓口に用意しました。受付番号と本人確認書類を見せてください")
