"""A file is written if, and only if, it gives the numbers of the network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from vistazo.errors import ParityError
from vistazo.runtime import Card, Recognizer
from vistazo.workshop.export.parity import OUTPUTS, awkward_pictures, check_parity
from vistazo.workshop.export.write import convert, fold_normalisation, replace_card, write_model
from vistazo.workshop.model.presets import NETWORKS, build_network
from vistazo.workshop.model.recogniser import Calibration, InkRecogniser


def recogniser(name: str = "glance") -> InkRecogniser:
    """Fresh weights, with statistics of batch normalisation that are not the initial ones."""
    torch.manual_seed(4)
    network = build_network(name, 10)
    network.train()
    for _ in range(3):
        network(torch.rand(16, 1, 28, 28), torch.rand(16, 3))
    weight = torch.randn(2 * network.head.in_features + 1) * 0.01
    return InkRecogniser(network, Calibration(1.7, weight, -0.2)).eval()


@pytest.fixture(scope="module")
def batches() -> list[np.ndarray]:
    return awkward_pictures(np.random.default_rng(1))


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_agrees_with_its_file_on_awkward_pictures(
    name: str, tmp_path: Path, card: Card, batches: list[np.ndarray]
) -> None:
    parity = write_model(tmp_path / "digits.onnx", recogniser(name), card, batches)
    assert set(parity.worst) == set(OUTPUTS)
    assert max(parity.worst.values()) <= 1e-4
    assert parity.pictures > 257
    assert Recognizer.load(tmp_path / "digits.onnx").card == card


def test_a_file_that_differs_is_not_written(
    tmp_path: Path, card: Card, monkeypatch: pytest.MonkeyPatch, batches: list[np.ndarray]
) -> None:
    module = recogniser()
    other = recogniser()
    torch.nn.init.normal_(other.network.head.weight, std=0.3)
    wrong = convert(other)
    monkeypatch.setattr("vistazo.workshop.export.write.convert", lambda *_: wrong)
    with pytest.raises(ParityError, match="agree within"):
        write_model(tmp_path / "digits.onnx", module, card, batches)
    assert list(tmp_path.iterdir()) == []


def test_a_value_that_is_not_finite_is_an_error() -> None:
    module = recogniser()
    torch.nn.init.constant_(module.network.head.bias, float("nan"))
    session = onnxruntime.InferenceSession(convert(module).SerializeToString())
    with pytest.raises(ParityError, match="finite"):
        check_parity(module, session, [np.zeros((1, 5, 5), np.uint8)])


def test_folding_keeps_the_answers_and_removes_the_normalisations() -> None:
    module = recogniser()
    folded = fold_normalisation(module)
    assert not any(isinstance(part, torch.nn.BatchNorm2d) for part in folded.modules())
    assert any(isinstance(part, torch.nn.BatchNorm2d) for part in module.modules())
    seen = torch.rand(4, 1, 28, 28)
    geometry = torch.rand(4, 3)
    torch.testing.assert_close(
        folded.network(seen, geometry)[0], module.network(seen, geometry)[0], atol=1e-5, rtol=1e-5
    )


def test_the_graph_follows_the_contract(tmp_path: Path, card: Card) -> None:
    path = tmp_path / "digits.onnx"
    write_model(path, recogniser(), card, [np.zeros((1, 9, 9), np.uint8)])
    model = onnx.load(path)
    onnx.checker.check_model(model)
    assert [item.key for item in model.metadata_props] == ["vistazo.card"]
    assert {item.domain: item.version for item in model.opset_import}[""] >= 18
    axes = model.graph.input[0].type.tensor_type.shape.dim
    assert [axis.dim_param for axis in axes] == ["batch", "height", "width"]
    assert not any(item.external_data for item in model.graph.initializer)


def test_another_card_leaves_the_graph_as_it_is(tmp_path: Path, card: Card) -> None:
    path = tmp_path / "digits.onnx"
    write_model(path, recogniser(), card, [np.zeros((1, 9, 9), np.uint8)])
    before = onnx.load(path).graph.SerializeToString(deterministic=True)
    replace_card(path, replace(card, version="2"))
    assert onnx.load(path).graph.SerializeToString(deterministic=True) == before
    assert Recognizer.load(path).card.version == "2"
