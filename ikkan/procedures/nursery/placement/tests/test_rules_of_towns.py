"""Choice first is immediate acceptance, and choice within a score is what 河内長野市 does, told independently."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.tests.folders import Files, write_files
from ikkan.procedures.nursery.placement.tests.policy_folders import policy_text
from ikkan.procedures.nursery.placement.tests.singles import immediate_acceptance, random_singles, within_score


def _placed(folder: Path, files: Files) -> dict[str, str]:
    market = Market.read(write_files(folder / "market", files))
    placed = place(market, prove=True)
    assert placed.status == "stable"
    placed.write(folder / "out", market)
    rows = (folder / "out" / "placement.csv").read_text(encoding="utf-8").splitlines()[1:]
    return {child: " ".join(filter(None, seat)) for child, *seat in (row.split(",") for row in rows)}


@pytest.mark.parametrize("seed", range(40))
def test_choice_first_is_immediate_acceptance(tmp_path: Path, seed: int) -> None:
    town = random_singles(seed, children=14)
    expected = immediate_acceptance(town, town.lists, dict(town.seats), list(town.lists))
    assert _placed(tmp_path, town.files(rule="choice_first")) == expected


@pytest.mark.parametrize("seed", range(40))
def test_choice_within_score_is_what_kawachinagano_does(tmp_path: Path, seed: int) -> None:
    town = random_singles(seed, children=14)
    assert _placed(tmp_path, town.files(rule="choice_within_score")) == within_score(town, town.lists)


def test_scores_are_compared_as_numbers(tmp_path: Path) -> None:
    """9.5 is less than 10, and -1 less than 0.5, although text would say otherwise."""
    files: Files = {
        "seats.csv": ["A,1,1", "B,1,1"],
        "children.csv": ["a,fa,1,", "b,fb,1,", "c,fc,1,", "d,fd,1,"],
        "wishes.csv": ["fa,1,a,A", "fb,1,b,A", "fc,1,c,B", "fd,1,d,B"],
        "priority.csv": [
            "facility,age,child,rank,score", "A,1,a,1,9.5", "A,1,b,2,10", "B,1,c,1,-1", "B,1,d,2,0.5",
        ],
        "policy.toml": policy_text(rule="choice_within_score"),
    }  # fmt: skip
    assert _placed(tmp_path, files) == {"a": "", "b": "A", "c": "", "d": "B"}


TWO_AGES: Files = {
    "seats.csv": ["facility,age,seats,pool", "A,0,1,p", "A,1,1,p"],
    "children.csv": ["a,fa,0,", "b,fb,0,", "c,fc,1,"],
    "wishes.csv": ["fa,1,a,A", "fb,1,b,A", "fc,1,c,A"],
    "priority.csv": ["A,0,a,1", "A,0,b,2", "A,1,c,3"],
}


def test_ages_of_a_pool_share_their_places(tmp_path: Path) -> None:
    """Two places together go to the two best ranked, both of age 0; apart, each age has one."""
    assert _placed(tmp_path / "pool", TWO_AGES) == {"a": "A", "b": "A", "c": ""}
    apart = {**TWO_AGES, "seats.csv": ["A,0,1", "A,1,1"]}
    assert _placed(tmp_path / "apart", apart) == {"a": "A", "b": "", "c": "A"}


def test_place_held_in_a_pool_counts_for_the_pool(tmp_path: Path) -> None:
    """The one who holds a place of age 1 leaves it, and a child of age 0 takes it."""
    files: Files = {
        "seats.csv": ["facility,age,seats,pool", "A,0,0,p", "A,1,0,p", "B,1,1,"],
        "children.csv": ["a,fa,0,", "c,fc,1,A"],
        "wishes.csv": ["fa,1,a,A", "fc,1,c,B", "fc,2,c,A"],
        "priority.csv": ["A,0,a,2", "A,1,c,1", "B,1,c,1"],
    }
    assert _placed(tmp_path, files) == {"a": "A", "c": "B"}


def test_reserved_seat_goes_to_the_entitled_alone(tmp_path: Path) -> None:
    """The entitled child takes the reserved seat although it ranks first, and leaves the general one to another."""
    files: Files = {
        "seats.csv": ["facility,age,seats,kind", "A,1,1,", "A,1,1,reserved:care", "A,1,1,reserved:urgent"],
        "children.csv": ["child,family,age,current_facility,kinds", "a,fa,1,,care", "b,fb,1,,", "c,fc,1,,other"],
        "wishes.csv": ["fa,1,a,A", "fb,1,b,A", "fc,1,c,A"],
        "priority.csv": ["A,1,a,1", "A,1,b,2", "A,1,c,3"],
    }
    assert _placed(tmp_path, files) == {"a": "A reserved:care", "b": "A", "c": ""}
    raw = (tmp_path / "out" / "placement.csv").read_bytes()
    assert raw == b"child,facility,kind\na,A,reserved:care\nb,A,\nc,,\n"


def test_kinds_are_tried_in_the_order_in_which_the_child_holds_them(tmp_path: Path) -> None:
    files: Files = {
        "seats.csv": ["facility,age,seats,kind", "A,1,1,general", "A,1,1,reserved:care", "A,1,1,reserved:urgent"],
        "children.csv": ["child,family,age,current_facility,kinds", "a,fa,1,,urgent none care"],
        "wishes.csv": ["fa,1,a,A"],
        "priority.csv": ["A,1,a,1"],
    }
    assert _placed(tmp_path, files) == {"a": "A reserved:urgent"}


def test_siblings_take_reserved_seats_in_the_order_of_the_product(tmp_path: Path) -> None:
    """One reserved seat, two entitled children: the first child's kind is tried before the second's."""
    files: Files = {
        "seats.csv": ["facility,age,seats,kind", "A,1,1,", "A,1,1,reserved:care"],
        "children.csv": ["child,family,age,current_facility,kinds", "a,f,1,,care", "b,f,1,,care"],
        "wishes.csv": ["f,1,a,A", "f,1,b,A"],
        "priority.csv": ["A,1,a,1", "A,1,b,2"],
    }
    assert _placed(tmp_path, files) == {"a": "A reserved:care", "b": "A"}


def test_holder_keeps_its_place_under_choice_first(tmp_path: Path) -> None:
    """a names A last and c names it first: a holds a place there, and is not put out."""
    files: Files = {
        "seats.csv": ["A,1,0", "B,1,0"],
        "children.csv": ["a,fa,1,A", "c,fc,1,"],
        "wishes.csv": ["fa,1,a,B", "fa,2,a,A", "fc,1,c,A"],
        "priority.csv": ["A,1,a,1", "A,1,c,2", "B,1,a,1"],
        "policy.toml": policy_text(rule="choice_first"),
    }
    assert _placed(tmp_path, files) == {"a": "A", "c": ""}


def test_place_held_gives_no_right_to_a_reserved_seat_before_others(tmp_path: Path) -> None:
    """a holds the general place and names A second; at the reserved seat c goes first, who names A first."""
    files: Files = {
        "seats.csv": ["facility,age,seats,kind", "A,1,0,", "A,1,1,reserved:care", "B,1,0,"],
        "children.csv": ["child,family,age,current_facility,kinds", "a,fa,1,A,care", "c,fc,1,,care"],
        "wishes.csv": ["fa,1,a,B", "fa,2,a,A", "fc,1,c,A"],
        "priority.csv": ["A,1,a,1", "A,1,c,2", "B,1,a,1"],
        "policy.toml": policy_text(rule="choice_first"),
    }
    assert _placed(tmp_path, files) == {"a": "A", "c": "A reserved:care"}


STAGED: Files = {
    "seats.csv": ["A,1,0", "B,1,1"],
    "children.csv": ["child,family,age,current_facility,stage", "a,fa,1,,10", "b,fb,1,,9", "c,fc,1,A,10"],
    "wishes.csv": ["fa,1,a,A", "fb,1,b,A", "fc,1,c,B", "fc,2,c,A"],
    "priority.csv": ["A,1,c,1", "A,1,a,2", "A,1,b,3", "B,1,c,1"],
    "policy.toml": policy_text(stages="one_run"),
}


def test_earlier_stage_goes_first_in_one_run(tmp_path: Path) -> None:
    """c leaves A for B. a ranks ahead of b there; b is of stage 9, which comes before 10."""
    assert _placed(tmp_path / "staged", STAGED) == {"a": "", "b": "A", "c": "B"}
    rows = [row.rsplit(",", 1)[0] for row in STAGED["children.csv"]]
    assert _placed(tmp_path / "plain", {**STAGED, "children.csv": rows}) == {"a": "A", "b": "", "c": "B"}


def test_stage_in_turn_does_not_see_places_of_later_stages(tmp_path: Path) -> None:
    """b of the first stage cannot count on the place that c of the next one may leave; a gets it."""
    files = {**STAGED, "policy.toml": policy_text(stages="in_turn")}
    assert _placed(tmp_path, files) == {"a": "A", "b": "", "c": "B"}


@pytest.mark.parametrize("rule", ["priority_first", "choice_first"])
def test_lottery_decides_between_equals(tmp_path: Path, rule: str) -> None:
    """a and b are equals at A; b has the smaller lottery number."""
    files: Files = {
        "seats.csv": ["A,1,1"],
        "children.csv": ["child,family,age,current_facility,draw", "a,fa,1,,2", "b,fb,1,,1"],
        "wishes.csv": ["fa,1,a,A", "fb,1,b,A"],
        "priority.csv": ["A,1,a,1", "A,1,b,1"],
        "policy.toml": policy_text(rule=rule, ties="equal"),
    }
    assert _placed(tmp_path, files) == {"a": "", "b": "A"}


def test_largest_uses_that_equals_have_no_claim(tmp_path: Path) -> None:
    """b goes first by lottery and takes A, and a has nothing else; as equals a may have A and b its second wish."""
    files: Files = {
        "seats.csv": ["A,1,1", "B,1,1"],
        "children.csv": ["child,family,age,current_facility,draw", "a,fa,1,,2", "b,fb,1,,1"],
        "wishes.csv": ["fa,1,a,A", "fb,1,b,A", "fb,2,b,B"],
        "priority.csv": ["A,1,a,1", "A,1,b,1", "B,1,b,1"],
        "policy.toml": policy_text(ties="equal"),
    }
    assert _placed(tmp_path / "leaning", files) == {"a": "", "b": "A"}
    files["policy.toml"] = policy_text(ties="equal", choose="largest")
    assert _placed(tmp_path / "largest", files) == {"a": "A", "b": "B"}
