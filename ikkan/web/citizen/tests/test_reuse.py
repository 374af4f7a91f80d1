"""A paper handed in before is given again by its hash: one's own, about the same person, still readable."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ikkan.counter.forms.paths import value_at
from ikkan.ledger.models import Case, Document
from ikkan.rooms.intake.drafts import start_draft
from ikkan.rooms.intake.models import Attachment, Draft
from ikkan.rooms.intake.reusing import earlier_papers
from ikkan.store.blobs import keep_blob, remove_blob
from ikkan.web.citizen.kept import answers_of
from ikkan.web.citizen.tests.walking import JPEG
from ikkan.web.tests.cast import Town, application, file_case, signed_in

KIND = "work_certificate"


def _document(case: Case, **changes: object) -> Document:
    now = timezone.now() - timedelta(days=40)
    values: dict[str, object] = {
        "kind": KIND, "of": "parent1", "name": "shoumei.jpg", "content_type": "image/jpeg", "size": len(JPEG),
        "sha256": keep_blob(JPEG, at=now), "safe_sha256": keep_blob(JPEG, at=now),
        "meta": {"issued_on": "2026-10-20", "month_hours": 160}, "created_at": now,
    }  # fmt: skip
    return Document.objects.create(case=case, **values | changes)


@pytest.fixture
def earlier(town: Town) -> Document:
    return _document(file_case(town, checked=False))


@pytest.fixture
def draft(town: Town) -> Draft:
    answers = {**application(), "documents": []}
    return start_draft(owner=town.applicant, procedure="nursery", form_version="1", answers=answers)


def _page(draft: Draft, client: Client) -> str:
    url = f"/nursery/apply/{draft.pk}/documents/paper_work/0/"
    assert client.get(url).status_code == 200
    return url


def test_it_is_listed_chosen_and_attached_by_hash(earlier: Document, draft: Draft, client: Client) -> None:
    page = _page(draft, client)
    url = page.replace("/documents/", "/earlier/documents/")
    assert url in client.get(page).content.decode()
    shown = client.get(url).content.decode()
    assert "shoumei.jpg" in shown
    assert earlier.case is not None
    assert earlier.case.number in shown
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"paper": str(earlier.pk)})["Location"] == page
    kept = Attachment.objects.get(draft=draft)
    assert (kept.sha256, kept.safe_sha256, kept.note) == (earlier.sha256, earlier.safe_sha256, "reused")
    draft.refresh_from_db()
    assert value_at(answers_of(draft), "documents.0.facts") == earlier.meta
    assert "前に出したもの" in client.get(page).content.decode()


def test_another_persons_paper_can_never_be_chosen(town: Town, earlier: Document, draft: Draft, client: Client) -> None:
    other_case = file_case(town, key="other", checked=False)
    Case.objects.filter(pk=other_case.pk).update(applicant=town.stranger)
    foreign = _document(other_case)
    url = f"/nursery/apply/{draft.pk}/earlier/documents/paper_work/0/"
    assert str(foreign.pk) not in client.get(url).content.decode()
    assert client.post(url, {"paper": str(foreign.pk)}).status_code == 404
    of_the_other_parent = _document(other_case, of="parent2")
    assert client.post(url, {"paper": str(of_the_other_parent.pk)}).status_code == 404
    assert client.post(url, {"paper": "x"}).status_code == 404
    assert not Attachment.objects.filter(draft=draft).exists()
    stranger = signed_in(town.stranger)
    assert (stranger.get(url).status_code, stranger.post(url, {"paper": str(earlier.pk)}).status_code) == (404, 404)


def test_a_paper_about_somebody_else_of_the_family_is_not_offered(town: Town, earlier: Document, draft: Draft) -> None:
    swapped = application()
    parents = swapped["parents"]
    assert isinstance(parents, list)
    parents[0], parents[1] = parents[1] | {"id": "parent1"}, parents[0] | {"id": "parent2"}  # type: ignore[operator]
    assert earlier_papers(draft, kind=KIND, of="parent1", answers=swapped) == []
    found = earlier_papers(draft, kind=KIND, of="parent2", answers=swapped)
    assert [one.document for one in found] == [earlier]


def test_what_cannot_be_read_any_more_is_not_offered(earlier: Document, draft: Draft, client: Client) -> None:
    page = _page(draft, client)
    Document.objects.filter(pk=earlier.pk).update(meta={"unreadable": "白い"})
    assert "/earlier/" not in client.get(page).content.decode()
    Document.objects.filter(pk=earlier.pk).update(meta={})
    remove_blob(earlier.safe_sha256)
    assert "/earlier/" not in client.get(page).content.decode()
