"""No table holds a 個人番号: no layer that this release serves may keep one."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

FORBIDDEN = ("個人番号", "マイナンバー", "my_number", "mynumber", "individual_number", "kojin_bango")


def _fields() -> list[models.Field[object, object]]:
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
    ]


def _says_my_number(*words: object) -> bool:
    text = " ".join(str(word).lower() for word in words)
    return any(word in text for word in FORBIDDEN)


def test_the_scan_sees_our_tables() -> None:
    seen = {str(field) for field in _fields()}
    assert {"people.Account.resident_number", "ledger.Event.codes", "registers.Resident.number"} <= seen


@pytest.mark.parametrize("field", _fields(), ids=str)
def test_no_field_is_for_a_my_number(field: models.Field[object, object]) -> None:
    assert not _says_my_number(field.name, field.column, field.verbose_name, field.help_text, field.db_comment)


@pytest.mark.parametrize("word", ["個人番号", "My_Number", "the individual_number of a person"])
def test_the_scan_knows_its_words(word: str) -> None:
    assert _says_my_number(word)
