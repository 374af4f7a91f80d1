"""Write a report as a folder that needs nothing else: pages, pictures, the figures as files, and the PDF."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Final

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from ikkan.counter.chart_files import chart_file
from ikkan.procedures.nursery.report.figures import COLUMNS, RoundFigures
from ikkan.procedures.nursery.report.paper import report_pdf
from ikkan.procedures.nursery.report.pictures import A_SHEET, report_parts

STYLES: Final = Path(__file__).parents[3] / "counter" / "static" / "ikkan" / "ikkan.css"
FILES: Final = ("report.pdf", "figures.csv", "figures.json")


def write_report(figures: RoundFigures, folder: Path, *, title: str, language: str, made_on: date) -> int:
    """Write index.html, a page for each area, their SVG files, figures.csv and .json, and report.pdf.

    Args:
        figures: what is told.
        folder: made when missing; files of the same names are replaced.
        title: title of the round.
        language: ja or en.
        made_on: creation date of the PDF.

    Returns:
        How many pages were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with override(language):
        parts = report_parts(figures)
        lead, edition = lead_of(figures), edition_of(figures)
        names = ["index.html", *(f"part-{at:02}.html" for at in range(1, len(parts)))]
        for here, (name, part) in enumerate(zip(names, parts, strict=True)):
            pages = [(one.title, names[at], at == here) for at, one in enumerate(parts)]
            context = {
                "title": title, "part": part, "pages": pages, "lead": lead, "edition": edition, "language": language,
                "files": [(file, file) for file in FILES],
            }  # fmt: skip
            (folder / name).write_text(render_to_string("nursery/report/page.html", context), encoding="utf-8")
            for section in part.sections:
                (folder / f"{section.chart.key}.svg").write_text(chart_file(section.chart), encoding="utf-8")
        sheets = report_parts(figures, most=A_SHEET)
        pdf = report_pdf(sheets, title=title, lead=lead, edition=edition, language=language, made_on=made_on)
    (folder / "report.pdf").write_bytes(pdf)
    (folder / "ikkan.css").write_bytes(STYLES.read_bytes())
    (folder / "figures.csv").write_text(figures_csv(figures), encoding="utf-8")
    (folder / "figures.json").write_text(
        json.dumps(figures.rows(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return len(parts)


def lead_of(figures: RoundFigures) -> str:
    """Return the first sentence of a report: how many, and whether anybody could complain with reason."""
    told = _("お子さん%(children)s人（%(families)s世帯）のうち%(placed)s人が決まり、%(none)s人は決まりません。")
    if not figures.unplaced:
        told = _("お子さん%(children)s人（%(families)s世帯）の全員が決まりました。")
    counts = {"children": figures.children, "families": figures.families, "placed": figures.placed}
    told %= {**counts, "none": figures.unplaced}
    if figures.status == "stable":
        return told + _("順位が上なのに後回しにされた世帯はありません。")
    return told + _("順位が上なのに後回しにされた世帯がないとは、確かめられていません。")


def edition_of(figures: RoundFigures) -> str:
    """Return which edition a report is."""
    if figures.is_whole:
        return _("職員用の版：少人数の数も出ています。外に出さないでください。")
    return _("公表用の版：%(n)s人より少ない数は出していません。") % {"n": figures.fewest}


def figures_csv(figures: RoundFigures) -> str:
    """Return the figures of every class as CSV; what is hidden is blank."""
    written = io.StringIO()
    sheet = csv.DictWriter(written, COLUMNS, lineterminator="\n")
    sheet.writeheader()
    sheet.writerows({**row, "is_hidden": int(bool(row["is_hidden"]))} for row in figures.rows())
    return written.getvalue()
