"""A round of the desk's tests whose letters are made and which waits for its publication."""

from django.utils import timezone

from ikkan.corridor.publishing import walk_round
from ikkan.corridor.rounds import close_round, decide_round, propose_round
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.people.models import Office, Posting, Rank
from ikkan.procedures.nursery.models import Alarm, Seat
from ikkan.procedures.nursery.round.alarms import sign_alarm
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.approve.replying import reply
from ikkan.web.desk.tests.cast import passed, staff
from ikkan.web.tests.cast import Town


def approved_round(town: Town) -> Round:
    """Run the town's round with one family in it, let everybody on the route approve it, and make its letters."""
    round_ = town.round
    passed(town)
    now = timezone.now()
    Seat.objects.filter(round=round_).update(confirmed_at=now)
    for deed in (
        lambda: close_round(round_=round_, account=town.officer, why="全員がそろったため", now=now),
        lambda: decide_round(round_=round_, account=town.officer, now=now),
    ):
        done = deed()
        assert not isinstance(done, Refused), done
    for alarm in Alarm.objects.filter(round=round_, cleared_at=None, signed_at=None):
        sign_alarm(alarm=alarm, account=town.officer, reason="園に確かめた", now=now)
    round_.refresh_from_db()
    proposal = propose_round(round_=round_, account=town.officer, due_on=None, now=now)
    assert isinstance(proposal, Proposal), proposal
    for number, step in enumerate(proposal.route):
        _reply(proposal, f"route{number}", step)
    while walk_round(round_.pk, now=timezone.now()):
        pass
    round_.refresh_from_db()
    return round_


def _reply(proposal: Proposal, username: str, step: dict[str, str]) -> None:
    account = staff(username, step["rank"], ["approve"])
    names = {"name_ja": "課", "name_en": "Office"}
    office, _ = Office.objects.get_or_create(code=step["office"], defaults=names)
    rank = Rank.objects.get(code=step["rank"])
    Posting.objects.filter(account=account).update(office=office, rank=rank)
    done = reply(
        proposal=proposal, account=account, verdict="approve", comment="", fingerprint=proposal.fingerprint,
        now=timezone.now(),
    )  # fmt: skip
    assert not isinstance(done, Refused), done
