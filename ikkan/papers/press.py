"""The typesetting engine: one compiler a template and process, with the shipped fonts only.

System fonts are left out so that a letter has the same bytes on every machine.
"""

import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import typst

from ikkan.papers.glyphs import font_folder

_TEMPLATES = Path(__file__).parent / "templates"
# One compiler is not made for two threads at once, and one at a time is fast enough (a few ms a letter).
_LOCK = threading.Lock()


@cache
def _compiler(template: str) -> typst.Compiler:
    """Return this process's compiler for a template."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])
    return typst.Compiler(_TEMPLATES / template, root=_TEMPLATES, font_paths=fonts, ignore_system_fonts=True)


def press(template: str, inputs: Mapping[str, str], *, made_on: date, tagged: bool = True) -> bytes:
    """Return the PDF/A-2b that a template makes of its inputs.

    Args:
        template: file name in the templates folder.
        inputs: texts (JSON) that the template reads.
        made_on: the creation date written into the file, so that equal content gives equal bytes.
        tagged: write the structure that screen readers need; a file made only for the printer does without.

    Raises:
        RuntimeError: the template could not be set; the engine's own message is in the text.
    """
    stamp = datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC)
    with _LOCK:
        try:
            made = _compiler(template).compile(
                format="pdf",
                sys_inputs={**inputs, "tagged": "yes" if tagged else "no"},
                pdf_standards=["a-2b"],
                timestamp=stamp,
                pdf_tags=tagged,
            )
        except typst.TypstError as error:
            raise RuntimeError(
                f"The paper could not be typeset by {template}: {error.message}. "
                "Nothing was sent. Report this text together with the case's number; the content can be set again."
            ) from error
    if not isinstance(made, bytes):
        raise TypeError(f"The typesetting engine gave {type(made).__name__} instead of one PDF. Check its version.")
    return made
