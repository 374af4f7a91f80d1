"""What an officer reads of a run's verdict: what is proven, what is not, how one was chosen."""

import pytest

from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.pages.desk_round import verdict_words


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ({}, []),
        ({"proved_only": True, "proved_largest": True, "choose": "largest"},
         ["不満の組が出ない決め方は、これだけです", "入れる人数は最大です"]),
        ({"larger_by": 2, "choose": "family_leaning"},
         ["不満の組が出ない決め方で、あと2人多く入れるものがあります", "選び方：家族の希望の順を優先"]),
        ({"larger_by": 0, "choose": "largest"}, ["選び方：入れる人数を優先"]),
        ({"status": "no_stable_placement", "unanswered": ["fewest"]},
         ["不満の組が出ない決め方は、ないことを確かめました",
          "時間内に確かめられなかったこと：不満の組がこれより少なくできないか"]),
        ({"status": "undecided", "unanswered": ["stable", "fewest"]},
         ["時間内に確かめられなかったこと：不満の組が出ない決め方があるか、不満の組がこれより少なくできないか"]),
    ],
)  # fmt: skip
def test_every_finding_has_its_words(verdict: JsonObject, said: list[str]) -> None:
    assert verdict_words(verdict) == said
