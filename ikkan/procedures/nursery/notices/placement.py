"""Notices of placement: found (内定), on hold (保留), not granted (不承諾), transfer not granted."""

import re
from typing import Final

from ikkan.kernel.reason import Reason
from ikkan.papers.paper import Align, Block, Facts, Grid, Heading, Paragraph
from ikkan.procedures.nursery.notices.figures import Item, PlacementFigures, Wish, read_figures
from ikkan.procedures.nursery.notices.letter import letter, reasons_table
from ikkan.procedures.nursery.notices.steps import steps_after
from ikkan.procedures.nursery.notices.told import PLACED, Told
from ikkan.procedures.nursery.notices.words import Words
from ikkan.rooms.answer.notices import NoticeDraft

KIND: Final = "placement"
RESULTS: Final = (PLACED, "held", "refused", "kept")
EDITION_SHOWN: Final = 8
# Reasons that stand elsewhere on the letter: the table of wishes, and the order among equal points.
_SHOWN_ELSEWHERE: Final = ("wish_", "tie_points.", "reason_rank.")
# A line's sentence ends with its points, which the letter sets in a column of their own.
_POINTS_AT_END: Final = re.compile(r"\u3000[+-]?\d+点$")


def placement_notice(told: Told) -> NoticeDraft:
    """Return the notice of one child's placement.

    Raises:
        LookupError: the result is none that this procedure tells.
        ValueError: a figure is missing.
    """
    record, desk, words = told.record, told.desk, told.desk.words()
    if record.result not in RESULTS:
        raise LookupError(
            f"Decision {record.pk}: there is no notice for a placement with the result {record.result!r}; "
            f"known are {', '.join(RESULTS)}. Correct the result that the round wrote."
        )
    figures = read_figures(record.figures)
    blocks: list[Block] = [
        Paragraph("\n".join(conclusion(told, figures, words)), "lead"),
        _facts(told, figures, words),
        Heading(words.say("label.next"), numbered=False),
        Facts(steps_after(record.result, figures, desk, words)),
        *_why(told, figures, words),
        *_score(told, figures, words),
        Paragraph(words.say("notice.ground")),
        desk.instruction_box,
    ]
    title = words.say(f"{record.result}.title")
    return NoticeDraft(
        kind=KIND,
        subject=record.subject,
        paper=letter(desk, title=title, number=record.case.number, answers=told.answers, blocks=blocks),
        is_disposition=True,
        grants_less=record.grants_less or record.result != PLACED,
        reasons=told.reasons,
        instruction=desk.instruction,
        decision=record.pk,
        edition=record.edition,
        dated_on=desk.on,
    )


def conclusion(told: Told, figures: PlacementFigures, words: Words) -> list[str]:
    """Return the conclusion in one or two sentences, the plain word beside the legal one."""
    child, start = told.child.called(words), words.near(figures.start)
    result, name = told.record.result, facility_name(told, figures)
    said = [words.say(f"{result}.conclusion", child=child, start=start, facility=name)]
    if result == "kept":
        said.append(words.say("kept.stays", child=child, facility=name))
    if result == "held" and figures.next_round is not None:
        said.append(words.say("held.onward", answers=words.near(figures.next_round.answers)))
    return said


def wish_sentences(told: Told, figures: PlacementFigures, words: Words) -> list[str]:
    """Return one sentence a wish: who was last, what the child had, what decided."""
    child, fewest = told.child.called(words), fewest_told(told)
    return [_wish_sentence(wish, child, fewest, words) for wish in figures.wishes]


def _wish_sentence(wish: Wish, child: str, fewest: int, words: Words) -> str:
    if wish.is_reached:
        return words.say("notice.wish_line_reached", wish=wish.wish, facility=wish.name)
    if wish.sibling is not None:
        age, other = wish.sibling
        return words.say(
            "notice.wish_line_sibling", wish=wish.wish, facility=wish.name, child=child, age=age, other=other
        )
    lowest = wish.lowest_told(fewest)
    if wish.own is None or wish.admitted == 0:
        key = "notice.wish_line_plain"
    elif lowest is None:
        key = "notice.wish_line_hidden"
    else:
        key = "notice.wish_line_equal" if wish.sentence == "wish_equal_points" else "notice.wish_line"
    decided = wish.decided["en" if words.language == "en" else "ja"]
    return words.say(key, wish=wish.wish, facility=wish.name, lowest=lowest, child=child, own=wish.own, decided=decided)


def facility_name(told: Told, figures: PlacementFigures) -> str:
    """Return where the child goes or stays, blank where there is no such place."""
    return figures.facility_name or (told.facility.name if told.facility is not None else "")


