"""Trains digits on MNIST alone with several seeds and judges each exported file on the test part.

Nothing is chosen by the test part: the checkpoint comes from held-out training digits, and every
seed counts. Prints accuracy and calibration error a seed, their mean and standard deviation, and
the processor time of a whole run, data and export included. A file that is already in the folder
is judged and not trained again.

    python benchmarks/seeds.py [--seeds 5] [--epochs N] [--folder runs/seeds] [--json]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import numpy as np

from reporting import markdown_table, print_header
from vistazo import Recognizer
from vistazo.workshop.data.mnist import load_mnist
from vistazo.workshop.export.measure import measure


@dataclass(frozen=True)
class Row:
    """One seed; shares are fractions, `cpu_seconds` of the whole command or of its training."""

    seed: int
    accuracy: float
    calibration_error: float
    cpu_seconds: float


def train(seed: int, path: Path, epochs: int | None) -> float:
    """Run the command that a person runs; its processor time in seconds."""
    before = getrusage(RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "vistazo.cli", "train", "digits", "--seed", str(seed)]
    command += ["--save-path", str(path)] + (["--epochs", str(epochs)] if epochs else [])
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = getrusage(RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    path.with_suffix(".cpu_seconds").write_text(f"{spent:.1f}\n")
    return spent


def judge(seed: int, path: Path) -> Row:
    """Measure one file."""
    report = measure(Recognizer.load(path), load_mnist("test"))
    spent = float(path.with_suffix(".cpu_seconds").read_text())
    return Row(seed, report.accuracy, report.calibration_error, spent)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--folder", type=Path, default=Path("runs/seeds"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    print_header(__doc__.split("\n")[0], seeds=options.seeds, date=time.strftime("%F"))
    rows = []
    for seed in range(options.seeds):
        path = options.folder / f"seed{seed}.onnx"
        if not path.exists():
            train(seed, path, options.epochs)
        rows.append(judge(seed, path))
    if options.json:
        print(json.dumps([asdict(row) for row in rows]))
        return
    values = np.array([[row.accuracy, row.calibration_error, row.cpu_seconds] for row in rows])
    mean, spread = values.mean(axis=0), values.std(axis=0, ddof=1 if len(rows) > 1 else 0)
    lines = [[str(row.seed), *_cells(*asdict(row).values())] for row in rows]
    lines.append(["mean", *_cells(0, *mean)])
    lines.append(["standard deviation", *_cells(0, *spread)])
    print(markdown_table(["seed", "accuracy", "calibration error", "CPU-s"], lines))


def _cells(_seed: int, accuracy: float, calibration_error: float, spent: float) -> list[str]:
    return [f"{accuracy:.3%}", f"{calibration_error:.2%}", f"{spent:.0f}"]


if __name__ == "__main__":
    main()
