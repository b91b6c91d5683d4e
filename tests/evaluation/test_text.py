"""Judging text: distances that satisfy what a distance must, and figures worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vistazo.evaluation.text import align, edit_distance, judge_texts, label_accuracy

TEXT = st.text("ab cO0", max_size=9)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("", "", 0),
        ("", "abc", 3),
        ("abc", "", 3),
        ("kitten", "sitting", 3),
        ("flaw", "lawn", 2),
        ("a b", "ab", 1),
        ("intention", "execution", 5),
    ],
)
def test_distances_known_by_hand(one: str, other: str, distance: int) -> None:
    assert edit_distance(one, other) == distance


@given(TEXT, TEXT, TEXT)
def test_it_is_a_distance(one: str, other: str, third: str) -> None:
    assert (edit_distance(one, other) == 0) == (one == other)
    assert edit_distance(one, other) == edit_distance(other, one)
    assert edit_distance(one, third) <= edit_distance(one, other) + edit_distance(other, third)
    assert edit_distance(one, other) <= max(len(one), len(other))


@given(TEXT, TEXT)
def test_an_alignment_spells_both_texts_at_the_cost_of_the_distance(one: str, other: str) -> None:
    pairs = align(one, other)
    assert "".join(got for got, _ in pairs) == one
    assert "".join(wanted for _, wanted in pairs) == other
    assert sum(got != wanted for got, wanted in pairs) == edit_distance(one, other)


def test_a_report_worked_out_by_hand() -> None:
    report = judge_texts(["the cat", "O1d"], ["The cat", "old dog"])
    assert report.texts == 2
    assert report.characters == 14
    # T for t; O for o, 1 for l, and " dog" missing.
    assert report.error == pytest.approx((1 + 6) / 14)
    assert report.error_caseless == pytest.approx(5 / 14)
    assert report.error_merged == pytest.approx((1 + 4) / 14)
    assert report.whole == 0.0
    assert report.words == pytest.approx(1 / 4)
    assert report.space_f1 == pytest.approx(2 * 1 / (1 + 2))


def test_a_space_read_inside_a_word_makes_the_word_wrong() -> None:
    assert judge_texts(["a b c"], ["ab c"]).words == pytest.approx(1 / 2)
    assert judge_texts(["abc"], ["ab c"]).words == 0.0


def test_right_texts_are_right_in_every_way() -> None:
    report = judge_texts(["a b", "Cd"], ["a b", "Cd"])
    assert (report.error, report.whole, report.words, report.space_f1) == (0.0, 1.0, 1.0, 1.0)


def test_accuracy_of_each_character() -> None:
    assert label_accuracy(["a;b", "ab"], ["a:b", "aab"]) == {
        ":": (0, 1),
        "a": (2, 3),
        "b": (2, 2),
    }
