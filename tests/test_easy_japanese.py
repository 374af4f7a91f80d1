"""Every string that citizens see has an easy text: with the same values in it, and a reading after each kanji."""

import re

from babel.messages.mofile import read_mo

from ikkan.ledger.event_names import event_names
from ikkan.web.citizen.timeline import is_seen
from tests.easy_catalogue import EASY, HOLES, KANJI, easy_of, is_of_citizens, read, wanted

READING = re.compile(r"[一-鿿々]+[(（][ぁ-ゖー]+[)）]")


def test_every_string_of_the_citizens_pages_has_an_easy_text() -> None:
    catalogue = read()
    assert [one for one in wanted() if not easy_of(catalogue, one)] == []


def test_an_easy_text_holds_the_same_values() -> None:
    catalogue = read()
    wrong = [one for one in wanted() if _holes(one) != sorted(HOLES.findall(easy_of(catalogue, one)))]
    assert wrong == []


def test_each_kanji_of_an_easy_text_has_its_reading() -> None:
    catalogue = read()
    bare = [easy for one in wanted() if KANJI.search(READING.sub("", easy := easy_of(catalogue, one)))]
    assert bare == []


def test_nothing_is_kept_that_nobody_says_and_what_is_compiled_is_what_is_written() -> None:
    catalogue = read()
    assert {m.id if isinstance(m.id, str) else tuple(m.id) for m in catalogue if m.id} == set(wanted())
    with EASY.with_suffix(".mo").open("rb") as file:
        said = read_mo(file)
    assert all(easy_of(said, one) == easy_of(catalogue, one) for one in wanted())


def test_pages_of_staff_are_left_out() -> None:
    assert is_of_citizens("web/templates/citizen/case.html")
    assert not is_of_citizens("web/desk/case.py")
    assert not is_of_citizens("procedures/nursery/pages/desk_case.py")


def _holes(identity: str | tuple[str, ...]) -> list[str]:
    return sorted(HOLES.findall(identity if isinstance(identity, str) else identity[0]))


def test_every_event_that_a_citizen_sees_has_an_easy_sentence() -> None:
    seen = {name: text for name, text in event_names().items() if is_seen(name)}
    assert "intake.received" in seen
    assert [name for name, text in seen.items() if not text.easy] == []
