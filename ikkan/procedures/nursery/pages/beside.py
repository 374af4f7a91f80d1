"""What stands beside a question of the nursery form: the estimate, and the wished nurseries on a map."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from ikkan.counter.citizen_kinds import Beside, Overview
from ikkan.counter.forms.form_file import load_form
from ikkan.counter.forms.paths import list_at, text_at
from ikkan.counter.forms.places import Place
from ikkan.counter.forms.showing import show_month
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.pages.surroundings import WithPlaces
from ikkan.procedures.nursery.pages.told import open_rounds
from ikkan.procedures.nursery.pages.wish_map import wish_map
from ikkan.procedures.nursery.procedure import NURSERY

ESTIMATED: Final = frozenset({"parent1", "parent2", "wishes", "options"})


def overview(answers: JsonObject, *, language: str, now: datetime) -> Overview:
    """Return what the task list tells: the month of entry, and the deadline of its round.

    Args:
        answers: the answers so far.
        language: ja, easy or en.
        now: moment.
    """
    month = text_at(answers, "start_month")
    if not month:
        return Overview(has_estimate=True)
    named = {"title": load_form(NURSERY.folder).title.shown(language), "month": show_month(month, language)}
    closes = next((one.closes_at for one in open_rounds(now) if one.month.isoformat() == month), None)
    return Overview(_("%(title)s（%(month)s入所）") % named, closes, has_estimate=True)


def beside(place: Place, answers: JsonObject, around: Surroundings, *, draft: str) -> Beside:
    """Return what stands beside a question.

    Args:
        place: the page.
        answers: the answers so far.
        around: what the page is drawn in.
        draft: id of the draft.
    """
    has_estimate = place.section.code in ESTIMATED
    ranked = next((one for one in place.page.fields if one.kind == "ranked"), None)
    if ranked is None:
        return Beside(has_estimate)
    wishes = [str(code) for code in list_at(answers, place.path(ranked.to))]
    child = "" if place.index is None else place.index
    compared = (_("園を3つまで並べて比べる"), "citizen:compare", f"draft={draft}&child={child}")
    drawn = wish_map("wishes-map", wishes, around.places()) if isinstance(around, WithPlaces) else None
    return Beside(has_estimate, (compared,), drawn)
