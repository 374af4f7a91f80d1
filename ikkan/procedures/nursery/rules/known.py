"""What the town's own records say of a household, and the papers and findings that scores may rest on."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

PAPERS: Final = (
    "work_certificate",
    "diagnosis",
    "disability_card",
    "maternity_book",
    "care_report",
    "student_proof",
    "disaster_proof",
    "single_parent_proof",
    "paid_care_proof",
    "welfare_proof",
    "other",
)

# Facts that an officer has established and recorded with a reason; no answer of the form can claim them.
# findings.toml names them, so that a town whose table looks at another fact adds a line there and no code.
FINDINGS: Final = tuple(
    tomllib.loads((Path(__file__).parent / "findings.toml").read_text(encoding="utf-8"))["findings"]
)


# Which of the records of Known are lists of words: names, codes and ids.
LISTS_OF_WORDS: Final = ("sibling_facilities", "linked_facilities", "favoured_facilities", "works_at_home", "findings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the town's records say, at the time of scoring.

    Args:
        tax_income_levy: 市民税所得割額 of the household in yen; None when it could not be read.
        months_waiting: months of waiting so far.
        declined_within_years: fiscal years since the latest decline, 0 for none; used only without `declined_on`.
        declined_on: day of every decline, withdrawal after the deadline or cancelled offer.
        arrears_months: months of unpaid nursery fees.
        sibling_facilities: facilities where a sibling is on the day of entry.
        children_under_18: children under 18 of one livelihood; None: those who apply and the family in the answers.
        residence_days: days of residence in the town.
        grandparent_under_65_in_household: whether one lives with the child.
        held_last_year: whether an application of the fiscal year before ended on hold.
        held_last_april: whether that was for April.
        held_year_before_last: whether one of the fiscal year before that did.
        months_in_present_facility: for a transfer; None when unknown.
        paid_care_months: months of paid care so far.
        paid_care_days_a_week: days of paid care a week, read off its certificate.
        findings: names out of FINDINGS.
        round_kind: april_first, april_second or monthly.
        lottery: draw number of the household.
        arrears_yen: unpaid nursery fees in yen.
        preschoolers: children before school age in the household; None: those who apply.
        children_to_primary: children up to the last year of primary school; None: as many as before school.
        linked_facilities: facilities linked to the one that the child grows out of (連携施設).
        favoured_facilities: facilities of the district that the town's table favours.
        works_at_home: ids of the parents whose place of work is the home.
        outpatient_days_a_week: days a week on which an ill parent is treated.
        discretion_points: points that the mayor or a conference granted, recorded with their reason.
        ticket: number that the town handed out at filing; None where it hands out none.
    """

    tax_income_levy: int | None = None
    months_waiting: int = 0
    declined_within_years: int = 0
    declined_on: tuple[date, ...] = ()
    arrears_months: int = 0
    sibling_facilities: tuple[str, ...] = ()
    children_under_18: int | None = None
    residence_days: int = 0
    grandparent_under_65_in_household: bool = False
    held_last_year: bool = False
    held_last_april: bool = False
    held_year_before_last: bool = False
    months_in_present_facility: int | None = None
    paid_care_months: int = 0
    paid_care_days_a_week: int = 0
    findings: tuple[str, ...] = ()
    round_kind: str = "april_first"
    lottery: int = 0
    arrears_yen: int = 0
    preschoolers: int | None = None
    children_to_primary: int | None = None
    linked_facilities: tuple[str, ...] = ()
    favoured_facilities: tuple[str, ...] = ()
    works_at_home: tuple[str, ...] = ()
    outpatient_days_a_week: int = 0
    discretion_points: int = 0
    ticket: int | None = None

    def __post_init__(self) -> None:
        unknown = sorted(set(self.findings) - set(FINDINGS))
        if unknown:
            raise ValueError(f"There is no finding {', '.join(unknown)}. Use one of {', '.join(FINDINGS)}.")
