import json
from dataclasses import asdict

import numpy as np
import pytest

from vistazo.errors import DataError
from vistazo.evaluation import evaluate_many

PROBABILITIES = np.array(
    [[0.9, 0.2, 0.1], [0.6, 0.7, 0.1], [0.3, 0.8, 0.1], [0.5, 0.1, 0.2]], np.float32
)
TARGETS = np.array([[1, 0, 0], [0, 1, 0], [1, -1, 0], [0, 0, 0]], np.int8)
LABELS = ("cat", "dog", "sea lion")
THRESHOLDS = (0.5, 0.5, 0.5)


@pytest.fixture
def report():
    return evaluate_many(
        PROBABILITIES, TARGETS, LABELS, THRESHOLDS, data="toy/test", fingerprint="f" * 64
    )


def test_figures_by_hand(report):
    assert (report.samples, report.shown_labels) == (4, 2)
    # Cats are ranked hit, miss, miss, hit; dogs hit, miss, miss with one left out.
    assert report.labels[0].average_precision == pytest.approx((1 + 2 / 4) / 2)
    assert report.labels[0].average_precision_11 == pytest.approx((6 + 5 / 2) / 11)
    assert report.labels[1].average_precision == 1.0
    assert report.mean_average_precision == pytest.approx(0.875)
    assert report.mean_average_precision_11 == pytest.approx((1 + (6 + 2.5) / 11) / 2)
    assert report.micro_f1 == pytest.approx(4 / 7)
    assert report.macro_f1 == pytest.approx(0.7)
    assert report.exact == 0.25
    assert report.exact_interval == pytest.approx((0.0456, 0.6994), abs=1e-3)
    assert report.calibration_error == pytest.approx(
        np.mean([item.calibration_error for item in report.labels])
    )
    assert report.worst_calibration_error == max(item.calibration_error for item in report.labels)


def test_labels_carry_their_figures(report):
    cat, dog, other = report.labels
    assert (cat.label, cat.shown, cat.judged, cat.threshold) == ("cat", 2, 4, 0.5)
    assert (cat.precision, cat.recall) == pytest.approx((1 / 3, 0.5))
    assert (dog.shown, dog.judged) == (1, 3)
    assert (other.average_precision, other.average_precision_11, other.f1) == (None, None, 0.0)


def test_json_is_one_object_without_what_json_has_not(report):
    found = json.loads(report.to_json(), parse_constant=pytest.fail)
    assert found["labels"][2]["average_precision"] is None
    assert found["mean_average_precision"] == 0.875
    expected = asdict(report)
    assert found.keys() == expected.keys()
    assert found["labels"][0] == expected["labels"][0]


def test_text_shows_what_the_report_holds(report):
    lines = report.to_text().splitlines()
    assert lines[0] == "toy/test: 4 samples, 2 labels shown"
    assert any("mean average precision    0.8750" in line for line in lines)
    assert any("all labels right          25.00%" in line for line in lines)
    assert len({len(line) for line in lines[-4:]}) == 1
    assert lines[-1].split() == ["sea", "lion", "–", "0.0000", "0.0000", "0.0000", "0.5000", "0"]


def test_a_label_of_which_nothing_is_known_is_left_out_of_every_mean(report):
    targets = TARGETS.copy()
    targets[:, 2] = -1
    found = evaluate_many(PROBABILITIES, targets, LABELS, THRESHOLDS)
    assert found.labels[2].calibration_error is None
    assert found.calibration_error == pytest.approx(
        np.mean([item.calibration_error for item in report.labels[:2]])
    )
    assert json.loads(found.to_json())["mean_average_precision"] == 0.875


@pytest.mark.parametrize("samples", [0, 4])
def test_nothing_shown(samples):
    with pytest.raises(DataError, match=r"toy: expected samples that show at least one of cat"):
        evaluate_many(
            np.zeros((samples, 3)), np.zeros((samples, 3), int), LABELS, THRESHOLDS, data="toy"
        )


@pytest.mark.parametrize(
    ("shape", "thresholds"), [((3, 3), 3), ((4, 2), 3), ((4,), 3), ((4, 3), 2)]
)
def test_shapes_that_do_not_fit(shape, thresholds):
    with pytest.raises(ValueError, match=r"expected probabilities and targets \(4, 3\)"):
        evaluate_many(np.zeros(shape), TARGETS, LABELS, THRESHOLDS[:thresholds])
