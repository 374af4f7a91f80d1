"""Serial numbers of card certificates: to whom each belongs, through renewals.

A serial alone opens nothing: it is asked only after the certificate was verified. What may be stored, and for what, is
said in ``CardSerial`` and ``ikkan.ports.jpki``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from ikkan.kernel.outcome import Refused
from ikkan.kernel.reader import Reader
from ikkan.registers.batches import batches
from ikkan.registers.models import CardSerial, Resident
from ikkan.registers.reading_log import log_readings, with_its_log

UNKNOWN_RESIDENT: Final = Refused(
    "unknown_resident",
    "この宛名番号の人は台帳にいません。番号を確かめてください。",
    "The register has nobody of this number. Check the number.",
)
OF_ANOTHER: Final = Refused(
    "serial_of_another",
    "この電子証明書は、すでに別の人に結びついています。窓口で本人を確かめ、まちがいなら先に取り消してください。",
    "This certificate is linked to another person. Check who it is at the counter, and end the wrong link first.",
)
ENDED: Final = Refused(
    "serial_ended",
    "この電子証明書は、もう使われていません。新しい電子証明書で手続きしてください。",
    "This certificate is no longer in use. Use the new one.",
)
UNKNOWN_SERIAL: Final = Refused(
    "serial_unknown",
    "この電子証明書は、まだだれにも結びついていません。窓口で本人を確かめて結びつけてください。",
    "This certificate is linked to nobody yet. Link it after checking the person at the counter.",
)
ANOTHER_KIND: Final = Refused(
    "another_kind",
    "署名用と利用者証明用の電子証明書は、互いの更新になりません。シリアル番号を確かめてください。",
    "A sign certificate never renews an auth certificate. Check the serial numbers.",
)
_READ_AS: Final = ("card_serial",)


@dataclass(frozen=True, slots=True)
class SerialKey:
    """Name one certificate.

    Args:
        serial: serial number of the certificate.
        issuer: key of the generation that issued it (``Generation.key`` of the port), since generations number anew.
        kind: ``sign`` or ``auth``.
    """

    serial: int
    issuer: str
    kind: str

    @property
    def hex(self) -> str:
        """Return the serial as it is stored."""
        return f"{self.serial:x}"


def resident_of_serial(key: SerialKey, *, reader: Reader, now: datetime) -> str | None:
    """Return the 宛名番号 to which a certificate belongs, and log the reading; None when it belongs to nobody now."""
    return residents_of_serials([(key, reader)], now=now).get((key, reader))


def residents_of_serials(
    asked: Iterable[tuple[SerialKey, Reader]], *, now: datetime
) -> dict[tuple[SerialKey, Reader], str]:
    """Return the 宛名番号 to which certificates belong, and log the readings; who belongs to nobody now is absent.

    Args:
        asked: the certificate, and who reads it.
        now: moment of the reading.
    """
    pairs, linked = list(dict.fromkeys(asked)), dict[tuple[str, str, str], str]()
    with with_its_log():
        for batch in batches([*dict.fromkeys(key.hex for key, _ in pairs)]):
            for row in CardSerial.objects.filter(serial__in=batch, ended_at__isnull=True):
                linked[row.issuer, row.serial, row.kind] = row.resident
        named = {(key, by): linked.get((key.issuer, key.hex, key.kind), "") for key, by in pairs}
        found = {pair: number for pair, number in named.items() if number}
        log_readings([(number, reader) for (_, reader), number in found.items()], _READ_AS, now)
    return found


def serial_links_of(resident: str) -> QuerySet[CardSerial]:
    """Return the links of a resident's certificates, oldest first: when and of which kind, never the number."""
    return CardSerial.objects.filter(resident=resident).defer("serial").order_by("linked_at", "pk")


def link_serial(key: SerialKey, *, resident: str, source: str, now: datetime) -> CardSerial | Refused:
    """Link a certificate to a resident; again for the same one changes nothing.

    Args:
        key: the certificate.
        resident: 宛名番号, found by an officer who saw the person or by the network that issued the certificate.
        source: who said so, such as ``窓口`` or ``住基ネット``.
        now: moment of the link.

    Returns:
        The link, or a refusal ``unknown_resident``, ``serial_of_another`` or ``serial_ended``.
    """
    if not Resident.objects.filter(number=resident).exists():
        return UNKNOWN_RESIDENT
    return _link(key, resident=resident, source=source, now=now, renewed_from=None)


def follow_renewal(*, old: SerialKey, new: SerialKey, source: str, now: datetime) -> CardSerial | Refused:
    """Link a new certificate to the resident of the old one (新旧シリアル番号の紐付け), and end the old one.

    The old one may have been revoked or have expired before: a move revokes the sign certificate and the person gets a
    new one. A link that was taken back as wrong is not followed.

    Returns:
        The new link, or a refusal ``serial_unknown``, ``serial_ended``, ``another_kind`` or ``serial_of_another``.
    """
    if old.kind != new.kind:
        return ANOTHER_KIND
    with transaction.atomic():
        before = _latest(old)
        if before is None:
            return UNKNOWN_SERIAL
        if before.end_reason == CardSerial.End.WRONG_PERSON:
            return ENDED
        after = CardSerial.objects.filter(renewed_from=before).first()
        if after is not None:
            return after if (after.issuer, after.serial) == (new.issuer, new.hex) else ENDED
        linked = _link(new, resident=before.resident, source=source, now=now, renewed_from=before)
        if isinstance(linked, CardSerial) and before.ended_at is None:
            _end(before, CardSerial.End.RENEWED, now)
        return linked


def end_serial(key: SerialKey, *, reason: CardSerial.End, now: datetime) -> CardSerial | Refused:
    """End the link of a certificate; one that has ended stays as it is.

    Args:
        key: the certificate.
        reason: why; WRONG_PERSON lets it be linked anew, the others never again.
        now: moment of the end.
    """
    with transaction.atomic():
        row = _latest(key)
        if row is None:
            return UNKNOWN_SERIAL
        if row.ended_at is None:
            _end(row, reason, now)
        return row


def _link(
    key: SerialKey, *, resident: str, source: str, now: datetime, renewed_from: CardSerial | None
) -> CardSerial | Refused:
    row = CardSerial(
        kind=key.kind,
        issuer=key.issuer,
        serial=key.hex,
        resident=resident,
        source=source,
        linked_at=now,
        renewed_from=renewed_from,
    )
    row.clean_fields()
    with transaction.atomic():
        there = _latest(key)
        if there is None or there.end_reason == CardSerial.End.WRONG_PERSON:
            try:
                # of two links at the same moment the database lets one through
                with transaction.atomic():
                    row.save(force_insert=True)
            except IntegrityError:
                there = _latest(key)
            else:
                return row
    if there is not None and there.ended_at is not None:
        return ENDED
    return there if there is not None and there.resident == resident else OF_ANOTHER


def _latest(key: SerialKey) -> CardSerial | None:
    rows = CardSerial.objects.select_for_update().filter(issuer=key.issuer, serial=key.hex, kind=key.kind)
    return rows.order_by("-pk").first()


def _end(row: CardSerial, reason: CardSerial.End, now: datetime) -> None:
    row.ended_at = now
    row.end_reason = reason
    row.save(update_fields=["ended_at", "end_reason"])
