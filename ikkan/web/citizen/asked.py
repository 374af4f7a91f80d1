"""What a correction request asks, question by question: the field it is about, drawn with boxes of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ikkan.counter.citizen_kinds import Example
from ikkan.counter.forms.definition import Field, Form
from ikkan.counter.forms.drawing import draw_field
from ikkan.counter.forms.drawn import Drawing, Pair, Part
from ikkan.counter.forms.faults import FieldFault
from ikkan.counter.forms.paths import object_at
from ikkan.counter.forms.places import Place, item_title, place_of, places
from ikkan.counter.forms.showing import show_field
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.forms.uploads import wanted_papers
from ikkan.counter.parts import Upload
from ikkan.kernel.json_value import JsonObject
from ikkan.people.models import Account
from ikkan.rooms.intake.models import Draft
from ikkan.rooms.intake.reusing import HOUSEHOLD, HandedIn, handed_in
from ikkan.web.citizen.kept import answers_of
from ikkan.web.citizen.offered import asking_of, form_of
from ikkan.web.citizen.reuse import reuse_url
from ikkan.web.citizen.tasks import place_url
from ikkan.web.citizen.uploads import GivenFiles, file_rows, given_files

INLINE = frozenset(
    {"line", "lines", "name", "kana", "phone", "email", "address", "date", "month", "one_of_dates", "number", "hours",
     "radios", "copies", "checks", "upload"}
)  # fmt: skip
Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to mend: why, and the question that mends it."""

    why: str
    article: str
    place: Place | None
    field: Field | None
    prefix: str

    @property
    def is_inline(self) -> bool:
        """Whether it can be answered on this page."""
        return self.field is not None and self.field.kind in INLINE


@dataclass(frozen=True, slots=True)
class DrawnQuestion:
    """A question as its template draws it."""

    why: str
    article: str
    title: str = ""
    label: str = ""
    old: str = ""
    page_url: str = ""
    hint: str = ""
    upload_name: str = ""
    upload_error: str = ""
    reuse_url: str = ""
    example: Example | None = None
    files: tuple[Upload, ...] = ()
    parts: tuple[Part, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()


def find_asked(form: Form, answers: JsonObject, question: JsonObject, prefix: str, language: str) -> Asked:
    """Return the page and field that a stored question is about."""
    reason = object_at(question, "reason")
    why = str(reason.get(language) or reason.get("ja", ""))
    path = str(question.get("field", ""))
    listing = _listing_place(form, answers, path)
    if listing is not None:
        return Asked(why, str(reason.get("article", "")), listing, None, prefix)
    place = _paper_place(form, answers, path) if question.get("document_kind") else place_of(form, path, answers)
    return Asked(why, str(reason.get("article", "")), place, None if place is None else _field_at(place, path), prefix)


def _listing_place(form: Form, answers: JsonObject, path: str) -> Place | None:
    """Find the page that adds and removes the items of a list, when the question is about the list itself."""
    every = (place for section in form.sections for place in places(section, answers))
    return next((one for one in every if one.page.listing is not None and one.path(one.page.listing.at) == path), None)


def _paper_place(form: Form, answers: JsonObject, path: str) -> Place | None:
    """Find the upload page of ``documents.<kind>.<of>``."""
    _documents, kind, of = [*path.split("."), "", ""][:3]
    return next(
        (one.place for one in wanted_papers(form, answers) if one.kind == kind and (one.of or HOUSEHOLD) == of), None
    )


def _field_at(place: Place, path: str) -> Field | None:
    """Return the field of a page that writes a path; the upload field of a page of papers."""
    fits = (
        one
        for one in place.page.fields
        if one.kind == "upload" or any(_covers(place.path(to), path) for to in one.paths)
    )
    return next(fits, None)


def _covers(own: str, path: str) -> bool:
    return own == path or path.startswith(f"{own}.") or own.startswith(f"{path}.")


@dataclass(frozen=True, slots=True)
class KnownFiles:
    """The files that the questions of one page are drawn with, read once."""

    given: GivenFiles
    before: HandedIn


def known_files(draft: Draft) -> KnownFiles:
    """Read the files of a draft, and what its owner handed in before."""
    return KnownFiles(given_files(draft), handed_in(draft))


def draw_asked(
    one: Asked,
    draft: Draft,
    filed: JsonObject,
    around: Surroundings,
    *,
    posted: Posted | None,
    faults: Sequence[FieldFault],
    account: Account,
    files: KnownFiles,
) -> DrawnQuestion:
    """Return a question with the old answer, and the boxes of the new one, as this person sees it."""
    if one.place is None:
        return DrawnQuestion(one.why, one.article)
    if one.field is None:
        return DrawnQuestion(
            one.why, one.article, around.say(one.place.page.title), page_url=place_url(draft, one.place)
        )
    field, place, answers = one.field, one.place, answers_of(draft)
    drawn = DrawnQuestion(
        one.why,
        one.article,
        _title(one, draft, answers, around),
        around.say(field.label),
        show_field(field, place, filed, around),
    )
    if not one.is_inline:
        return replace(drawn, page_url=place_url(draft, place))
    own = None if posted is None else own_boxes(posted, one.prefix)
    if field.kind == "upload":
        drawn = replace(
            drawn,
            hint=around.say(field.hint),
            upload_name=f"{one.prefix}{field.key}",
            example=asking_of(draft.procedure).example_of(field.paper, around.language),
            reuse_url=reuse_url(account, draft, place, field, before=files.before, back="answer"),
            upload_error=next((around.say(fault.text) for fault in faults if fault.box == field.key), ""),
            files=tuple(file_rows(draft, field, place, answers, drawn.label, given=files.given, prefix=one.prefix)),
        )
        # a new paper has other figures than the one that was wrong: its boxes begin empty
        own = own if own or _is_reused(files.given, field) else {}
    drawing = Drawing(place, answers, object_at(answers, place.base), around, own, faults)
    parts = tuple(_prefixed(part, one.prefix) for part in draw_field(field, drawing))
    anchors = {name: anchor for part in parts for name, anchor in part.anchors.items()}
    boxes = [(f"{one.prefix}{fault.box}", around.say(fault.text)) for fault in faults]
    return replace(drawn, parts=parts, errors=tuple((f"#id_{anchors.get(box, box)}", words) for box, words in boxes))


def _is_reused(given: GivenFiles, field: Field) -> bool:
    return any(kind == field.paper and one.note == "reused" for (kind, _of), one in given.attached.items())


def _title(one: Asked, draft: Draft, answers: JsonObject, around: Surroundings) -> str:
    """Return what is asked, and about whom: two certificates of two parents must not look alike."""
    if one.place is None:
        return ""
    whom = item_title(form_of(draft.procedure, draft.form_version), one.place, answers, around.language)
    title = around.say(one.place.page.title)
    return f"{title}（{whom}）" if whom else title


def own_boxes(posted: Posted, prefix: str) -> dict[str, Sequence[str]]:
    """Return what was sent for one question, under the names that its page uses."""
    return {name.removeprefix(prefix): values for name, values in posted.items() if name.startswith(prefix)}


def _prefixed(part: Part, prefix: str) -> Part:
    """Return a part whose boxes are named apart: two questions may ask for the same answer of two people."""
    shape = part.shape
    if isinstance(shape, Pair):
        boxes = tuple(replace(box, name=f"{prefix}{box.name}") for box in shape.boxes)
        return replace(part, shape=replace(shape, boxes=boxes))
    return replace(part, shape=replace(shape, name=f"{prefix}{shape.name}"))
