"""Addresses of the cash desk."""

from django.urls import URLPattern, URLResolver, path

from ikkan.web.cash import book, case, close, held

app_name = "cash"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", book.book, name="book"),
    path("book.csv", book.book_csv, name="book_csv"),
    path("find/", case.find, name="find"),
    path("close/", close.close, name="close"),
    path("held/<int:message>/", held.settle, name="held"),
    path("entries/<int:entry>/refund/", case.refund, name="refund"),
    path("<str:number>/", case.case, name="case"),
    path("<str:number>/receive/", case.receive, name="receive"),
    path("<str:number>/exempt/", case.exempt, name="exempt"),
]
