"""The pages of a certificate of residence in the states that its citizen sees."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from ikkan.corridor.filing import file_application
from ikkan.corridor.walk import walk
from ikkan.counter.forms.places import places
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.models import Case
from ikkan.procedures.certificate.models import Copy
from ikkan.rooms.intake.drafts import start_draft
from ikkan.web.citizen.offered import form_of
from ikkan.web.citizen.tasks import place_url
from ikkan.web.tests.cast import Town

NAME: JsonObject = {"family": "髙橋", "given": "花子"}
KANA: JsonObject = {"family": "タカハシ", "given": "ハナコ"}
ANSWERS: JsonObject = {
    "whose": "some", "purpose": "school", "items": {"relation": True}, "copies": 2, "delivery": "post",
    "form": "household", "electronic_notice": True, "exemption": "",
    "persons": [{"id": "p1", "name": NAME, "kana": KANA, "birth": "1992-05-03"}],
    "applicant": {"name": NAME, "kana": KANA, "birth": "1992-05-03"},
}  # fmt: skip


def certificate_pages(town: Town) -> dict[str, str]:
    """Write what the pages need and return name -> address."""
    draft = start_draft(owner=town.applicant, procedure="certificate", form_version="1", answers=dict(ANSWERS))
    form = form_of("certificate")
    asked = [one for section in form.sections for one in places(section, ANSWERS) if not one.page.is_review]
    named = {"procedure": "certificate", "draft": draft.pk}
    found = {f"certificate-{one.page.code}": place_url(draft, one) for one in asked}
    found |= {f"certificate-{name}": reverse(f"citizen:{name}", kwargs=named) for name in ("tasks", "confirm")}
    found["certificate-start"] = reverse("citizen:start", kwargs={"procedure": "certificate"})
    reserved, issued = file_request(town, "reserved"), issue(file_request(town, "issued"))
    for state, case in (("reserved", reserved), ("issued", issued)):
        for name in ("case", "receipt"):
            found[f"certificate-{name}-{state}"] = reverse(f"citizen:{name}", kwargs={"number": case.number})
    return found


def file_request(town: Town, key: str, **changes: Any) -> Case:
    """File an unsigned request and let the machine look at it once."""
    answers = {**ANSWERS, "agreements": {"true_statement": True}, **changes}
    now = timezone.now()
    case = file_application(
        procedure="certificate", answers=answers, key=key, channel="web", now=now, applicant=town.applicant
    )
    assert isinstance(case, Case), case
    walk(case.pk, now=now)
    case.refresh_from_db()
    return case


def issue(case: Case) -> Case:
    """Write the case as it is when one copy was posted and another is made."""
    now, day = timezone.now(), timezone.localdate()
    Case.objects.filter(pk=case.pk).update(room="answer", waits_for="delivery")
    for serial, handed in ((1, now), (2, None)):
        Copy.objects.create(
            case=case, number=f"発行 {serial}", issued_on=day, serial=serial, delivery="post", sha256="0" * 64,
            made_at=now, handed_at=handed,
        )  # fmt: skip
    return case
