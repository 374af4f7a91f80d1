"""A town's file is read as it stands: areas under one spelling, blank for no class, faults with their line."""

from pathlib import Path

import pytest

from ikkan.procedures.nursery.real_round.published import Layout, PublishedFileError, read_published
from ikkan.procedures.nursery.real_round.tests.made_up_town import ROUND, SEATS, write


def test_a_round_with_applications_and_offers(tmp_path: Path) -> None:
    read = read_published(write(tmp_path, ROUND), Layout.APPLICATIONS_AND_OFFERS)
    assert list(read.areas.values()) == ["つくり北", "つくり北", "つくり南", "つくり南"]
    assert read.seats["つくりもの一番園", 1] == 4
    assert read.applications is not None
    assert read.applications["つくりもの四番園", 3] == 20
    assert read.applications["つくりもの四番園", 2] == 0
    assert ("つくりもの二番園", 3) not in read.seats


def test_a_round_with_seats_only(tmp_path: Path) -> None:
    read = read_published(write(tmp_path, SEATS), Layout.SEATS)
    assert read.applications is None
    assert sum(read.seats.values()) == 31
    assert ("つくりものう園", 0) not in read.seats


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "つくりもの二番園,4",
            "つくりもの一番園,4",
            "line 3: the facility 'つくりもの一番園' is blank or stands twice",
        ),
        (",7,3,", ",7x,3,", "line 2, applications_age0: '7x' is no number"),
        (",7,3,", ",-7,3,", "'-7' is no number"),
        (",7,3,", ",7,,", "つくりもの一番園, age 0 has only one of applications and offers"),
        ("offers_age5", "offers", "has no column offers_age5"),
        ("area,", "place,", "has no column area"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_by_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = write(tmp_path, ROUND.replace(old, new, 1))
    with pytest.raises(PublishedFileError, match=said):
        read_published(path, Layout.APPLICATIONS_AND_OFFERS)


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sjis.csv"
    path.write_bytes(ROUND.encode("cp932"))
    with pytest.raises(PublishedFileError, match="UTF-8"):
        read_published(path, Layout.APPLICATIONS_AND_OFFERS)
