"""Small parts: tracker, ruby, tags, fields of Django forms."""

import re

import pytest
from django.template.loader import render_to_string

from ikkan.counter.gallery import SampleForm
from ikkan.counter.templatetags.ikkan_counter import box_kind, form_problems, ruby, tag
from ikkan.counter.tracker import ROOM_NAMES, build_tracker

DAYS = {code: f"{place}日" for place, code in enumerate(ROOM_NAMES, 1)}


def test_tracker_is_done_before_and_later_after_the_current_room() -> None:
    tracker = build_tracker("市の番です。", "decide", DAYS)
    assert [room.state for room in tracker.rooms] == ["done", "done", "current", "later", "later"]
    assert {room.state for room in build_tracker("終わり", "answer", DAYS, finished=True).rooms} == {"done"}


def test_tracker_needs_a_date_in_every_room() -> None:
    with pytest.raises(ValueError, match="have none: approve"):
        build_tracker("x", "check", DAYS | {"approve": ""})
    with pytest.raises(ValueError, match="no room 'attic'"):
        build_tracker("x", "attic", DAYS)


def test_drawn_tracker_says_the_state_in_words() -> None:
    html = render_to_string("counter/parts/tracker.html", {"tracker": build_tracker("市の番です。", "check", DAYS)})
    assert html.count('aria-current="step"') == 1
    assert html.count("：終わりました") == 1
    assert html.count("：いまここです") == 1


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("市(し)が", "<ruby>市<rp>(</rp><rt>し</rt><rp>)</rp></ruby>が"),
        ("お知(し)らせ", "お<ruby>知<rp>(</rp><rt>し</rt><rp>)</rp></ruby>らせ"),
        ("保留（ほりゅう）", "<ruby>保留<rp>(</rp><rt>ほりゅう</rt><rp>)</rp></ruby>"),
        ("3件(さん)", "3<ruby>件<rp>(</rp><rt>さん</rt><rp>)</rp></ruby>"),
        ("市(city)", "市(city)"),
        ("<b>市(し)", "&lt;b&gt;<ruby>市<rp>(</rp><rt>し</rt><rp>)</rp></ruby>"),
    ],
)
def test_ruby(text: str, html: str) -> None:
    assert ruby(text) == html


def test_tag_knows_codes_and_takes_any_word() -> None:
    assert tag("doing") == '<span class="ik-tag" data-tone="warn">入力中</span>'
    assert tag("<一致>", "ok") == '<span class="ik-tag" data-tone="ok">&lt;一致&gt;</span>'


def test_form_problems_lead_to_the_first_box() -> None:
    anchors = [anchor for anchor, _ in form_problems(SampleForm({}))]
    assert anchors == ["#id_phone", "#id_together_0", "#id_agree"]
    assert form_problems(SampleForm(None)) == []


def test_field_order_is_label_hint_error_input() -> None:
    html = render_to_string("counter/parts/field.html", {"field": SampleForm({})["phone"]})
    places = [html.index(part) for part in ("<label", 'class="hint"', 'class="err"', "<input")]
    assert places == sorted(places)
    assert re.search(r'aria-describedby="id_phone_helptext id_phone_error"', html)
    assert "required" not in html.replace("id_required", "")


def test_every_described_by_points_at_something() -> None:
    form = SampleForm({})
    html = "".join(render_to_string("counter/parts/field.html", {"field": field}) for field in form)
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    for value in re.findall(r'aria-describedby="([^"]+)"', html):
        assert set(value.split()) <= ids


def test_field_template_refuses_what_is_not_a_field() -> None:
    with pytest.raises(TypeError, match="needs a bound field"):
        box_kind("x")
