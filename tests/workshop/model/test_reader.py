"""The line reader's network and the answers that are read off it."""

from __future__ import annotations

import pytest
import torch

from vistazo.workshop.data.lines import HEIGHT
from vistazo.workshop.model.reader import (
    BLANK,
    LETTERS,
    STRIDE,
    LineNetwork,
    LineReader,
    greedy,
)


def test_the_labels_are_space_and_the_94_in_order() -> None:
    assert "".join(LETTERS) == "".join(chr(code) for code in range(32, 127))
    assert len(LETTERS) == 95


@pytest.mark.parametrize("columns", [4, 16, 128])
def test_there_is_an_answer_for_every_two_columns(columns: int) -> None:
    network = LineNetwork(width=16, depth=1).eval()
    answers = network(torch.zeros(3, HEIGHT, columns))
    assert answers.shape == (3, columns // STRIDE, 96)


def test_ours_is_small_enough() -> None:
    assert LineNetwork().parameter_count < 1_500_000


def test_the_reader_says_log_probabilities_and_where_they_are() -> None:
    reader = LineReader(LineNetwork(width=16, depth=1), temperature=2.0).eval()
    image = torch.zeros(2, 30, 120, dtype=torch.uint8)
    image[:, 8:22, 20:24] = 255
    image[:, 8:22, 90:94] = 255
    with torch.inference_mode():
        answers, position, seen = reader(image)
    assert answers.shape == (2, seen.shape[2] // STRIDE, 96)
    assert torch.allclose(answers.exp().sum(2), torch.ones(answers.shape[:2]))
    assert (position[:, 1:] > position[:, :-1]).all()
    assert position[0, 0] < 20
    assert position[0, -1] > 94


def test_greedy_merges_repeats_and_drops_blanks() -> None:
    a, b = (1 + LETTERS.index(letter) for letter in "ab")
    steps = [BLANK, a, a, BLANK, a, b, b, BLANK]
    answers = torch.zeros(1, len(steps), 96)
    answers[0, torch.arange(len(steps)), torch.tensor(steps)] = 1.0
    assert greedy(answers) == ["aab"]
