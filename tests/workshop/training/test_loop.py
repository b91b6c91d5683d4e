"""The loop learns, stops, and goes on after a kill to the same result."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from vistazo.errors import OptionError
from vistazo.workshop.training.loop import infer, train
from vistazo.workshop.training.material import Material
from vistazo.workshop.training.settings import TrainSettings


def options(folder: Path, **changes: object) -> TrainSettings:
    base = TrainSettings(epochs=6, batch_size=16, save_path=folder / "bars.onnx", device="cpu")
    return replace(base, **changes)


def test_it_can_memorise_a_handful_of_pictures(tmp_path: Path, material: Material) -> None:
    network, history = train(options(tmp_path, strength=0.0), material)
    seen, targets = material.train.flat()
    logits, _ = infer(network, seen, torch.device("cpu"))
    assert (logits.argmax(dim=1) == targets).all()
    assert history[-1].validation_accuracy == 1.0
    assert history[-1].loss < history[0].loss


def test_a_network_without_convolutions_learns_too(tmp_path: Path, material: Material) -> None:
    _, history = train(options(tmp_path, network="dense3", strength=0.0), material)
    assert history[-1].loss < history[0].loss


def test_outliers_get_flatter_answers_than_pictures(tmp_path: Path, material: Material) -> None:
    network, _ = train(options(tmp_path), material)
    known, _ = infer(network, material.golden.flat()[0], torch.device("cpu"))
    unknown, _ = infer(network, material.outliers, torch.device("cpu"))
    assert unknown.softmax(1).amax(1).mean() < known.softmax(1).amax(1).mean() - 0.2


def test_a_killed_run_goes_on_to_the_same_result(tmp_path: Path, material: Material) -> None:
    whole, history = train(options(tmp_path / "whole", network="conv2"), material)

    def kill(step: int, _steps: int) -> None:
        if step == 6 * 3 + 2:
            raise KeyboardInterrupt

    settings = options(tmp_path / "killed", network="conv2")
    with pytest.raises(KeyboardInterrupt):
        train(settings, material, progress=kill)
    again, resumed = train(settings, material, resume=True)
    assert [r.validation_loss for r in resumed] == [r.validation_loss for r in history]
    for one, other in zip(whole.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize("epoch", [0, 3])
def test_running_out_of_memory_halves_the_batches_and_goes_on(
    tmp_path: Path, material: Material, epoch: int
) -> None:
    sizes = set()

    def fail_once(step: int, steps: int) -> None:
        sizes.add(steps // 6)
        if step == epoch * 6 + 2 and steps // 6 == 6:
            raise MemoryError

    _, history = train(options(tmp_path), material, progress=fail_once)
    assert len(history) == 6
    assert sizes == {6, 12}


def test_a_checkpoint_of_another_run_is_not_taken_for_ones_own(
    tmp_path: Path, material: Material
) -> None:
    train(options(tmp_path, seed=7), material)
    settings = options(tmp_path, checkpoint_every=4)

    def fail_once(step: int, steps: int) -> None:
        if step == 6 * 2 + 2 and steps // 6 == 6:
            raise MemoryError

    _, history = train(settings, material, progress=fail_once)
    assert [record.epoch for record in history] == [1, 2, 3, 4, 5, 6]
    state = torch.load(tmp_path / "bars.checkpoint.pt", weights_only=True)
    assert state["settings"]["seed"] == 0


def test_stopping_early_leaves_a_checkpoint(tmp_path: Path, material: Material) -> None:
    _, history = train(options(tmp_path, epochs=60, patience=3, checkpoint_every=50), material)
    state = torch.load(tmp_path / "bars.checkpoint.pt", weights_only=True)
    assert len(state["history"]) == len(history) < 60


def test_another_error_is_not_taken_for_lack_of_memory(tmp_path: Path, material: Material) -> None:
    def fail(_step: int, _steps: int) -> None:
        raise RuntimeError("sizes differ")

    with pytest.raises(RuntimeError, match="sizes differ"):
        train(options(tmp_path), material, progress=fail)


def test_a_checkpoint_is_left_every_so_many_epochs(tmp_path: Path, material: Material) -> None:
    settings = options(tmp_path, checkpoint_every=4)

    def kill(step: int, _steps: int) -> None:
        if step == 6 * 5 + 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(settings, material, progress=kill)
    state = torch.load(tmp_path / "bars.checkpoint.pt", weights_only=True)
    assert len(state["history"]) == 4


def test_other_options_cannot_go_on_from_a_checkpoint(tmp_path: Path, material: Material) -> None:
    train(options(tmp_path, epochs=1), material)
    with pytest.raises(OptionError, match="other options"):
        train(options(tmp_path, epochs=1, seed=5), material, resume=True)


def test_it_stops_early_and_returns_the_best_epoch(tmp_path: Path, material: Material) -> None:
    network, history = train(options(tmp_path, epochs=60, patience=3), material)
    losses = [record.validation_loss for record in history]
    assert len(history) < 60
    assert losses.index(min(losses)) < len(losses) - 3
    logits, _ = infer(network, material.calibration.flat()[0], torch.device("cpu"))
    best = torch.nn.functional.cross_entropy(logits, material.calibration.flat()[1]).item()
    assert best == pytest.approx(min(losses), rel=1e-5)


def test_history_lies_beside_the_model(tmp_path: Path, material: Material) -> None:
    _, history = train(options(tmp_path, epochs=2), material)
    written = json.loads((tmp_path / "bars.history.json").read_text())
    assert [epoch["loss"] for epoch in written["epochs"]] == [record.loss for record in history]
    assert written["settings"]["batch_size"] == 16


def test_the_seed_decides_everything(tmp_path: Path, material: Material) -> None:
    one, other, third = (
        train(options(tmp_path / str(index), epochs=1, seed=seed), material)[1][0].loss
        for index, seed in enumerate((3, 3, 4))
    )
    assert one == other != third
