"""A reader's file: what the contract says, the same numbers as torch, errors by name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from vistazo.cli import app
from vistazo.errors import ParityError
from vistazo.runtime import Card, Recognizer
from vistazo.runtime.text.reader import Reader
from vistazo.workshop.export.parity import check_parity
from vistazo.workshop.export.reader import (
    READER_OUTPUTS,
    awkward_lines,
    fit_line_temperature,
    judge_confidence,
)
from vistazo.workshop.export.write import write_model
from vistazo.workshop.model.reader import LETTERS, LineNetwork, LineReader
from vistazo.workshop.training.reader_material import LineBatch

SHIPPED = Path(__file__).parents[3] / "src/vistazo/models/characters.reader.onnx"
CARD = Card(
    name="small",
    version="1.0",
    task="text",
    input="ink",
    labels=LETTERS,
    temperature=1.0,
    thresholds=dict.fromkeys(LETTERS, 0.9),
    novelty_threshold=1.0,
)


def small() -> LineReader:
    torch.manual_seed(0)
    return LineReader(LineNetwork(width=16, depth=1)).eval()


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reader") / "small.reader.onnx"
    parity = write_model(
        path, small(), CARD, awkward_lines(np.random.default_rng(1)), READER_OUTPUTS
    )
    assert max(parity.worst.values()) < 1e-4
    return path


def test_the_shop_loads_it_and_gets_what_torch_says(exported: Path) -> None:
    reader = Reader(exported.read_bytes())
    assert reader.labels == LETTERS
    image = np.zeros((50, 300), np.uint8)
    image[10:40, 60:64] = 255
    image[20:24, 60:200] = 255
    emission = reader.run(image)
    with torch.inference_mode():
        answers, position, _ = small()(torch.from_numpy(image[None]))
    np.testing.assert_allclose(emission.probability, answers[0].exp(), atol=1e-5)
    np.testing.assert_allclose(emission.position, position[0], atol=1e-3)


def test_a_network_that_does_not_agree_is_not_written(exported: Path) -> None:
    import onnxruntime

    session = onnxruntime.InferenceSession(
        exported.read_bytes(), providers=["CPUExecutionProvider"]
    )
    other = LineReader(LineNetwork(width=16, depth=1), temperature=3.0).eval()
    with pytest.raises(ParityError, match="log_probability"):
        check_parity(other, session, awkward_lines(np.random.default_rng(2)), READER_OUTPUTS)


class Sure(torch.nn.Module):
    """Says the same letter in the middle step of each line, with a share of wrong lines."""

    def forward(self, seen: torch.Tensor) -> torch.Tensor:
        answers = torch.zeros(len(seen), 8, 96)
        answers[:, :, 0] = 30.0
        answers[:, 4, 0] = 0.0
        answers[:, 4, 1 + LETTERS.index("a")] = 30.0
        return answers


def test_too_sure_a_network_is_cooled_down() -> None:
    texts = ("a",) * 7 + ("b",) * 3
    batch = LineBatch(torch.zeros(10, 40, 16, dtype=torch.uint8), torch.full((10,), 16), texts)
    network = Sure()
    temperature = fit_line_temperature(network, [batch])  # type: ignore[arg-type]
    assert temperature > 1.2
    reader = LineReader(network, temperature)  # type: ignore[arg-type]
    confidence, right = judge_confidence(reader, [batch])
    assert right.tolist() == [True] * 7 + [False] * 3
    assert (confidence < 0.999).all()


def test_options_that_the_reader_does_not_have_are_named() -> None:
    result = CliRunner().invoke(app, ["train", "reader", "--network", "glance"])
    assert result.exit_code == 2
    assert "--network" in result.output
    result = CliRunner().invoke(app, ["train", "reader", "--epochs", "0"])
    assert result.exit_code == 2
    assert "--epochs" in result.output


def test_quick_training_writes_a_reader_with_its_history(mirror: Path, tmp_path: Path) -> None:
    path = tmp_path / "characters.reader.onnx"
    command = ["train", "reader", "--quick", "--save-path", str(path)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "character" in result.output
    card = Reader(path.read_bytes()).card
    assert card.task == "text"
    assert card.training["epochs"] == 1
    assert [source.name for source in card.data] == ["unipen/text/train", "unipen/train"]
    assert path.with_suffix(".history.json").exists()
    assert path.with_suffix(".checkpoint.pt").exists()


def test_the_shipped_reader_lies_beside_its_model_and_is_small() -> None:
    reader = Recognizer.load("characters").require_reader()
    assert reader.labels == LETTERS
    assert SHIPPED.stat().st_size == reader.size < 6_000_000
    (metric,) = reader.card.metrics
    assert metric.name == "character_error"
    assert 0.0 < metric.value < 0.25


@pytest.mark.parametrize(
    ("option", "value"), [("--share", "0.5"), ("--checkpoint-every", "2"), ("--network", "glance")]
)
def test_an_option_that_the_reader_does_not_have_is_refused(option: str, value: str) -> None:
    result = CliRunner().invoke(app, ["train", "reader", option, value])
    assert result.exit_code == 2
    assert f"no {option}" in result.output
