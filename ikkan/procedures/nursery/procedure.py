"""Nursery placement (保育所の利用調整): the declaration."""

from pathlib import Path

from ikkan.kernel.outcome import Text
from ikkan.kernel.procedure import Procedure
from ikkan.kernel.registry import register
from ikkan.procedures.nursery.checks import check
from ikkan.procedures.nursery.decision import clocks, decide
from ikkan.procedures.nursery.declining import withdraw_after_offer
from ikkan.procedures.nursery.filing import validate
from ikkan.procedures.nursery.lottery.committing import FETCH
from ikkan.procedures.nursery.lottery.drawing import fetch_and_draw
from ikkan.procedures.nursery.notices import compose, delay
from ikkan.procedures.nursery.round.following import carry_over, find_round, reference_day
from ikkan.procedures.nursery.round.proposal import proposal, publishable
from ikkan.procedures.nursery.round.run import decide_together
from ikkan.procedures.nursery.round.settling import finish_round, settle
from ikkan.procedures.nursery.round.standing import keep
from ikkan.procedures.nursery.selectors import gather

NURSERY = register(
    Procedure(
        code="nursery",
        letter="H",
        title=Text("保育所の利用調整", "Nursery placement", "保育園(ほいくえん)に 入(はい)る 申(もう)し込(こ)み"),
        folder=Path(__file__).parent,
        form_version="1",
        reference_day=reference_day,
        validate=validate,
        find_round=find_round,
        gather=gather,
        check=check,
        decide=decide,
        keep=keep,
        compose=compose,
        decide_together=decide_together,
        proposal=proposal,
        publishable=publishable,
        settle=settle,
        finish_round=finish_round,
        effects={FETCH: fetch_and_draw},
        withdraw_granted=withdraw_after_offer,
        carry_over=carry_over,
        clocks=clocks,
        delay=delay,
        route="round",
        routes={"refused": "refusal"},
        retention_years=5,
        answer_days=("correction", "working_days"),
        publication="publication",
        recheck="recheck",
    ),
    declared_in=__name__,
)
