"""Faults of a form as it arrives: by its schema first, then by what only other records can tell."""

from datetime import datetime
from pathlib import Path

from django.utils import timezone

from ikkan.counter.forms.form_file import load_form
from ikkan.counter.forms.validity import find_faults
from ikkan.kernel import answers as read
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.editions import book_in_force
from ikkan.procedures.nursery.facilities import places_of_town
from ikkan.procedures.nursery.placement.siblings import SiblingWishError, TooManyCombinations
from ikkan.procedures.nursery.round.following import reference_day
from ikkan.procedures.nursery.round.wishes import joint_wishes
from ikkan.procedures.nursery.validation import validate as find_contradictions


def validate(answers: JsonObject, now: datetime) -> tuple[Refused, ...]:
    """Return every fault of a form that is to be filed; an empty tuple means that it can be received.

    Args:
        answers: whole answers document.
        now: moment of arrival.
    """
    form = load_form(Path(__file__).parent)
    faults = tuple(Refused(f.code, f.text.ja, f.text.en, f.path) for f in find_faults(form, answers))
    if faults:
        return faults
    contradictions = find_contradictions(answers, facilities=places_of_town(), today=timezone.localdate(now))
    return contradictions or _combination_faults(answers)


def _combination_faults(answers: JsonObject) -> tuple[Refused, ...]:
    """Tell a family with too many joint wishes while it is filing; nothing is cut silently."""
    book = book_in_force("nursery").at(reference_day(answers))
    keys = [read.word(child, "id") for child in read.parts(answers, "children")]
    try:
        joint_wishes(answers, keys, limit=int(str(book.value("combinations", "most"))))
    except TooManyCombinations as many:
        return (
            Refused(
                "too_many_combinations",
                f"きょうだいの希望の組み合わせが{many.count}通りあり、{many.limit}通りを超えています。"
                "希望する園を減らすか、「同じ園」を選ぶか、組み合わせを自分で書いてください。",
                f"The siblings' wishes give {many.count} combinations; at most {many.limit} are taken. "
                "Wish fewer facilities, choose the same facility, or list the combinations yourself.",
                "siblings",
            ),
        )
    except SiblingWishError as fault:
        return (
            Refused(
                "siblings_unclear",
                "きょうだいの希望が読み取れません。組み合わせの一覧を確かめてください。",
                f"The siblings' wishes cannot be read: {fault}",
                "siblings",
            ),
        )
    return ()
