"""The small picture of an upload: made when it is rebuilt, shown to its owner alone, kept by no cache."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from ikkan.ledger.models import Case, Document
from ikkan.rooms.intake.drafts import start_draft
from ikkan.rooms.intake.models import Attachment
from ikkan.store.blobs import blobs_in_use
from ikkan.web.citizen.tests.walking import JPEG
from ikkan.web.tests.cast import Town, application


def test_upload_row_shows_a_picture_that_only_the_owner_gets(town: Town, client: Client, stranger: Client) -> None:
    answers = {**application(), "documents": []}
    draft = start_draft(owner=town.applicant, procedure="nursery", form_version="1", answers=answers)
    page = f"/nursery/apply/{draft.pk}/documents/paper_work/0/"
    client.post(
        page,
        {"_version": "0", "_press": "save", client.get(page).context["upload_name"]: SimpleUploadedFile("a.jpg", JPEG)},
    )
    kept = Attachment.objects.get(draft=draft)
    url = f"/nursery/apply/{draft.pk}/files/{kept.pk}/page.jpg"
    assert f'src="{url}"' in client.get(page).content.decode()
    answer = client.get(url)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer["Cache-Control"] == "no-store"
    with Image.open(io.BytesIO(answer.content)) as small:
        assert small.size == (60, 80)
    assert stranger.get(url).status_code == 404
    assert kept.thumb_sha256 in blobs_in_use()


def test_a_filed_paper_keeps_its_picture(town: Town, case: Case, client: Client, stranger: Client) -> None:
    page = client.get(f"/cases/{case.number}/answer/")
    files = {one.upload_name: SimpleUploadedFile(f"{n}.jpg", JPEG) for n, one in enumerate(page.context["asked"])}
    client.post(f"/cases/{case.number}/answer/", files)
    kept = Document.objects.filter(case=case).first()
    assert kept is not None
    url = f"/cases/{case.number}/documents/{kept.pk}/page.jpg"
    assert client.get(url)["Content-Type"] == "image/jpeg"
    assert stranger.get(url).status_code == 404
    Document.objects.filter(pk=kept.pk).update(thumb_sha256="")
    assert client.get(url).status_code == 404
