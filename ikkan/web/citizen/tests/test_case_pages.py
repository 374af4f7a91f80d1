"""Pages of a filed case: receipt, tracker, correction, withdrawal, petition."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from ikkan.ledger.models import Case, Document, Event, Round
from ikkan.rooms.check.models import Request
from ikkan.rooms.intake.models import Draft
from ikkan.store.models import OutboxRow
from ikkan.web.citizen.receipt import contact_of
from ikkan.web.citizen.tests.walking import JPEG, fill_in, finish
from ikkan.web.tests.cast import Town, application, file_case

ENDS = (
    "",
    "receipt/",
    "copy/",
    "withdraw/",
    "answer/",
    "petition/",
    "correct/",
    "decline/c1/",
    "held/c1/H-R-2027-04-first/",
)


def test_strangers_number_does_not_exist(town: Town, case: Case, stranger: Client) -> None:
    for end in ENDS:
        assert stranger.post(f"/cases/{case.number}/{end}").status_code in {404, 405}
        if end != "correct/":
            assert stranger.get(f"/cases/{case.number}/{end}").status_code == 404, end


def test_nobody_signed_in_is_asked_to_sign_in(town: Town, case: Case) -> None:
    answer = Client().get(f"/cases/{case.number}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/login/")


def test_receipt_has_number_dates_and_contact_and_stays(town: Town, client: Client) -> None:
    case = file_case(town, checked=False)
    for _ in range(2):
        words = client.get(f"/cases/{case.number}/receipt/").content.decode()
        assert case.number in words
        assert "h***@example.jp" in words
        assert contact_of(case, "ja")["phone"] in words
        assert "まで、何度でも直せます" in words


def test_tracker_shows_five_rooms_and_whose_turn(town: Town, case: Case, client: Client) -> None:
    words = client.get(f"/cases/{case.number}/").content.decode()
    for room in ("受付", "審査", "判定", "決裁", "交付"):
        assert f"<b>{room}" in words
    assert 'aria-current="step"' in words
    assert "申込みを受け付けました" in words


def test_copy_is_a_pdf_attachment(town: Town, case: Case, client: Client) -> None:
    answer = client.get(f"/cases/{case.number}/copy/")
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store"


def test_missing_paper_is_asked_for_and_answered_on_one_page(town: Town, case: Case, client: Client) -> None:
    assert case.waits_for == "citizen", (case.room, case.waits_for, case.reason_code)
    assert "あなたの番です" in client.get("/").content.decode()
    url = f"/cases/{case.number}/answer/"
    page = client.get(url)
    words = page.content.decode()
    assert page.status_code == 200
    assert words.count('type="file"') == len(page.context["asked"])
    assert words.count("よい写真の例（つくりもの）</figcaption>") == len(page.context["asked"])
    refused = client.post(url, {})
    assert refused.status_code == 422
    assert "ファイルを選んでください" in refused.content.decode()
    files = {one.upload_name: SimpleUploadedFile(f"{n}.jpg", JPEG) for n, one in enumerate(page.context["asked"])}
    sent = client.post(url, files)
    assert sent.status_code == 303, sent.context and sent.context["error_list"]
    case.refresh_from_db()
    assert case.waits_for == "machine"
    assert case.filings.count() == 2
    assert Request.objects.get(case=case).answered_at is not None
    assert Document.objects.filter(case=case).count() == len(files)
    assert not Draft.objects.filter(corrects=case).exists()


def test_application_is_corrected_until_the_deadline(town: Town, case: Case, client: Client) -> None:
    Case.objects.filter(pk=case.pk).update(waits_for="machine")
    begun = client.post(f"/cases/{case.number}/correct/")
    assert begun.status_code == 303
    draft = Draft.objects.get(corrects=case)
    changed = application() | {"hours_need": "short"}
    fill_in(client, draft, changed)
    assert finish(client, draft)["Location"] == f"/cases/{case.number}/receipt/?sent=1"
    assert case.filings.order_by("-version")[0].answers["hours_need"] == "short"


def test_after_the_deadline_nothing_is_corrected(town: Town, case: Case, client: Client) -> None:
    Round.objects.update(closes_at=timezone.now() - timedelta(days=1), opens_at=timezone.now() - timedelta(days=9))
    Case.objects.filter(pk=case.pk).update(waits_for="machine")
    assert client.post(f"/cases/{case.number}/correct/")["Location"] == f"/cases/{case.number}/"
    assert not Draft.objects.exists()


def test_withdrawal_is_previewed_and_closes(town: Town, case: Case, client: Client) -> None:
    preview = client.get(f"/cases/{case.number}/withdraw/").content.decode()
    assert "元に戻すことはできません" in preview
    assert "までなら、新しく申し込めます" in preview
    case.refresh_from_db()
    assert case.room != "closed"
    assert client.post(f"/cases/{case.number}/withdraw/", {"why": "引っ越し"}).status_code == 303
    case.refresh_from_db()
    assert case.room == "closed"
    assert "取り下げられました" in client.get(f"/cases/{case.number}/").content.decode()


def test_petition_is_an_event_and_a_mail_and_moves_nothing(town: Town, case: Case, client: Client) -> None:
    before = (case.room, case.waits_for, case.reason_code, case.due_at, case.deadline_on)
    url = f"/cases/{case.number}/petition/"
    assert client.post(url, {"kind": "disclose", "text": ""}).status_code == 422
    assert client.post(url, {"kind": "review", "text": "見直してほしい"}).status_code == 422
    assert client.post(url, {"kind": "disclose", "text": "全部見せてください"}).status_code == 303
    case.refresh_from_db()
    assert (case.room, case.waits_for, case.reason_code, case.due_at, case.deadline_on) == before
    event = Event.objects.get(case=case, name="intake.petitioned")
    assert event.body.body["text"] == "全部見せてください"
    assert "text" not in event.codes
    mail = OutboxRow.objects.get(channel="mail", key__startswith="petition:")
    assert "全部" not in str(mail.payload)
    assert "全部見せてください" in client.get(url).content.decode()


def test_documents_go_only_to_their_owner(town: Town, case: Case, client: Client, stranger: Client) -> None:
    page = client.get(f"/cases/{case.number}/answer/")
    files = {one.upload_name: SimpleUploadedFile(f"{n}.jpg", JPEG) for n, one in enumerate(page.context["asked"])}
    client.post(f"/cases/{case.number}/answer/", files)
    kept = Document.objects.filter(case=case).first()
    assert kept is not None
    url = f"/cases/{case.number}/documents/{kept.pk}/"
    assert client.get(url)["Content-Disposition"].startswith("attachment")
    assert stranger.get(url).status_code == 404
