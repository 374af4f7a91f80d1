"""Readings on a page in easy Japanese: above the kanji in texts, nowhere else, and nothing of what a person typed."""

import pytest

from ikkan.web.easy import with_readings

RUBY = "<ruby>市<rp>(</rp><rt>し</rt><rp>)</rp></ruby>"


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>市(し)が</p>", f"<p>{RUBY}が</p>"),
        (f"<p>{RUBY}が</p>", f"<p>{RUBY}が</p>"),
        ("<title>市(し)</title><p>市(し)</p>", f"<title>市</title><p>{RUBY}</p>"),
        ('<nav aria-label="市(し)">市(し)</nav>', f'<nav aria-label="市">{RUBY}</nav>'),
        ('<td data-label="市(し)">1</td>', '<td data-label="市">1</td>'),
        ("<svg><text>市(し)</text></svg>", "<svg><text>市</text></svg>"),
        ("<option>市(し)</option>", "<option>市</option>"),
        ("<textarea>市(し)</textarea>", "<textarea>市(し)</textarea>"),
        ('<input value="市(し)">', '<input value="市(し)">'),
        ("<p>&lt;b&gt;市(し)</p>", f"<p>&lt;b&gt;{RUBY}</p>"),
    ],
)
def test_readings_stand_where_markup_may_stand(page: str, shown: str) -> None:
    assert with_readings(page) == shown
