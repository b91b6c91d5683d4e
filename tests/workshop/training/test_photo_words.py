"""Labels find the classes that they are called by, and no others."""

from __future__ import annotations

import numpy as np
import pytest

from vistazo.workshop.training.photo_words import VOC_WORDS, find_rows, starting_rows

CLASSES = (
    "background",
    "cock",
    "hen",
    "great grey owl, great gray owl, Strix nebulosa",
    "tabby, tabby cat",
    "tiger cat",
    "Egyptian cat",
    "zebra",
    "sports car, sport car",
    "dining table, board",
    "tennis ball",
)


@pytest.mark.parametrize(
    ("label", "rows"),
    [
        ("zebra", [7]),
        ("Tennis_Ball", [10]),
        ("tennisball", [10]),
        ("ball", [10]),
        ("board", [9]),
        ("cat", [4, 5, 6]),
        ("bird", [1, 2, 3]),
        ("diningtable", [9]),
        ("hen-of-the-woods", []),
        ("en", []),
        ("sheep", []),
    ],
)
def test_words(label: str, rows: list[int]) -> None:
    assert find_rows(label, CLASSES) == rows


def test_rows_start_at_the_mean_of_their_classes_less_that_of_all() -> None:
    weight = np.random.default_rng(0).normal(size=(len(CLASSES), 5)).astype(np.float32)
    start = starting_rows(("cat", "spoon"), CLASSES, weight)
    np.testing.assert_allclose(start[0], weight[4:7].mean(axis=0) - weight.mean(axis=0), rtol=1e-5)
    assert not start[1].any()


def test_every_label_of_voc_has_words() -> None:
    from vistazo.workshop.data.voc import VOC_LABELS

    assert set(VOC_WORDS) == set(VOC_LABELS)
