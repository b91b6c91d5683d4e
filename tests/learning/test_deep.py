"""Training the whole network of a version further, by the command that a worker starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from vistazo.cli import app
from vistazo.image import encode_png
from vistazo.learning import ModelFiles, Shop
from vistazo.learning.lessons import is_held_out
from vistazo.runtime import Recognizer, bank_path
from vistazo.types import UInt8Array

SHIPPED = Path("src/vistazo/models/digits.onnx")


@pytest.fixture(scope="module")
def small(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The digits that ship, said to be made of MNIST alone, of which little is seen again."""
    torch = pytest.importorskip("torch", reason="the workshop's libraries are not installed")
    torch.set_num_threads(1)
    from vistazo.workshop.data.mnist import load_mnist
    from vistazo.workshop.export.build import write_recogniser
    from vistazo.workshop.export.restore import restore
    from vistazo.workshop.training.fine_tune import fine_settings
    from vistazo.workshop.training.material import gather_digits

    recogniser, card = restore(SHIPPED.read_bytes())
    facts: dict[str, Any] = {"data": ["mnist"], "outliers": [], "share": 0.05, "pictures": 1}
    card = replace(card, training=card.training | facts)
    path = tmp_path_factory.mktemp("small") / "digits.onnx"
    material = gather_digits(fine_settings(card, 1, path))
    write_recogniser(path, recogniser, card, material, load_mnist("test").subset(range(500)))
    return path


@pytest.fixture
def misread(small: Path) -> list[tuple[UInt8Array, str]]:
    """Some pictures that it takes for another digit, and what they show."""
    from vistazo.workshop.data.mnist import load_mnist

    data = load_mnist("test")
    recognizer = Recognizer.load(small)
    images = np.asarray(data.images)
    answers = recognizer.run(images, outputs=("probability",))["probability"].argmax(axis=1)
    wrong = np.flatnonzero(answers != np.array(data.labels).astype(np.int64))
    return [(images[index], data.labels[index]) for index in wrong[:12]]


@pytest.fixture
def shop(small: Path, tmp_path: Path) -> Iterator[Shop]:
    with Shop.open(tmp_path / "data") as opened:
        opened.install([ModelFiles(small.read_bytes(), bank_path(small).read_bytes())])
        yield opened


@pytest.fixture
def options(small: Path, misread: list[tuple[UInt8Array, str]], tmp_path: Path) -> list[str]:
    """Those of the command, without --epochs and --parent."""
    rows = ["file,labels"]
    for index, (pixels, label) in enumerate(misread):
        (tmp_path / f"{index}.png").write_bytes(encode_png(pixels))
        rows.append(f'{index}.png,"[""{label}""]"')
    (tmp_path / "corrections.csv").write_text("\n".join(rows))
    return fine_tune_options(small, bank_path(small), tmp_path)


def fine_tune_options(model: Path, bank: Path, folder: Path) -> list[str]:
    given = {"model": model, "bank": bank, "corrections": folder}
    given |= {"work": folder / "work", "save-path": folder / "trained.onnx"}
    return [word for name, value in given.items() for word in (f"--{name}", str(value))]


def test_a_shop_trains_its_network_further(
    shop: Shop, misread: list[tuple[UInt8Array, str]], tmp_path: Path
) -> None:
    first = shop.champion("digits")
    taught = [
        (shop.correct("digits", [label], picture=pixels, author="ana")[0], pixels, label)
        for pixels, label in misread
    ]
    shop.work_off()
    live = shop.champion("digits")
    outcome = shop.learn("digits", deep=True, epochs=6, author="ana")
    (deep,) = [version for version in shop.registry.list("digits") if version.kind == "deep"]
    assert deep.parent == live.sha256
    assert deep.decision is not None
    assert outcome.version.base in (deep.sha256, first.sha256)
    path = tmp_path / "digits.onnx"
    path.write_bytes(shop.file(f"digits@v{deep.number}"))
    recognizer = Recognizer.load(path)
    facts = recognizer.card.training["fine_tuned"]
    learned = [(pixels, label) for item, pixels, label in taught if not is_held_out(item.image)]
    assert facts["corrections"] == len(learned) == deep.corrections
    assert facts["epochs"] == 6
    right = [recognizer.predict(pixels).label == label for pixels, label in learned]
    assert np.mean(right) >= 0.5
    assert next(m.value for m in recognizer.card.metrics if m.name == "accuracy") >= 0.99
    golden = shop.diff("digits", first.number, deep.number).golden
    assert golden is not None
    assert golden.accuracy_a == pytest.approx(golden.accuracy_b, abs=0.004)


def test_it_ends_with_the_worker_that_wanted_it(options: list[str], tmp_path: Path) -> None:
    script = (
        "import os, subprocess, sys\n"
        "command = [sys.executable, '-m', 'vistazo.cli', 'fine-tune', *sys.argv[1:]]\n"
        "subprocess.run([*command, '--parent', str(os.getpid())])\n"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", script, *options, "--epochs", "100000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert worker.stdout is not None
    first = json.loads(worker.stdout.readline())
    assert first["epochs"] == 100_000
    worker.kill()
    worker.wait()
    began = time.monotonic()
    # The trainer has the other end of the pipe: it is gone once nothing more can come.
    rest = worker.stdout.read()
    worker.stdout.close()
    assert time.monotonic() - began < 20
    assert all(isinstance(json.loads(line), dict) for line in rest.splitlines())
    assert not (tmp_path / "trained.onnx").exists()


class TestErrors:
    """Each is said in words, and ends with 2."""

    def run(self, folder: Path, *command: str, mirror: Path | None = None) -> str:
        (folder / "corrections.csv").write_text('file,labels\n0.png,"[""7""]"\n')
        pixels = np.zeros((28, 28), np.uint8)
        pixels[4:24, 12:15] = 255
        (folder / "0.png").write_bytes(encode_png(pixels))
        options = fine_tune_options(SHIPPED, bank_path(SHIPPED), folder)
        done = subprocess.run(
            [sys.executable, *command, "fine-tune", *options],
            env={**os.environ, "VISTAZO_MIRROR": str(mirror or folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2, done.stderr
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        return done.stderr

    def test_without_the_workshop(self, tmp_path: Path) -> None:
        without = "import sys; sys.modules['torch'] = None; from vistazo.cli import app; app()"
        said = self.run(tmp_path, "-c", without)
        assert "needs torch" in said
        assert "vistazo[workshop]" in said

    def test_without_the_data(self, tmp_path: Path) -> None:
        pytest.importorskip("torch", reason="the workshop's libraries are not installed")
        assert "mnist" in self.run(tmp_path, "-m", "vistazo.cli")


def test_it_ends_at_once_where_the_worker_is_gone_already(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    options = fine_tune_options(SHIPPED, bank_path(SHIPPED), tmp_path)
    command = [sys.executable, "-m", "vistazo.cli", "fine-tune", *options]
    done = subprocess.run(
        [*command, "--parent", str(gone.pid)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert done.stdout == ""


def test_people_do_not_see_the_command() -> None:
    assert "fine-tune" not in CliRunner().invoke(app, ["--help"]).output
