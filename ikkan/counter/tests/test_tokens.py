"""The colours are readable: contrast is computed again from the style sheet."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent / "static" / "ikkan"
CSS = (STATIC / "ikkan.css").read_text(encoding="utf-8")
TOKENS = dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{3,6})", CSS))

TEXT, CONTROL = 4.5, 3.0
PAIRS = [
    *[
        (name, "paper", TEXT)
        for name in ("ink", "ink-2", "mute", "act", "act-h", "act-a", "link", "visited", "bad", "ok", "warn")
    ],
    *[(f"c{n}", "paper", TEXT) for n in range(1, 7)],
    *[(name, "wash", TEXT) for name in ("ink", "ink-2", "mute", "link")],
    ("ink", "head", TEXT),
    ("ink-2", "head", TEXT),
    ("act", "act-w", TEXT),
    ("act-h", "act-w", TEXT),
    ("ink-2", "act-w", TEXT),
    ("bad-t", "bad-w", TEXT),
    ("ok-t", "ok-w", TEXT),
    ("warn-t", "warn-w", TEXT),
    ("ink", "a-bg", TEXT),
    ("ink", "b-bg", TEXT),
    ("edge", "paper", CONTROL),
    ("edge", "wash", CONTROL),
    ("focus-o", "paper", CONTROL),
    ("focus-i", "act", CONTROL),
    ("a-line", "a-bg", CONTROL),
    ("b-line", "b-bg", CONTROL),
]


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    full = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_formula_knows_the_ends() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#ec0000", "#fdeeee") == pytest.approx(4.08, abs=0.01)


@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_token_pair_is_readable(front: str, ground: str, least: float) -> None:
    assert contrast(TOKENS[front], TOKENS[ground]) >= least


def test_every_variable_used_is_set() -> None:
    used = set(re.findall(r"var\(--([a-z0-9-]+)", CSS))
    assert used <= set(re.findall(r"--([a-z0-9-]+):", CSS))


def test_no_font_or_picture_is_loaded() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "@font-face" not in CSS


def test_own_files_keep_their_budget() -> None:
    assert (STATIC / "ikkan.css").stat().st_size <= 16 * 1024
    assert (STATIC / "ikkan.js").stat().st_size <= 3_000


def test_third_party_note_names_the_version_of_the_file() -> None:
    found = re.search(r'version:"([0-9.]+)"', (STATIC / "htmx.min.js").read_text(encoding="utf-8"))
    assert found is not None
    assert f"| htmx | {found.group(1)} |" in (STATIC / "THIRD-PARTY.md").read_text(encoding="utf-8")
