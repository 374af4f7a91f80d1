"""The printed code is checked without a network; a changed name is found, and no name can be read from it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ikkan.papers.seals.code import Statement, UnfitCodeError, check_code, make_code, person_digest
from ikkan.papers.seals.keys import KeyState, SealKey
from ikkan.papers.seals.tests.keys_of_a_town import NOW, new_key

NUMBER = "20270129 見本市 本庁1 001 1/2"
DAY = date(2027, 1, 29)
BIRTH = date(1990, 5, 1)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SealKey:
    return new_key(tmp_path_factory)


@pytest.fixture(scope="module")
def code(key: SealKey) -> str:
    return make_code(Statement(NUMBER, DAY, "222127", (person_digest(NUMBER, "髙橋　花子", BIRTH),)), key)


def test_a_code_of_the_town_is_good_and_short(key: SealKey, code: str) -> None:
    verdict = check_code(code, [key.published])
    assert verdict.is_good
    assert verdict.statement.number == NUMBER
    assert len(code) < 300


def test_a_name_is_found_in_any_form_and_not_another(key: SealKey, code: str) -> None:
    statement = check_code(code, [key.published]).statement
    assert statement.names("高橋 花子", BIRTH)
    assert not statement.names("高橋 花", BIRTH)
    assert not statement.names("高橋 花子", BIRTH + timedelta(days=1))
    assert "橋" not in code


def test_spaces_of_a_scanner_do_no_harm(key: SealKey, code: str) -> None:
    assert check_code(f" {code[:50]}\n{code[50:]} ", [key.published]).is_good


def test_a_code_of_another_key_or_with_another_signature_is_not_good(
    key: SealKey, code: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = new_key(tmp_path_factory)
    assert check_code(code, [other.published]).key is None
    assert not check_code(code, [other.published]).is_good
    forged = make_code(Statement(NUMBER, DAY, "222127"), other)
    head, body, _ = code.split(".")
    swapped = ".".join((head, body, forged.split(".")[2]))
    assert not check_code(swapped, [key.published]).is_good


def test_a_revoked_or_retired_key_counts_by_its_day(key: SealKey, code: str) -> None:
    revoked = replace(key.published, state=KeyState.REVOKED, ended_at=NOW, why="盗まれた")
    retired = replace(key.published, state=KeyState.RETIRED, ended_at=NOW + timedelta(days=3))
    assert not check_code(code, [revoked]).is_good
    assert check_code(code, [retired]).is_good


@pytest.mark.parametrize("given", ["", "IKKAN1", "IKKAN1.a.b", "IKKAN1.é.é", "x" * 9000, "IKKAN2.W10.AAAA"])
def test_what_is_no_code_is_refused(key: SealKey, given: str) -> None:
    with pytest.raises(UnfitCodeError, match="Scan the code again"):
        check_code(given, [key.published])


def test_a_signed_body_of_another_shape_is_refused(key: SealKey, code: str) -> None:
    head, _, signature = code.split(".")
    for body in ("W10", "e30", "MQ", "WyJhIiwiYiIsImMiLCJkIl0"):
        with pytest.raises(UnfitCodeError):
            check_code(f"{head}.{body}.{signature}", [key.published])
