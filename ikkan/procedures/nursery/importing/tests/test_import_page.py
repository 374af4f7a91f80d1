"""The desk's page of the import."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.utils import timezone

from ikkan.ledger.models import Case, Round
from ikkan.people.models import Account
from ikkan.procedures.nursery.pages.desk_import import import_paper
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import Town

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).parents[5] / "docs" / "import-example.csv"


@pytest.fixture
def town(db: None) -> Town:
    made = hall.make_town()
    Round.objects.update(closes_at=timezone.now() + timedelta(days=30))
    return made


def _page(account: Account, deed: str, data: bytes | None) -> HttpResponseBase:
    fields = {"deed": deed} if data is None else {"deed": deed, "file": SimpleUploadedFile("表.csv", data)}
    request: HttpRequest = RequestFactory().post("/desk/import/", fields)
    request.user = account
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return import_paper(request)


def _text(response: HttpResponseBase) -> str:
    return bytes(response.content).decode("utf-8")  # type: ignore[attr-defined]


def test_the_page_shows_faults_and_takes_an_accepted_file_in(town: Town) -> None:
    faulty = EXAMPLE.read_bytes().replace("平成4年5月3日".encode(), "平成4年5月33日".encode())
    shown = _text(_page(town.officer, "take", faulty))
    assert "2行目" in shown
    assert "保護者1生年月日" in shown
    _page(town.officer, "look", EXAMPLE.read_bytes())
    assert not Case.objects.exists()
    done = _text(_page(town.officer, "take", EXAMPLE.read_bytes()))
    assert Case.objects.count() == 2
    assert all(number in done for number in Case.objects.values_list("number", flat=True))


def test_the_page_asks_for_a_file_and_does_not_exist_for_others(town: Town) -> None:
    assert _page(town.officer, "take", None).status_code == 422
    with pytest.raises(Http404):
        _page(town.stranger, "take", EXAMPLE.read_bytes())