def other_reasons(told: Told, figures: PlacementFigures) -> tuple[Reason, ...]:
    """Return the reasons that are neither an item of the score nor a line of the wishes."""
    printed = {(item.row, item.ja) for item in figures.items}
    return tuple(
        reason
        for reason in told.reasons
        if (reason.row, reason.ja) not in printed and not reason.code.startswith(_SHOWN_ELSEWHERE)
    )


def fewest_told(told: Told) -> int:
    """Return from how many admitted children on their lowest points may be told."""
    return int(str(told.desk.book.value("small_cells", "fewest_admitted")))


def _facts(told: Told, figures: PlacementFigures, words: Words) -> Facts:
    rows = [
        *told.child.facts(words),
        (words.say("label.class"), words.say("label.class_age", age=figures.class_age)),
        (words.say("label.start"), words.dated(figures.start)),
        (words.say("label.result"), words.say(f"result.{told.record.result}")),
    ]
    if name := facility_name(told, figures):
        rows.append((words.say("label.facility"), name))
    if told.facility is not None and told.facility.phone:
        rows.append((words.say("label.facility_phone"), told.facility.phone))
    return Facts(tuple(rows))


def _why(told: Told, figures: PlacementFigures, words: Words) -> list[Block]:
    """Return the reasons: what decided at each wish, and what else was found."""
    others = other_reasons(told, figures)
    blocks: list[Block] = [Heading(words.say("label.why"), numbered=False)]
    if told.record.result != PLACED:
        blocks.append(Paragraph(words.say("held.why")))
    if others:
        blocks.append(reasons_table(told.desk, others))
    if figures.wishes:
        fewest = fewest_told(told)
        blocks.append(_wishes(figures, words, fewest))
        if any(wish.admitted and wish.lowest_told(fewest) is None for wish in figures.wishes):
            blocks.append(Paragraph(words.say("notice.hidden_note", fewest=fewest), "small"))
    return blocks


def _wishes(figures: PlacementFigures, words: Words, fewest: int) -> Grid:
    head = tuple(words.say(f"label.{name}") for name in ("wish", "facility", "seats", "lowest", "own", "decided"))
    rows = tuple(_wish_row(wish, words, fewest) for wish in figures.wishes)
    aligned: tuple[Align, ...] = ("center", "left", "right", "right", "right", "left")
    return Grid(words.say("notice.wishes"), head, rows, aligned)


def _wish_row(wish: Wish, words: Words, fewest: int) -> tuple[str, ...]:
    lowest = wish.lowest_told(fewest)
    if wish.admitted == 0:
        last = words.say("notice.nobody")
    elif lowest is None:
        last = words.say("notice.hidden")
    else:
        last = words.say("label.points", points=lowest)
    decided = words.say("notice.reached") if wish.is_reached else wish.decided["ja"]
    own = words.say("notice.none") if wish.own is None else words.say("label.points", points=wish.own)
    return (str(wish.wish), wish.name, str(wish.seats), last, own, decided)


def _score(told: Told, figures: PlacementFigures, words: Words) -> list[Block]:
    """Return the score item by item with its articles, the edition, and the order among equal points."""
    points = words.say("label.points", points=figures.total)
    head = (words.say("label.item"), words.say("label.score"), words.say("label.article"))
    rows = (*(_item_row(item, words) for item in figures.items), (words.say("label.total"), points, ""))
    on = words.dated(told.record.reference_day)
    blocks: list[Block] = [
        Heading(words.say("label.score_items"), numbered=False),
        Paragraph(words.say("notice.score", child=told.child.called(words), total=figures.total)),
        Grid("", head, rows, ("left", "right", "left")),
        Paragraph(words.say("notice.edition", on=on, edition=told.record.edition[:EDITION_SHOWN]), "small"),
    ]
    if any(item.is_unconfirmed for item in figures.items) or any(reason.unconfirmed for reason in told.reasons):
        blocks.append(Paragraph(words.say("notice.unconfirmed_note"), "small"))
    if figures.rank_keys:
        keys = words.say("notice.tie_join").join(rank_key_names(told, figures, words))
        blocks.append(Paragraph(words.say("notice.tie_order", keys=keys), "small"))
    return blocks


def rank_key_names(told: Told, figures: PlacementFigures, words: Words) -> list[str]:
    """Return the keys that decide among equal points in words; a key that the book does not name stays as written."""
    language = "en" if words.language == "en" else "ja"
    book = told.desk.book
    known = {row.text("id"): row.text(language) for row in book.rows("tie_key")}
    known |= {key: words.say(f"decided.{key}") for key in figures.rank_keys if f"decided.{key}" in book.blocks}
    return [known.get(key, key) for key in figures.rank_keys]


def _item_row(item: Item, words: Words) -> tuple[str, str, str]:
    text = words.cited(_POINTS_AT_END.sub("", item.ja), "", unconfirmed=item.is_unconfirmed)
    return (text, words.say("label.points", points=item.points), item.article or item.source)
