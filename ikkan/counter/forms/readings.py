"""Easy Japanese with its readings drawn above the characters, for what a page asks.

Our texts write readings in brackets, 住所（じゅうしょ）; the filter ``ruby`` escapes a text first and then draws them.
What a person typed is never touched.
"""

from dataclasses import replace

from ikkan.counter.forms.drawn import Pair, Part
from ikkan.counter.parts import Answer, AnswerCard, Choice, Choices, DateBoxes, TextBox
from ikkan.counter.templatetags.ikkan_counter import ruby


def part_with_readings(part: Part) -> Part:
    """Return a part whose own words have their readings above them."""
    return Part(part.template, _shape(part.shape))


def card_with_readings(card: AnswerCard) -> AnswerCard:
    """Return a card of answers whose labels have their readings above them."""
    rows = [Answer(ruby(one.label), one.value, one.change_url, one.tag, one.tone) for one in card.answers]
    return AnswerCard(card.title, rows)


def _shape(shape: TextBox | Choices | DateBoxes | Pair) -> TextBox | Choices | DateBoxes | Pair:
    if isinstance(shape, TextBox):
        return _box(shape)
    if isinstance(shape, Pair):
        return replace(shape, legend=ruby(shape.legend), hint=ruby(shape.hint), boxes=tuple(map(_box, shape.boxes)))
    if isinstance(shape, DateBoxes):
        return replace(shape, legend=ruby(shape.legend), hint=ruby(shape.hint), error=ruby(shape.error))
    options = [Choice(one.value, ruby(one.label), ruby(one.hint), one.checked) for one in shape.options]
    words = {"legend": ruby(shape.legend), "hint": ruby(shape.hint), "error": ruby(shape.error)}
    return Choices(shape.name, options=options, many=shape.many, optional=shape.optional, **words)


def _box(box: TextBox) -> TextBox:
    return replace(box, label=ruby(box.label), hint=ruby(box.hint), error=ruby(box.error))
