"""Addresses of the board."""

from django.urls import URLPattern, URLResolver, path

from ikkan.web.board import board

app_name = "board"
urlpatterns: list[URLPattern | URLResolver] = [path("", board.board, name="board")]
