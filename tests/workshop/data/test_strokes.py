import numpy as np
import pytest

from vistazo.errors import DataError
from vistazo.workshop.data.strokes import StrokeSet, TextStrokes


def make(**changes):
    parts = {
        "name": "toy",
        "points": np.arange(14, dtype=np.float32).reshape(7, 2),
        "stroke_offsets": np.array([0, 2, 3, 7]),
        "sample_offsets": np.array([0, 2, 3]),
        "labels": ("i", "l"),
        "writers": np.array([5, 9]),
        "label_order": ("i", "l"),
    }
    return StrokeSet(**(parts | changes))


def lengths(strokes):
    return [[len(stroke) for stroke in strokes.strokes(i)] for i in range(strokes.samples)]


def test_strokes_of_each_sample():
    strokes = make()
    assert lengths(strokes) == [[2, 1], [4]]
    np.testing.assert_array_equal(strokes.strokes(0)[1], [[4, 5]])
    assert strokes.point_offsets.tolist() == [0, 3, 7]


def test_subset_reorders_points_strokes_and_writers():
    part = make().subset([1, 0, 1])
    assert lengths(part) == [[4], [2, 1], [4]]
    assert part.labels == ("l", "i", "l")
    assert part.writers.tolist() == [9, 5, 9]
    np.testing.assert_array_equal(part.strokes(1)[0], make().strokes(0)[0])
    np.testing.assert_array_equal(part.strokes(2)[0], make().strokes(1)[0])


def test_an_empty_subset():
    part = make().subset([])
    assert part.samples == 0
    assert part.points.shape == (0, 2)


def test_only_keeps_the_wanted_labels():
    part = make().only("l")
    assert part.label_order == ("l",)
    assert part.targets.tolist() == [0]
    assert lengths(part) == [[4]]


def test_fingerprint_changes_with_points_strokes_and_labels():
    prints = {
        make().fingerprint,
        make(points=make().points + 1).fingerprint,
        make(stroke_offsets=np.array([0, 1, 3, 7])).fingerprint,
        make(labels=("l", "i")).fingerprint,
    }
    assert len(prints) == 4
    assert make().fingerprint == make().fingerprint


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"points": np.zeros((7, 3), np.float32)}, r"float32 \(points, 2\), got float32 \(7, 3\)"),
        ({"points": np.zeros((7, 2))}, "got float64"),
        ({"stroke_offsets": np.array([0, 2, 3, 6])}, "stroke_offsets must rise from 0 to 7"),
        ({"stroke_offsets": np.array([1, 2, 3, 7])}, "stroke_offsets must rise"),
        ({"stroke_offsets": np.array([0, 2, 2, 7])}, "without an empty piece"),
        ({"sample_offsets": np.array([0, 2, 4])}, "sample_offsets must rise from 0 to 3"),
        ({"sample_offsets": np.array([], np.int64)}, "sample_offsets must rise"),
        ({"labels": ("i",)}, "expected 2 labels, got 1"),
        ({"writers": np.array([1, 2, 3])}, "expected 2 writers, got 3"),
        ({"labels": ("i", "x")}, "outside the label order: 'x'"),
    ],
)
def test_contradictions_are_refused(changes, message):
    with pytest.raises(DataError, match=message):
        make(**changes)


def make_text(**changes):
    parts = {
        "name": "toy",
        "points": np.arange(14, dtype=np.float32).reshape(7, 2),
        "stroke_offsets": np.array([0, 2, 3, 7]),
        "sample_offsets": np.array([0, 2, 3]),
        "labels": ("is it", "so"),
        "writers": np.array([5, 9]),
        "style": ("PRINTED", ""),
        "separation": np.array([0.9, 0.2], np.float32),
        "est_lines": np.array([1, 2]),
    }
    return TextStrokes(**(parts | changes))


def test_files_and_providers_follow_a_subset():
    part = make(files=np.array([3, 4]), providers=("abc", "xyz")).subset([1, 0, 1])
    assert part.files.tolist() == [4, 3, 4]
    assert part.providers == ("xyz", "abc", "xyz")
    assert make().subset([1]).files is None
    assert make().subset([1]).providers is None


def test_a_subset_of_text_takes_everything_along():
    part = make_text().subset([1, 0, 1])
    assert isinstance(part, TextStrokes)
    assert part.labels == ("so", "is it", "so")
    assert part.style == ("", "PRINTED", "")
    assert part.separation.tolist() == pytest.approx([0.2, 0.9, 0.2])
    assert part.est_lines.tolist() == [2, 1, 2]
    assert part.writers.tolist() == [9, 5, 9]
    assert lengths(part) == [[4], [2, 1], [4]]
    np.testing.assert_array_equal(part.strokes(1)[1], [[4, 5]])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"labels": ("is it", "")}, "labels must be non-empty strings"),
        ({"style": ("PRINTED",)}, "expected 2 style, got 1"),
        ({"separation": np.zeros(3, np.float32)}, "expected 2 separation, got 3"),
        ({"est_lines": np.array([1])}, "expected 2 est_lines, got 1"),
        ({"files": np.array([1])}, "expected 2 files, got 1"),
        ({"providers": ()}, "expected 2 providers, got 0"),
        ({"sample_offsets": np.array([0, 2, 4])}, "sample_offsets must rise from 0 to 3"),
    ],
)
def test_contradictions_of_text_are_refused(changes, message):
    with pytest.raises(DataError, match=message):
        make_text(**changes)
