"""The boxes of the forms about holds and protection, and reading what was typed into them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Final, TypeAlias

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from ikkan.counter.parts import Choice, Choices, Crumb, DateBoxes, TextBox
from ikkan.kernel.inputs import Accepted, Label, Rejected, read_date_boxes
from ikkan.kernel.outcome import Refused
from ikkan.web.desk.doors import said
from ikkan.web.language import page_language_of

Box: TypeAlias = TextBox | DateBoxes | Choices
LONGEST: Final = 600
_PARTS: Final = ("year", "month", "day")


@dataclass
class Posted:
    """What was typed, and what is wrong with it by the name of the box.

    Args:
        post: the form.
        language: of the page.
        errors: sentence by name of the box.
    """

    post: QueryDict
    language: str
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, most: int = LONGEST) -> str:
        """Return a text without spaces around it."""
        return typed(self.post, name, most)

    def lines(self, name: str) -> list[str]:
        """Return the lines of a text that hold something."""
        return [line.strip() for line in self.text(name, 4000).splitlines() if line.strip()]

    def day(self, name: str, words: str, *, optional: bool = False) -> date | None:
        """Return a day; what is wrong with it is noted. None is right only where it may be left out."""
        boxes = [self.post.get(f"{name}_{part}", "")[:20] for part in _PARTS]
        if optional and not any(boxes):
            return None
        read = read_date_boxes(*boxes, label=Label(words, words))
        if isinstance(read, Rejected):
            self.errors[name] = read.message_en if self.language == "en" else read.message_ja
            return None
        return read.value if isinstance(read, Accepted) else None

    def refuse(self, request: HttpRequest, refused: Refused) -> None:
        """Note what a service refused at its box; at the reason where it names none."""
        self.errors[refused.field or "why"] = said(request, refused)


def typed(values: QueryDict, name: str, most: int) -> str:
    """Return a text without spaces around it and without NUL, which no database keeps."""
    return values.get(name, "").replace("\x00", "").strip()[:most]


def posted_of(request: HttpRequest) -> Posted:
    """Return what was typed."""
    return Posted(request.POST, page_language_of(request))


def text_box(posted: Posted, name: str, label: str, **more: object) -> TextBox:
    """Return a text question as it was answered."""
    return TextBox(name, label, posted.post.get(name, ""), error=posted.errors.get(name, ""), **more)  # type: ignore[arg-type]


def why_box(posted: Posted, label: str = "", hint: str = "") -> TextBox:
    """Return the question for the reason."""
    return text_box(posted, "why", label or _("理由"), hint=hint, rows=3)


def day_boxes(posted: Posted, name: str, legend: str, hint: str = "") -> DateBoxes:
    """Return a question for a day as it was answered."""
    year, month, day = (posted.post.get(f"{name}_{part}", "") for part in _PARTS)
    return DateBoxes(name, legend, year, month, day, hint=hint, error=posted.errors.get(name, ""))


def choices(posted: Posted, name: str, legend: str, options: Sequence[Choice], hint: str = "") -> Choices:
    """Return a question with radios."""
    return Choices(name, legend, options, hint=hint, error=posted.errors.get(name, ""))


def drawn(boxes: Sequence[Box]) -> list[tuple[str, Box]]:
    """Return each box with the name of its template."""
    return [(_kind(box), box) for box in boxes]


def error_list(posted: Posted, boxes: Sequence[Box]) -> list[tuple[str, str]]:
    """Return the faults with the box to go to, in the order of the page."""
    anchors = {box.name: f"#id_{box.name}{_FIRST[_kind(box)]}" for box in boxes}
    return [(anchors[name], words) for name, words in posted.errors.items() if name in anchors]


_FIRST: Final = {"text": "", "date": "_year", "choices": "_0"}


def _kind(box: Box) -> str:
    if isinstance(box, TextBox):
        return "text"
    return "date" if isinstance(box, DateBoxes) else "choices"


def form_page(
    request: HttpRequest, posted: Posted, boxes: Sequence[Box], *, title: str, crumbs: Sequence[Crumb], label: str,
    back: str,
) -> HttpResponse:  # fmt: skip
    """Draw the form of a deed, with what is wrong with it.

    Args:
        request: asked by.
        posted: what was sent, and its errors.
        boxes: its boxes.
        title: of the page.
        crumbs: way to it.
        label: words of the button.
        back: where the way back leads.
    """
    context = {
        "page_title": title, "crumbs": crumbs, "boxes": drawn(boxes), "label": label, "back": back,
        "error_list": error_list(posted, boxes),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if posted.errors else HTTPStatus.OK
    return render(request, "desk/stop_deed.html", context, status=status)
