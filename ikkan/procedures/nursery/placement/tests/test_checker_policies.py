"""The checker judges every policy by that policy's own fairness, and says what it cannot judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikkan.procedures.nursery.placement.checker import UnreadableError, check_folder
from ikkan.procedures.nursery.placement.tests.fair_reasons import HEADER
from ikkan.procedures.nursery.placement.tests.fair_rounds import Policy, check
from ikkan.procedures.nursery.placement.tests.folders import Files


def _singles(seats: list[str], children: list[str], wishes: dict[str, str], priority: list[str]) -> Files:
    """Give a round of only children: each wishes the facilities named after it, in that order."""
    rows = [
        f"f{child},{at},{child},{name}" for child, names in wishes.items() for at, name in enumerate(names, start=1)
    ]
    return {"seats.csv": seats, "children.csv": children, "wishes.csv": rows, "priority.csv": priority}


# a and b both put A first; c, the best at B, puts A first too and B second; b puts B second.
CHOICES = _singles(
    ["A,1,1", "B,1,1"],
    ["a,fa,1,", "b,fb,1,", "c,fc,1,"],
    {"a": "A", "b": "BA", "c": "AB"},
    ["facility,age,child,rank,score", "A,1,a,1,40", "A,1,c,2,40", "A,1,b,3,30", "B,1,c,1,40", "B,1,b,2,30"],
)
BOSTON = ["a,A", "b,B", "c,"]
STABLE = ["a,A", "b,", "c,B"]


@pytest.mark.parametrize(
    ("rule", "fair", "unfair", "family"),
    [
        ("priority_first", STABLE, BOSTON, "fc"),
        ("choice_first", BOSTON, STABLE, "fb"),
        ("choice_within_score", STABLE, BOSTON, "fc"),
    ],
)
def test_each_rule_has_its_own_fair_placement(
    tmp_path: Path, rule: str, fair: list[str], unfair: list[str], family: str
) -> None:
    claim = '{"status": "stable", "placed": 2, "blocking": 0}'
    assert check(tmp_path, CHOICES, {"rule": rule}, fair, verdict=claim).stable
    verdict = check(tmp_path, CHOICES, {"rule": rule}, unfair, verdict=claim)
    assert verdict.feasible
    assert verdict.blocking_families == (family,)
    assert [problem.split(":")[0] for problem in verdict.problems] == ["verdict.json", "verdict.json"]


def test_within_one_score_the_better_choice_goes_first(tmp_path: Path) -> None:
    same = {**CHOICES, "priority.csv": [row.replace(",30", ",40.0") for row in CHOICES["priority.csv"]]}
    assert check(tmp_path, same, {"rule": "choice_within_score"}, BOSTON).stable
    assert check(tmp_path, same, {"rule": "choice_within_score"}, STABLE).blocking_families == ("fb",)


def test_a_holder_stays_ahead_of_better_choices(tmp_path: Path) -> None:
    files = _singles(
        ["A,1,0", "B,1,1"],
        ["a,fa,1,A", "b,fb,1,"],
        {"a": "BA", "b": "AB"},
        ["B,1,b,1", "B,1,a,2", "A,1,a,1", "A,1,b,2"],
    )
    assert check(tmp_path, files, {"rule": "choice_first"}, ["a,B", "b,A"]).stable
    lost = check(tmp_path, files, {"rule": "choice_first"}, ["a,", "b,A"])
    assert not lost.feasible
    assert "lost it" in lost.problems[0]


def test_nobody_complains_of_an_equal(tmp_path: Path) -> None:
    rows = ["A,1,a,1", "A,1,b,1", "A,1,c,2"]
    files = _singles(["A,1,1"], ["a,fa,1,", "b,fb,1,", "c,fc,1,"], {"a": "A", "b": "A", "c": "A"}, rows)
    assert check(tmp_path, files, {"ties": "equal"}, ["a,A", "b,", "c,"]).stable
    assert check(tmp_path, files, {"ties": "equal"}, ["a,", "b,A", "c,"]).stable
    assert check(tmp_path, files, {"ties": "equal"}, ["a,", "b,", "c,A"]).blocking_families == ("fa", "fb")
    with pytest.raises(UnreadableError, match="share a rank"):
        check(tmp_path, files, {"ties": "refuse"}, ["a,A", "b,", "c,"])


POOL = _singles(
    ["facility,age,seats,pool", "A,1,1,p", "A,2,0,p", "A,3,1,"],
    ["a,fa,1,", "b,fb,2,", "c,fc,1,A"],
    {"a": "A", "b": "A", "c": "A"},
    ["A,1,c,1", "A,2,b,2", "A,1,a,3"],
)


def test_ages_that_share_a_pool_share_its_places_and_ranks(tmp_path: Path) -> None:
    assert check(tmp_path, POOL, {"pools": "share"}, ["a,", "b,A", "c,A"]).stable
    unfair = check(tmp_path, POOL, {}, ["a,A", "b,", "c,A"])
    assert unfair.blocking[0].seats == (("A", 2, 2, 1),)
    assert unfair.blocking_families == ("fb",)
    assert "3 children in 2 places" in check(tmp_path, POOL, {}, ["a,A", "b,A", "c,A"]).problems[0]
    with pytest.raises(UnreadableError, match="share a rank"):
        check(tmp_path, {**POOL, "priority.csv": ["A,1,c,1", "A,2,b,1", "A,1,a,3"]}, {}, ["a,", "b,A", "c,A"])


KINDS = _singles(
    ["facility,age,seats,pool,kind", "A,1,1,,general", "A,1,1,,reserved:care"],
    ["child,family,age,current_facility,kinds", "a,fa,1,,care other", "b,fb,1,,", "c,fc,1,,"],
    {"a": "A", "b": "A", "c": "A"},
    ["A,1,a,1", "A,1,b,2", "A,1,c,3"],
)


@pytest.mark.parametrize(
    ("placed", "is_feasible", "families"),
    [
        (["a,A,reserved:care", "b,A,", "c,,"], True, ()),
        (["a,A,", "b,,", "c,,"], True, ("fa",)),
        (["a,A,reserved:care", "b,,", "c,A,"], True, ("fb",)),
        (["a,A,", "b,A,reserved:care", "c,,"], False, None),
        (["a,A,reserved:other", "b,A,", "c,,"], False, None),
        (["a,A,care", "b,A,", "c,,"], False, None),
        (["a,A,reserved:care", "b,A,general", "c,,"], False, None),
        (["a,A,reserved:care", "b,A,", "c,,reserved:care"], False, None),
        (["a,A,reserved:care", "b,A,", "c,A,"], False, None),
    ],
)
def test_reserved_seats_are_for_the_entitled_who_take_them_first(
    tmp_path: Path, placed: list[str], is_feasible: bool, families: tuple[str, ...] | None
) -> None:
    verdict = check(tmp_path, KINDS, {}, placed)
    assert verdict.feasible == is_feasible
    assert families is None or verdict.blocking_families == families
    if families == ("fa",):
        assert [str(one) for one in verdict.blocking] == [
            "fa, wish 1: A age 1 reserved:care: places 1, better admitted 0"
        ]


STAGES = _singles(
    ["A,1,1", "B,1,0"],
    ["child,family,age,current_facility,stage", "a,fa,1,,late", "b,fb,1,,early", "c,fc,1,,early", "d,fd,1,B,late"],
    {"a": "A", "b": "AB", "c": "A", "d": "AB"},
    ["A,1,d,1", "A,1,a,2", "A,1,b,3", "A,1,c,4", "B,1,d,1", "B,1,b,2"],
)


@pytest.mark.parametrize(
    ("placed", "is_feasible", "families"),
    [
        (["a,", "b,A", "c,", "d,B"], True, ()),
        (["a,A", "b,", "c,", "d,B"], True, ("fb", "fc", "fd")),
        (["a,", "b,", "c,A", "d,B"], True, ("fb",)),
        # the place that d holds opens for its own stage, not for an earlier one
        (["a,", "b,B", "c,", "d,A"], False, None),
    ],
)
def test_stages_take_what_earlier_ones_left(
    tmp_path: Path, placed: list[str], is_feasible: bool, families: tuple[str, ...] | None
) -> None:
    verdict = check(tmp_path, STAGES, {"stages": ["early", "late"]}, placed)
    assert verdict.feasible == is_feasible
    assert families is None or verdict.blocking_families == families


def test_in_one_run_the_earlier_stage_is_ahead(tmp_path: Path) -> None:
    numbered = [row.replace("late", "2").replace("early", "1") for row in STAGES["children.csv"]]
    files = {**STAGES, "children.csv": numbered}
    assert check(tmp_path, files, {"stages": "one_run"}, ["a,", "b,A", "c,", "d,B"]).stable
    unfair = check(tmp_path, files, {"stages": "one_run"}, ["a,", "b,B", "c,", "d,A"])
    assert unfair.feasible
    assert unfair.blocking_families == ("fb", "fc")


def test_a_single_stage_needs_no_policy(tmp_path: Path) -> None:
    one = [row.replace("late", "early") for row in STAGES["children.csv"]]
    assert check(tmp_path, {**STAGES, "children.csv": one}, {}, ["a,", "b,B", "c,", "d,A"]).stable


def _with(files: Files, file: str, old: str, new: str) -> Files:
    assert any(old in row for row in files[file])
    return {**files, file: [row.replace(old, new) for row in files[file]]}


@pytest.mark.parametrize(
    ("files", "policy", "said"),
    [
        (CHOICES, {"rule": "alphabet"}, "policy.toml: cannot judge by rule"),
        (CHOICES, {"order": "priority_first"}, "policy.toml: cannot judge by order"),
        (CHOICES, {"ties": "lottery"}, "cannot judge by ties"),
        (CHOICES, {"pools": "split"}, "cannot judge by pools"),
        (CHOICES, {"stages": []}, "wanted are different names"),
        (CHOICES, {"stages": ["1", "1"]}, "wanted are different names"),
        (_with(CHOICES, "priority.csv", ",30", ","), {"rule": "choice_within_score"}, "score is blank"),
        (_with(CHOICES, "priority.csv", ",30", ",3e1"), {"rule": "choice_within_score"}, "score is '3e1'"),
        (_with(CHOICES, "priority.csv", "score", "tax"), {}, "priority.csv: columns"),
        (_with(CHOICES, "priority.csv", "score", "key:"), {}, "priority.csv: columns"),
        (STAGES, {}, "does not say how stages go"),
        (STAGES, {"stages": "in_turn"}, "stage is 'early'"),
        (STAGES, {"stages": ["early"]}, "none of policy.toml's stages"),
        (_with(STAGES, "children.csv", "late", ""), {"stages": "in_turn"}, "stage is blank"),
        (_with(STAGES, "children.csv", "b,fb", "b,fa"), {"stages": ["early", "late"]}, "different stages"),
        (_with(POOL, "seats.csv", "A,2,0", "B,2,0"), {}, "of two facilities"),
        (_with(KINDS, "seats.csv", ",,reserved", ",p,reserved"), {}, "in a pool"),
        (_with(KINDS, "seats.csv", "reserved:care", "reserved:"), {}, "cannot judge seats of the kind"),
        (_with(KINDS, "seats.csv", "reserved:care", "kept"), {}, "cannot judge seats of the kind"),
        (_with(KINDS, "seats.csv", "reserved:care", ""), {}, "stands twice"),
    ],
)
def test_what_cannot_be_judged_is_said_and_never_a_pass(
    tmp_path: Path, files: Files, policy: Policy, said: str
) -> None:
    with pytest.raises(UnreadableError) as told:
        check(tmp_path, files, policy, ["a,A", "b,", "c,"])
    assert said in str(told.value)


@pytest.mark.parametrize("header", ["child,facility", "child,facility,kind,note"])
def test_the_kind_of_seats_stands_in_the_placement_where_seats_are_reserved(tmp_path: Path, header: str) -> None:
    check(tmp_path, KINDS, {}, ["a,A,reserved:care", "b,A,", "c,,"])
    cells = header.count(",") + 1
    rows = [",".join(["a", "A", "", ""][:cells])]
    (tmp_path / "out" / "placement.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    with pytest.raises(UnreadableError, match=r"placement\.csv: columns"):
        check_folder(tmp_path / "market", tmp_path / "out")


def test_a_policy_that_is_no_toml_cannot_be_judged(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"policy\.toml: cannot be read"):
        check(tmp_path, CHOICES, {"rule = 1\n[": "x"}, BOSTON)


def test_the_choice_is_the_reason_before_the_score_where_it_decides_before(tmp_path: Path) -> None:
    told = [
        HEADER,
        "a,1,A,1,1,0,1,1,1,reached,,,,,",
        "b,1,B,1,1,0,2,2,1,reached,,,,,",
        "b,2,A,1,1,1,1,3,0,better_reached,,,,,",
        "c,1,A,1,1,1,1,2,0,full,,,rank,2,1",
        "c,2,B,1,1,1,2,1,0,full,,,choice,2,1",
    ]
    assert check(tmp_path, CHOICES, {"rule": "choice_first"}, BOSTON, reasons=told).stable
    false = [line.replace("choice,2,1", "rank,1,2") for line in told]
    assert not check(tmp_path, CHOICES, {"rule": "choice_first"}, BOSTON, reasons=false).stable


def test_those_ahead_of_the_last_child_of_the_family_are_told(tmp_path: Path) -> None:
    files: Files = {
        "seats.csv": ["A,1,3"],
        "children.csv": ["a,f1,1,", "b,f1,1,", "c,f2,1,"],
        "wishes.csv": ["f1,1,a,A", "f1,1,b,A", "f2,1,c,A"],
        "priority.csv": ["A,1,b,1", "A,1,c,2", "A,1,a,3"],
    }
    assert check(tmp_path, files, {}, ["a,", "b,", "c,A"]).blocking[0].seats == (("A", 1, 3, 1),)
