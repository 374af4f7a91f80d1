"""What the generic pages of handing over ask of the certificate: the counter's screen and the print queue."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from ikkan.corridor.exemptions import exemption_grounds
from ikkan.counter.handover_kinds import Stack, WaitingPaper
from ikkan.counter.parts import Choice
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.procedures.certificate.handing import obstacles, print_queue, record_fetched, record_sent, sealed_file
from ikkan.procedures.certificate.making import make_waiting
from ikkan.procedures.certificate.models import Copy
from ikkan.procedures.certificate.pages.desk_counter import counter_view
from ikkan.procedures.certificate.pages.desk_words import obstacle_words
from ikkan.procedures.certificate.serving import Received, Waived, papers_shown, serve
from ikkan.procedures.certificate.stacking import stack_of

__all__ = [
    "counter_view",
    "file_of",
    "grounds",
    "hand_over",
    "make_waiting",
    "post",
    "stack",
    "take",
    "waiting_papers",
]


def take(
    *, case: Case, papers: Sequence[str], received: int | None, waived: tuple[str, str] | None, account: Account,
    now: datetime,
) -> Case | Refused:  # fmt: skip
    """Record what was seen and received at the counter, and take the request on.

    Args:
        case: the case.
        papers: ids of the papers ticked.
        received: yen received, or None.
        waived: ground and what shows it, or None.
        account: officer.
        now: moment.
    """
    fee = Received(received) if received else Waived(*waived) if waived else None
    return serve(case=case, papers=papers, fee=fee, account=account, now=now)


def hand_over(*, case: Case, papers: Sequence[str], since: datetime, account: Account, now: datetime) -> Case | Refused:
    """Record that the certificate was handed over; papers that were seen in this visit count.

    Args:
        case: the case.
        papers: ids of the papers ticked.
        since: when the visit began.
        account: officer.
        now: moment.
    """
    return record_fetched(case=case, account=account, papers=papers or papers_shown(case, since), now=now)


def grounds(language: str, now: datetime) -> tuple[Choice, ...]:
    """Return the grounds on which an officer may waive the fee."""
    return tuple(Choice(one.code, one.shown(language), one.article) for one in exemption_grounds(now))


def file_of(case: Case, key: int) -> bytes | Refused | None:
    """Return the sealed file of a copy of a case; None where the case has no such copy."""
    copy = Copy.objects.filter(case=case, pk=key).first()
    return sealed_file(copy) if copy is not None else None


def waiting_papers(delivery: str, language: str) -> tuple[WaitingPaper, ...]:
    """Return the copies that were not handed over, in posting order, each with what stands in its way.

    Args:
        delivery: ``post`` or ``pickup``.
        language: ja, easy or en.
    """
    copies = print_queue(delivery)
    failed = obstacles(copies)
    return tuple(_waiting(copy, failed.get(copy.pk, ""), language) for copy in copies)


def stack(keys: Sequence[int], *, now: datetime) -> Stack | Refused:
    """Return the chosen copies by post as one download, in posting order.

    Args:
        keys: keys of copies that wait for the post.
        now: moment.
    """
    made = stack_of([copy for copy in print_queue("post") if copy.pk in set(keys)], now=now)
    return made if isinstance(made, Refused) else Stack(f"certificates-{now:%Y%m%d%H%M}.zip", made, "application/zip")


def post(*, keys: Sequence[int], account: Account, now: datetime) -> tuple[int, tuple[tuple[str, Refused], ...]]:
    """Record that the cases of copies were posted; return how many were, and those that were refused.

    Args:
        keys: keys of copies that wait for the post.
        account: officer.
        now: moment.
    """
    cases = {copy.case_id: copy.case for copy in print_queue("post") if copy.pk in set(keys)}
    done, refused = 0, []
    for case in cases.values():
        outcome = record_sent(case=case, account=account, now=now)
        if isinstance(outcome, Refused):
            refused.append((case.number, outcome))
        else:
            done += 1
    return done, tuple(refused)


def _waiting(copy: Copy, fault: str, language: str) -> WaitingPaper:
    obstacle = obstacle_words(fault, language) if fault else ""
    if not obstacle and copy.delivery == Copy.Delivery.POST and not copy.address:
        obstacle = _("住民記録に送り先がありません。窓口で渡してください。")
    address = f"〒{copy.postal[:3]}-{copy.postal[3:]}　{copy.address}" if copy.postal else copy.address
    since = copy.made_at or copy.case.received_at
    return WaitingPaper(copy.pk, copy.number, copy.case.number, copy.name, address, since, bool(copy.sha256), obstacle)
