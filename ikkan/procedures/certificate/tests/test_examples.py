"""Every worked case comes out as an officer wrote it down."""

import pytest

from ikkan.procedures.certificate.rules import decide, doubts, refusals
from ikkan.procedures.certificate.tests.worked_examples import EXAMPLES, Example, facts_of


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: str(one["name"]))
def test_example(example: Example) -> None:
    facts, expect = facts_of(example), example["expect"]
    against = refusals(facts)
    still_open = [] if against else [doubt.code for doubt in doubts(facts) if not facts.is_judged(doubt)]
    assert still_open == expect.get("doubts", [])
    if "result" not in expect:
        return
    (decision,) = decide(facts)
    assert decision.result == expect["result"]
    assert all(reason.article for reason in decision.reasons)
    if "reasons" in expect:
        assert [reason.code for reason in decision.reasons] == expect["reasons"]
    fee = decision.figures.get("fee")
    figures = {**decision.figures, **(fee if isinstance(fee, dict) else {})}
    wanted = {key: value for key, value in expect.items() if key not in {"result", "reasons", "doubts"}}
    assert {key: figures[key] for key in wanted} == wanted


def test_every_kind_of_doubt_has_its_sentence_in_the_book() -> None:
    for example in EXAMPLES:
        facts = facts_of(example)
        for doubt in doubts(facts) if not refusals(facts) else ():
            assert facts.book.text(f"doubt.{doubt.code}", "ja", **dict(doubt.figures))
            assert facts.book.text(f"doubt.{doubt.code}", "en", **dict(doubt.figures))


def test_a_protected_person_is_never_named_in_a_refusal() -> None:
    for example in (one for one in EXAMPLES if "支援措置" in one["name"]):
        for reason in refusals(facts_of(example)):
            assert "鈴木" not in str(reason.as_json())
            assert "支援" not in str(reason.as_json())
