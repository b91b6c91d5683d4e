import hashlib

import numpy as np
import pytest

from vistazo.errors import DataError
from vistazo.workshop.data.dataset import Dataset, pack


def make(**changes):
    images = np.arange(3 * 4 * 5, dtype=np.uint8).reshape(3, 4, 5)
    parts = {"name": "toy", "images": images, "labels": ("b", "a", "b"), "label_order": ("a", "b")}
    return Dataset(**(parts | changes))


def test_samples_and_targets_follow_the_label_order():
    data = make()
    assert data.samples == 3
    assert data.targets.tolist() == [1, 0, 1]
    assert data.targets.dtype == np.int64


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"images": np.zeros((3, 4, 5))}, "uint8, got float64"),
        ({"images": np.zeros((3, 4), np.uint8)}, r"\(N, H, W\) or \(N, H, W, 3\), got \(3, 4\)"),
        ({"images": np.zeros((3, 4, 5, 4), np.uint8)}, r"got \(3, 4, 5, 4\)"),
        ({"images": np.zeros((3, 0, 5), np.uint8)}, "without pixels"),
        ({"images": np.zeros((2, 4, 5), np.uint8)}, "2 pictures and 3 labels"),
        ({"labels": ("a", "b", "c")}, "outside the label order: 'c'"),
        ({"labels": ("a", "b", "")}, "outside the label order: ''"),
        ({"label_order": ("a", "b", "a")}, "names a label twice"),
        ({"label_order": ("a", "b", "")}, "non-empty"),
    ],
)
def test_contradictions_are_refused(changes, message):
    with pytest.raises(DataError, match=message):
        make(**changes)


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (np.zeros((4, 5), np.float32), "uint8, got float32"),
        (np.zeros((4,), np.uint8), "picture 1 must be"),
        (np.zeros((4, 5, 2), np.uint8), "picture 1 must be"),
        (np.zeros((0, 5), np.uint8), "picture 1 has no pixels"),
        (np.zeros((4, 5, 3), np.uint8), "grey and RGB"),
    ],
)
def test_contradictions_among_mixed_sizes_are_refused(second, message):
    images = (np.zeros((2, 2), np.uint8), second)
    with pytest.raises(DataError, match=message):
        make(images=images, labels=("a", "b"))


def test_fingerprint_is_that_of_sizes_labels_and_pixels_in_order():
    data = make()
    digest = hashlib.sha256()
    for image, label in zip(data.images, data.labels, strict=True):
        digest.update(b"(4, 5)" + label.encode() + b"\0" + image.tobytes())
    assert data.fingerprint == digest.hexdigest()


def test_fingerprint_does_not_depend_on_how_the_pictures_are_held():
    assert make().fingerprint == make(images=tuple(make().images)).fingerprint
    strided = np.asfortranarray(make().images)
    assert make(images=strided).fingerprint == make().fingerprint


@pytest.mark.parametrize(
    "changes",
    [
        {"labels": ("a", "b", "b")},
        {"images": make().images[::-1]},
        {"images": make().images.reshape(3, 5, 4)},
        {"images": make().images ^ np.uint8(1)},
    ],
)
def test_fingerprint_changes_with_the_content(changes):
    assert make(**changes).fingerprint != make().fingerprint


def test_subset_keeps_the_given_order_and_the_label_order():
    part = make().subset([2, 0])
    assert part.labels == ("b", "b")
    assert part.label_order == ("a", "b")
    np.testing.assert_array_equal(part.images, make().images[[2, 0]])


def test_subset_of_mixed_sizes():
    images = (np.zeros((2, 2), np.uint8), np.ones((3, 1), np.uint8), np.ones((2, 2), np.uint8))
    part = make(images=images).subset(np.array([1]))
    assert isinstance(part.images, tuple)
    assert part.images[0].shape == (3, 1)


def test_only_keeps_the_wanted_labels():
    part = make().only(["b"])
    assert part.labels == ("b", "b")
    assert part.label_order == ("b",)
    np.testing.assert_array_equal(part.images, make().images[[0, 2]])


def test_pack_stacks_pictures_of_one_size_only():
    square, tall = np.zeros((2, 2), np.uint8), np.zeros((3, 2), np.uint8)
    assert pack([square, square]).shape == (2, 2, 2)
    assert isinstance(pack([square, tall]), tuple)
