"""The log of a lottery as anybody may read it, and the codes that only the town has."""

from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.models import Case, Round
from ikkan.procedures.nursery.models import Lottery, LotteryEntrant
from ikkan.procedures.nursery.placement.lottery.drawing import CODES, DRAWS, ENTRANTS, LOG, log_files

PUBLIC_FILES = (LOG, ENTRANTS, DRAWS)


def public_log(lottery: Lottery) -> dict[str, str]:
    """Return the files of the public log by name; before the draw without value, evidence and numbers."""
    entrants = list(LotteryEntrant.objects.filter(lottery=lottery).values_list("entrant", flat=True))
    evidence: JsonObject | None = lottery.evidence if lottery.drawn_at else None
    return log_files(lottery.statement, entrants, commitment=lottery.commitment, value=lottery.value, evidence=evidence)


def codes_file(lottery: Lottery) -> dict[str, str]:
    """Return child and code of every line that still has a case, for auditors inside the town; never published."""
    lines = LotteryEntrant.objects.filter(lottery=lottery, case__isnull=False).order_by("case__number", "key")
    rows = (f"{number}/{key},{code}\n" for number, key, code in lines.values_list("case__number", "key", "code"))
    return {CODES: "".join(("child,code\n", *rows))}


def lottery_named(number: str, attempt: int | None = None) -> Lottery | None:
    """Return the lottery of a round: the attempt named, or the latest."""
    found = Lottery.objects.filter(round__number=number).select_related("round").order_by("-attempt")
    return (found if attempt is None else found.filter(attempt=attempt)).first()


def lines_of(case: Case) -> list[LotteryEntrant]:
    """Return the lines of a case's children in lotteries that were not given up, latest round first."""
    found = LotteryEntrant.objects.filter(case=case, lottery__voided_at=None).select_related("lottery__round")
    return list(found.order_by("-lottery__committed_at", "key"))


def lotteries_of(round_: Round) -> list[Lottery]:
    """Return every lottery of a round, the latest first."""
    return list(Lottery.objects.filter(round=round_).order_by("-attempt"))
