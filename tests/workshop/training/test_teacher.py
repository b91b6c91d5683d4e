"""Learning from a trained network, and from where one stopped; what is no checkpoint is refused."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from vistazo.errors import OptionError
from vistazo.workshop.training.loop import train
from vistazo.workshop.training.material import Material
from vistazo.workshop.training.settings import TrainSettings
from vistazo.workshop.training.teacher import checkpoint_marks, distance, load_teachers

CPU = torch.device("cpu")


def options(folder: Path, **changes: object) -> TrainSettings:
    base = TrainSettings(epochs=4, batch_size=16, save_path=folder / "bars.onnx", device="cpu")
    return replace(base, **changes)


@pytest.fixture
def checkpoint(tmp_path: Path, material: Material) -> Path:
    """Of a short run."""
    train(options(tmp_path / "teacher", network="conv2"), material)
    return tmp_path / "teacher" / "bars.checkpoint.pt"


def test_the_pupil_comes_closer_to_the_teacher(
    tmp_path: Path, material: Material, checkpoint: Path
) -> None:
    # The teacher has every label wrong by one, which nobody learns from the labels.
    state = torch.load(checkpoint, weights_only=True)
    for name in ("head.weight", "head.bias"):
        state["best"][name] = state["best"][name].roll(1, dims=0)
    torch.save(state, checkpoint)
    teachers = load_teachers([checkpoint], len(material.labels), CPU)
    assert teachers is not None
    seen = material.train.flat()[0]
    pictures = seen.pixels.float()[:, None] / 255.0
    answer = teachers.answer(pictures, seen.geometry)
    torch.testing.assert_close(answer.sum(dim=1), torch.ones(len(answer)))
    apart = []
    for teacher in ((), (checkpoint,)):
        settings = options(tmp_path / str(len(teacher)), epochs=12, teacher=teacher)
        network, _ = train(settings, material)
        with torch.inference_mode():
            apart.append(distance(network(pictures, seen.geometry)[0], answer).item())
    assert apart[1] < 0.5 * apart[0], apart


def test_the_distance_is_none_from_ones_own_answer() -> None:
    logits = torch.tensor([[4.0, 1.0, -2.0]])
    assert distance(logits, torch.softmax(logits / 2.0, dim=1)).item() == pytest.approx(0, abs=1e-6)
    assert distance(logits, torch.tensor([[0.1, 0.1, 0.8]])).item() > 1.0


def test_another_teacher_is_another_run(
    tmp_path: Path, material: Material, checkpoint: Path
) -> None:
    settings = options(tmp_path, epochs=1, teacher=(checkpoint,))
    train(settings, material)
    train(settings, material, resume=True)
    with pytest.raises(OptionError, match="other options"):
        train(replace(settings, teacher=()), material, resume=True)
    marks = checkpoint_marks([checkpoint], "--teacher")
    digest = hashlib.sha256(checkpoint.read_bytes()).hexdigest()
    assert marks == [{"file": "bars.checkpoint.pt", "sha256": digest}]


def test_what_is_no_teacher_is_refused(tmp_path: Path, checkpoint: Path) -> None:
    other = tmp_path / "other.pt"
    other.write_bytes(b"PK not a checkpoint")
    for path, labels, reason in (
        (tmp_path / "none.pt", 3, "none.pt"),
        (other, 3, "is none"),
        (checkpoint, 17, "with 17 labels"),
    ):
        with pytest.raises(OptionError, match=reason):
            load_teachers([path], labels, CPU)
    assert load_teachers([], 3, CPU) is None


def test_a_run_begins_where_another_ended(
    tmp_path: Path, material: Material, checkpoint: Path
) -> None:
    # Too low a rate to move by itself.
    settings = options(tmp_path, network="conv2", epochs=1, learning_rate=1e-9, start=checkpoint)
    network, (record,) = train(settings, material)
    kept = torch.load(checkpoint, weights_only=True)
    torch.testing.assert_close(dict(network.state_dict()), kept["best"], atol=1e-6, rtol=1e-4)
    best = min(kept["history"], key=lambda epoch: epoch["validation_loss"])
    assert record.validation_loss == pytest.approx(best["validation_loss"], rel=1e-3)
    with pytest.raises(OptionError, match="other options"):
        train(replace(settings, start=None), material, resume=True)
    with pytest.raises(OptionError, match="--start must be a network of glance with 3 labels"):
        train(replace(settings, network="glance"), material)
