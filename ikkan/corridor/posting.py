"""Paper notices: one print file in posting order, then the dated record that it was handed to the post."""

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from ikkan.corridor.publishing import finish_cases
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case
from ikkan.ledger.steps import CaseState, NewEvent, record_steps
from ikkan.papers.paper import Paper
from ikkan.papers.typeset import papers_pdf
from ikkan.people.models import Account
from ikkan.rooms.answer.models import Notice, PostingBatch
from ikkan.rooms.answer.printing import printed_paper
from ikkan.store.blobs import keep_blob
from ikkan.store.locks import hold


def make_print_file(*, now: datetime, most: int = 2_000) -> PostingBatch | Refused:
    """Make one print file of all paper notices that may go out and stand in no batch yet, in posting order.

    Posting order is by postal code, then address: that is how the post office wants bundles. The notices are put
    down in a batch first, so that two people at once never print a letter twice; a batch whose file was not finished
    is finished by the next call.
    """
    batch = PostingBatch.objects.filter(sha256="", posted_at=None).order_by("pk").first()
    if batch is None:
        with transaction.atomic():
            hold("posting.batch")
            notices = _unprinted(most)
            if not notices and unprintable():
                return Refused(
                    "not_printable",
                    "発送を待つ通知は、どれもこのままでは印刷できません。下の一覧で印刷する形を決めてください。",
                    "No waiting letter can be printed as it is. Give each its printed form in the list below.",
                )
            if not notices:
                return Refused("nothing_to_print", "発送する通知はありません。", "There is no notice to post.")
            keys = [str(notice.pk) for notice in notices]
            batch = PostingBatch.objects.create(made_at=now, notice_ids=keys, pages=len(keys))
    return _print(batch, now)


def unprintable() -> list[Notice]:
    """Return the letters that wait for an officer: a sign or an address cannot be printed as it is written."""
    return list(_waiting().exclude(print_faults={}).filter(print_form={}).select_related("case"))


def _waiting() -> QuerySet[Notice]:
    return (
        Notice.objects.filter(channel="post", posted_at=None)
        .exclude(decision__voided_at__isnull=False)
        .exclude(round__isnull=False, round__published_at=None)
        .order_by("made_at", "pk")
    )


def _unprinted(most: int) -> list[Notice]:
    taken = {key for keys in PostingBatch.objects.values_list("notice_ids", flat=True) for key in keys}
    # never a letter with a gap in a name: it waits for its printed form
    waiting = _waiting().exclude(~Q(print_faults={}), print_form={})
    notices = [notice for notice in waiting if str(notice.pk) not in taken][:most]
    papers = {notice.pk: Paper.from_json(notice.content).recipient for notice in notices}
    return sorted(notices, key=lambda n: (papers[n.pk].postal, papers[n.pk].address_lines, str(n.pk)))


def _print(batch: PostingBatch, now: datetime) -> PostingBatch:
    notices = {str(notice.pk): notice for notice in Notice.objects.filter(pk__in=batch.notice_ids)}
    papers = [printed_paper(notices[key]) for key in batch.notice_ids if key in notices]
    made_on: date = timezone.localdate(now)
    batch.sha256 = keep_blob(papers_pdf(papers, made_on=made_on), at=now)
    batch.save(update_fields=["sha256"])
    return batch


def record_posting(*, batch: PostingBatch, account: Account, now: datetime) -> PostingBatch | Refused:
    """Record that a print file was handed to the post: its notices count as delivered, its cases go on."""
    if not batch.sha256:
        return Refused("not_printed", "印刷用のファイルがまだできていません。", "The print file is not finished yet.")
    with transaction.atomic():
        mine = PostingBatch.objects.filter(pk=batch.pk, posted_at=None).update(posted_at=now, posted_by=account)
        if mine:
            Notice.objects.filter(pk__in=batch.notice_ids).update(posted_at=now)
            waiting = list(
                # a case with a reason still waits for something else to be handed over
                Case.objects.filter(notices__in=batch.notice_ids, room="answer", waits_for="delivery", reason_code="")
                .distinct()
                .order_by("pk")
            )
            done = _fully_delivered(waiting)
            finish_cases(done, [{"posted": [str(batch.pk)]} for _ in done], now=now)
    batch.refresh_from_db()
    return batch


def record_return(*, notice: Notice, account: Account, why: str, now: datetime) -> Notice:
    """Record that a letter came back: the case is open again and waits for an officer."""
    with transaction.atomic():
        notice.returned_at = now
        notice.save(update_fields=["returned_at"])
        case = notice.case
        events = [
            NewEvent("answer.returned", actor=account.pk, codes={"notice": str(notice.pk)}, body={"why": why}),
            NewEvent("answer.reopened", actor=account.pk),
        ]
        record_steps([case], [events], [CaseState("answer", "officer", "letter_returned")], now=now)
    return notice


def _fully_delivered(cases: list[Case]) -> list[Case]:
    unposted: dict[int, int] = defaultdict(int)
    for case_id in Notice.objects.filter(case__in=cases, channel="post", posted_at=None).values_list(
        "case_id", flat=True
    ):
        unposted[case_id] += 1
    return [case for case in cases if not unposted[case.pk]]
