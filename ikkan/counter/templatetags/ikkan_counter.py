"""Template tags of the page furniture."""

import re
from collections.abc import Iterable
from datetime import date

from django import template
from django.forms import BaseForm
from django.template import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ikkan.kernel.era import show_date

register = template.Library()

# Kanji followed by their reading in half-width or full-width brackets, as editors write easy Japanese.
READING = re.compile(r"([\u4e00-\u9fff\u3005]+)[(（]([\u3041-\u3096\u30fc]+)[)）]")

STATUS = {
    "done": (_("入力済み"), "plain"),
    "doing": (_("入力中"), "warn"),
    "todo": (_("これから"), "info"),
    "check": (_("確認が必要です"), "bad"),
    "locked": (_("まだ始められません"), "mute"),
    "safe": (_("安全な形に変換しました"), "ok"),
    "converting": (_("変換中"), "info"),
    "changed": (_("見た目が変わりました。確かめてください"), "warn"),
    "refused": (_("使えません"), "bad"),
    "differs": (_("住民記録と違います"), "warn"),
    "void": (_("取消し"), "mute"),
}
MARKS = {"info": "i", "ok": "✓", "warn": "!", "bad": "!"}


@register.filter
def wareki(day: date | None) -> str:
    """Show a date by era with the year A.D. in brackets; nothing for no date."""
    return "" if day is None else show_date(day)


@register.filter
def ruby(text: str) -> SafeString:
    """Turn 「市(し)」 into ruby. The text is escaped first, so markup in it stays text."""
    return SafeString(ruby_markup(conditional_escape(text)))


def ruby_markup(escaped: str) -> str:
    """Return escaped text with ruby for each 「市(し)」 in it."""
    return READING.sub(r"<ruby>\1<rp>(</rp><rt>\2</rt><rp>)</rp></ruby>", escaped)


def reading_off(text: str) -> str:
    """Return 「市(し)」 without its reading, for titles and labels that can hold no ruby."""
    return READING.sub(r"\1", text)


@register.simple_tag
def tag(word: str, tone: str = "") -> SafeString:
    """Draw a status word as a tag.

    Args:
        word: a code of ``STATUS``, or the word itself.
        tone: plain, ok, warn, bad, info or mute; by default that of the code.
    """
    words, own_tone = STATUS.get(word, (word, "plain"))
    return format_html('<span class="ik-tag" data-tone="{}">{}</span>', tone or own_tone, words)


@register.simple_tag
def tone_mark(tone: str) -> str:
    """Return the sign that stands for a tone where colour cannot be seen."""
    return MARKS.get(tone, MARKS["info"])


@register.simple_tag(takes_context=True)
def problem_list(context: Context) -> list[tuple[str, str]]:
    """Return (anchor, words) of every error on the page, first box first.

    Reads ``error_list`` from the context, else the errors of ``form``.
    """
    given = context.get("error_list")
    if given is not None:
        return list(given)
    form = context.get("form")
    return form_problems(form) if isinstance(form, BaseForm) else []


def form_problems(form: BaseForm) -> list[tuple[str, str]]:
    """Return (anchor of the first box, words) of each error of a bound form, in the order of its fields."""
    found = [("#main", str(words)) for words in form.non_field_errors()] if form.is_bound else []
    for bound in form:
        anchor = f"#{_first_box(bound.id_for_label, [part.id_for_label for part in bound])}"
        found += [(anchor, str(words)) for words in bound.errors]
    return found


def _first_box(own: str, parts: Iterable[str]) -> str:
    return own or next((part for part in parts if part), "")


@register.filter
def box_kind(bound: object) -> str:
    """Return how the field template draws a bound field: group, tick or box."""
    widget = getattr(getattr(bound, "field", None), "widget", None)
    if widget is None:
        raise TypeError(
            "The field template needs a bound field of a Django form. Use form['name'] or the text template."
        )
    if getattr(widget, "use_fieldset", False):
        return "group"
    return "tick" if getattr(widget, "input_type", "") == "checkbox" else "box"
