"""The frame of every page: title, language, landmarks, and nothing the content policy would refuse."""

import json
import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from ikkan.counter.gallery import gallery, gallery_page

TEMPLATES = Path(__file__).parent.parent / "templates"
FORBIDDEN = re.compile(r"\sstyle=|<style|\son[a-z]+=|hx-on|javascript:|hx-vals=.js|<script(?![^>]*\ssrc=)")


def draw(**context: object) -> str:
    base = {
        "town_name": "みほん市",
        "page_title": "お子さん",
        "procedure_title": "保育所の申込み",
        "page_language": "ja",
    }
    return render_to_string("counter/citizen.html", {**base, **context})


def title(html: str) -> str:
    found = re.search(r"<title>(.*?)</title>", html, re.S)
    assert found is not None
    return found.group(1)


def test_title_is_page_procedure_town() -> None:
    assert title(draw()) == "お子さん｜保育所の申込み｜みほん市"
    assert title(draw(procedure_title="")) == "お子さん｜みほん市"


def test_title_begins_with_error_when_a_form_was_refused() -> None:
    html = draw(error_list=[("#id_zip", "郵便番号を入力してください")])
    assert title(html).startswith("エラー：お子さん｜")
    assert html.index("ik-sum") < html.index("<h1>")
    assert 'href="#id_zip"' in html


@pytest.mark.parametrize(("language", "lang"), [("ja", "ja"), ("easy", "ja"), ("en", "en")])
def test_language_of_the_page(language: str, lang: str) -> None:
    html = draw(page_language=language)
    assert f'<html lang="{lang}">' in html
    assert ("data-easy" in html) == (language == "easy")


def test_each_language_link_is_in_its_own_language() -> None:
    html = draw(languages=[("ja", "日本語", "?a"), ("easy", "やさしい日本語", "?b"), ("en", "English", "?c")])
    assert re.search(r'<a href="\?b" lang="ja"[^>]*>やさしい日本語', html)
    assert re.search(r'<a href="\?c" lang="en"[^>]*>English', html)
    assert html.count('aria-current="true"') == 1


@pytest.mark.parametrize("surface", ["citizen", "desk"])
@pytest.mark.parametrize("bad", [False, True])
def test_page_has_one_heading_and_its_landmarks(surface: str, bad: bool) -> None:
    html = gallery_page(surface, bad=bad)
    for part in ("<h1", "<main", "<header", "<footer", 'id="live" role="status"'):
        assert html.count(part) == 1, part
    assert "{%" not in html
    assert "{{" not in html


def test_ids_are_unique() -> None:
    ids = re.findall(r'\sid="([^"]+)"', gallery_page(bad=True))
    assert sorted(ids) == sorted(set(ids))


def test_htmx_is_held_back() -> None:
    found = re.search(r"name=\"htmx-config\" content='([^']+)'", draw())
    assert found is not None
    config = json.loads(found.group(1))
    assert config["allowEval"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0
    assert config["selfRequestsOnly"] is True
    assert {"code": "422", "swap": True} in config["responseHandling"]


def test_no_template_holds_what_the_policy_refuses() -> None:
    files = list(TEMPLATES.rglob("*.html"))
    assert len(files) > 30
    assert [str(file) for file in files if FORBIDDEN.search(file.read_text(encoding="utf-8"))] == []
    assert FORBIDDEN.search(gallery_page("desk", bad=True)) is None


def test_demo_and_quick_exit_are_shown_only_when_set() -> None:
    assert "デモ：つくりものの町です" not in draw()
    assert "デモ：つくりものの町です" in draw(demo_mode=True)
    assert "data-exit" not in draw()
    assert draw(quick_exit_url="/weather/").count('href="/weather/"') == 2


@pytest.mark.parametrize("code", ["403", "404", "429", "500"])
def test_error_page_stands_alone(code: str) -> None:
    html = render_to_string(f"counter/{code}.html")
    assert html.count("<h1") == 1
    assert "/ikkan/ikkan.css" in html
    assert "システムエラー" not in html


def test_gallery_view_answers_a_refused_form_with_422() -> None:
    requests = RequestFactory()
    assert gallery(requests.get("/_gallery")).status_code == 200
    assert gallery(requests.get("/_gallery?surface=desk&bad=1")).status_code == 422


def test_unknown_surface_is_refused() -> None:
    with pytest.raises(ValueError, match="no surface 'wall'"):
        gallery_page("wall")
