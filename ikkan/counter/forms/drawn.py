"""Pieces of a page, and what they are drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ikkan.counter.forms.definition import Field
from ikkan.counter.forms.faults import FieldFault
from ikkan.counter.forms.places import Place
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.parts import Choices, DateBoxes, TextBox
from ikkan.kernel.json_value import JsonObject


@dataclass(frozen=True, slots=True)
class Pair:
    """Two text boxes of one question, such as 姓 and 名."""

    legend: str
    hint: str
    boxes: tuple[TextBox, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a page: a template of the furniture and the shape that it draws."""

    template: str
    shape: TextBox | Choices | DateBoxes | Pair

    @property
    def anchors(self) -> Mapping[str, str]:
        """Return by name of a box the id that an error leads to, where the two differ."""
        if isinstance(self.shape, Choices):
            return {self.shape.name: f"{self.shape.name}_0"}
        return {}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What fields are drawn from.

    Args:
        place: the page.
        answers: the whole answers.
        item: those of the page's item.
        around: language, day and choices.
        posted: what was typed, when a refused page is shown again; None otherwise.
        faults: what was refused.
    """

    place: Place
    answers: JsonObject
    item: JsonObject
    around: Surroundings
    posted: Mapping[str, Sequence[str]] | None
    faults: Sequence[FieldFault]

    def typed(self, box: str, kept: str) -> str:
        """Return what stands in a box."""
        return kept if self.posted is None else next(iter(self.posted.get(box, ())), "")

    def error(self, *boxes: str) -> str:
        """Return the words of the first fault at one of these boxes; blank for none."""
        return next((self.around.say(fault.text) for fault in self.faults if fault.box in boxes), "")

    def hint(self, field: Field) -> str:
        """Return the hint of a field, with the text of the rule book when it names one."""
        texts = [field.hint, self.around.book_texts.get(field.book)]
        return " ".join(self.around.say(text) for text in texts if text is not None)
