"""How far a form is: the state of each section, the page that comes next, and the answers when all is done."""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import takewhile

from ikkan.counter.forms.definition import Field, Form, Section
from ikkan.counter.forms.paths import ABSENT, join, list_at, matching, object_at, value_at, with_value, without
from ikkan.counter.forms.places import Place, all_places, is_asked, places
from ikkan.counter.forms.prefill import Marks, is_as_held, is_known
from ikkan.counter.forms.uploads import document_for
from ikkan.counter.parts import Task, TaskGroup, TaskState
from ikkan.kernel.json_value import JsonObject, JsonValue


def is_answered(field: Field, place: Place, answers: JsonObject) -> bool:
    """Tell whether a question has its answer; optional ones always have."""
    if field.optional:
        return True
    if field.kind == "upload":
        return document_for(field, place, answers) is not None
    if field.kind in ("ranked", "combination", "several"):
        return len(list_at(answers, place.path(field.to))) >= field.least
    values = [value_at(answers, place.path(to)) for to in field.paths]
    if field.kind == "one_of_dates":
        return any(isinstance(value, str) for value in values)
    if field.kind in ("name", "kana"):
        return any(object_at(answers, place.path(field.to)).values())
    if field.kind == "agree":
        return values == [True]
    if field.kind == "mapped":
        return values[0] is not ABSENT
    may_be_blank = field.kind == "copies" or any(option.value == "" for option in field.options)
    return values[0] is not ABSENT and values[0] is not None and (may_be_blank or values[0] != "")


def is_complete(place: Place, answers: JsonObject) -> bool:
    """Tell whether a page has every answer that it needs."""
    listing = place.page.listing
    if listing is not None:
        path = place.path(listing.at)
        if value_at(answers, path) is ABSENT or len(list_at(answers, path)) < listing.least:
            return False
    return all(is_answered(field, place, answers) for field in place.page.fields)


def section_state(
    form: Form, section: Section, answers: JsonObject, *, marks: Marks, fault_paths: Collection[str] = ()
) -> TaskState:
    """Return the state of a section.

    Args:
        form: the form.
        section: one of its sections that is asked.
        answers: the answers so far.
        marks: what was filled in by the town's records.
        fault_paths: paths of faults found in the whole answers; those of a finished section make it "check".
    """
    if not may_begin(form, section, answers):
        return "locked"
    asked = places(section, answers)
    if not all(is_complete(place, answers) for place in asked):
        begun = any(_is_begun(place, answers, marks) for place in asked)
        if section.may_wait:
            return "check" if begun or may_begin_last(form, answers) else "todo"
        return "doing" if begun else "todo"
    return "check" if any(_covers(place, path) for place in asked for path in fault_paths) else "done"


def is_finished(section: Section, answers: JsonObject) -> bool:
    """Tell whether a section has every answer, or is not asked."""
    return not is_asked(section, answers) or all(is_complete(place, answers) for place in places(section, answers))


def may_begin(form: Form, section: Section, answers: JsonObject) -> bool:
    """Tell whether the sections that must come before are finished; one that may wait holds nothing up."""
    before = [one for one in form.sections if one.code in section.after and not one.may_wait]
    return all(is_finished(one, answers) for one in before)


def may_begin_last(form: Form, answers: JsonObject) -> bool:
    """Tell whether only the sections that may wait, and the sending, are left."""
    before = {code for section in form.sections for code in section.after}
    return all(is_finished(one, answers) for one in form.sections if one.code in before and not one.may_wait)


def _is_begun(place: Place, answers: JsonObject, marks: Marks) -> bool:
    if is_known(place, answers, marks):
        return False
    listing = place.page.listing
    if listing is not None:
        path = place.path(listing.at)
        return value_at(answers, path) is not ABSENT and not is_as_held(marks, path, answers)
    return any(
        is_answered(field, place, answers) and value_at(answers, place.path(to)) is not ABSENT
        for field in place.page.fields
        for to in field.paths
        if field.kind != "upload" or document_for(field, place, answers) is not None
    )


def _covers(place: Place, path: str) -> bool:
    return any(path == own or path.startswith(own + ".") for own in _own_paths(place))


def _own_paths(place: Place) -> Iterable[str]:
    if place.page.listing is not None:
        yield place.path(place.page.listing.at)
    for field in place.page.fields:
        yield from (to if field.kind == "upload" else place.path(to) for to in field.paths)


