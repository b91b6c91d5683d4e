import json

import numpy as np
import pytest

from vistazo.errors import DataError
from vistazo.evaluation import evaluate

PROBABILITIES = np.array(
    [[0.7, 0.2, 0.1], [0.6, 0.3, 0.1], [0.1, 0.8, 0.1], [0.5, 0.4, 0.1]], np.float32
)
TRUTH = ("a", "a", "b", "b")
LABELS = ("a", "b", "c")


@pytest.fixture
def report():
    return evaluate(PROBABILITIES, TRUTH, LABELS, data="toy/test", fingerprint="f" * 64)


def test_figures_by_hand(report):
    assert report.samples == 4
    assert report.accuracy == 0.75
    assert report.accuracy_interval == pytest.approx((0.3006, 0.9544), abs=1e-3)
    assert report.top_3_accuracy == 1.0
    assert report.confusion == ((2, 0, 0), (1, 1, 0), (0, 0, 0))
    assert report.weighted_f1 == pytest.approx((0.8 + 2 / 3) / 2)
    assert report.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2)
    expected = -np.log([0.7, 0.6, 0.8, 0.4]).mean()
    assert report.negative_log_likelihood == pytest.approx(expected, rel=1e-6)
    # Four confidences in up to 15 bins: each its own, |c - right| on average.
    expected = np.mean([0.3, 0.4, 0.2, 0.5])
    assert report.calibration_error == pytest.approx(expected, rel=1e-6)
    assert report.risk_at_coverage["0.5"] == 0
    assert report.risk_at_coverage["1.0"] == 0.25
    assert report.risk_coverage_area == pytest.approx(0.25 / 4)


def test_classes_carry_their_labels(report):
    names = [item.label for item in report.classes]
    assert names == ["a", "b", "c"]
    assert report.classes[0].precision == pytest.approx(2 / 3)
    assert report.classes[0].recall == 1
    assert report.classes[1].samples == 2


def test_places_and_names_give_the_same_report(report):
    places = np.array([0, 0, 1, 1])
    assert evaluate(PROBABILITIES, places, LABELS, data="toy/test", fingerprint="f" * 64) == report


def test_json_is_one_object_with_fractions(report):
    found = json.loads(report.to_json())
    assert found["accuracy"] == 0.75
    assert found["data"] == "toy/test"
    assert found["fingerprint"] == "f" * 64
    assert found["classes"][1]["label"] == "b"
    assert found["confusion"][1] == [1, 1, 0]


def test_text_shows_what_the_report_holds(report):
    lines = report.to_text().splitlines()
    assert lines[0] == "toy/test: 4 samples"
    assert any(line.startswith("accuracy") and "75.00%" in line for line in lines)
    assert [line.split() for line in lines[-4:]] == [
        ["a", "b", "c"],
        ["a", "2", "0", "0"],
        ["b", "1", "1", "0"],
        ["c", "0", "0", "0"],
    ]


def test_columns_of_the_confusion_line_up():
    probabilities = np.eye(2)[np.array([0] * 1234 + [1])]
    text = evaluate(probabilities, np.array([0] * 1235), ("long label", "b")).to_text()
    assert len({len(line) for line in text.splitlines()[-3:]}) == 1


def test_many_labels_show_the_worst_confusions_only():
    labels = [f"label {number}" for number in range(30)]
    truth = np.array([3] * 5 + [4] * 2 + [5])
    answers = np.array([7] * 5 + [8] * 2 + [5])
    lines = evaluate(np.eye(30)[answers], truth, labels).to_text().splitlines()
    assert lines[-2:] == ["  label 3 → label 7  5", "  label 4 → label 8  2"]


def test_float32_sums_a_hair_above_one_are_taken():
    probabilities = np.array([[np.nextafter(np.float32(1), np.float32(2)), 0]], np.float32)
    assert evaluate(probabilities, ["a"], ["a", "b"]).calibration_error == 0


def test_labels_that_the_model_does_not_know():
    with pytest.raises(DataError, match=r"toy: the model knows a, b, c; .* judged on x"):
        evaluate(PROBABILITIES, ("a", "a", "b", "x"), LABELS, data="toy")


def test_no_samples():
    with pytest.raises(DataError, match="at least one sample"):
        evaluate(np.zeros((0, 3)), (), LABELS)


@pytest.mark.parametrize("shape", [(3, 3), (4, 2), (4,)])
def test_shapes_that_do_not_fit(shape):
    with pytest.raises(ValueError, match=r"probabilities must be \(4, 3\)"):
        evaluate(np.zeros(shape), TRUTH, LABELS)
