"""A certificate leads to one resident, through renewals, and never to the wrong one."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ikkan.kernel.outcome import Refused
from ikkan.kernel.reader import Reader
from ikkan.registers.card_serials import SerialKey, end_serial, follow_renewal, link_serial, resident_of_serial
from ikkan.registers.models import CardSerial, Reading
from ikkan.registers.selectors import readings_of
from ikkan.registers.services import import_residents
from ikkan.registers.tests.test_reading_is_logged import resident

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
READER = Reader(who=str(uuid4()), why="住民票の写しの申請の署名の確認", case="C-1", ground="公的個人認証法19条")
OLD_CA, NEW_CA = "a" * 64, "b" * 64
FIRST = SerialKey(0x1001, OLD_CA, "sign")
SECOND = SerialKey(0x2001, NEW_CA, "sign")
THIRD = SerialKey(0x3001, NEW_CA, "sign")
End = CardSerial.End


@pytest.fixture(autouse=True)
def town() -> None:
    import_residents(
        [
            resident("1001", "花子", "ハナコ", date(1992, 5, 3)),
            resident("1002", "太郎", "タロウ", date(2005, 6, 1)),
        ]
    )


def link(key: SerialKey = FIRST, number: str = "1001") -> CardSerial | Refused:
    return link_serial(key, resident=number, source="窓口", now=NOW)


def renew(old: SerialKey = FIRST, new: SerialKey = SECOND) -> CardSerial | Refused:
    return follow_renewal(old=old, new=new, source="新旧シリアル番号の紐付け", now=LATER)


def who(key: SerialKey) -> str | None:
    return resident_of_serial(key, reader=READER, now=LATER)


def code(answer: CardSerial | Refused) -> str:
    return answer.code if isinstance(answer, Refused) else "linked"


def test_a_linked_serial_leads_to_its_resident_and_leaves_a_reading() -> None:
    assert code(link()) == "linked"
    assert Reading.objects.count() == 0
    assert who(FIRST) == "1001"
    row = readings_of("1001").get()
    assert (row.fields, row.purpose, row.case_number) == (["card_serial"], READER.why, "C-1")


def test_an_unknown_serial_leads_nowhere_and_leaves_no_reading() -> None:
    link()
    strangers = [
        SerialKey(0x1001, NEW_CA, "sign"),
        SerialKey(0x1001, OLD_CA, "auth"),
        SerialKey(0x1002, OLD_CA, "sign"),
    ]
    assert [who(key) for key in strangers] == [None, None, None]
    assert Reading.objects.count() == 0


def test_linking_again_changes_nothing() -> None:
    assert link() == link()
    assert CardSerial.objects.count() == 1


def test_a_serial_of_one_person_is_never_linked_to_another() -> None:
    link()
    assert code(link(number="1002")) == "serial_of_another"
    assert who(FIRST) == "1001"


def test_the_database_itself_lets_one_of_two_links_through() -> None:
    made = link()
    assert isinstance(made, CardSerial)
    made.pk, made.resident = None, "1002"
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def test_nobody_outside_the_register_is_linked() -> None:
    assert code(link(number="9999")) == "unknown_resident"


def test_a_renewal_leads_the_new_serial_to_the_same_resident_and_ends_the_old() -> None:
    link()
    made = renew()
    assert isinstance(made, CardSerial)
    assert (who(FIRST), who(SECOND)) == (None, "1001")
    old = CardSerial.objects.get(serial="1001")
    assert (old.end_reason, old.ended_at, made.renewed_from) == (End.RENEWED, LATER, old)


def test_a_renewal_told_twice_changes_nothing() -> None:
    link()
    assert renew() == renew()
    assert CardSerial.objects.count() == 2


def test_renewals_are_followed_one_after_another() -> None:
    link()
    renew()
    assert code(renew(SECOND, THIRD)) == "linked"
    assert [who(key) for key in (FIRST, SECOND, THIRD)] == [None, None, "1001"]


def test_one_certificate_has_one_successor() -> None:
    link()
    renew()
    assert code(renew(FIRST, THIRD)) == "serial_ended"
    assert who(THIRD) is None


def test_a_move_revokes_first_and_the_new_certificate_still_follows() -> None:
    link()
    end_serial(FIRST, reason=End.REVOKED, now=NOW)
    assert code(renew()) == "linked"
    assert who(SECOND) == "1001"
    assert CardSerial.objects.get(serial="1001").end_reason == End.REVOKED


def test_a_renewal_of_an_unknown_or_wrong_link_is_not_followed() -> None:
    assert code(renew()) == "serial_unknown"
    link()
    end_serial(FIRST, reason=End.WRONG_PERSON, now=NOW)
    assert code(renew()) == "serial_ended"
    assert who(SECOND) is None


def test_a_renewal_never_takes_another_persons_serial() -> None:
    link()
    link(SECOND, "1002")
    assert code(renew()) == "serial_of_another"
    assert (who(FIRST), who(SECOND)) == ("1001", "1002")


def test_sign_never_renews_auth() -> None:
    link()
    assert code(renew(new=SerialKey(1, NEW_CA, "auth"))) == "another_kind"


@pytest.mark.parametrize("reason", [End.REVOKED, End.EXPIRED, End.RENEWED])
def test_an_ended_serial_leads_nowhere_and_is_not_linked_again(reason: CardSerial.End) -> None:
    link()
    end_serial(FIRST, reason=reason, now=NOW)
    assert who(FIRST) is None
    assert code(link()) == "serial_ended"


def test_a_wrong_link_is_taken_back_and_made_right() -> None:
    link(number="1002")
    end_serial(FIRST, reason=End.WRONG_PERSON, now=NOW)
    assert code(link(number="1001")) == "linked"
    assert who(FIRST) == "1001"


def test_ending_twice_keeps_the_first_end() -> None:
    link()
    end_serial(FIRST, reason=End.REVOKED, now=NOW)
    again = end_serial(FIRST, reason=End.EXPIRED, now=LATER)
    assert isinstance(again, CardSerial)
    assert (again.end_reason, again.ended_at) == (End.REVOKED, NOW)
    assert code(end_serial(SECOND, reason=End.REVOKED, now=NOW)) == "serial_unknown"


def test_a_kind_that_does_not_exist_is_a_fault() -> None:
    with pytest.raises(ValidationError):
        link(SerialKey(1, OLD_CA, "seal"))


def test_the_longest_serial_fits() -> None:
    longest = SerialKey(2**160 - 1, OLD_CA, "auth")
    assert code(link(longest)) == "linked"
    assert who(longest) == "1001"
