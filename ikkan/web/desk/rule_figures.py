"""What a rule would have saved: how many cases an officer would not have had to look at."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from ikkan.kernel.reason import Reason
from ikkan.ledger.editions import book_in_force
from ikkan.rooms.check.models import Finding, RuleProposal
from ikkan.web.desk.offered import desk_of


class Rule(NamedTuple):
    """A kind of difference of one doubt that a book could settle."""

    procedure: str
    code: str
    kind: str


def settled_by_rules(since: datetime, procedure: str = "") -> Counter[Rule]:
    """Return for each rule the cases found doubtful since a moment whose every doubt it would have settled."""
    rows = Finding.objects.filter(found_at__gte=since)
    if procedure:
        rows = rows.filter(case__procedure=procedure)
    doubts: dict[int, set[Rule]] = defaultdict(set)
    for case, code, reason, own in rows.values_list("case_id", "code", "reason", "case__procedure").iterator():
        doubts[case].add(Rule(own, code, desk_of(own).rule_kind(Reason.from_json(reason))))
    alone = [next(iter(rules)) for rules in doubts.values() if len(rules) == 1]
    return Counter(rule for rule in alone if rule.kind)


def toml_block(proposal: RuleProposal, now: datetime) -> str:
    """Return the block that a person adds to the town's book: the rows in force with the proposed one.

    A block is the whole table from its day on, so the rows that stand are in it too.
    """
    today = timezone.localdate(now)
    rows = book_in_force(proposal.procedure).at(today).rows("accepted_difference")
    pairs = [(row.text("doubt"), row.text("kind")) for row in rows]
    if (proposal.code, proposal.kind) not in pairs:
        pairs.append((proposal.code, proposal.kind))
    lines = [f'  {{ id = "{code}_{kind}", doubt = "{code}", kind = "{kind}" }},' for code, kind in pairs]
    source = _("（決裁した文書の名前を書く）")
    head = ["[[accepted_difference]]", f"from = {today.isoformat()}", f'source = "{source}"', "rows = ["]
    return "\n".join([*head, *lines, "]"])
