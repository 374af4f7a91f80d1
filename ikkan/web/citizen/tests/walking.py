"""A made-up parent who sends the form's pages over HTTP."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from ikkan.counter.forms.definition import Field
from ikkan.counter.forms.paths import list_at, value_at
from ikkan.counter.forms.places import Place, find_place, places
from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.tests.form_hand import Hand
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.kept import answers_of, marks_of
from ikkan.web.citizen.offered import form_of


def make_jpeg() -> bytes:
    """Return a grey picture as a camera would send it."""
    written = io.BytesIO()
    Image.new("RGB", (60, 80), "grey").save(written, "JPEG", exif=b"Exif\x00\x00made-up place")
    return written.getvalue()


JPEG = make_jpeg()


def fill_in(client: Client, draft: Draft, wanted: JsonObject) -> None:
    """Send every page of every section but the last, in order."""
    for section in form_of("nursery").sections[:-1]:
        fill_page(client, draft, wanted, section.code)


def fill_page(client: Client, draft: Draft, wanted: JsonObject, code: str) -> int:
    """Send the pages of one section and return how many there were."""
    form, done = form_of("nursery"), set[str]()
    section = form.section(code)
    assert section is not None
    while True:
        draft.refresh_from_db()
        left = [one for one in places(section, answers_of(draft)) if one.key not in done]
        if not left:
            return len(done)
        _send(client, draft, wanted, left[0])
        done.add(left[0].key)


def finish(client: Client, draft: Draft) -> Any:
    """Agree and send."""
    draft.refresh_from_db()
    url = f"/nursery/apply/{draft.pk}/confirm/"
    shown = client.get(url)
    assert shown.status_code == 200, getattr(shown, "url", "")
    posted = {"_version": draft.version, "_press": "save"}
    names = ("agreements-true_statement", "agreements-registers_read")
    return client.post(url, posted | dict.fromkeys(names, "true"))


def _send(client: Client, draft: Draft, wanted: JsonObject, place: Place) -> None:
    url = f"/nursery/apply/{draft.pk}/{place.key}/"
    _press_buttons(client, draft, wanted, place, url)
    draft.refresh_from_db()
    hand = Hand(form_of("nursery"), wanted, answers_of(draft), marks_of(draft))
    posted: dict[str, Any] = {"_version": draft.version, "_press": "save"}
    here = find_place(form_of("nursery"), place.key, answers_of(draft)) or place
    for one in here.page.fields:
        posted |= hand._boxes(one, value_at(wanted, here.path(one.to)), here)
        posted |= {one.key: SimpleUploadedFile("shoumei.jpg", JPEG)} if one.kind == "upload" else {}
    answer = client.post(url, posted)
    assert answer.status_code == 303, (place.key, answer.status_code, answer.context and answer.context["error_list"])


def _press_buttons(client: Client, draft: Draft, wanted: JsonObject, place: Place, url: str) -> None:
    listing = place.page.listing
    if listing is not None:
        path = place.path(listing.at)
        while len(list_at(answers_of(draft), path)) != len(list_at(wanted, path)):
            word = "add" if len(list_at(answers_of(draft), path)) < len(list_at(wanted, path)) else "remove:0"
            _press(client, draft, url, {"_press": word})
    for one in place.page.fields:
        _press_rows(client, draft, wanted, place, one, url)


def _press_rows(client: Client, draft: Draft, wanted: JsonObject, place: Place, one: Field, url: str) -> None:
    for value in list_at(wanted, place.path(one.to)) if one.kind in ("ranked", "combination") else ():
        if isinstance(value, dict):
            row = {f"{one.key}-{key}": str(code) or "-" for key, code in value.items()}
            _press(client, draft, url, {"_press": "add", **row})
        elif value not in list_at(answers_of(draft), place.path(one.to)):
            _press(client, draft, url, {"_press": f"pick:{value}"})


def _press(client: Client, draft: Draft, url: str, posted: dict[str, str]) -> None:
    answer = client.post(url, {"_version": draft.version, **posted})
    assert answer.status_code == 303, (url, posted, answer.status_code)
    draft.refresh_from_db()
