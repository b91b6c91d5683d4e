"""From corrections to a judged candidate, on the digits that ship."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import rotate

import vistazo
from vistazo.errors import OptionError
from vistazo.learning.base import Base
from vistazo.learning.belief import SUSPECT, possible_corrections, trusted_authors
from vistazo.learning.candidate import Candidate, make_candidate, version_hash
from vistazo.learning.gate import Policy
from vistazo.learning.refit import Examples, Strength, refit
from vistazo.runtime import Bank, Recognizer, bank_path

MODEL = Path(vistazo.__file__).parent / "models" / "digits.onnx"
PARENT = "cd" * 32


@cache
def base() -> Base:
    return Base.of(MODEL.read_bytes(), Bank.load(bank_path(MODEL)))


@cache
def recognizer() -> Recognizer:
    return Recognizer.load(MODEL)


def strokes(kind: str, count: int, seed: int = 0) -> np.ndarray:
    """Drawn shapes that vary: "seven" with a long foot, "house", a figure that is no digit."""
    generator = np.random.default_rng(seed)
    pictures = np.zeros((count, 40, 40), np.uint8)
    for index in range(count):
        canvas = np.zeros((40, 40), np.uint8)
        width = int(generator.integers(2, 4))
        if kind == "seven":
            canvas[8 : 8 + width, 10:30] = 255
            for row in range(8, 32):
                column = int(28 - (row - 8) * 0.55)
                canvas[row, column : column + width] = 255
            canvas[30 : 30 + width, 12:29] = 255
        else:
            canvas[18:34, 8 : 8 + width] = canvas[18:34, 30 : 30 + width] = 255
            canvas[33 : 33 + width, 8:32] = canvas[17 : 17 + width, 8:32] = 255
            for row in range(6, 18):
                reach = row - 6
                canvas[row, 20 - reach : 20 - reach + width] = 255
                canvas[row, 20 + reach : 20 + reach + width] = 255
        turn = float(generator.uniform(-8, 8))
        pictures[index] = rotate(canvas, turn, reshape=False, order=1)
    return pictures


def examples(pictures: np.ndarray, *labels: str, author: str = "ana") -> Examples:
    found = recognizer().run(pictures, outputs=("embedding",))["embedding"]
    count = len(pictures)
    return Examples(
        found,
        (labels,) * count,
        tuple(f"{(index * 2654435761) % 2**32:064x}"[::-1] for index in range(count)),
        (author,) * count,
    )


def learn(given: Examples, policy: Policy | None = None, profile: str = "ana") -> Candidate:
    policy = policy or Policy.personal()
    return make_candidate(base(), base().head, given, policy, parent=PARENT, profile=profile)


def read(candidate: Candidate, pictures: np.ndarray) -> list[str]:
    return [found.label for found in Recognizer(candidate.model).predict_array(pictures)]


def test_a_style_is_learned_from_a_few_and_holds_for_fresh_ones() -> None:
    fresh = strokes("seven", 20, seed=9)
    before = [found.label for found in recognizer().predict_array(fresh)]
    assert before.count("7") < 10, "the style must be one that is misread"
    candidate = learn(examples(strokes("seven", 5), "7"))
    assert candidate.decision.approved, candidate.decision.summary
    assert read(candidate, fresh).count("7") >= 18
    assert candidate.right.all()


def test_the_file_is_the_version_and_says_what_the_head_says() -> None:
    given = examples(strokes("seven", 5), "7")
    candidate, again = learn(given), learn(given)
    assert version_hash(candidate.model) == version_hash(again.model)
    loaded = Recognizer(candidate.model)
    assert loaded.card.parent == PARENT
    assert {metric.data for metric in loaded.card.metrics} == {"golden"}


def test_a_confidence_is_the_models_own_however_sure_the_person_was() -> None:
    picture = strokes("seven", 1)
    candidate = learn(examples(picture, "7"))
    answer = Recognizer(candidate.model).predict_array(picture)[0]
    embedding = recognizer().run(picture, outputs=("embedding",))["embedding"]
    row = candidate.head.probabilities(embedding)[0]
    assert answer.confidence == pytest.approx(float(row.max()), abs=1e-5)
    assert answer.confidence < 1.0


def test_nothing_to_learn_moves_nothing() -> None:
    nothing = examples(strokes("seven", 1), "7").subset(np.zeros(1, bool))
    head = refit(base().head, base().bank, {}, nothing, Strength(10.0, kept=1.0))
    assert np.abs(head.weight - base().head.weight).max() < 1e-4


def test_a_new_label_is_learned_from_ten_and_the_old_ones_stay() -> None:
    candidate = learn(examples(strokes("house", 10), "house"), Policy.shared(), profile="")
    assert candidate.decision.approved, candidate.decision.summary
    assert read(candidate, strokes("house", 50, seed=5)).count("house") >= 45
    golden = base().bank.golden_embeddings.astype(np.float32)
    was, now = (
        (head.logits(golden).argmax(axis=1) == base().bank.golden_labels).mean()
        for head in (base().head, candidate.head)
    )
    assert was - now <= 0.001


def test_a_new_label_waits_for_enough_pictures() -> None:
    candidate = learn(examples(strokes("house", 4), "house"))
    assert candidate.head.labels == base().head.labels
    assert candidate.left_out.all()
    assert not candidate.decision.approved


def test_what_is_none_of_the_labels_becomes_unknown() -> None:
    pictures = strokes("house", 12)
    before = [found.verdict for found in recognizer().predict_array(pictures)]
    candidate = learn(examples(pictures))
    after = [found.verdict for found in Recognizer(candidate.model).predict_array(pictures)]
    assert after.count("unknown") >= before.count("unknown")
    assert not examples(pictures).shown(base().head.labels).any()
    assert after.count("unknown") >= 11


def random_labels(count: int, author: str) -> Examples:
    bank, generator = base().bank, np.random.default_rng(3)
    rows = generator.permutation(len(bank.calibration_labels))[:count]
    wrong = (bank.calibration_labels[rows] + generator.integers(1, 10, count)) % 10
    return Examples(
        bank.calibration_embeddings[rows].astype(np.float32),
        tuple((base().head.labels[label],) for label in wrong),
        tuple(f"{index:064x}" for index in range(count)),
        (author,) * count,
    )


def test_random_labels_of_one_author_never_reach_everybody() -> None:
    for count in (1, SUSPECT, 60):
        candidate = learn(random_labels(count, "eve"), Policy.shared(), profile="")
        assert not candidate.decision.approved
    assert not trusted_authors(base(), random_labels(60, "eve")).any()


def test_an_honest_author_is_learned_beside_a_dishonest_one() -> None:
    honest = examples(strokes("seven", 6), "7", author="ana")
    eve = random_labels(40, "eve")
    both = Examples(
        np.concatenate((honest.embeddings, eve.embeddings)),
        honest.labels + eve.labels,
        honest.hashes + eve.hashes,
        honest.authors + eve.authors,
    )
    believed = trusted_authors(base(), both) & possible_corrections(base(), both)
    assert believed[:6].all()
    assert not believed[6:].any()


def test_two_labels_for_a_one_label_recogniser_are_refused() -> None:
    with pytest.raises(OptionError, match="one label"):
        learn(Examples(np.zeros((1, 128), np.float32), (("1", "2"),), ("0" * 64,), ("",)))
