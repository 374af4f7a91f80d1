"""支援措置: filed, started, extended, ended, carried along by a move; released for one reader after review."""

import tomllib
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.kernel.terms import end_of_months
from ikkan.registers.batches import batches
from ikkan.registers.models import ProtectedPerson, Protection, ProtectionRelease, Resident

_RULES: Final = tomllib.loads((files("ikkan.registers") / "protection.toml").read_text(encoding="utf-8"))
MONTHS: Final[int] = _RULES["months"]
WARNING_MONTHS: Final[int] = _RULES["warning_months"]
RELEASE_TIME: Final = timedelta(minutes=_RULES["release_minutes"])
_LIVE: Final = ~Q(state=Protection.State.ENDED)
_ONE_DAY: Final = timedelta(days=1)


class UnfitProtectionError(ValueError):
    """Say why a protection cannot be changed so, and when it can, as a refusal that can be shown."""

    def __init__(self, code: str, ja: str, en: str, field: str = "") -> None:
        super().__init__(ja)
        self.refused = Refused(code, ja, en, field)


@dataclass(frozen=True, slots=True)
class Abuser:
    """加害者, as far as the filing says."""

    name: str
    number: str = ""
    birth: date | None = None
    sex: str = ""
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """A person for whom protection is asked together with the one who files."""

    number: str
    relation: str
    earlier_address: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """A filing for protection (支援措置申出書).

    Args:
        number: 宛名番号 of who files.
        filed_on: day of the filing.
        abuser: who must not learn the address.
        together: others to be protected.
        contact: telephone or mail at which the person may be reached.
        earlier_addresses: 前住所等 that are kept back too, one a line.
        earlier_domiciles: 前本籍等, one a line.
        received_from: town that sent the filing on, and received_on when; blank where it was filed here.
        violence: id of the book's ``violence``.
        contact_name: to whom letters go, contact_postal and contact_address where: what the person named, nothing else.
    """

    number: str
    filed_on: date
    abuser: Abuser
    together: Sequence[Together] = ()
    contact: str = ""
    earlier_addresses: str = ""
    earlier_domiciles: str = ""
    received_from: str = ""
    received_on: date | None = None
    violence: str = ""
    contact_name: str = ""
    contact_postal: str = ""
    contact_address: str = ""


def protect(filed: Filed, *, by: str, now: datetime) -> Protection:
    """Protect from the moment of the filing (仮支援措置), before anybody has looked into it.

    Args:
        filed: the filing.
        by: account of the officer.
        now: moment of the recording.
    """
    abuser = filed.abuser
    with transaction.atomic():
        made = Protection(
            number=filed.number,
            state=Protection.State.PROVISIONAL,
            filed_on=filed.filed_on,
            provisional_from=filed.filed_on,
            violence=filed.violence,
            contact=filed.contact,
            contact_name=filed.contact_name,
            contact_postal=filed.contact_postal,
            contact_address=filed.contact_address,
            earlier_addresses=filed.earlier_addresses,
            earlier_domiciles=filed.earlier_domiciles,
            abuser_name=abuser.name,
            abuser_number=abuser.number,
            abuser_birth=abuser.birth,
            abuser_sex=abuser.sex,
            abuser_address=abuser.address,
            abuser_note=abuser.note,
            first_town=filed.received_from,
            received_on=filed.received_on,
            recorded_by=by,
            recorded_at=now,
        )
        made.full_clean()
        made.save()
        persons = [ProtectedPerson(protection=made, number=filed.number)]
        for one in filed.together:
            persons.append(ProtectedPerson(protection=made, **asdict(one)))
        ProtectedPerson.objects.bulk_create(persons)
        refresh_marks([one.number for one in persons])
    return made


def start_protection(protection: Protection, *, starts_on: date) -> Protection:
    """Start a filed protection; it runs for a year from that day (2020-04-01 to 2021-03-31).

    Raises:
        UnfitProtectionError: it is not provisional any more.
    """
    if protection.state != Protection.State.PROVISIONAL:
        raise UnfitProtectionError(
            "not_provisional",
            f"この支援措置は「{protection.get_state_display()}」です。開始できるのは仮支援措置だけです",
            "Only a provisional protection can be started.",
        )
    protection.state = Protection.State.IN_FORCE
    protection.starts_on = starts_on
    protection.ends_on = _year_from(starts_on)
    protection.save(update_fields=["state", "starts_on", "ends_on"])
    return protection


