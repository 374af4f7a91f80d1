"""A nursery round's proposal as an approver reads it: what is decided, on which ground, what was checked."""

from typing import Final

from django.utils.translation import gettext as _

from ikkan.counter.desk_kinds import Attachment, ProposalView
from ikkan.counter.parts import Answer
from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.ledger.editions import book_of_edition
from ikkan.procedures.nursery.models import Run
from ikkan.procedures.nursery.pages.desk_round import verdict_words
from ikkan.procedures.nursery.pages.desk_words import total_title
from ikkan.registers.models import Facility
from ikkan.rooms.approve.models import Proposal

CSV: Final = "text/csv; charset=utf-8"
DECIDED: Final = ("placed", "held", "refused", "kept")


def proposal_view(proposal: Proposal, language: str) -> ProposalView:
    """Return what an approver of a nursery round must see.

    Args:
        proposal: the proposal, with its round.
        language: ja, easy or en.
    """
    content: JsonObject = proposal.content
    round_ = proposal.round
    if round_ is None:
        return ProposalView(())
    # the edition of the run: the ledger stored its files then
    book = book_of_edition(str(content.get("edition") or proposal.edition)).at(round_.month)
    run = Run.objects.filter(round=round_, number=int(str(content.get("run", 0)))).first()
    return ProposalView(
        facts=_facts(content, book, language),
        cautions=tuple(_cautions(content, book, language)),
        changes=tuple(_changes(proposal, language)),
        attachments=_attachments(run),
    )


def _facts(content: JsonObject, book: BookAt, language: str) -> list[Answer]:
    totals, checker, verdict = _part(content, "totals"), _part(content, "checker"), _part(content, "verdict")
    decided = "、".join(
        _("%(word)s %(n)s人") % {"word": total_title(code, language), "n": totals[code]}
        for code in DECIDED
        if totals.get(code)
    )
    combine = book.block("base")
    passed = _("合格：定員と資格に違反なし") if checker.get("feasible") else _("不合格：この結果は使えません")
    stable = _("不満の組 0") if checker.get("stable") else _("不満の組 %(n)s世帯") % {"n": checker.get("blocking", 0)}
    seats, before = int(str(content.get("seats", 0))), int(str(content.get("seats_last_year", 0)))
    change = _("募集 %(now)s人（昨年 %(before)s人、%(change)s）") % {
        "now": seats, "before": before, "change": f"{seats - before:+d}",
    }  # fmt: skip
    return [
        Answer(_("何を決めるか"), decided),
        Answer(_("根拠"), f"{combine.article or combine.source}　{combine.source}"),
        Answer(_("検査"), "　".join((passed, stable, *verdict_words(verdict)))),
        Answer(_("昨年との違い"), change),
        Answer(_("第1希望で決定"), str(totals.get("first_wish", 0))),
    ]


def _cautions(content: JsonObject, book: BookAt, language: str) -> list[str]:
    signed = [one for one in _list(content, "alarms") if isinstance(one, dict)]
    subjects = {str(one.get("subject", "")) for one in signed}
    names = dict(Facility.objects.filter(code__in=subjects).values_list("code", "name"))
    found = []
    for one in signed:
        figures = {key: value for key, value in _part(one, "figures").items() if not isinstance(value, list)}
        words = book.text(f"alarm.{one['code']}", "en" if language == "en" else "ja", **figures)
        subject = names.get(str(one.get("subject", "")), "")
        told = f"{subject}　{words}" if subject else words
        found.append(_("%(words)s 理由：%(reason)s") % {"words": told, "reason": one.get("reason", "")})
    return found


def _changes(proposal: Proposal, language: str) -> list[str]:
    """Say what differs from the proposal before this one, which was returned, taken back or voided."""
    before = Proposal.objects.filter(round=proposal.round, pk__lt=proposal.pk).order_by("-pk").first()
    if before is None:
        return []
    old, new = _part(before.content, "totals"), _part(proposal.content, "totals")
    found = [
        f"{total_title(code, language)} {old.get(code, 0)} → {value}"
        for code, value in new.items()
        if old.get(code) != value
    ]
    seats, seats_before = proposal.content.get("seats"), before.content.get("seats")
    if seats != seats_before:
        found.append(_("募集 %(before)s人 → %(now)s人") % {"before": seats_before, "now": seats})
    if before.why_ended:
        found.append(_("前の起案が終わった理由：%(why)s") % {"why": before.why_ended})
    return found or [_("数字は前の起案と同じです")]


def _attachments(run: Run | None) -> tuple[Attachment, ...]:
    if run is None:
        return ()
    labels = {
        "placement.csv": _("決定の一覧（CSV）"),
        "seats.csv": _("募集人数（CSV）"),
        "wishes.csv": _("希望の組み合わせ（CSV）"),
        "priority.csv": _("園ごとの順位（CSV）"),
        "explanations.csv": _("希望ごとの理由（CSV）"),
    }
    kept = {name: str(digest) for name, digest in run.files.items()}
    return tuple(Attachment(name, label, kept[name], CSV) for name, label in labels.items() if name in kept)


def _part(content: JsonObject, key: str) -> JsonObject:
    found = content.get(key)
    return found if isinstance(found, dict) else {}


def _list(content: JsonObject, key: str) -> list[JsonValue]:
    found = content.get(key)
    return found if isinstance(found, list) else []
