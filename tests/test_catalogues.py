"""English is complete, nothing is kept that nobody says, and what is compiled is what is written."""

from babel.messages.catalog import Message
from babel.messages.mofile import read_mo

from tests.catalogues import CATALOGUE, OTHERS, messages, missing, read


# a plural has its forms as a tuple in what is written and as a list in what is compiled
def forms(words: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (words or "",) if words is None or isinstance(words, str) else tuple(words)


def identity_of(message: Message) -> tuple[str | None, tuple[str, ...]]:
    return message.context, forms(message.id)


def test_every_string_has_its_english() -> None:
    assert missing([read(path) for path in (CATALOGUE, *OTHERS)]) == []


def test_nothing_is_kept_that_nobody_says() -> None:
    said = {(context, forms(words)[:2]) for words, context in messages()}
    assert [m.id for m in read(CATALOGUE) if m.id and identity_of(m) not in said] == []


def test_compiled_catalogues_say_what_is_written() -> None:
    for path in (CATALOGUE, *OTHERS):
        catalogue = read(path)
        assert catalogue.num_plurals == 2
        written = {identity_of(m): forms(m.string) for m in catalogue if m.id and m.string}
        with path.with_suffix(".mo").open("rb") as file:
            compiled = read_mo(file)
        said = {identity_of(m): forms(m.string) for m in compiled if m.id}
        assert {key: value for key, value in written.items() if all(value)} == said
        assert compiled.plural_expr == catalogue.plural_expr
