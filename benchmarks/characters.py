"""How well `characters` reads single characters of writers who were held out, and MNIST's digits.

Each test character is drawn with one pen in its writer's frame, where size and place on the line
are known, and filling its picture where they are not: as `vistazo evaluate characters --data
unipen` does. "Alone" draws all of them filling their pictures. With --compare it also trains
system D's networks and ours on the same drawn characters, all by our own way of training (kinder
to them than what they describe), and judges each the same way.

    python benchmarks/characters.py [--model characters] [--part test|validation] [--json]
    python benchmarks/characters.py --compare [--epochs 6] [--seed 0] [--json]
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch

from reporting import markdown_table, print_header
from vistazo import Recognizer
from vistazo.evaluation.ambiguity import merge_ambiguous
from vistazo.evaluation.calibration import expected_calibration_error
from vistazo.runtime.priors import Priors
from vistazo.workshop.data.frames import PLAIN, draw_frames
from vistazo.workshop.data.mnist import load_mnist
from vistazo.workshop.model.networks import Network
from vistazo.workshop.training.calibrate import calibrate
from vistazo.workshop.training.characters import (
    SETS,
    Writers,
    character_priors,
    gather_characters,
    load_writers,
)
from vistazo.workshop.training.loop import infer, train
from vistazo.workshop.training.material import preprocess, split_groups
from vistazo.workshop.training.settings import USUAL, TrainSettings

SYSTEMS = {"D, CNN v2": "conv4", "D, CNN v3": "residual8", "D, MLP": "dense3", "ours": "glyph"}
WITHIN = ("digits", "upper", "lower", "symbols")

CPU = torch.device("cpu")

Ask = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Row:
    """What one recogniser comes to; all shares are fractions."""

    system: str
    parameters: int
    top_1: float
    top_3: float
    alone_top_1: float
    macro_uniform: float
    merged: float
    within_digits: float
    within_upper: float
    within_lower: float
    within_symbols: float
    mnist_digits: float
    calibration_error: float
    cpu_seconds: float


def pictures(writers: Writers, *, alone: bool = False) -> np.ndarray:
    """The test characters, uint8 (n, 112, 112)."""
    hand = PLAIN
    place = writers.place
    if alone:
        place = replace(place, baseline=np.full_like(place.baseline, np.nan))
    return draw_frames(writers.strokes, place, hand, np.random.default_rng(0))


def judge(system: str, ask: Ask, priors: Priors, labels: tuple[str, ...], writers: Writers) -> Row:
    """Every figure but parameters and time.

    Args:
        system: Its name.
        ask: uint8 (n, height, width) → probabilities (n, labels) under its own prior.
        priors: Its priors.
        labels: In the order of its outputs.
        writers: The test characters.
    """
    probability = ask(pictures(writers))
    truth = np.array(writers.strokes.labels)
    names = np.array(labels)
    ranked = names[np.argsort(-probability, axis=1, kind="stable")[:, :3]]
    right = ranked[:, 0] == truth
    uniform = names[under(priors, probability, "uniform").argmax(axis=1)] == truth
    merged = np.array(merge_ambiguous(ranked[:, 0])) == np.array(merge_ambiguous(truth))
    within = {}
    for name in WITHIN:
        members = np.isin(truth, list(SETS[name]))
        chosen = names[under(priors, probability[members], name).argmax(axis=1)]
        within[f"within_{name}"] = float((chosen == truth[members]).mean())
    digits = load_mnist("test")
    answers = names[under(priors, ask(np.asarray(digits.images)), "digits").argmax(axis=1)]
    alone = names[ask(pictures(writers, alone=True)).argmax(axis=1)] == truth
    confidence = np.minimum(probability.max(axis=1), 1.0)
    return Row(
        system=system,
        parameters=0,
        top_1=float(right.mean()),
        top_3=float((ranked == truth[:, None]).any(axis=1).mean()),
        alone_top_1=float(alone.mean()),
        macro_uniform=float(
            np.mean([uniform[truth == label].mean() for label in np.unique(truth)])
        ),
        merged=float(merged.mean()),
        mnist_digits=float((answers == np.array(digits.labels)).mean()),
        calibration_error=expected_calibration_error(confidence, right),
        cpu_seconds=0.0,
        **within,
    )


def under(priors: Priors, probability: np.ndarray, name: str) -> np.ndarray:
    """The probabilities under the prior of that name."""
    shift = priors.shift(name)
    return probability if shift is None else shift.apply(probability)


def held_out(part: str) -> Writers:
    """Characters of writers that nothing learned from: "test", or "validation" to choose by."""
    if part == "test":
        return load_writers("test")
    writers = load_writers("train")
    parts = split_groups(writers.strokes.writers)
    return writers.subset(np.concatenate((parts["calibration"], parts["golden"])))


def judge_file(model: str, part: str) -> Row:
    """The exported file."""
    recognizer = Recognizer.load(model)
    card = recognizer.card

    def ask(images: np.ndarray) -> np.ndarray:
        return recognizer.run(images, outputs=("probability",))["probability"]

    priors = Priors(card.labels, card.priors, card.prior)
    row = judge(recognizer.id, ask, priors, card.labels, held_out(part))
    facts = card.training
    return replace(row, parameters=facts["parameters"], cpu_seconds=facts["cpu_seconds"])


def compare(epochs: int, seed: int, part: str) -> list[Row]:
    """D's three networks and ours, the same pictures, order and epochs."""
    torch.set_num_threads(1)
    changes = USUAL["characters"] | {"epochs": epochs, "patience": epochs}
    rows = []
    writers = held_out(part)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "characters.onnx"
        settings = TrainSettings(name="characters", seed=seed, save_path=path, **changes)
        material = gather_characters(settings)
        # Every network sees the very same drawings.
        material = replace(material, renew=cache(material.renew))
        named, own = character_priors(material)
        for system, network_name in SYSTEMS.items():
            began = time.process_time()
            network, _ = train(replace(settings, network=network_name), material)
            calibration = calibrate(network, material)
            spent = time.process_time() - began

            def ask(
                images: np.ndarray,
                network: Network = network,
                temperature: float = calibration.temperature,
            ) -> np.ndarray:
                logits, _ = infer(network, preprocess(torch.from_numpy(images)), CPU)
                return torch.softmax(logits / temperature, dim=1).numpy()

            priors = Priors(material.labels, named, own)
            row = judge(system, ask, priors, material.labels, writers)
            rows.append(replace(row, parameters=network.parameter_count, cpu_seconds=spent))
    return rows


def to_markdown(rows: list[Row]) -> str:
    """The figures as lines, the systems as columns."""
    lines = []
    for name in asdict(rows[0]):
        values = [getattr(row, name) for row in rows]
        if name == "system":
            continue
        if name == "parameters":
            cells = [f"{value:,}" for value in values]
        elif name == "cpu_seconds":
            cells = [f"{value:.0f}" for value in values]
        else:
            cells = [f"{value:.2%}" for value in values]
        lines.append([name.replace("_", " "), *cells])
    return markdown_table(["", *(row.system for row in rows)], lines)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--model", default="characters")
    parser.add_argument("--part", choices=("test", "validation"), default="test")
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    print_header(
        __doc__.split("\n")[0], part=options.part, seed=options.seed, date=time.strftime("%F")
    )
    if options.compare:
        rows = compare(options.epochs, options.seed, options.part)
    else:
        rows = [judge_file(options.model, options.part)]
    if options.json:
        print(json.dumps([asdict(row) for row in rows]))
    else:
        print(to_markdown(rows))


if __name__ == "__main__":
    main()
