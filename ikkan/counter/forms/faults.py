"""A fault of a field in plain words: what, why and how to mend it."""

from dataclasses import dataclass

from ikkan.counter.forms.definition import Field
from ikkan.kernel.inputs import Label, Rejected
from ikkan.kernel.outcome import Text


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One fault.

    Args:
        path: path of the answer, from the root.
        code: stable machine word.
        text: the words, in three languages.
        box: name of the box on its page that the error list leads to; blank when no page is open.
        wrong: which of the boxes year, month and day of a date are wrong.
    """

    path: str
    code: str
    text: Text
    box: str = ""
    wrong: frozenset[str] = frozenset()


def noun(text: Text) -> Label:
    """Return a field's label as the readers of the kernel want it, for use inside a sentence."""
    en = text.en if text.en[:2].isupper() else text.en[:1].lower() + text.en[1:]
    return Label(text.ja, en)


def rejected(refusal: Rejected, label: Text) -> Text:
    """Return the kernel's refusal with words in easy Japanese beside it."""
    name = label.easy or label.ja
    empty = f"「{name}」を 書（か）いてください"
    wrong = f"「{name}」が 違（ちが）います。もう一度（いちど） 書（か）いてください"
    return Text(refusal.message_ja, refusal.message_en, empty if refusal.code == "empty" else wrong)


def missing(field: Field) -> Text:
    """Return the words for a question that was not answered."""
    label = field.label
    name = label.easy or label.ja
    if field.kind in ("radios", "copies", "choose", "ranked", "several", "mapped", "one_of_dates"):
        return Text(
            f"「{label.ja}」を選んでください",
            f"Choose an answer: {label.en}",
            f"「{name}」を 選（えら）んでください",
        )
    return Text(f"{label.ja}を入力してください", f"Enter your {noun(label).en}", f"「{name}」を 書（か）いてください")
