"""The component gallery: every component in every state, with made-up data. Wired in tests only."""

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from ikkan.counter import gallery_data as data

SURFACES = ("citizen", "desk")


class SampleForm(forms.Form):
    """Show how a Django form is drawn by the field template."""

    use_required_attribute = False
    phone = forms.CharField(
        label="電話番号",
        help_text="ハイフンはあってもなくてもかまいません",
        error_messages={"required": "電話番号を入力してください"},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "data-w": "12"}),
    )
    together = forms.ChoiceField(
        label="お子さんと今いっしょに住んでいますか",
        choices=[("yes", "はい"), ("no", "いいえ")],
        widget=forms.RadioSelect,
        error_messages={"required": "「はい」か「いいえ」を選んでください"},
    )
    days = forms.MultipleChoiceField(
        label="預けたい曜日",
        choices=[("mon", "月曜日"), ("sat", "土曜日")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agree = forms.BooleanField(
        label="書いた内容は事実のとおりです", error_messages={"required": "事実のとおりであることを確かめてください"}
    )


def gallery_page(surface: str = "citizen", language: str = "ja", *, bad: bool = False) -> str:
    """Return the gallery as HTML.

    Args:
        surface: citizen or desk.
        language: ja, easy or en.
        bad: draw the page after a refused form.

    Raises:
        ValueError: there is no such surface.
    """
    if surface not in SURFACES:
        raise ValueError(f"The gallery has no surface {surface!r}. Use one of: {', '.join(SURFACES)}.")
    context = {
        **data.frame(language),
        **data.components(),
        "frame_template": f"counter/{surface}.html",
        "quick_exit_url": "/weather/" if bad else "",
        "form": SampleForm({} if bad else None),
    }
    return render_to_string("counter/gallery.html", context)


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component.

    Args:
        request: ``surface``, ``lang`` and ``bad`` (any value shows the error state) are read from the query.
    """
    surface = "desk" if request.GET.get("surface") == "desk" else "citizen"
    bad = bool(request.GET.get("bad"))
    return HttpResponse(
        gallery_page(surface, request.GET.get("lang", "ja"), bad=bad),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if bad else HTTPStatus.OK,
    )
