from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vistazo import Recognizer, Shop
from vistazo.errors import OptionError
from vistazo.learning.base import Base
from vistazo.learning.belief import SUSPECT, possible_corrections, trusted_authors
from vistazo.learning.candidate import make_candidate
from vistazo.learning.gate import Policy
from vistazo.learning.head import Head, read_head, with_card, write_head
from vistazo.learning.judge import golden_answers, right_labels
from vistazo.learning.refit import Examples
from vistazo.runtime import Bank, bank_path

from ..photo_model import COLOURS, photo

DIM = 0.46
"""So bright the model finds no colour; people may say that there is one."""


@pytest.fixture(scope="module")
def base(photo_model: Path) -> Base:
    return Base.of(photo_model.read_bytes(), Bank.load(bank_path(photo_model)))


def embed(base: Base, pictures: list[Any]) -> Any:
    found = [
        Recognizer(base.model).run(picture[None], outputs=("embedding",))["embedding"]
        for picture in pictures
    ]
    return np.concatenate(found)


def examples(base: Base, pictures: list[Any], labels: list[tuple[str, ...]], **more: Any) -> Any:
    hashes = tuple(hashlib.sha256(picture.tobytes()).hexdigest() for picture in pictures)
    author = more.get("author", "ana")
    return Examples(embed(base, pictures), tuple(labels), hashes, (author,) * len(labels))


def dim_reds(base: Base, count: int, **more: Any) -> Any:
    """Dim red light, said to be red: the model gives it no label."""
    pictures = [photo(DIM, 0.05, 0.05, 20 + row, 30, noise=6) for row in range(count)]
    return examples(base, pictures, [("red",)] * count, **more)


def test_the_head_gives_the_numbers_of_the_file(base: Base) -> None:
    pictures = [photo(red / 4, 0.3, 0.9) for red in range(5)]
    found = Recognizer(base.model).run(np.stack(pictures))
    head = read_head(base.model)
    assert head.task == "many"
    assert np.allclose(head.probabilities(found["embedding"]), found["probability"], atol=1e-6)
    assert np.allclose(head.novelty(found["embedding"]), found["novelty"], atol=1e-6)


def test_a_head_comes_back_from_its_bytes_and_into_a_file(base: Base) -> None:
    head = read_head(base.model)
    moved = with_card(base.model, head, parent="0" * 64)
    again = Head.from_bytes(moved.to_bytes())
    assert (again.task, again.labels, again.card) == (head.task, head.labels, moved.card)
    assert np.array_equal(again.sharpness, head.sharpness)
    file = write_head(base.model, again)
    assert Recognizer(file).card.platt == dict.fromkeys(COLOURS, (1.0, 0.0))


def test_a_correction_is_learned_and_nothing_else_is_lost(base: Base) -> None:
    taught = dim_reds(base, 8)
    assert not right_labels(base.head, taught).any()
    candidate = make_candidate(base, base.head, taught, Policy.shared("many"), parent="0" * 64)
    assert candidate.decision.approved, candidate.decision.summary
    assert right_labels(candidate.head, taught).sum() >= 7
    before, after = (golden_answers(head, base.bank) for head in (base.head, candidate.head))
    assert before.sum() - after.sum() <= 0.0005 * before.size + 0.5
    answer = Recognizer(candidate.model).predict(photo(DIM, 0.05, 0.05, noise=6))
    assert answer.labels == ("red",)


def test_no_label_is_a_lesson_too(base: Base) -> None:
    pictures = [photo(0.54, 0.05, 0.05, 20 + row, 30) for row in range(8)]
    taught = examples(base, pictures, [()] * 8)
    assert not right_labels(base.head, taught).any()
    candidate = make_candidate(base, base.head, taught, Policy.personal("many"), parent="0" * 64)
    assert candidate.decision.approved, candidate.decision.summary
    assert Recognizer(candidate.model).predict(pictures[0]).labels == ()


def test_right_means_exactly_these_labels(base: Base) -> None:
    pictures = [photo(0.9, 0.9, 0.1)] * 4
    said = [("red", "green"), ("green", "red"), ("red",), ("red", "green", "blue")]
    assert right_labels(base.head, examples(base, pictures, said)).tolist() == [
        True,
        True,
        False,
        False,
    ]


