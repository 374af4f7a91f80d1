"""Runs of difference lose no character and name the code points."""

from hypothesis import given
from hypothesis import strategies as st

from ikkan.kernel.differences import Run, Swap, find_runs, find_swaps, split_signs

texts = st.text(alphabet="髙高橋崎﨑花子1-あ\U000e0100\u3099", max_size=30)


def test_the_one_character_that_differs() -> None:
    assert find_runs("髙橋花子", "高橋花子") == (Run("a", "髙"), Run("b", "高"), Run("equal", "橋花子"))
    (swap,) = find_swaps("髙橋花子", "高橋花子")
    assert (swap.code_points_a, swap.code_points_b) == ("U+9AD9", "U+9AD8")


def test_a_selector_stays_with_its_kanji() -> None:
    assert find_runs("葛\U000e0100城", "葛城") == (Run("a", "葛\U000e0100"), Run("b", "葛"), Run("equal", "城"))
    assert find_swaps("葛\U000e0100城", "葛城")[0].code_points_a == "U+845B U+E0100"
    assert split_signs("か\u3099𠮷") == ["か\u3099", "𠮷"]


def test_what_only_one_has() -> None:
    assert find_swaps("本町1-1", "本町1-1コーポ") == (Swap("", "コーポ"),)
    assert find_swaps("本町", "") == (Swap("本町", ""),)
    assert find_swaps("", "") == ()
    assert Swap("", "コ").code_points_a == ""


def test_equal_texts_are_one_run() -> None:
    assert find_runs("高橋", "高橋") == (Run("equal", "高橋"),)
    assert find_runs("", "") == ()


@given(texts, texts)
def test_nothing_is_lost(a: str, b: str) -> None:
    runs = find_runs(a, b)
    assert "".join(run.text for run in runs if run.side != "b") == a
    assert "".join(run.text for run in runs if run.side != "a") == b
    assert (a == b) == all(run.side == "equal" for run in runs)
    assert (a == b) == (find_swaps(a, b) == ())


def test_long_texts_are_answered_at_once() -> None:
    a, b = "あ" + "い" * 50_000 + "え", "あ" + "う" * 50_000 + "え"
    assert [run.side for run in find_runs(a, b)] == ["equal", "a", "b", "equal"]
