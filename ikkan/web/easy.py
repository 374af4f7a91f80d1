"""Readings above kanji (ruby) on pages in easy Japanese: 「市(し)」 in any text of the page becomes ruby."""

import re
from typing import Final

from ikkan.counter.templatetags.ikkan_counter import reading_off, ruby_markup

_TAG: Final = re.compile(r"(<[^>]*>)")
# Texts that cannot hold markup: a reading stays out of them, but what a person typed is never touched.
_PLAIN: Final = ("title", "option", "svg")
_UNTOUCHED: Final = ("textarea", "script", "ruby")
_LABEL: Final = re.compile(r'(?<=[ -])((?:aria-label|alt|data-label)=")([^"]*)(")')


def with_readings(page: str) -> str:
    """Return a page of HTML with ruby for every reading in its texts, and without readings in labels and titles.

    Args:
        page: HTML as our templates write it, every value escaped.
    """
    shown: list[str] = []
    closes = ""
    for part in _TAG.split(page):
        if part.startswith("<"):
            name = part[1:].partition(">")[0].partition(" ")[0].strip("/").lower()
            if not closes and name in (*_PLAIN, *_UNTOUCHED) and not part.startswith("</"):
                closes = name
            elif part.startswith("</") and name == closes:
                closes = ""
            shown.append(_LABEL.sub(lambda found: found[1] + reading_off(found[2]) + found[3], part))
        elif closes in _UNTOUCHED:
            shown.append(part)
        else:
            shown.append(reading_off(part) if closes else ruby_markup(part))
    return "".join(shown)
