"""The whole network goes on learning from where its head fits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from vistazo.evaluation.ranking import mean_average_precision
from vistazo.workshop.data.photo_set import PhotoSet
from vistazo.workshop.model.backbones import load_backbone
from vistazo.workshop.model.photo_network import PhotoNetwork
from vistazo.workshop.training.photo_fine_tune import Steps, fine_tune_network

from ..photo_parts import Colours, write_backbone, write_shapes

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> PhotoSet:
    return write_shapes(tmp_path_factory.mktemp("shapes"), 24)


def precision(network: PhotoNetwork, photos: PhotoSet) -> float:
    preprocess = network.backbone.preprocess()
    batch = torch.from_numpy(np.stack([photos.pixels(i) for i in range(photos.samples)]))
    with torch.inference_mode():
        logits, _ = network(preprocess(batch).pixels)
    return mean_average_precision(logits.numpy(), photos.targets)


@pytest.mark.parametrize("loss", ["bce", "focal", "asl"])
def test_it_learns_a_handful_by_heart(photos: PhotoSet, loss: str) -> None:
    torch.manual_seed(1)
    network = PhotoNetwork(Colours(), 3)
    steps = Steps(40, 8, 0.02, loss, 0.0, 0)
    learned, losses = fine_tune_network(network, photos, photos.targets, steps, CPU)
    assert losses[-1] < 0.6 * losses[0]
    assert precision(learned, photos) > max(0.95, precision(network, photos))


def test_the_seed_alone_decides_and_what_there_was_stays(photos: PhotoSet) -> None:
    network = PhotoNetwork(Colours(), 3)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    steps, told = Steps(2, 8, 0.01, "bce", 0.0, 7), []

    def tell(done: int, every: int) -> None:
        told.append((done, every))

    runs = [
        fine_tune_network(network, photos, photos.targets, steps, CPU, tell)[0] for _ in range(2)
    ]
    assert torch.equal(runs[0].head.weight, runs[1].head.weight)
    assert not torch.equal(runs[0].backbone.layer.weight, before["backbone.layer.weight"])
    assert all(torch.equal(network.state_dict()[name], before[name]) for name in before)
    assert told[:6] == [(step, 6) for step in range(1, 7)]


def test_batch_normalisation_keeps_its_statistics(photos: PhotoSet, tmp_path: Path) -> None:
    backbone = load_backbone(str(write_backbone(tmp_path)))
    network = PhotoNetwork(backbone, 3)
    steps = Steps(1, 12, 0.001, "bce", 0.0, 0)
    learned, _ = fine_tune_network(network, photos, photos.targets, steps, CPU)
    old, new = network.state_dict(), learned.state_dict()
    statistics = [name for name in old if "running_" in name]
    assert statistics
    assert all(torch.equal(old[name], new[name]) for name in statistics)
    changed = [name for name in old if name.endswith("convolution.weight")]
    assert all(not torch.equal(old[name], new[name]) for name in changed)


def test_open_targets_teach_nothing(photos: PhotoSet) -> None:
    network = PhotoNetwork(Colours(), 3)
    open_ = np.full_like(photos.targets, -1)
    steps = Steps(1, 8, 0.01, "bce", 0.0, 0)
    _, losses = fine_tune_network(network, photos, open_, steps, CPU)
    assert losses == [0.0]