def task_groups(
    form: Form,
    answers: JsonObject,
    *,
    marks: Marks,
    language: str,
    url: Callable[[Place], str],
    fault_paths: Collection[str] = (),
) -> tuple[list[TaskGroup], int, int]:
    """Return the task list, how many sections are done, and how many there are.

    Args:
        form: the form.
        answers: the answers so far.
        marks: what was filled in by the town's records.
        language: ja, easy or en.
        url: page -> its address.
        fault_paths: paths of faults found in the whole answers.
    """
    groups: list[TaskGroup] = []
    done = count = 0
    for group in form.groups:
        tasks: list[Task] = []
        for section in (one for one in group.sections if is_asked(one, answers)):
            state = section_state(form, section, answers, marks=marks, fault_paths=fault_paths)
            first = first_place(section, answers, marks)
            link = "" if first is None or state == "locked" else url(first)
            hint = "" if section.hint is None else section.hint.shown(language)
            tasks.append(Task(section.title.shown(language), state, link, hint))
            count += 1
            done += state == "done"
        groups.append(TaskGroup(group.title.shown(language), tasks))
    return groups, done, count


def first_place(section: Section, answers: JsonObject, marks: Marks) -> Place | None:
    """Return where a section is entered: its beginning the first time, later its first page with an open question."""
    asked = places(section, answers)
    shown = [place for place in asked if not is_known(place, answers, marks)]
    missing = [place for place in shown if not is_complete(place, answers)]
    if missing and any(_is_begun(place, answers, marks) for place in shown):
        return missing[0]
    return next(iter(shown), None) or next(iter(asked), None)


def next_place(place: Place, answers: JsonObject, marks: Marks) -> Place | None:
    """Return the page after a page of the same section, passing over what is known; None at the end."""
    asked = places(place.section, answers)
    at = next((index for index, one in enumerate(asked) if one.key == place.key), len(asked))
    return next((one for one in asked[at + 1 :] if not is_known(one, answers, marks)), None)


def next_section(form: Form, place: Place, answers: JsonObject, marks: Marks) -> Place | None:
    """Return the entry of the next section that is not finished and may begin, or None."""
    codes = [section.code for section in form.sections]
    for section in form.sections[codes.index(place.section.code) + 1 :]:
        if is_asked(section, answers) and not is_finished(section, answers) and may_begin(form, section, answers):
            return first_place(section, answers, marks)
    return None


def previous_place(place: Place, answers: JsonObject, marks: Marks) -> Place | None:
    """Return the page before a page of the same section, for the link back; None at the beginning."""
    asked = places(place.section, answers)
    before = takewhile(lambda one: one.key != place.key, asked)
    return next((one for one in reversed(list(before)) if not is_known(one, answers, marks)), None)


def known_before(place: Place, answers: JsonObject, marks: Marks) -> tuple[Place, ...]:
    """Return the pages just before a page that were passed over, to be shown above its question."""
    asked = places(place.section, answers)
    at = next((index for index, one in enumerate(asked) if one.key == place.key), 0)
    run = list(takewhile(lambda one: is_known(one, answers, marks), reversed(asked[:at])))
    return tuple(reversed(run))


def complete(form: Form, answers: JsonObject) -> JsonObject:
    """Return the answers as they are filed: what is no longer asked is taken out, what was left open gets its default.

    A draft keeps the answers of another reason chosen before; the filed form must not.
    """
    filed = answers
    for section in form.sections:
        filed = _cleared_section(section, answers, filed)
    for section in reversed(form.sections):
        if section.at and not is_asked(section, answers):
            filed = without(filed, section.at)
    for pattern, value in form.defaults:
        owner, _, last = pattern.rpartition(".")
        for path in matching(owner, filed) if owner else ("",):
            filed = _defaulted(filed, path, last, value)
    return filed


def _cleared_section(section: Section, answers: JsonObject, filed: JsonObject) -> JsonObject:
    still_asked, known_for = frozenset[str](), None
    for place, asked in all_places(section, answers):
        if asked:
            continue
        paths = [place.path(to) for field in place.page.fields if field.kind != "upload" for to in field.paths]
        left = [path for path in paths if value_at(filed, path) is not ABSENT]
        if left and known_for is not filed:
            still_asked, known_for = _asked_paths(section, filed), filed
        for path in left:
            if path not in still_asked:
                filed = without(filed, path)
        filed = _without_empty_owners(place, paths, filed)
    return filed


def _asked_paths(section: Section, filed: JsonObject) -> frozenset[str]:
    """Return every path that a page of the section still asks for: two pages may ask for the same answer."""
    return frozenset(one.path(to) for one in places(section, filed) for field in one.page.fields for to in field.paths)


def _without_empty_owners(place: Place, paths: Sequence[str], filed: JsonObject) -> JsonObject:
    for owner in dict.fromkeys(path.rpartition(".")[0] for path in paths):
        if owner and owner != place.base and value_at(filed, owner) == {}:
            filed = without(filed, owner)
    return filed


def _defaulted(filed: JsonObject, owner: str, last: str, value: JsonValue) -> JsonObject:
    holder = value_at(filed, owner)
    is_top_object = owner.count(".") == 0 and owner and holder is ABSENT
    if not is_top_object and not isinstance(holder, dict):
        return filed
    path = join(owner, last)
    return with_value(filed, path, value) if value_at(filed, path) is ABSENT else filed
