"""What a letter's paper cannot show: signs that no font has, an address that the window cuts. An officer gives a form.

The notice itself stays as it is, and the mailbox shows it as text: only what is printed takes the officer's form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case
from ikkan.ledger.steps import NewEvent, hold_still, record_step, state_of
from ikkan.papers.paper import Paper
from ikkan.papers.typeset import missing_glyphs, too_long_for_window
from ikkan.people.models import Account
from ikkan.rooms.answer.models import Notice


def print_faults(paper: Paper) -> JsonObject:
    """Return what would not be printed as written; empty where all of it is.

    Args:
        paper: the letter.

    Returns:
        ``signs``: signs without a glyph; ``address``: true when it does not fit the envelope's window.
    """
    faults: JsonObject = {}
    missing = missing_glyphs(paper.all_text())
    if missing:
        faults["signs"] = [*missing]
    if too_long_for_window(paper.recipient):
        faults["address"] = True
    return faults


def printed_paper(notice: Notice) -> Paper:
    """Return a notice's letter as it is printed: in the officer's form where one was given."""
    return _in_form(notice.content, notice.print_form)


def give_print_form(
    *, notice: Notice, signs: Mapping[str, str], address: Sequence[str], account: Account, now: datetime
) -> Notice | Refused:
    """Record how a letter is printed whose own signs or address cannot be; the notice is not changed.

    Args:
        notice: a letter that is not posted yet.
        signs: sign without a glyph -> what is printed for it.
        address: lines of the address as printed; none leaves it as it is.
        account: officer.
        now: moment.

    Returns:
        The notice; Refused when a sign is left out, or the form cannot be printed either.

    Raises:
        Stale: the case moved meanwhile.
    """
    if notice.posted_at is not None:
        return Refused("already_posted", "この通知はもう発送しました。", "This letter is posted already.")
    asked = notice.print_faults.get("signs")
    wanted = [str(one) for one in asked] if isinstance(asked, list) else []
    if any(not signs.get(one, "").strip() for one in wanted):
        return Refused(
            "sign_missing", "印刷できない字ごとに、代わりの字を書いてください。", "Write what is printed for each sign."
        )
    form: JsonObject = {"signs": {one: signs[one].strip() for one in wanted}, "address": [*filter(None, address)]}
    if print_faults(_in_form(notice.content, form)):
        return Refused(
            "not_printable",
            "その書き方でも印刷できません。使える字に変えるか、住所を短い行に分けてください。",
            "It cannot be printed so either. Use other signs, or shorter lines of the address.",
        )
    case = Case.objects.get(pk=notice.case_id)
    with transaction.atomic():
        hold_still(case)
        Notice.objects.filter(pk=notice.pk).update(print_form=form)
        codes: JsonObject = {"notice": str(notice.pk), "print_form": True}
        record_step(
            case, [NewEvent("answer.made", actor=account.pk, codes=codes, body={"form": form})], state_of(case), now=now
        )
    notice.print_form = form
    return notice


def _in_form(content: JsonObject, form: JsonObject) -> Paper:
    signs, address = form.get("signs"), form.get("address")
    written = _replaced(content, signs) if isinstance(signs, dict) else content
    paper = Paper.from_json(written if isinstance(written, dict) else content)
    if not isinstance(address, list) or not address:
        return paper
    lines = tuple(str(line) for line in address)
    return replace(paper, recipient=replace(paper.recipient, address_lines=lines))


def _replaced(value: JsonValue, signs: Mapping[str, JsonValue]) -> JsonValue:
    """Return JSON with every sign replaced; a sign with its variation selector goes before the bare one."""
    if isinstance(value, str):
        for sign in sorted(signs, key=len, reverse=True):
            value = value.replace(sign, str(signs[sign]))
        return value
    if isinstance(value, list):
        return [_replaced(one, signs) for one in value]
    if isinstance(value, dict):
        return {key: _replaced(one, signs) for key, one in value.items()}
    return value
