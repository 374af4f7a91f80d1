"""From a page, its answers and its faults to the context of its template. Nothing here builds HTML."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as part

from ikkan.counter.forms.definition import Field, Form
from ikkan.counter.forms.drawing import draw_field
from ikkan.counter.forms.drawn import Drawing, Part
from ikkan.counter.forms.faults import FieldFault
from ikkan.counter.forms.paths import ABSENT, object_at
from ikkan.counter.forms.picking import RowsView, list_view, rows_view, search_view
from ikkan.counter.forms.places import Place, item_title
from ikkan.counter.forms.prefill import Marks, mark_of
from ikkan.counter.forms.progress import known_before, previous_place
from ikkan.counter.forms.readings import card_with_readings, part_with_readings
from ikkan.counter.forms.showing import fitting_row, show_day
from ikkan.counter.forms.summary import SectionSummary, page_answers, summarise
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.forms.uploads import document_for
from ikkan.counter.parts import AnswerCard, Choice, Choices, TextBox
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Text

SAVE = Text("保存して次へ", "Save and continue", "保存（ほぞん）して 次（つぎ）へ")
# What the link "not found" sends in place of a postal code.
FREE = "free"
EASY = "easy"
TEMPLATES = ("choose", "ranked", "combination", "upload", "address")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """Everything that the template of a page needs; :meth:`context` gives it by name.

    Args:
        template: template of the page.
        title: heading; `whom` says which child or parent, where there are several.
        parts: what is asked, in order.
        error_list: (anchor, words) of each fault.
        known: answers that the town already holds, passed over just before this page.
        echo: a sentence about what was chosen.
        source: where first answers on this page came from.
        back_url: the page before; blank for the task list.
        special: what pages with buttons of their own need.
    """

    template: str
    title: str
    whom: str = ""
    hint: str = ""
    parts: tuple[Part, ...] = ()
    error_list: tuple[tuple[str, str], ...] = ()
    known: AnswerCard | None = None
    echo: str = ""
    source: str = ""
    action_url: str = ""
    back_url: str = ""
    main_label: str = ""
    has_quick_exit: bool = False
    sections: tuple[SectionSummary, ...] = ()
    special: Mapping[str, object] = part(default_factory=dict)

    def context(self) -> dict[str, object]:
        """Return the context for the template, to be merged with what every page has."""
        title = f"{self.title}（{self.whom}）" if self.whom else self.title
        errors = list(self.error_list)
        return {"view": self, "page_title": title, "heading": title, "error_list": errors, **self.special}


def render_page(
    form: Form, place: Place, answers: JsonObject, around: Surroundings, *,
    marks: Marks, url: Callable[[Place], str], faults: Sequence[FieldFault] = (),
    posted: Mapping[str, Sequence[str]] | None = None, query: str = "",
) -> PageView:  # fmt: skip
    """Return what a page shows; its template and context are on the view.

    Args:
        marks: what the town's records filled in.
        url: page -> its address.
        faults: of the sending that is shown again (the status is then 422), and `posted`, what was typed in it.
        query: words that were searched for, on pages with a search.
    """
    drawing = Drawing(place, answers, object_at(answers, place.base), around, posted, faults)
    parts = tuple(one for field in place.page.fields for one in draw_field(field, drawing))
    previous = previous_place(place, answers, marks)
    known = known_before(place, answers, marks)
    facts = [row for one in known for row in page_answers(one, answers, around, marks=marks, url=url)]
    view = PageView(
        template=_template(place),
        title=around.say(place.page.title),
        whom=item_title(form, place, answers, around.language),
        hint=around.say(place.page.hint),
        parts=parts,
        error_list=_errors(place, faults, parts, around),
        known=AnswerCard("", facts) if facts else None,
        echo=_echo(place, answers, around),
        source=_source((place, *known), marks, around),
        action_url=url(place),
        back_url="" if previous is None else url(previous),
        main_label=around.say(place.page.button or SAVE),
        has_quick_exit=place.page.quick_exit,
        sections=summarise(form, answers, around, marks=marks, url=url) if place.page.is_review else (),
        special=_special(drawing, query),
    )
    return _with_readings(view) if around.language == EASY else view


def _with_readings(view: PageView) -> PageView:
    known = None if view.known is None else card_with_readings(view.known)
    return replace(view, parts=tuple(map(part_with_readings, view.parts)), known=known)


def _template(place: Place) -> str:
    if place.page.listing is not None:
        return "counter/forms/list.html"
    if place.page.is_review:
        return "counter/forms/review.html"
    kinds = {field.kind for field in place.page.fields}
    name = next((kind for kind in TEMPLATES if kind in kinds), "page")
    return f"counter/forms/{name}.html"


def _errors(
    place: Place, faults: Sequence[FieldFault], parts: Sequence[Part], around: Surroundings
) -> tuple[tuple[str, str], ...]:
    anchors = {name: anchor for one in parts for name, anchor in one.anchors.items()}
    anchors |= {field.key: f"{field.key}_0" for field in place.page.fields if field.kind == "choose"}
    return tuple((f"#id_{anchors.get(fault.box, fault.box)}", around.say(fault.text)) for fault in faults)


def _echo(place: Place, answers: JsonObject, around: Surroundings) -> str:
    for field in place.page.fields:
        if field.kind == "mapped":
            row = fitting_row(field, object_at(answers, place.path(field.to)))
            return "" if row is None else around.say(row.says)
    return ""


def _source(shown: Sequence[Place], marks: Marks, around: Surroundings) -> str:
    found = {
        f"{around.say(mark[0].source)} {show_day(mark[0].on.isoformat(), around.language)}"
        for place in shown
        for field in place.page.fields
        for to in field.paths
        if (mark := mark_of(marks, place.path(to))) is not None and mark[1] is not ABSENT
    }
    return "、".join(sorted(found))


def _special(drawing: Drawing, query: str) -> dict[str, object]:
    place, answers, around = drawing.place, drawing.answers, drawing.around
    if place.page.listing is not None:
        return {"listing": list_view(place, place.page.listing, answers, around)}
    for field in place.page.fields:
        if field.kind in ("choose", "ranked"):
            view: RowsView | None = rows_view(field, drawing) if field.kind == "ranked" else None
            return {"rows": view, "search": search_view(field, drawing, query)}
        if field.kind == "combination":
            return {"rows": rows_view(field, drawing)}
        if field.kind == "upload":
            return _upload(field, drawing)
        if field.kind == "address":
            return _address(field, drawing, query)
    return {}


def _upload(field: Field, drawing: Drawing) -> dict[str, object]:
    document = document_for(field, drawing.place, drawing.answers)
    return {
        "upload_name": field.key,
        "upload_label": drawing.around.say(field.label),
        "upload_hint": drawing.hint(field),
        "upload_error": drawing.error(field.key),
        "document": document,
    }


def _address(field: Field, drawing: Drawing, query: str) -> dict[str, object]:
    """Give the towns of a postal code as radios; whoever does not find the town writes it in boxes."""
    boxes = {box.shape.name: box.shape for box in draw_field(field, drawing) if isinstance(box.shape, TextBox)}
    town, searched = boxes["town"], query not in ("", FREE)
    if searched:
        boxes["zip"] = replace(boxes["zip"], value=query)
    postal = "" if query == FREE else boxes["zip"].value
    found = list(drawing.around.choices(field.source, postal)) if postal else []
    if town.value and query == "" and town.value not in [one.value for one in found]:
        found.insert(0, Choice(town.value, town.value))
    options = [Choice(one.value, one.label, one.hint, one.value == town.value) for one in found]
    towns = Choices("town", town.label, options, error=town.error) if options and query != FREE else None
    return {
        "boxes": boxes,
        "towns": towns,
        "has_boxes": query == FREE or (towns is None and (searched or bool(drawing.faults))),
        "is_not_found": searched and towns is None,
        "was_searched": searched,
        "free_word": FREE,
    }
