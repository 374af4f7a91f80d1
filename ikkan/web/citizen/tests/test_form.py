"""The form from start to receipt, as a browser without JavaScript fills it in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ikkan.counter.forms.paths import list_at, text_at, value_at, with_value
from ikkan.counter.forms.places import find_place
from ikkan.counter.forms.uploads import wanted_papers
from ikkan.kernel.json_value import JsonValue
from ikkan.ledger.models import Case, Document
from ikkan.registers.models import Reading
from ikkan.rooms.intake import receipt
from ikkan.rooms.intake.drafts import end_draft, save_draft
from ikkan.rooms.intake.models import Draft, Filing
from ikkan.web.citizen.kept import answers_of, marks_of
from ikkan.web.citizen.offered import form_of
from ikkan.web.citizen.tests.walking import JPEG, fill_in, fill_page, finish
from ikkan.web.tests.cast import Town, application, signed_in

pytestmark = pytest.mark.django_db


def begin(client: Client) -> Draft:
    answer = client.post("/nursery/begin/")
    assert answer.status_code == 303, answer.content.decode()[:500]
    return Draft.objects.get(corrects=None)


def test_beginning_fills_in_what_the_register_holds_and_logs_it(town: Town, client: Client) -> None:
    draft = begin(client)
    answers = answers_of(draft)
    assert value_at(answers, "applicant.name") == {"family": "髙橋", "given": "花子"}
    assert [text_at(answers, f"children.{n}.name.given") for n in (0, 1)] == ["凪", "湊"]
    assert "applicant.name" in marks_of(draft)
    readings = Reading.objects.filter(resident="100001")
    assert readings.exists()
    assert all(one.reader is None and one.ground for one in readings)


def test_beginning_twice_goes_on_with_the_same_draft(town: Town, client: Client) -> None:
    assert begin(client).pk == begin(client).pk


def test_whole_form_is_filled_in_and_filed(town: Town, client: Client) -> None:
    draft = begin(client)
    fill_in(client, draft, application())
    answer = finish(client, draft)
    assert answer.status_code == 303, answer.context and answer.context.get("error_list")
    case = Case.objects.get(applicant=town.applicant)
    assert answer["Location"] == f"/cases/{case.number}/receipt/?sent=1"
    assert "送りました" in client.get(answer["Location"]).content.decode()
    assert "送りました" not in client.get(f"/cases/{case.number}/receipt/").content.decode()
    assert Filing.objects.get(case=case).answers["children"][0]["wishes"]
    assert "_marks" not in Filing.objects.get(case=case).answers
    assert Document.objects.filter(case=case, kind="work_certificate").exists()
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_second_press_finds_the_first_receipt(town: Town, client: Client) -> None:
    draft = begin(client)
    fill_in(client, draft, application())
    first = finish(client, draft)
    again = client.post(f"/nursery/apply/{draft.pk}/confirm/", {})
    assert again.status_code == 303
    assert again["Location"] == first["Location"]
    assert Case.objects.count() == 1


def test_what_is_not_received_stays_in_the_draft_with_the_ticks(town: Town, client: Client) -> None:
    draft = begin(client)
    fill_in(client, draft, application())
    town.round.closes_at = timezone.now() - timedelta(seconds=1)
    town.round.save(update_fields=["closes_at"])
    assert finish(client, draft).status_code == 422
    draft.refresh_from_db()
    assert value_at(answers_of(draft), "agreements.true_statement") is True
    assert not Case.objects.exists()


def test_saving_elsewhere_while_sending_is_told_and_loses_nothing(
    town: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begin(client)
    fill_in(client, draft, application())
    kept = draft.attachments.count()
    other = with_value(answers_of(draft), "applicant.phone", "+819011112222")

    def save_meanwhile(*, draft: Draft) -> bool:
        save_draft(draft=Draft.objects.get(pk=draft.pk), answers=other, finished_sections=[], version=draft.version)
        return end_draft(draft=draft)

    monkeypatch.setattr(receipt, "end_draft", save_meanwhile)
    # the other window's save is undone with the rest here, as one test is one connection
    answer = finish(client, draft)
    assert answer.status_code == 409
    assert "別の画面で先に保存" in answer.content.decode()
    assert not Case.objects.exists()
    assert Draft.objects.filter(pk=draft.pk).exists()
    assert draft.attachments.count() == kept > 0


def test_wrong_answer_comes_back_with_what_was_typed(town: Town, client: Client) -> None:
    draft = begin(client)
    page = client.post(
        f"/nursery/apply/{draft.pk}/applicant/contact/",
        {"_version": "0", "_press": "save", "applicant-phone": "12", "electronic_notice": "true"},
    )
    words = page.content.decode()
    assert page.status_code == 422
    assert "<title>エラー：" in words
    assert 'value="12"' in words


def test_save_over_a_newer_one_is_told_and_keeps_what_was_typed(town: Town, client: Client) -> None:
    draft = begin(client)
    url = f"/nursery/apply/{draft.pk}/applicant/contact/"
    posted = {"_press": "save", "applicant-phone": "0900000000", "applicant-email": "", "electronic_notice": "true"}
    assert client.post(url, posted | {"_version": "0", "applicant-phone": "09000000001"}).status_code == 303
    late = client.post(url, posted | {"_version": "0", "applicant-phone": "09000000002"})
    words = late.content.decode()
    assert late.status_code == 409
    assert "09000000002" in words
    assert "別の画面で先に保存" in words
    draft.refresh_from_db()
    assert text_at(answers_of(draft), "applicant.phone") == "+819000000001"
    assert f'name="_version" value="{draft.version}"' in words


def test_wishes_are_added_moved_and_taken_out_by_buttons(town: Town, client: Client) -> None:
    draft = begin(client)
    url = f"/nursery/apply/{draft.pk}/wishes/wishes/0/"

    def press(button: str) -> list[JsonValue]:
        draft.refresh_from_db()
        assert client.post(url, {"_version": draft.version, "_press": button}).status_code == 303
        draft.refresh_from_db()
        return list_at(answers_of(draft), "children.0.wishes")

    assert press("pick:0013020001") == ["0013020001"]
    assert press("pick:0013020007") == ["0013020001", "0013020007"]
    assert press("up:1") == ["0013020007", "0013020001"]
    assert press("remove:0") == ["0013020001"]
    words = client.get(url).content.decode()
    assert "km" in words
    assert "昨年の最低" in words
    assert "<svg" in words


def test_small_cells_are_not_told(town: Town, client: Client) -> None:
    draft = begin(client)
    words = client.get(f"/nursery/apply/{draft.pk}/wishes/wishes/0/", {"q": "くすのき"}).content.decode()
    assert "公表していません" in words


def test_file_is_rebuilt_and_only_its_owner_gets_it(town: Town, client: Client, stranger: Client) -> None:
    draft = begin(client)
    place = fill_page(client, draft, application(), "parent1")
    assert place
    draft.refresh_from_db()
    form, answers = form_of("nursery"), answers_of(draft)
    paper = next(one for one in wanted_papers(form, answers) if one.kind == "work_certificate").place
    url = f"/nursery/apply/{draft.pk}/{paper.key}/"
    from django.core.files.uploadedfile import SimpleUploadedFile

    bad = client.post(
        url, {"_version": draft.version, "_press": "save", "documents": SimpleUploadedFile("a.zip", b"PK\x03\x04zz")}
    )
    assert bad.status_code == 422
    good = client.post(
        url, {"_version": draft.version, "_press": "save", "documents": SimpleUploadedFile("証明.jpg", JPEG)}
    )
    assert good.status_code == 303
    kept = draft.attachments.get()
    assert kept.sha256 != kept.safe_sha256
    file_url = f"/nursery/apply/{draft.pk}/files/{kept.pk}/"
    given = client.get(file_url)
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert stranger.get(file_url).status_code == 404
    assert client.post(f"{file_url}remove/").status_code == 303
    assert not draft.attachments.exists()


def test_strangers_draft_does_not_exist(town: Town, client: Client, stranger: Client) -> None:
    draft = begin(client)
    for end in ("", "confirm/", "delete/", "delegate/", "estimate/", "applicant/contact/"):
        assert stranger.get(f"/nursery/apply/{draft.pk}/{end}").status_code == 404


def test_somebody_asked_may_go_on_and_send(town: Town, client: Client) -> None:
    draft = begin(client)
    other = signed_in(town.helper)
    asked = client.post(f"/nursery/apply/{draft.pk}/delegate/", {"holder": "helper", "ground": "夫"})
    assert asked.status_code == 303
    assert other.get(f"/nursery/apply/{draft.pk}/").status_code == 200
    fill_in(other, draft, application())
    assert finish(other, draft).status_code == 303
    case = Case.objects.get()
    assert case.applicant_id == town.applicant.pk
    assert case.filings.get().filed_by == town.helper.pk


def test_draft_can_be_deleted(town: Town, client: Client) -> None:
    draft = begin(client)
    assert client.get(f"/nursery/apply/{draft.pk}/delete/").status_code == 200
    assert client.post(f"/nursery/apply/{draft.pk}/delete/").status_code == 303
    assert not Draft.objects.exists()


def test_extension_effect_comes_from_the_rule_book(town: Town, client: Client) -> None:
    draft = begin(client)
    fill_in(client, draft, application())
    draft.refresh_from_db()
    answers = with_value(answers_of(draft), "parents.0.work.leave", "childcare")
    Draft.objects.filter(pk=draft.pk).update(answers=answers)
    assert find_place(form_of("nursery"), "options/extension", answers) is not None
    assert "ほかの方の後" in client.get(f"/nursery/apply/{draft.pk}/options/extension/").content.decode()


def test_language_stays_on_the_page(town: Town, client: Client) -> None:
    draft = begin(client)
    page = client.get(f"/nursery/apply/{draft.pk}/applicant/contact/", {"lang": "en"})
    assert "Save and continue" in page.content.decode()
