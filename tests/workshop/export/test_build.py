"""The command that makes a recogniser, on the real data, and what ships."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from vistazo.cli import app
from vistazo.errors import DataError
from vistazo.runtime import Bank, Recognizer, bank_path
from vistazo.workshop.data.mnist import load_mnist
from vistazo.workshop.export.measure import measure
from vistazo.workshop.export.write import file_hash
from vistazo.workshop.training.material import gather_digits
from vistazo.workshop.training.settings import TrainSettings

SHIPPED = Path("src/vistazo/models/digits.onnx")


@pytest.fixture(scope="module")
def trained(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `vistazo train digits --quick` writes."""
    path = tmp_path_factory.mktemp("quick") / "digits.onnx"
    command = [sys.executable, "-m", "vistazo.cli", "train", "digits", "--quick"]
    result = subprocess.run(
        [*command, "--data", "mnist", "--save-path", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert str(path) in result.stdout
    return path


def test_quick_training_reads_nearly_all_digits(trained: Path) -> None:
    report = measure(Recognizer.load(trained), load_mnist("test"))
    assert report.accuracy >= 0.988
    assert report.calibration_error <= 0.01


def test_the_card_says_what_was_done_and_measured(trained: Path) -> None:
    card = Recognizer.load(trained).card
    test = load_mnist("test")
    report = measure(Recognizer.load(trained), test)
    (accuracy,) = [metric for metric in card.metrics if metric.name == "accuracy"]
    assert accuracy.value == pytest.approx(report.accuracy)
    assert accuracy.fingerprint == test.fingerprint
    assert card.training["epochs"] == 1
    assert card.seeds["training"] == 0
    assert [source.name for source in card.data] == ["mnist"]
    assert card.data[0].fingerprint == load_mnist("train").fingerprint


def test_history_checkpoint_and_bank_lie_beside_the_file(trained: Path) -> None:
    history = json.loads(trained.with_suffix(".history.json").read_text())
    assert len(history["epochs"]) == 1
    assert trained.with_suffix(".checkpoint.pt").exists()
    bank = Bank.load(bank_path(trained))
    assert bank.model == file_hash(trained)
    assert np.bincount(bank.labels).tolist() == [400] * 10
    logits = bank.golden_embeddings.astype(np.float32) @ bank.weight.T + bank.bias
    assert (logits.argmax(axis=1) == bank.golden_labels).mean() > 0.96


def test_evaluate_prints_one_object_with_a_fraction(trained: Path) -> None:
    result = CliRunner().invoke(app, ["evaluate", str(trained), "--json"])
    assert result.exit_code == 0, result.output
    report = json.loads(result.output)
    assert 0.98 <= report["accuracy"] <= 1.0
    assert report["data"] == "mnist/test"


def test_evaluate_takes_pictures_of_ones_own(trained: Path, tmp_path: Path) -> None:
    test = load_mnist("test").subset(range(50))
    archive = tmp_path / "own.npz"
    np.savez(archive, images=255 - np.asarray(test.images), labels=np.array(test.labels))
    result = CliRunner().invoke(app, ["evaluate", str(trained), "--images", str(archive), "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["accuracy"] >= 0.9


def test_bad_options_end_with_2_and_say_why() -> None:
    for arguments, reason in (
        (["train", "letters"], "digits"),
        (["train", "digits", "--network", "vgg"], "--network"),
        (["train", "digits", "--epochs", "0"], "--epochs"),
        (["evaluate", "no-such-model"], "no-such-model"),
        (["evaluate", "digits", "--data", "mnist", "--images", "x"], "not both"),
    ):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 2
        assert reason in result.output


def test_without_the_data_the_error_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISTAZO_MIRROR", str(tmp_path))
    with pytest.raises(DataError, match="mnist"):
        gather_digits(TrainSettings())


def test_the_shipped_digits_are_what_their_card_says(mirror: Path) -> None:
    recognizer = Recognizer.load("digits")
    report = measure(recognizer, load_mnist("test"))
    measured = {metric.name: metric.value for metric in recognizer.card.metrics}
    assert report.accuracy == pytest.approx(measured["accuracy"], abs=2e-4)
    assert report.accuracy >= 0.995
    assert report.calibration_error <= 0.0025
    bank = Bank.load(bank_path(SHIPPED))
    assert bank.model == recognizer.sha256
    assert recognizer.size < 1_000_000
