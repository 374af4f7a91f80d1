"""Addresses of the desk."""

from django.urls import URLPattern, URLResolver, path

from ikkan.web.desk import (
    asking,
    assigning,
    case,
    counter,
    counter_form,
    documents,
    history,
    inbox,
    judging,
    moving,
    opening,
    postings,
    register,
    working_keys,
)

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox.inbox, name="inbox"),
    path("keys/", working_keys.switch_keys, name="keys"),
    path("assign/", assigning.assign, name="assign"),
    path("bulk/", judging.bulk, name="bulk"),
    path("cases/<str:number>/", case.case, name="case"),
    path("cases/<str:number>/purpose/", opening.purpose, name="purpose"),
    path("cases/<str:number>/others/", assigning.others, name="others"),
    path("cases/<str:number>/next/", assigning.following, name="next"),
    path("cases/<str:number>/verdict/", judging.verdict, name="verdict"),
    path("cases/<str:number>/ask/", asking.ask, name="ask"),
    path("cases/<str:number>/move/", moving.move, name="move"),
    path("cases/<str:number>/register/", register.register, name="register"),
    path("cases/<str:number>/timeline/", history.timeline, name="timeline"),
    path("cases/<str:number>/documents/<uuid:key>/", documents.document, name="document"),
    path("cases/<str:number>/documents/<uuid:key>/<int:page>", documents.document_page, name="document_page"),
    path("cases/<str:number>/documents/<uuid:key>/file", documents.document_file, name="document_file"),
    path("cases/<str:number>/notices/<uuid:key>", documents.notice, name="notice"),
    path("counter/", counter.counter, name="counter"),
    path("counter/<uuid:draft>/", counter_form.tasks, name="counter_form"),
    path("counter/<uuid:draft>/<str:section>/<str:page>/", counter_form.page, name="counter_page"),
    path("counter/<uuid:draft>/<str:section>/<str:page>/<int:index>/", counter_form.page, name="counter_page"),
    path("postings/", postings.postings, name="postings"),
    path("postings/make/", postings.make, name="make_print_file"),
    path("postings/back/", postings.letter_back, name="letter_back"),
    path("postings/<int:batch>/", postings.print_file, name="print_file"),
    path("postings/<int:batch>/posted/", postings.post, name="record_posting"),
]