def extend_protection(protection: Protection, *, today: date) -> Protection:
    """Extend a protection by a year from the day after its end, from one month before the end on.

    Raises:
        UnfitProtectionError: it has ended, never started, or its last month has not begun.
    """
    if protection.state == Protection.State.ENDED or protection.ends_on is None:
        raise UnfitProtectionError(
            "not_running",
            "延長できるのは、始まっていて終了していない支援措置だけです。新しい申出を受け付けてください",
            "Only a protection that has started and not ended can be extended. Receive a new filing.",
        )
    begins = last_month_begins(protection.ends_on)
    if today < begins:
        raise UnfitProtectionError(
            "too_early",
            f"延長は終了日の{WARNING_MONTHS}か月前（{begins.isoformat()}）からできます",
            f"It can be extended from {begins.isoformat()} on.",
        )
    protection.ends_on = _year_from(protection.ends_on + _ONE_DAY)
    protection.save(update_fields=["ends_on"])
    return protection


def end_protection(protection: Protection, *, ended_on: date, why: str) -> Protection:
    """End a protection, which only a person does: it never ends by itself.

    Raises:
        UnfitProtectionError: no reason is given.
    """
    if not why.strip():
        raise UnfitProtectionError(
            "reason_missing",
            "終了の理由がありません。本人の申出など、終了してよい理由を書いてください",
            "Say why it may end, such as that the person asked for it.",
            "why",
        )
    with transaction.atomic():
        protection.state = Protection.State.ENDED
        protection.ended_on, protection.ended_why = ended_on, why
        protection.save(update_fields=["state", "ended_on", "ended_why"])
        refresh_marks(list(protection.persons.values_list("number", flat=True)))
    return protection


def follow_move(numbers: Sequence[str], *, moved_to: str) -> None:
    """Carry protection on as that of the former town (前住所地) when a protected person moves out."""
    for one in protections_of(numbers):
        one.state, one.moved_to = Protection.State.FORMER_TOWN, moved_to
        one.save(update_fields=["state", "moved_to"])


def release_protection(
    number: str, *, reader: str, case: str, why: str, by: str, now: datetime, lasts: timedelta = RELEASE_TIME
) -> ProtectionRelease:
    """Open a protected person's places to one reader for one case; after a while it closes by itself.

    Args:
        number: 宛名番号.
        reader: account that may read.
        case: case number for which it opens; blank for any purpose that the reader states.
        why: result of the review (審査の結果).
        by: account of the one answerable (支援措置責任者), who is another person than the reader.
        now: moment of the release.
        lasts: time until it closes.

    Raises:
        UnfitProtectionError: no reason, or the reader would release for themself.
    """
    if not why.strip():
        raise UnfitProtectionError(
            "reason_missing",
            "解除の理由がありません。審査の結果を書いてください",
            "Write the result of the review.",
            "why",
        )
    if by == reader:
        raise UnfitProtectionError(
            "needs_another",
            "自分のための解除はできません。支援措置責任者に解除を頼んでください",
            "Nobody releases for themself. Ask the one answerable for protection.",
        )
    return ProtectionRelease.objects.create(
        number=number, reader=reader, case_number=case, why=why, released_by=by, released_at=now, until=now + lasts
    )


def protect_marked(numbers: Sequence[str], *, source: str, now: datetime) -> None:
    """Keep persons protected whom the register that a file came from marks, until their filing is recorded here."""
    covered = set(_live_persons(numbers).values_list("number", flat=True))
    today = timezone.localdate(now)
    fresh = [number for number in numbers if number not in covered]
    made = Protection.objects.bulk_create(
        Protection(
            number=number, state=Protection.State.PROVISIONAL, filed_on=today, provisional_from=today,
            abuser_note=source, recorded_at=now,
        )
        for number in fresh
    )  # fmt: skip
    ProtectedPerson.objects.bulk_create(ProtectedPerson(protection=one, number=one.number) for one in made)
    refresh_marks(fresh)


def refresh_marks(numbers: Sequence[str]) -> None:
    """Set the mark of the core from the protections that live: it is derived, never set by hand."""
    for batch in batches(numbers):
        live = set(_live_persons(batch).values_list("number", flat=True))
        Resident.objects.filter(number__in=live).update(is_protected=True)
        Resident.objects.filter(number__in=set(batch) - live).update(is_protected=False)


def protections_of(numbers: Iterable[str]) -> QuerySet[Protection]:
    """Return the protections that live and cover any of the persons."""
    return Protection.objects.filter(_LIVE, persons__number__in=list(numbers)).distinct()


def last_month_begins(ends_on: date) -> date:
    """Return the day from which the end is warned of and an extension may be filed."""
    year, month = divmod(ends_on.year * 12 + ends_on.month - 1 - WARNING_MONTHS, 12)
    return date(year, month + 1, min(ends_on.day, monthrange(year, month + 1)[1]))


def _year_from(starts_on: date) -> date:
    return end_of_months(starts_on - _ONE_DAY, MONTHS)


def _live_persons(numbers: Sequence[str]) -> QuerySet[ProtectedPerson]:
    return ProtectedPerson.objects.filter(~Q(protection__state=Protection.State.ENDED), number__in=numbers)
