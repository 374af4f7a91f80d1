"""One child, two employed parents, three wishes, two photographs: at most 22 pages and 70 taps over the real pages."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ikkan.counter.forms.paths import list_at, value_at
from ikkan.counter.forms.places import Place, find_place
from ikkan.counter.forms.uploads import document_for
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.models import Case, Document
from ikkan.procedures.nursery.tests.form_hand import Hand
from ikkan.procedures.nursery.tests.test_form_walk import one_child
from ikkan.registers.models import Resident, TaxLevy
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.kept import answers_of, marks_of
from ikkan.web.citizen.offered import form_of
from ikkan.web.citizen.tests.walking import JPEG
from ikkan.web.tests.cast import Town

MOST_PAGES, MOST_TAPS = 22, 70

pytestmark = pytest.mark.django_db


class Parent:
    """Goes where the pages lead; a page that comes back after a press is the same page."""

    def __init__(self, client: Client, wanted: JsonObject) -> None:
        self.client, self.wanted = client, wanted
        self.pages: list[str] = []
        self.taps = 0
        self.url = self._press("/nursery/begin/", {})

    def walk(self) -> str:
        """Fill in page after page, send, and return the address of the receipt."""
        while "/receipt/" not in self.url:
            groups = self._look()
            if groups is None:
                self._fill()
            else:
                self.taps += 1
                self.url = next(task.url for group in groups for task in group.tasks if task.state in ("todo", "doing"))
        return self.url

    def _look(self) -> Any:
        """Look at a page; return the groups of the task list where it is one."""
        shown = self.client.get(self.url)
        assert shown.status_code == 200, (self.url, shown.status_code, getattr(shown, "url", ""))
        if self.pages[-1:] != [self.url]:
            self.pages.append(self.url)
        assert len(self.pages) < 100, self.pages
        return shown.context.get("groups")

    def _press(self, url: str, posted: dict[str, Any]) -> str:
        """Press a button with what was typed and chosen; return where it leads."""
        self.taps += 1 + sum(1 for name, value in posted.items() if value not in ("", []) and name[0] != "_")
        answer = self.client.post(url, posted)
        assert answer.status_code == 303, (
            url,
            posted,
            answer.status_code,
            answer.context and answer.context["error_list"],
        )
        return urlsplit(str(answer["Location"])).path if "/receipt/" not in answer["Location"] else answer["Location"]

    def _fill(self) -> None:
        place, draft = self._place()
        for button in self._buttons(place, draft):
            self._press(self.url, {"_version": Draft.objects.get().version, "_press": button})
        place, draft = self._place()
        boxes = self._boxes(place, draft)
        self.url = self._press(self.url, {"_version": draft.version, "_press": "save", **boxes})

    def _place(self) -> tuple[Place, Draft]:
        draft = Draft.objects.get()
        key = self.url.partition(f"{draft.pk}/")[2].rstrip("/")
        key = next(one.key for one in _last_places(draft)) if key == "confirm" else key
        place = find_place(form_of("nursery"), key, answers_of(draft))
        assert place is not None, self.url
        return place, draft

    def _buttons(self, place: Place, draft: Draft) -> list[str]:
        answers, listing = answers_of(draft), place.page.listing
        pressed: list[str] = []
        if listing is not None:
            path = place.path(listing.at)
            pressed += ["add"] * (len(list_at(self.wanted, path)) - len(list_at(answers, path)))
        for one in place.page.fields:
            if one.kind == "ranked":
                kept = list_at(answers, place.path(one.to))
                pressed += [f"pick:{code}" for code in list_at(self.wanted, place.path(one.to)) if code not in kept]
        return pressed

    def _boxes(self, place: Place, draft: Draft) -> dict[str, Any]:
        hand = Hand(form_of("nursery"), self.wanted, answers_of(draft), marks_of(draft))
        boxes: dict[str, Any] = {}
        for one in place.page.fields:
            boxes |= hand._boxes(one, value_at(self.wanted, place.path(one.to)), place)
            if one.kind == "upload" and document_for(one, place, hand.answers) is None:
                boxes[one.key] = SimpleUploadedFile("shoumei.jpg", JPEG)
        return boxes


def _last_places(draft: Draft) -> list[Place]:
    form = form_of("nursery")
    keys = (f"{section.code}/{page.code}" for section in form.sections for page in section.pages if page.is_review)
    return [place for key in keys if (place := find_place(form, key, answers_of(draft))) is not None]


@pytest.fixture
def one_child_town(town: Town) -> Town:
    """Leave the household of two parents and one child."""
    wanted = one_child()
    child = value_at(wanted, "children.0.name.given")
    leaving = (
        Resident.objects.filter(household="900001")
        .exclude(given_name=child)
        .exclude(birth__lt="2010-01-01", relation__in=("世帯主", "妻", "夫"))
    )
    TaxLevy.objects.filter(resident__in=leaving).delete()
    leaving.delete()
    return town


def test_the_real_pages_keep_the_budget(one_child_town: Town, client: Client) -> None:
    parent = Parent(client, one_child())
    assert client.get(parent.walk()).status_code == 200
    case = Case.objects.get()
    assert Document.objects.filter(case=case).count() == 2
    told = f"{len(parent.pages)} pages, {parent.taps} taps:\n" + "\n".join(parent.pages)
    assert len(parent.pages) <= MOST_PAGES, told
    assert parent.taps <= MOST_TAPS, told
