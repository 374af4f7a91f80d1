"""Every stored field is declared in privacy.toml: personal with why, law and end, or impersonal with why."""

from collections import Counter
from datetime import date

from django.apps import apps
from django.db.models import CharField, DateField, EmailField, JSONField, Model, TextField

from ikkan.kernel.book import Row
from ikkan.ledger.editions import book_in_force

# apps of ours; Django's and allauth's own tables hold what the account holds
OWN = {
    "people",
    "registers",
    "ledger",
    "intake",
    "check",
    "decide",
    "approve",
    "answer",
    "nursery",
    "certificate",
    "store",
}
WORDS = (JSONField, TextField, EmailField, CharField, DateField)


def names(models: list[type[Model]], *, only_words: bool) -> set[str]:
    """Return app.Model.field of every column; only_words: those that can hold words, dates or JSON of a person."""
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in models
        for field in model._meta.concrete_fields
        if not only_words or (isinstance(field, WORDS) and not field.choices)
    }


def own_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OWN]


def rows(table: str) -> list[Row]:
    """Return the rows of every procedure's book."""
    books = [book_in_force(code).at(date(2027, 4, 1)) for code in ("nursery", "certificate")]
    return [row for book in books for row in book.rows(table)]


def ids(table: str) -> list[str]:
    """Return app.Model.field of every row; the path of an answer below a JSON field counts as that field."""
    return [".".join(row.text("id").split(".")[:3]) for row in rows(table)]


def undeclared(models: list[type[Model]]) -> list[str]:
    return sorted(names(models, only_words=True) - {*ids("privacy"), *ids("impersonal")})


def test_every_field_is_declared() -> None:
    missing = undeclared(own_models())
    assert not missing, "\n".join(missing)


def test_a_new_field_would_be_noticed() -> None:
    class Fresh(Model):
        words = CharField(max_length=9)

        class Meta:
            app_label = "nursery"
            managed = False

    try:
        assert undeclared([*own_models(), Fresh]) == ["nursery.Fresh.words"]
    finally:
        del apps.all_models["nursery"]["fresh"]
        apps.clear_cache()


def test_every_declared_field_is_stored() -> None:
    assert sorted({*ids("privacy"), *ids("impersonal")} - names(own_models(), only_words=False)) == []


def test_no_field_is_both_personal_and_not() -> None:
    counted = Counter(ids("impersonal"))
    assert [name for name, times in counted.items() if times > 1] == []
    assert set(counted) & set(ids("privacy")) == set()
    assert all(row.text("why") for row in rows("impersonal"))
