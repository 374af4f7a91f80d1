"""Addresses of the rounds."""

from django.urls import URLPattern, URLResolver, path, re_path

from ikkan.procedures.nursery.pages import desk_report, desk_seats, desk_what_if
from ikkan.web.desk import nursery_lottery, publishing, round_new, rounds
from ikkan.web.throttle import throttled

app_name = "rounds"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", rounds.round_list, name="list"),
    path("new/", round_new.round_new, name="new"),
    path("<str:number>/", rounds.console, name="console"),
    path("<str:number>/timeline/", rounds.round_timeline, name="timeline"),
    path("<str:number>/close/", rounds.close, name="close"),
    path("<str:number>/run/", rounds.run, name="run"),
    path("<str:number>/propose/", rounds.propose, name="propose"),
    path("<str:number>/publish/", publishing.publish, name="publish"),
    path("<str:number>/agree/", publishing.agree, name="agree"),
    path("<str:number>/letters/<uuid:key>/", publishing.letter, name="letter"),
    path("<str:number>/letters/<uuid:key>/open/", publishing.open_drawn, name="open_letter"),
    path("<str:number>/stop/", publishing.stop, name="stop"),
    path("<str:number>/lottery/", nursery_lottery.lottery, name="lottery"),
    path("<str:number>/lottery/codes.csv", nursery_lottery.lottery_codes, name="lottery_codes"),
    path("<str:number>/confirm/", throttled("save")(desk_seats.confirm), name="confirm"),
    path("<str:number>/alarms/<int:alarm>/", throttled("save")(desk_seats.sign), name="sign"),
    path("<str:number>/seats/<str:facility>/", throttled("save")(desk_seats.seats), name="seats"),
    path("<str:number>/report/", desk_report.report, name="report"),
    re_path(
        r"^(?P<number>[^/]+)/report/(?P<edition>whole|public)\.(?P<kind>pdf|csv|json)$",
        desk_report.report_file,
        name="report_file",
    ),
    path("<str:number>/what-if/", desk_what_if.what_if_page, name="what_if"),
    path("<str:number>/lists/", desk_seats.lists, name="lists"),
    re_path(
        r"^(?P<number>[^/]+)/lists/(?P<facility>[^/]+)\.(?P<kind>csv|pdf)$", desk_seats.list_file, name="list_file"
    ),
]
