"""Seats by class add up to the capacity of the open data, and only authorised nurseries take part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikkan.cli.demo.seats import Nursery, split_by_share

# The figures of the shipped open data: 4 public and 27 private authorised nurseries, 1,968 places.
TAKING_PART = 31
PLACES = 1_968


@given(
    st.integers(0, 1_000), st.lists(st.floats(0, 1), min_size=1, max_size=6).filter(lambda shares: sum(shares) > 0.01)
)
def test_the_parts_add_up_and_stay_within_one_of_their_share(total: int, shares: list[float]) -> None:
    parts = split_by_share(total, shares)
    assert sum(parts) == total
    assert all(abs(part - total * share / sum(shares)) < 1 + 1e-6 for part, share in zip(parts, shares, strict=True))


def test_equal_remainders_go_to_the_first() -> None:
    assert split_by_share(5, [1, 1]) == (3, 2)


@pytest.mark.parametrize(("total", "shares"), [(-1, [1.0]), (3, [0.0]), (3, [2.0, -1.0])])
def test_what_cannot_be_split_is_refused(total: int, shares: list[float]) -> None:
    with pytest.raises(ValueError, match="cannot be split"):
        split_by_share(total, shares)


def test_only_authorised_nurseries_take_part(nurseries: tuple[Nursery, ...]) -> None:
    assert len(nurseries) == TAKING_PART
    assert not [one.name for one in nurseries if "幼稚園" in one.name]
    assert "にしやいづ保育所" not in {one.name for one in nurseries}


def test_the_classes_of_each_add_up_to_its_capacity(nurseries: tuple[Nursery, ...]) -> None:
    assert sum(sum(one.capacity) for one in nurseries) == PLACES
    by_code = {one.code: one for one in nurseries}
    assert sum(by_code["0013010022"].capacity) == 300
    assert sum(by_code["0013010032"].capacity) == 18


def test_small_facilities_end_before_three(nurseries: tuple[Nursery, ...]) -> None:
    kinds = {one.kind for one in nurseries}
    assert kinds == {"nursery", "small_scale", "workplace"}
    for one in nurseries:
        assert one.takes(0)
        assert one.takes(2)
        assert one.takes(3) == (one.kind == "nursery")


def test_no_class_offers_more_than_it_has(nurseries: tuple[Nursery, ...]) -> None:
    for one in nurseries:
        for free in (one.free_in_april, one.free_in_other_months):
            assert all(0 <= offered <= seats for offered, seats in zip(free, one.capacity, strict=True))
