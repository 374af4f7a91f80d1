"""What the town's own records say of a household, and the papers and findings that scores may rest on."""

from dataclasses import dataclass
from datetime import date
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
FINDINGS: Final = (
    "child_guidance_notice",  # 児童相談所の通知
    "article_26_notice",  # 児童福祉法26条等の通知
    "support_child",  # 育成支援児童
    "special_need",  # 児童福祉の観点から特に必要
    "in_child_home",  # 養護施設等に入所中
    "cared_outside_home",  # 保護者が自宅外で保育
    "cared_by_acquaintance",  # 知人が保育
    "other_care_staff",  # 看護師・栄養士・調理師として保育所等に就労
    "kindergarten_teacher",  # 幼稚園等の教諭・保育士
    "moved_house",  # 転居による転園
    "siblings_apart",  # きょうだいが別の園
    "lost_job",  # 倒産・解雇
    "main_earner",  # 生計中心者
    "designated_disease",  # 指定難病
    "care_heavy",  # 要介護3以上・常時臥床の看護・週5日以上の付添い
    "care_middle",  # 要介護2・週4日以上の付添い
    "vocational_training",  # 職業訓練
    "study_planned",  # 就学予定
    "contract_to_move_in_missing",  # 転入契約書なし
)


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

    def __post_init__(self) -> None:
        unknown = sorted(set(self.findings) - set(FINDINGS))
        if unknown:
            raise ValueError(f"There is no finding {', '.join(unknown)}. Use one of {', '.join(FINDINGS)}.")
