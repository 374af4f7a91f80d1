"""Only the rebuilt file of a case is given out, never the original and never another case's."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from ikkan.ledger.models import Case, Document
from ikkan.store.blobs import keep_blob
from ikkan.web.desk.tests.cast import doubtful
from ikkan.web.tests.cast import Town

pytestmark = pytest.mark.django_db


def picture(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 80), colour).save(out, "PNG")
    return out.getvalue()


def paper(case: Case, *, safe: bool = True) -> Document:
    now = timezone.now()
    return Document.objects.create(
        case=case, kind="work_certificate", of="parent1", name="証明書.png", content_type="image/png", size=1,
        sha256=keep_blob(picture("red"), at=now), safe_sha256=keep_blob(picture("blue"), at=now) if safe else "",
        meta={"month_hours": 160.0}, created_at=now,
    )  # fmt: skip


def test_the_safe_file_is_shown_beside_what_was_read_off(town: Town, officer: Client) -> None:
    case = doubtful(town).case
    one = paper(case)
    page = officer.get(reverse("desk:document", args=[case.number, one.pk]), follow=True).content.decode()
    assert "160" in page
    assert "保護者1" in page
    shown = officer.get(reverse("desk:document_page", args=[case.number, one.pk, 1]))
    assert shown.content == picture("blue")
    assert shown.headers["Content-Disposition"].startswith("inline")
    kept = officer.get(reverse("desk:document_file", args=[case.number, one.pk]))
    assert kept.headers["Content-Disposition"].startswith("attachment")


def test_an_original_that_is_not_rebuilt_yet_is_not_given(town: Town, officer: Client) -> None:
    case = doubtful(town).case
    one = paper(case, safe=False)
    officer.get(reverse("desk:case", args=[case.number]), follow=True)
    for name, given in (("document_page", [1]), ("document_file", [])):
        assert officer.get(reverse(f"desk:{name}", args=[case.number, one.pk, *given])).status_code == 404


def test_a_paper_is_found_in_its_own_case_only(town: Town, officer: Client) -> None:
    case, other = doubtful(town, "a").case, doubtful(town, "b").case
    one = paper(case)
    officer.get(reverse("desk:case", args=[other.number]), follow=True)
    assert officer.get(reverse("desk:document_page", args=[other.number, one.pk, 1])).status_code == 404