def test_a_new_label_joins(base: Base) -> None:
    lights = [(0.9, 0.9, 0.1), (0.9, 0.95, 0.05), (0.85, 0.9, 0.1), (1.0, 0.9, 0.0)] * 3
    pictures = [photo(*light, 20 + row, 30, noise=5) for row, light in enumerate(lights)]
    taught = examples(base, pictures, [("green", "red", "yellow")] * len(lights))
    candidate = make_candidate(base, base.head, taught, Policy.personal("many"), parent="0" * 64)
    recognizer = Recognizer(candidate.model)
    assert recognizer.labels == (*COLOURS, "yellow")
    assert set(recognizer.predict(photo(0.92, 0.9, 0.08)).labels) == {"green", "red", "yellow"}
    assert "yellow" not in recognizer.predict(photo(0.05, 0.05, 0.95)).labels


def test_what_is_out_of_the_question_is_left_to_a_profile(base: Base) -> None:
    pictures = [photo(0.95, 0.02, 0.03, 20 + row, 30) for row in range(SUSPECT)]
    surer = replace(base.head, sharpness=4 * base.head.sharpness)
    sure = replace(base, head=surer)
    assert not possible_corrections(sure, examples(base, pictures, [("blue",)] * SUSPECT)).any()
    assert not possible_corrections(sure, examples(base, pictures, [()] * SUSPECT)).any()
    assert possible_corrections(sure, examples(base, pictures, [("red",)] * SUSPECT)).all()
    assert possible_corrections(sure, dim_reds(base, SUSPECT)).all()
    assert trusted_authors(sure, dim_reds(base, SUSPECT)).all()


def test_what_is_not_known_is_neither_learned_nor_judged(base: Base) -> None:
    link = base.head.link
    labels = np.array([[1, 0, -1]], np.int8)
    wanted, known = link.truth(labels, 4)
    assert wanted.tolist() == [[1, 0, 0, 0]]
    assert known.tolist() == [[True, True, False, False]]
    given = np.array([[True, True, True, False]])
    assert link.right(given, wanted, known).tolist() == [True, False]


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
def test_an_impossible_threshold_is_refused(base: Base, threshold: float) -> None:
    with pytest.raises(OptionError, match=r"threshold must lie in 0\.\.1"):
        Recognizer(base.model).predict(photo(1, 1, 1), threshold=threshold)


def test_a_threshold_takes_the_place_of_each_labels_own(base: Base) -> None:
    recognizer = Recognizer(base.model)
    picture = photo(0.6, 0.45, 0.1)
    assert recognizer.predict(picture).labels == ("red",)
    assert recognizer.predict(picture, threshold=0.0).labels == ("red", "green", "blue")
    assert recognizer.predict(picture, threshold=1.0).labels == ()
    assert recognizer.predict(picture, threshold=0.3).labels == ("red", "green")


def test_one_label_takes_no_threshold_and_many_take_no_prior(base: Base) -> None:
    with pytest.raises(OptionError, match="takes no threshold"):
        Recognizer.load("digits").predict(np.zeros((28, 28), np.uint8), threshold=0.5)
    with pytest.raises(OptionError, match="takes no prior"):
        Recognizer(base.model).predict(photo(1, 1, 1), prior=["red"])


def test_a_shop_learns_several_labels(photo_model: Path, database_url: str, tmp_path: Path) -> None:
    with Shop.open(tmp_path, database_url) as shop:
        shop.install_named([str(photo_model)])
        for row in range(8):
            picture = photo(DIM, 0.05, 0.9, 20 + row, 30, noise=6)
            shop.correct("photos", ["red", "blue"], picture=picture)
        shop.work_off()
        answer = shop.recognizer("photos").predict(photo(DIM, 0.05, 0.9, noise=6))
        assert set(answer.labels) == {"red", "blue"}
        assert shop.champion("photos").number > 1
        assert all(item.fixed_since for item in shop.corrections.current("photos"))
        with pytest.raises(OptionError, match="vistazo train photos"):
            shop.retrain("photos", deep=True)
