"""Texts to compose lines from."""

from __future__ import annotations

import numpy as np

from vistazo.workshop.data.phrases import ENGLISH, SPANISH, make_phrases

PRINTABLE = {chr(code) for code in range(32, 127)}


def test_phrases_are_clean_lines_of_the_length_asked_for() -> None:
    phrases = make_phrases(500, np.random.default_rng(0), longest=20)
    assert len(phrases) == 500
    for text in phrases:
        assert 1 <= len(text) <= 20
        assert text == text.strip()
        assert "  " not in text
        assert set(text) <= PRINTABLE


def test_none_of_the_characters_is_rare() -> None:
    text = "".join(make_phrases(4000, np.random.default_rng(1)))
    assert min(text.count(character) for character in PRINTABLE) >= 40


def test_the_same_seed_gives_the_same_phrases_and_another_one_others() -> None:
    one, again, other = (make_phrases(30, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert one == again
    assert one != other


def test_given_words_are_used() -> None:
    text = " ".join(make_phrases(300, np.random.default_rng(2), words=("Zyzzyva",)))
    assert "zyzzyva" in text.lower()


def test_the_words_can_be_written_with_the_94_characters() -> None:
    assert {letter for word in (*ENGLISH, *SPANISH) for letter in word} <= PRINTABLE - {" "}
