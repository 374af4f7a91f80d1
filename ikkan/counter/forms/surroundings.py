"""What the caller lends to the engine: the day, the language, and the data that some questions need."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ikkan.counter.parts import Choice
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Text

ChoicesOf = Callable[[str, str], Sequence[Choice]]
ThingsOf = Callable[[str], Sequence[JsonObject]]
Echo = Callable[[JsonValue, JsonObject], Text | None]


def no_choices(_source: str, _query: str) -> Sequence[Choice]:
    """Give no choice, for forms whose questions need no data."""
    return ()


def no_things(_source: str) -> Sequence[JsonObject]:
    """Give nothing to pick from."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a page is read and drawn in.

    Args:
        today: bounds dates that may not lie ahead.
        language: ja, easy or en.
        choices: source and query -> choices. A blank query gives the nearest or all; the exact value of a choice as
            query gives that choice, also one that is no longer offered.
        things: source -> the things that can be ticked, as they are kept.
        echoes: by name: (value, whole answers) -> a sentence shown below the field.
        book_texts: by name: a text of the rule book shown as the hint of a field.
    """

    today: date
    language: str = "ja"
    choices: ChoicesOf = no_choices
    things: ThingsOf = no_things
    echoes: Mapping[str, Echo] = field(default_factory=dict)
    book_texts: Mapping[str, Text] = field(default_factory=dict)

    def choice(self, source: str, value: str) -> Choice | None:
        """Return the choice that stands for a stored value, or None when there is none."""
        return next((one for one in self.choices(source, value) if one.value == value), None)

    def say(self, text: Text | None) -> str:
        """Return a text in the language of the page; blank for none."""
        return "" if text is None else text.shown(self.language)
