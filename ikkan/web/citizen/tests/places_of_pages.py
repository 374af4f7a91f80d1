"""One address for each page of the citizen's URL table, so that no new page escapes the browser's look."""

from datetime import timedelta
from typing import Any

from django.urls import URLPattern, reverse
from django.utils import timezone

from ikkan.counter.forms.places import places
from ikkan.kernel.reader import Reader
from ikkan.ledger.models import Case, Document
from ikkan.papers.paper import Boxed, Facts, Grid, Heading, Issuer, Paper, Paragraph, Recipient
from ikkan.procedures.nursery.models import Child, Offer
from ikkan.registers.selectors import read_resident
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.intake.drafts import start_draft
from ikkan.rooms.intake.models import Draft
from ikkan.store.blobs import keep_blob
from ikkan.web.citizen.offered import form_of
from ikkan.web.citizen.tasks import place_url
from ikkan.web.citizen.tests.places_of_certificates import certificate_pages
from ikkan.web.citizen.tests.walking import JPEG
from ikkan.web.citizen.urls import PAGES
from ikkan.web.tests.cast import FACILITIES, Town, application, file_case

POST_ONLY = {"begin", "correct", "electronic", "end_mandate", "export"}
FILES = {"copy", "who_saw_csv", "notice_pdf", "held_certificate", "file", "document", "file_thumb", "document_thumb",
         "blank_paper", "draft_paper", "round_report_csv", "round_report_json",
         "lottery_checker", "lottery_file"}  # fmt: skip
# of a round further on: looked at by test_round_report_browser and test_lottery_browser of ikkan/web/desk/tests
OF_PUBLISHED = {"round_report", "lottery"}
LEADS_ON = {"page", "pay", "sign", "signed"}
PARTS = {"next_step"}
OF_DRAFTS = ("tasks", "delegate", "delete_draft", "draft_estimate", "confirm")


def make_pages(town: Town) -> dict[str, str]:
    """Write what every page needs and return name -> address; question pages by their key."""
    case = file_case(town)
    draft = start_draft(owner=town.applicant, procedure="nursery", form_version="1", answers=application())
    notice = make_notice(case)
    make_earlier_paper(case)
    attachment = draft.attachments.create(kind="diagnosis", of="parent1", name="a.jpg", content_type="image/jpeg",
                                          size=9, sha256="0" * 64)  # fmt: skip
    make_offer(town)
    reader = Reader(who=str(town.officer.pk), why="審査", case=case.number, ground="児童福祉法24条3項")
    read_resident("100001", reader=reader, fields=("birth", "town"), now=timezone.now())
    kwargs: dict[str, dict[str, Any]] = {
        **{name: {"number": case.number} for name in ("case", "receipt", "withdraw", "answer", "petition", "payment")},
        **{name: {"procedure": "nursery", "draft": draft.pk} for name in OF_DRAFTS},
        "reuse": {"procedure": "nursery", "draft": draft.pk, "section": "documents", "page": "paper_work", "index": 0},
        "start": {"procedure": "nursery"},
        "notice": {"notice": notice.pk},
        "decline": {"number": Case.objects.get(children__offers__isnull=False).number, "child": "c1"},
        "remove_file": {"procedure": "nursery", "draft": draft.pk, "file": attachment.pk},
    }
    names = sorted(
        {one.name for one in PAGES if isinstance(one, URLPattern) and one.name}
        - POST_ONLY
        - FILES
        - LEADS_ON
        - PARTS
        - OF_PUBLISHED
    )
    found = {"home": "/"} | {name: reverse(f"citizen:{name}", kwargs=kwargs.get(name)) for name in names}
    found["compare-three"] = f"{found['compare']}?" + "&".join(f"f={code}" for code, *_rest in FACILITIES[:3])
    return found | {f"page-{key}": url for key, url in _questions(draft).items()} | certificate_pages(town)


def make_notice(case: Case) -> Notice:
    """Write a notice with every kind of block."""
    now = timezone.now()
    blocks = (
        Paragraph("4月1日からの入所は決まりませんでした。", "lead"), Heading("理由"),
        Facts((("お子さん", "髙橋 湊"), ("あなたの点数", "41"))),
        Grid("希望の園", ("希望", "園", "募集", "最後に決まった方", "あなた", "決め手"),
             (("1", "みなと保育園", "4", "43点", "41点", "点数"),
              ("2", "すみれこども園", "6", "41点", "40点", "点数"))),
        Boxed("不服があるとき", ("１　審査請求をすることができます。",)), Paragraph("根拠の条文", "small"),
    )  # fmt: skip
    paper = Paper("保育所利用調整の結果（保留）", case.number, "令和8年11月23日", Issuer("（氏名）", ("みほん市長",)),
                  Recipient("4250027", ("栄町",), ("髙橋 花子 様",)), blocks, contact=("子育て支援課",))  # fmt: skip
    return Notice.objects.create(
        case=case, kind="held", title=paper.title, is_disposition=True, content=paper.as_json(),
        instruction={"case": "mayor", "ja": ["審査請求"], "en": ["review"], "review_months": 3}, digest="0" * 64,
        edition="x", channel="mailbox", dated_on=now.date(), made_at=now, available_at=now - timedelta(minutes=1),
    )  # fmt: skip


def make_earlier_paper(case: Case) -> Document:
    """Write a readable work certificate of an earlier filing."""
    now = timezone.now()
    digest = keep_blob(JPEG, at=now)
    return Document.objects.create(
        case=case, kind="work_certificate", of="parent1", name="shoumei.jpg", content_type="image/jpeg",
        size=len(JPEG), sha256=digest, safe_sha256=digest, thumb_sha256=digest, created_at=now,
    )  # fmt: skip


def make_offer(town: Town) -> None:
    """Write an offer that can still be declined, in a round that is published."""
    now = timezone.now()
    case = file_case(town, key="offered", checked=False)
    child, _ = Child.objects.get_or_create(case=case, key="c1", defaults={"class_age": 1})
    town.round.published_at = now
    town.round.save(update_fields=["published_at"])
    Offer.objects.create(child=child, round=town.round, facility="0013020001", age=1, offered_at=now)


def _questions(draft: Draft) -> dict[str, str]:
    answers = application()
    every = [place for section in form_of("nursery").sections for place in places(section, answers)]
    return {one.key.replace("/", "-"): place_url(draft, one) for one in every if not one.page.is_review}
