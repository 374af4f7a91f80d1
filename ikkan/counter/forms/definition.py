"""What a form is: sections of pages of fields, beside the JSON Schema of its answers. docs/forms.md has the words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as computed
from itertools import groupby

from ikkan.counter.forms.paths import join
from ikkan.counter.forms.predicates import Predicate
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Text


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of radios. `latest` bounds a date that goes with it."""

    value: bool | str
    label: Text
    hint: Text | None = None
    latest: str = ""

    @property
    def token(self) -> str:
        """Return the value as a page sends it."""
        return str(self.value).lower() if isinstance(self.value, bool) else self.value or "-"


@dataclass(frozen=True, slots=True)
class Unit:
    """A way to give a number: `times` makes it the kept one."""

    code: str
    times: int
    label: Text


@dataclass(frozen=True, slots=True)
class MappedRow:
    """When plain questions are answered so, these values are kept, and this sentence says so."""

    when: Mapping[str, tuple[str, ...]]
    values: JsonObject
    says: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. `to` is its path below the page's base; the other words are those of docs/forms.md.

    `paths` are all the paths, below the page's base, that it writes.
    """

    to: str
    kind: str
    label: Text
    hint: Text | None = None
    optional: bool = False
    options: tuple[Option, ...] = ()
    source: str = ""
    unit: Text | None = None
    units: tuple[Unit, ...] = ()
    least: int = 0
    most: int | None = None
    longest: int = 100
    latest: str = ""
    birthday: bool = False
    autocomplete: str = ""
    echo: str = ""
    book: str = ""
    paper: str = ""
    parts: tuple["Field", ...] = ()
    rows: tuple[MappedRow, ...] = ()
    otherwise: Text | None = None
    keys: str = ""
    choices_of: str = ""
    paths: tuple[str, ...] = computed(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out once what every walk through the form asks for."""
        object.__setattr__(self, "paths", tuple(self._paths()))

    def _paths(self) -> Iterable[str]:
        if self.kind == "one_of_dates":
            return (str(option.value) for option in self.options)
        if self.kind == "checks":
            return (part.to for part in self.parts)
        if self.kind == "mapped":
            return dict.fromkeys(join(self.to, name) for row in self.rows for name in row.values)
        return (self.to,)

    @property
    def key(self) -> str:
        """Return the name of its box on a page."""
        return self.to.replace(".", "-") or "which"


@dataclass(frozen=True, slots=True)
class Listing:
    """A page that adds and removes the items of a list.

    Args:
        at: path of the list below the section.
        least: fewest items.
        most: most items.
        item: what one item is called.
        add: words of the button, and `first` those of the first one.
        shows: paths of an item that its card shows.
        id_prefix: items get an id of this letter and a number; blank: none.
        copies: paths that "the same as above" takes over.
        may_be_known: whether the page is skipped when the town's records filled the list.
    """

    at: str
    least: int
    most: int
    item: Text
    add: Text
    first: Text
    shows: tuple[str, ...]
    id_prefix: str = ""
    copies: tuple[str, ...] = ()
    may_be_known: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One topic with one button. `each` names the list whose every item gets the page."""

    code: str
    title: Text
    fields: tuple[Field, ...]
    hint: Text | None = None
    button: Text | None = None
    condition: Predicate | None = None
    each: str = ""
    listing: Listing | None = None
    quick_exit: bool = False
    is_review: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One row of the task list.

    Args:
        at: where its answers lie, such as ``parents.0``; blank for the root.
        after: codes of sections that must be finished first.
        may_wait: whether it may stay unfinished when the form is sent.
        runs: the pages in order, each run with the path of the list whose every item gets its pages, or blank.
    """

    code: str
    title: Text
    pages: tuple[Page, ...]
    hint: Text | None = None
    at: str = ""
    condition: Predicate | None = None
    after: tuple[str, ...] = ()
    may_wait: bool = False
    runs: tuple[tuple[str, tuple[Page, ...]], ...] = computed(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out once what every walk through the form asks for."""
        runs = groupby(self.pages, key=lambda page: page.each)
        found = tuple((join(self.at, each) if each else "", tuple(pages)) for each, pages in runs)
        object.__setattr__(self, "runs", found)


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the task list with the sections below it."""

    title: Text
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class PrefillRow:
    """Where a first answer comes from."""

    to: str
    origin: str
    source: Text
    condition: Predicate | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A form in one version. `schema` is the JSON Schema of its answers, `is_valid` the same compiled."""

    code: str
    version: str
    title: Text
    schema: JsonObject
    is_valid: Predicate
    groups: tuple[Group, ...]
    defaults: tuple[tuple[str, JsonValue], ...]
    prefill: tuple[PrefillRow, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return the sections in the order of the task list."""
        return tuple(section for group in self.groups for section in group.sections)

    def section(self, code: str) -> Section | None:
        """Return the section of that code, or None."""
        return next((section for section in self.sections if section.code == code), None)
