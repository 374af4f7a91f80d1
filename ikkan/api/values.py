"""Types that several topics answer with."""

from typing import Annotated

from ninja import Schema
from pydantic import Field, JsonValue

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Text

Answers = Annotated[
    dict[str, JsonValue],
    Field(
        description=(
            "Answers of the form. `GET /{procedure}/form` has their JSON Schema; "
            "so has `components.schemas` of this document, as `<procedure>_answers`."
        )
    ),
]
# what SQLite and PostgreSQL keep as a key
RowKey = Annotated[int, Field(ge=1, le=2**63 - 1)]
Reason = Annotated[str, Field(max_length=2000)]


class Words(Schema):
    """A text in both languages."""

    ja: str
    en: str


class Done(Schema):
    """That it is done."""

    done: bool = True


def words_of(text: Text) -> Words:
    """Return a text as it is answered."""
    return Words(ja=text.ja, en=text.en)


def sentence_of_reason(reason: object) -> Words:
    """Return the sentence of a stored reason."""
    stored: JsonObject = reason if isinstance(reason, dict) else {}
    return Words(ja=str(stored.get("ja", "")), en=str(stored.get("en", "")))
