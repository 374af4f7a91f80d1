"""The record: a spot check of the chains, and when all of them were last verified."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from ikkan.corridor.health.finding import Finding, State
from ikkan.corridor.health.notes import VERIFIED, moment_of, read_note
from ikkan.ledger.models import Case, Round
from ikkan.ledger.verification import ChainFault, verify_chains_of

# A page must answer at once: the newest chains are recomputed here, all of them by `ikkan verify`.
NEWEST: Final = 20
VERIFY_EVERY: Final = timedelta(days=31)
DO_VERIFY: Final = "ikkan verify"


def find_record(now: datetime) -> Iterator[Finding]:
    """Recompute the newest chains, and tell how old the last whole verification is."""
    yield _spot_check()
    yield _last_verification(now)


def _spot_check() -> Finding:
    cases = list(Case.objects.order_by("-id")[:NEWEST])
    rounds = list(Round.objects.order_by("-id")[:NEWEST])
    faults: list[ChainFault] = verify_chains_of([*cases, *rounds])
    name = _("記録の連鎖（抜取り）")
    if faults:
        said = _("書き換えられた跡があります：%(numbers)s。証拠を残すため、まずバックアップをとってください") % {
            "numbers": "、".join(sorted({fault.number for fault in faults})[:5])
        }
        return Finding("record.chains", name, State.BAD, said, do=DO_VERIFY)
    said = _("新しい %(n)d 件を計算し直して、すべて合いました") % {"n": len(cases) + len(rounds)}
    return Finding("record.chains", name, State.GOOD, said)


def _last_verification(now: datetime) -> Finding:
    name = _("記録の全体の検証")
    note = read_note(VERIFIED)
    at = moment_of(note)
    if note is None or at is None:
        return Finding("record.verified", name, State.ATTENTION, _("まだ一度もしていません"), do=DO_VERIFY)
    if not note.get("ok"):
        return Finding("record.verified", name, State.BAD, _("最後の検証で合わないものがありました"), at, DO_VERIFY)
    days = (now - at).days
    said = _("%(n)d 日前にすべて合いました") % {"n": days}
    state = State.ATTENTION if now - at > VERIFY_EVERY else State.GOOD
    return Finding("record.verified", name, state, said, at, DO_VERIFY if state is State.ATTENTION else "")
