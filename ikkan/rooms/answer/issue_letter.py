"""The letter to a registered person without an account: made when it is printed, for the address of that day."""

from datetime import datetime

from django.utils import timezone

from ikkan.kernel.era import show_date
from ikkan.kernel.outcome import Refused
from ikkan.kernel.reader import Reader
from ikkan.ledger.models import TownMark
from ikkan.papers.paper import Facts, Issuer, Paper, Paragraph, Recipient
from ikkan.people.models import Account
from ikkan.registers.selectors import read_resident
from ikkan.rooms.answer.issue_rows import IssueNotice
from ikkan.rooms.answer.issue_watch import requester_row, rules_of_watch

_READ = ("family_name", "given_name", "postal", "town", "block", "building")
NO_ADDRESS = Refused(
    "no_address",
    "送り先の住所がありません。支援措置の方なら、責任者の解除を受けてから印刷してください。",
    "There is no address to send it to. For a protected person, have the responsible officer release it first.",
)


def letter_of(notice: IssueNotice, *, officer: Account, now: datetime) -> Paper | Refused:
    """Return the letter of a notice, addressed as the register has the person now; the reading is logged.

    Args:
        notice: one that goes by post.
        officer: who prints it.
        now: moment.
    """
    today = timezone.localdate(now)
    rules = {key: str(value) for key, value in rules_of_watch(notice.issued_on).values.items()}
    reader = Reader(who=str(officer.pk), why=rules["entry"], ground=rules["ground"])
    found = read_resident(notice.watch.resident, reader=reader, fields=_READ, now=now)
    if found is None or not found.town:
        return NO_ADDRESS
    row, mark = requester_row(notice.requester, notice.issued_on), TownMark.objects.first()
    facts = (
        (rules["day"], show_date(notice.issued_on)),
        (rules["document"], notice.document),
        (rules["copies"], str(notice.copies)),
        (rules["requester"], row.text("ja") if row else notice.requester),
    )
    lines = tuple(line for line in (f"{found.town}{found.block}", found.building) if line)
    name = f"{found.family_name}　{found.given_name}".strip()
    return Paper(
        title=rules["title"],
        number=str(notice.pk)[:8],
        date_text=show_date(today),
        issuer=Issuer("", (mark.name,) if mark else ()),
        recipient=Recipient(found.postal, lines, (f"{name}　様",)),
        blocks=(Paragraph(rules["lead"], "lead"), Facts(facts), Paragraph(rules["contact"])),
    )
