"""The same request sent again under its key (Idempotency-Key) gets the first answer, and is done once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.models import Case
from ikkan.rooms.intake.models import Submission
from ikkan.rooms.intake.receipt import find_submission

KEY_REUSED: Final = Refused(
    "key_reused",
    "同じ送信番号（Idempotency-Key）で別の内容が送られています。新しい送信番号で送ってください。",
    "This Idempotency-Key was used for another request. Send this one under a new key.",
)
IN_PROGRESS: Final = Refused(
    "in_progress",
    "同じ送信番号の処理がまだ終わっていません。少し待ってから、同じ送信番号で送り直してください。",
    "The first request with this key is still being worked on. Wait a moment and send it again under the same key.",
)
# A key whose holder died without an answer is free again after this time; no single request works longer.
_GIVEN_UP_AFTER: Final = timedelta(minutes=10)
_REQUEST: Final = "request"
_ANSWER: Final = "answer"


@dataclass(frozen=True, slots=True)
class Sending:
    """One write as it was sent.

    Args:
        account: who sent it.
        key: the sender's key for it.
        digest: SHA-256 over verb, path and body: what must be the same when it is sent again.
    """

    account: UUID | None
    key: str
    digest: str


def answer_once(sending: Sending, deed: Callable[[], JsonObject], *, now: datetime) -> JsonObject | Refused:
    """Do a deed once and keep its answer, in one transaction; a fault in the deed leaves the key unused.

    Args:
        sending: what was sent.
        deed: writes, and returns what is answered.
        now: moment.

    Returns:
        The answer, the first one if this was sent before; Refused when the key belongs to another request.
    """
    earlier = find_submission(sending.account, sending.key)
    if earlier is not None:
        return _first_answer(earlier, sending)
    try:
        with transaction.atomic():
            submission = _reserve(sending, now)
            answer = deed()
            _keep(submission, answer)
            return answer
    except IntegrityError:
        # the same request came a second time while the first was being done
        earlier = find_submission(sending.account, sending.key)
        if earlier is None:
            raise
        return _first_answer(earlier, sending)


def answer_once_unlocked(sending: Sending, deed: Callable[[], JsonObject], *, now: datetime) -> JsonObject | Refused:
    """Do a deed that thinks long once: the key is reserved first, and no lock is held while it thinks.

    A second request meanwhile is told to wait. Where a process dies between the deed and its answer the deed may be
    done again after ten minutes, so it must be harmless to repeat.
    """
    with transaction.atomic():
        earlier = find_submission(sending.account, sending.key)
        if earlier is not None and _is_given_up(earlier, now):
            earlier.delete()
            earlier = None
    if earlier is not None:
        return _first_answer(earlier, sending)
    try:
        with transaction.atomic():
            submission = _reserve(sending, now)
    except IntegrityError:
        return IN_PROGRESS
    try:
        answer = deed()
    except BaseException:
        submission.delete()
        raise
    _keep(submission, answer)
    return answer


def file_once(sending: Sending, file: Callable[[], Case | Refused | Faulty]) -> Case | Refused | Faulty:
    """File a form once; the receipt is kept by ``receive`` itself, also when the draft that it came from is gone.

    Args:
        sending: what was sent.
        file: calls the filing service with the same account and key.
    """
    earlier = find_submission(sending.account, sending.key)
    if earlier is not None:
        return _first_case(earlier, sending)
    outcome = file()
    if isinstance(outcome, Case):
        mine = Submission.objects.filter(account=sending.account, key=sending.key, answer={})
        mine.update(answer={_REQUEST: sending.digest})
        return outcome
    # the same form may have arrived while this one was looked at, and have taken the draft with it
    earlier = find_submission(sending.account, sending.key)
    return outcome if earlier is None else _first_case(earlier, sending)


def drop_answers_older_than(moment: datetime) -> int:
    """Delete kept answers of writes that are no receipts; return how many. Their keys are free again."""
    count, _ = Submission.objects.filter(case=None, at__lt=moment).delete()
    return count


def _reserve(sending: Sending, now: datetime) -> Submission:
    return Submission.objects.create(account=sending.account, key=sending.key, body_digest=sending.digest, at=now)


def _keep(submission: Submission, answer: JsonObject) -> None:
    submission.answer = {_ANSWER: answer}
    submission.save(update_fields=["answer"])


def _first_answer(earlier: Submission, sending: Sending) -> JsonObject | Refused:
    if earlier.case is not None or earlier.body_digest != sending.digest:
        return KEY_REUSED
    kept = earlier.answer.get(_ANSWER)
    return kept if isinstance(kept, dict) else IN_PROGRESS


def _first_case(earlier: Submission, sending: Sending) -> Case | Refused:
    request = earlier.answer.get(_REQUEST, sending.digest)
    if earlier.case is None or request != sending.digest:
        return KEY_REUSED
    return earlier.case


def _is_given_up(earlier: Submission, now: datetime) -> bool:
    return earlier.case is None and not earlier.answer and earlier.at < now - _GIVEN_UP_AFTER
