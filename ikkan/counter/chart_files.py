"""A chart as a file of its own, or as a picture on paper: the same drawing with a size in pixels."""

import xml.etree.ElementTree as ET
from typing import Final

from ikkan.counter.charts import Chart

WIDE: Final = 980
NARROW: Final = 420
LETTERS: Final = 14
FONT: Final = "Noto Sans JP, Hiragino Sans, Yu Gothic UI, sans-serif"
SVG: Final = "http://www.w3.org/2000/svg"
ACROSS: Final = frozenset({"x", "x1", "x2", "cx", "width"})


def chart_file(chart: Chart) -> str:
    """Return the SVG of a chart with every length in pixels, so that any viewer draws it alike.

    Args:
        chart: a drawn chart.
    """
    ET.register_namespace("", SVG)
    # the markup is the house's own, drawn a moment ago
    root = ET.fromstring(chart.markup)  # noqa: S314
    root.set("font-family", FONT)
    if root.get("viewBox") is not None:
        root.set("width", str(WIDE))
        return ET.tostring(root, encoding="unicode")
    wide = WIDE if root.get("width") is None else NARROW
    root.set("width", "100%")
    root.set("font-size", str(LETTERS))
    for element in root.iter():
        for name, value in element.items():
            if value.endswith("%") and name in ACROSS:
                element.set(name, f"{float(value[:-1]) / 100 * wide:g}")
            elif value.endswith("em"):
                element.set(name, f"{float(value[:-2]) * LETTERS:g}")
    root.set("viewBox", f"0 0 {wide} {root.get('height')}")
    return ET.tostring(root, encoding="unicode")
