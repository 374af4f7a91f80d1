"""Addresses of the citizen's pages; the first page is plain ``home``, all others ``citizen:<name>``."""

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter

from ikkan.procedures.nursery.lottery.log import PUBLIC_FILES
from ikkan.web.citizen import (
    answering,
    by_post,
    case,
    confirm,
    home,
    issued,
    live,
    mailbox,
    nursery_compare,
    nursery_lottery,
    nursery_places,
    nursery_report,
    own_data,
    paying,
    petition,
    plain,
    question,
    receipt,
    reuse,
    seen,
    signing,
    start,
    tasks,
    uploads,
)
from ikkan.web.citizen.offered import OFFERED


class OfferedConverter(StringConverter):
    """The code of a procedure that citizens find here; other words stay free for other parts of the house."""

    regex = "|".join(OFFERED)


register_converter(OfferedConverter, "offered")

DRAFT = "<offered:procedure>/apply/<uuid:draft>/"
PAGE = f"{DRAFT}<slug:section>/<slug:page>/"
CASE = "cases/<str:number>/"

PAGES: list[URLPattern | URLResolver] = [
    path("procedures/", home.procedures, name="procedures"),
    path("nursery/estimate/", nursery_places.estimate, name="estimate"),
    path("nursery/facilities/", nursery_places.facilities, name="facilities"),
    path("nursery/facilities/compare/", nursery_compare.comparison, name="compare"),
    path("nursery/lottery/check_lottery.py", nursery_lottery.lottery_checker, name="lottery_checker"),
    path("nursery/lottery/<str:number>/", nursery_lottery.lottery, name="lottery"),
    *(
        path(f"nursery/lottery/<str:number>/{name}", nursery_lottery.lottery_file, {"name": name}, name="lottery_file")
        for name in PUBLIC_FILES
    ),
    path("nursery/rounds/<str:number>/", nursery_report.report, name="round_report"),
    path("nursery/rounds/<str:number>/figures.csv", nursery_report.csv_file, name="round_report_csv"),
    path("nursery/rounds/<str:number>/figures.json", nursery_report.json_file, name="round_report_json"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/electronic/<offered:procedure>/", mailbox.electronic, name="electronic"),
    path("notices/<uuid:notice>/", mailbox.notice, name="notice"),
    path("notices/<uuid:notice>/pdf/", mailbox.notice_pdf, name="notice_pdf"),
    path("my/who-saw/", seen.who_saw, name="who_saw"),
    path("my/who-saw.csv", seen.who_saw_csv, name="who_saw_csv"),
    path("my/data/", own_data.my_data, name="my_data"),
    path("my/data/export/", own_data.export, name="export"),
    path("my/issued/", issued.issued, name="issued"),
    path("my/account/delete/", own_data.delete_account, name="delete_account"),
    path("my/mandates/<int:mandate>/end/", tasks.end_mandate, name="end_mandate"),
    path("accessibility/", plain.accessibility, name="accessibility"),
    path("privacy/", plain.privacy, name="privacy"),
    path(CASE, case.case, name="case"),
    path(f"{CASE}receipt/", receipt.receipt, name="receipt"),
    path(f"{CASE}next/", receipt.next_step, name="next_step"),
    path(f"{CASE}copy/", receipt.copy, name="copy"),
    path(f"{CASE}correct/", case.correct, name="correct"),
    path(f"{CASE}withdraw/", case.withdraw, name="withdraw"),
    path(f"{CASE}answer/", answering.answer, name="answer"),
    path(f"{CASE}payment/", paying.payment, name="payment"),
    path(f"{CASE}payment/go/", paying.pay, name="pay"),
    path(f"{CASE}petition/", petition.petition, name="petition"),
    path(f"{CASE}decline/<slug:child>/", case.decline, name="decline"),
    path(f"{CASE}held/<slug:child>/<str:round_number>/", case.held_certificate, name="held_certificate"),
    path(f"{CASE}documents/<uuid:document>/", uploads.document, name="document"),
    path(f"{CASE}documents/<uuid:document>/page.jpg", uploads.document_thumb, name="document_thumb"),
    path("<offered:procedure>/", start.start, name="start"),
    path("<offered:procedure>/begin/", start.begin, name="begin"),
    path("<offered:procedure>/paper/", by_post.blank_paper, name="blank_paper"),
    path(DRAFT, tasks.tasks, name="tasks"),
    path(f"{DRAFT}delegate/", tasks.delegate, name="delegate"),
    path(f"{DRAFT}delete/", tasks.remove_draft, name="delete_draft"),
    path(f"{DRAFT}estimate/", live.draft_estimate, name="draft_estimate"),
    path(f"{DRAFT}confirm/", confirm.confirm, name="confirm"),
    path(f"{DRAFT}sign/", signing.sign, name="sign"),
    path(f"{DRAFT}signed/", signing.signed, name="signed"),
    path(f"{DRAFT}paper/", by_post.draft_paper, name="draft_paper"),
    path(f"{DRAFT}files/<uuid:file>/", uploads.file, name="file"),
    path(f"{DRAFT}files/<uuid:file>/page.jpg", uploads.file_thumb, name="file_thumb"),
    path(f"{DRAFT}files/<uuid:file>/remove/", uploads.remove_file, name="remove_file"),
    path(f"{DRAFT}earlier/<slug:section>/<slug:page>/", reuse.reuse, name="reuse"),
    path(f"{DRAFT}earlier/<slug:section>/<slug:page>/<int:index>/", reuse.reuse, name="reuse"),
    path(PAGE, question.question, name="page"),
    path(f"{PAGE}<int:index>/", question.question, name="page"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("", include((PAGES, "citizen"))),
]
