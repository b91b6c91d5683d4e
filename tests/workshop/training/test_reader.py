"""The reader's training loop: it learns, goes on after a stop, and survives a lack of memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from vistazo.errors import OptionError
from vistazo.workshop.data.lines import HEIGHT
from vistazo.workshop.model.reader import LETTERS, STRIDE
from vistazo.workshop.training import reader as loop
from vistazo.workshop.training.reader import line_loss, read_batches, train_lines
from vistazo.workshop.training.reader_material import LineBatch
from vistazo.workshop.training.reader_settings import ReaderSettings

TEXTS = ("-|", "|-", "--", "|", "- |", "||-")


def line(text: str) -> torch.Tensor:
    """Dashes and bars, uint8 (HEIGHT, 64)."""
    picture = torch.zeros(HEIGHT, 64, dtype=torch.uint8)
    for index, letter in enumerate(text):
        left = 8 + 14 * index
        if letter == "-":
            picture[18:22, left : left + 10] = 255
        elif letter == "|":
            picture[8:32, left + 4 : left + 7] = 255
    return picture


class Lines:
    """Material of the shape that a run needs, drawn here."""

    sources = ()

    def __init__(self) -> None:
        self.batch = LineBatch(
            torch.stack([line(text) for text in TEXTS]),
            torch.full((len(TEXTS),), 64),
            TEXTS,
        )
        self.written = self
        self.samples = 16 * len(TEXTS)
        self.validation = self.composed_validation = (self.batch,)

    def batches(self, settings: ReaderSettings, epoch: int) -> Iterator[LineBatch]:
        del settings, epoch
        return iter([self.batch] * 16)


def options(folder: Path, **changes: object) -> ReaderSettings:
    usual = {
        "epochs": 6,
        "learning_rate": 0.02,
        "width": 32,
        "depth": 1,
        "composed": 0,
        "columns": 4096,
    }
    path = folder / "lines.reader.onnx"
    return ReaderSettings(**{**usual, **changes}, save_path=path)  # type: ignore[arg-type]


def test_it_memorises_a_handful_of_lines(tmp_path: Path) -> None:
    network, history = train_lines(options(tmp_path), Lines())  # type: ignore[arg-type]
    read, written = read_batches(network, [Lines().batch], torch.device("cpu"))
    assert read == written
    assert history[-1].loss < history[0].loss
    saved = json.loads((tmp_path / "lines.reader.history.json").read_text())
    assert len(saved["epochs"]) == 6


def test_a_run_that_was_stopped_goes_on_to_the_same_result(tmp_path: Path) -> None:
    settings = options(tmp_path, epochs=3)
    whole, _ = train_lines(settings, Lines())  # type: ignore[arg-type]
    (tmp_path / "lines.reader.checkpoint.pt").unlink()

    class StopError(Exception):
        pass

    class Interrupted(Lines):
        def batches(self, settings: ReaderSettings, epoch: int) -> Iterator[LineBatch]:
            if epoch == 2:
                raise StopError
            return super().batches(settings, epoch)

    with pytest.raises(StopError):
        train_lines(settings, Interrupted())  # type: ignore[arg-type]
    resumed, history = train_lines(settings, Lines(), resume=True)  # type: ignore[arg-type]
    assert len(history) == 3
    for name, weight in whole.state_dict().items():
        torch.testing.assert_close(resumed.state_dict()[name], weight, atol=1e-6, rtol=0)


def test_a_checkpoint_of_other_options_is_refused(tmp_path: Path) -> None:
    train_lines(options(tmp_path, epochs=1), Lines())  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="other options"):
        train_lines(options(tmp_path, width=16), Lines(), resume=True)  # type: ignore[arg-type]


def test_a_run_can_be_made_longer_and_gentler(tmp_path: Path) -> None:
    train_lines(options(tmp_path, epochs=1), Lines())  # type: ignore[arg-type]
    longer = options(tmp_path, epochs=2, learning_rate=0.01)
    _, history = train_lines(longer, Lines(), resume=True)  # type: ignore[arg-type]
    plans = [(record.planned, record.learning_rate) for record in history]
    assert plans == [(1, 0.02), (2, 0.01)]


def test_out_of_memory_makes_batches_smaller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, sizes = loop._step, []

    def scarce(run, batch, *rest, **named):  # type: ignore[no-untyped-def]
        sizes.append(len(batch.texts))
        if len(batch.texts) * batch.pictures.shape[2] > 200:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
        return real(run, batch, *rest, **named)

    monkeypatch.setattr(loop, "_step", scarce)
    lines = Lines()
    wide = LineBatch(lines.batch.pictures.repeat(1, 1, 16), lines.batch.columns, TEXTS)
    lines.batches = lambda settings, epoch: iter([wide, wide, lines.batch])  # type: ignore
    settings = options(tmp_path, epochs=1, columns=8192)
    train_lines(settings, lines)  # type: ignore[arg-type]
    assert sizes[0] == 6
    assert min(sizes) < 6


def test_the_loss_is_in_nats_per_character() -> None:
    steps = 64 // STRIDE
    even = torch.zeros(1, steps, 1 + len(LETTERS))
    certain = even.clone()
    places = {5: "a", 9: "b"}
    certain[0, :, 0] = 50.0
    for step, letter in places.items():
        certain[0, step, 0] = 0.0
        certain[0, step, 1 + LETTERS.index(letter)] = 50.0
    columns = torch.tensor([64])
    assert line_loss(certain, columns, ["ab"]).item() == pytest.approx(0.0, abs=1e-3)
    assert line_loss(even, columns, ["ab"]).item() > 10
