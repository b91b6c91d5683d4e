"""The networks are what they are said to be, layer by layer."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from vistazo.errors import OptionError
from vistazo.workshop.model.networks import Dense, Network, Residual
from vistazo.workshop.model.presets import NETWORKS, build_network


def shapes(network: Network) -> list[tuple[str, tuple[int, ...]]]:
    """Kind and output shape of every layer that computes, in the order they run."""
    found: list[tuple[str, tuple[int, ...]]] = []

    def note(layer: nn.Module, _inputs: object, output: torch.Tensor) -> None:
        found.append((type(layer).__name__, tuple(output.shape[1:])))

    kinds = (nn.Conv2d, nn.MaxPool2d, nn.Linear, nn.Dropout)
    handles = [
        layer.register_forward_hook(note)
        for layer in network.modules()
        if isinstance(layer, kinds) and not (isinstance(layer, nn.Dropout) and layer.p == 0)
    ]
    network(torch.zeros(2, 1, 28, 28), torch.zeros(2, 3))
    for handle in handles:
        handle.remove()
    return found


def test_system_a_has_its_layers_and_its_110474_parameters() -> None:
    network = build_network("conv3", 10)
    assert network.parameter_count == 110_474
    assert shapes(network) == [
        ("Conv2d", (32, 26, 26)),
        ("MaxPool2d", (32, 13, 13)),
        ("Conv2d", (64, 11, 11)),
        ("MaxPool2d", (64, 5, 5)),
        ("Conv2d", (128, 3, 3)),
        ("MaxPool2d", (128, 1, 1)),
        ("Linear", (128,)),
        ("Dropout", (128,)),
        ("Linear", (10,)),
    ]
    assert network.dropout.p == 0.5


def test_system_b_has_its_layers_and_its_56322_parameters() -> None:
    network = build_network("conv6", 10)
    assert network.parameter_count == 56_322
    assert shapes(network) == [
        ("Conv2d", (8, 28, 28)),
        ("Conv2d", (8, 28, 28)),
        ("MaxPool2d", (8, 14, 14)),
        ("Conv2d", (16, 14, 14)),
        ("Conv2d", (16, 14, 14)),
        ("MaxPool2d", (16, 7, 7)),
        ("Conv2d", (32, 7, 7)),
        ("Conv2d", (32, 7, 7)),
        ("MaxPool2d", (32, 3, 3)),
        ("Linear", (128,)),
        ("Linear", (10,)),
    ]


def test_system_e_has_its_layers() -> None:
    network = build_network("conv2", 10)
    assert network.parameter_count == 1_199_882
    assert shapes(network) == [
        ("Conv2d", (32, 26, 26)),
        ("Conv2d", (64, 24, 24)),
        ("MaxPool2d", (64, 12, 12)),
        ("Dropout", (64, 12, 12)),
        ("Linear", (128,)),
        ("Dropout", (128,)),
        ("Linear", (10,)),
    ]
    assert (network.map_dropout.p, network.dropout.p) == (0.25, 0.5)


def test_ours_is_small_and_averages_over_positions() -> None:
    network = build_network("glance", 10)
    assert network.parameter_count <= 300_000
    assert not network.hidden
    assert network.geometry is None


def test_ours_for_characters_is_small_and_uses_geometry() -> None:
    network = build_network("glyph", 94).eval()
    assert network.parameter_count <= 600_000
    seen = torch.rand(1, 1, 28, 28).expand(3, -1, -1, -1)
    high, low = (torch.tensor([[0.1, 0.1, y]]) for y in (0.4, 0.7))
    filling = torch.tensor([[0.9, 0.5, 0.5]])
    logits, _ = network(seen, torch.cat((high, low, filling)))
    assert not torch.allclose(logits[0], logits[1])
    # Where ink fills its picture, its size and place say nothing.
    again, _ = network(seen[:1], torch.tensor([[0.7, 0.3, 0.4]]))
    torch.testing.assert_close(logits[2:], again)


def test_system_d_v2_has_its_layers() -> None:
    network = build_network("conv4", 94)
    assert shapes(network) == [
        ("Conv2d", (32, 28, 28)),
        ("MaxPool2d", (32, 14, 14)),
        ("Conv2d", (64, 14, 14)),
        ("MaxPool2d", (64, 7, 7)),
        ("Conv2d", (128, 7, 7)),
        ("MaxPool2d", (128, 3, 3)),
        ("Conv2d", (256, 3, 3)),
        ("Linear", (512,)),
        ("Dropout", (512,)),
        ("Linear", (256,)),
        ("Dropout", (256,)),
        ("Linear", (128,)),
        ("Dropout", (128,)),
        ("Linear", (94,)),
    ]
    dropped = [layer.p for layer in network.modules() if isinstance(layer, nn.Dropout2d)]
    assert dropped == [0.25, 0.25, 0.25, 0.5]


def test_system_d_v3_has_eight_blocks_and_its_number_of_parameters() -> None:
    network = build_network("residual8", 94)
    assert sum(isinstance(layer, Residual) for layer in network.modules()) == 8
    assert network.parameter_count == pytest.approx(1.8e6, rel=0.02)


def test_system_d_mlp_has_its_number_of_parameters() -> None:
    network = build_network("dense3", 94)
    assert network.parameter_count == pytest.approx(512e3, rel=0.01)
    assert [kind for kind, _ in shapes(network)] == ["Linear", "Linear", "Linear"]


@pytest.mark.parametrize("name", NETWORKS)
def test_attention_adds_up_to_the_logits_without_the_biases(name: str) -> None:
    torch.manual_seed(1)
    network = build_network(name, 7).eval()
    for layer in network.modules():
        if isinstance(layer, Dense):
            nn.init.zeros_(layer.linear.bias)
    seen = torch.rand(3, 1, 28, 28)
    filling = torch.full((3, 3), 0.9)
    with torch.inference_mode():
        maps = network.maps(seen)
        logits, _ = network(seen, filling)
        attention = network.attention(maps)
        embedding, explained = network.explain(maps, filling)
    assert attention.shape == (3, 7, *maps.shape[2:])
    torch.testing.assert_close(attention.sum(dim=(2, 3)), logits - network.head.bias)
    with torch.no_grad():
        torch.testing.assert_close(network.head(embedding), logits)
    torch.testing.assert_close(explained, attention)


def test_the_embedding_is_what_the_head_takes() -> None:
    network = build_network("glance", 10).eval()
    logits, embedding = network(torch.rand(2, 1, 28, 28), torch.zeros(2, 3))
    torch.testing.assert_close(network.head(embedding), logits)


def test_the_teacher_is_wider_and_not_for_shipping() -> None:
    assert build_network("gaze", 10).parameter_count == 425_130


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(OptionError, match="glance, glyph, conv3"):
        build_network("resnet", 10)
