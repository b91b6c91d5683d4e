"""Networks A, B and E as their authors describe them, and ours, trained and judged in one run.

Each of the three gets what its description says: pixels divided by 255 (E: normalised), its own
epochs, batch size and augmentation; B stops early and keeps its best checkpoint, E fits a
temperature. Their pictures reach them as their front ends send them: grey, resized to 28×28. Ours
is `vistazo train digits`, and gets the pictures as they are. Drawn-anew accuracy is the mean over
all cells of redraw.py but the extra ones.

    python benchmarks/digits.py [--digits 300] [--seed 0] [--only A,B,E,ours] [--json]
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

from redraw import CELLS, Picture, choose, draw
from reporting import markdown_table, print_header
from shapes import find_shape
from vistazo import Recognizer
from vistazo.evaluation.calibration import expected_calibration_error, fit_temperature
from vistazo.workshop.data.mnist import load_mnist
from vistazo.workshop.export.build import train_recogniser
from vistazo.workshop.model.networks import Network
from vistazo.workshop.model.presets import build_network
from vistazo.workshop.training.settings import TrainSettings

Answer = Callable[[list[Picture]], np.ndarray]

NO_GEOMETRY = torch.zeros(1, 3)
"""What networks are given that leave geometry aside."""


@dataclass(frozen=True)
class Recipe:
    """How a system says that it trains.

    Attributes:
        network: Name of the preset.
        epochs: At most so many.
        batch_size: Pictures a step.
        mean: Taken from the pixels, which lie in 0..1.
        deviation: Divides them.
        turn: Largest rotation to either side, degrees.
        zoom: Largest change of the size.
        shift: Largest shift, as a share of the side.
        patience: Epochs without a better validation accuracy before stopping; 0 runs all and
            keeps the last.
        tempered: Fit a temperature on the validation part.
    """

    network: str
    epochs: int
    batch_size: int
    mean: float = 0.0
    deviation: float = 1.0
    turn: float = 0.0
    zoom: float = 0.0
    shift: float = 0.0
    patience: int = 0
    tempered: bool = False


RECIPES = {
    "A": Recipe("conv3", 10, 128),
    "B": Recipe("conv6", 20, 128, turn=10, zoom=0.1, shift=0.1, patience=3),
    "E": Recipe("conv2", 15, 64, mean=0.1307, deviation=0.3081, turn=10, shift=0.1, tempered=True),
}


@dataclass(frozen=True)
class Row:
    """One system; shares are fractions."""

    system: str
    parameters: int
    accuracy: float
    calibration_error: float
    redrawn_accuracy: float
    cpu_seconds: float


def move(pictures: Tensor, recipe: Recipe, generator: torch.Generator) -> Tensor:
    """Random rotation, zoom and translation of (batch, 1, 28, 28)."""

    def uniform(most: float) -> Tensor:
        return (torch.rand(len(pictures), generator=generator) * 2 - 1) * most

    turn, zoom = uniform(math.radians(recipe.turn)), 1 + uniform(recipe.zoom)
    matrix = torch.stack(
        (
            torch.stack((turn.cos() * zoom, -turn.sin() * zoom, uniform(2 * recipe.shift)), 1),
            torch.stack((turn.sin() * zoom, turn.cos() * zoom, uniform(2 * recipe.shift)), 1),
        ),
        1,
    )
    grid = functional.affine_grid(matrix, list(pictures.shape), align_corners=False)
    return functional.grid_sample(pictures, grid, align_corners=False)


def train(recipe: Recipe, seed: int) -> tuple[Network, float]:
    """Train as described; the network and its temperature."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    data = load_mnist("train")
    pictures = torch.from_numpy(np.array(data.images)).float()[:, None] / 255
    targets = torch.from_numpy(data.targets)
    order = torch.randperm(len(targets), generator=generator)
    held = 5000 if recipe.patience or recipe.tempered else 0
    validation, rest = order[:held], order[held:]
    network = build_network(recipe.network, 10)
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    best, kept, since = -1.0, network.state_dict(), 0
    for _ in range(recipe.epochs):
        network.train()
        for chosen in rest[torch.randperm(len(rest), generator=generator)].split(recipe.batch_size):
            batch = pictures[chosen]
            if recipe.turn or recipe.shift:
                batch = move(batch, recipe, generator)
            logits, _ = network((batch - recipe.mean) / recipe.deviation, NO_GEOMETRY)
            loss = functional.cross_entropy(logits, targets[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        if recipe.patience:
            right = (infer(network, pictures[validation], recipe).argmax(1)) == targets[validation]
            since = 0 if right.float().mean() > best else since + 1
            if since == 0:
                best = float(right.float().mean())
                kept = {name: weight.clone() for name, weight in network.state_dict().items()}
            if since > recipe.patience:
                break
    if recipe.patience:
        network.load_state_dict(kept)
    temperature = 1.0
    if recipe.tempered:
        logits = infer(network, pictures[validation], recipe)
        temperature = fit_temperature(logits.numpy(), targets[validation].numpy())
    return network.eval(), temperature


def infer(network: Network, pictures: Tensor, recipe: Recipe) -> Tensor:
    """Logits of (n, 1, 28, 28) in 0..1."""
    network.eval()
    with torch.inference_mode():
        parts = [
            network((part - recipe.mean) / recipe.deviation, NO_GEOMETRY)[0]
            for part in pictures.split(500)
        ]
    return torch.cat(parts)


def answer_as_described(network: Network, temperature: float, recipe: Recipe) -> Answer:
    """Resize to 28×28, divide by 255, ask the network."""

    def answer(pictures: list[Picture]) -> np.ndarray:
        small = np.stack(
            [np.asarray(Image.fromarray(picture).resize((28, 28))) for picture in pictures]
        )
        seen = torch.from_numpy(small).float()[:, None] / 255
        return torch.softmax(infer(network, seen, recipe) / temperature, dim=1).numpy()

    return answer


def answer_with_file(path: Path) -> Answer:
    """Ask the exported file."""
    recognizer = Recognizer.load(path)

    def answer(pictures: list[Picture]) -> np.ndarray:
        same = len({picture.shape for picture in pictures}) == 1
        groups = [np.stack(pictures)] if same else [picture[None] for picture in pictures]
        parts = [recognizer.run(group, outputs=("probability",)) for group in groups]
        return np.concatenate([part["probability"] for part in parts])

    return answer


def redrawn(images: Picture, seed: int) -> dict[str, list[Picture]]:
    """The pictures of every cell but the extra ones."""
    shapes = [find_shape(image) for image in images]
    generator = np.random.default_rng(seed)
    return {
        name: [draw(shape, cell, generator) for shape in shapes]
        for name, cell in CELLS.items()
        if not cell.extra
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--digits", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="A,B,E,ours")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    print_header(__doc__.split("\n")[0], seed=options.seed, digits=options.digits)
    torch.set_num_threads(1)
    test = load_mnist("test")
    images = np.asarray(test.images)
    chosen = choose(test.labels, options.digits, options.seed)
    cells = redrawn(images[chosen], options.seed)
    rows = []
    with TemporaryDirectory() as folder:
        for system in options.only.split(","):
            began = time.process_time()
            if system == "ours":
                path, _ = train_recogniser(
                    TrainSettings(seed=options.seed, save_path=Path(folder) / "digits.onnx")
                )
                parameters = int(Recognizer.load(path).card.training["parameters"])
                answer = answer_with_file(path)
            else:
                recipe = RECIPES[system]
                network, temperature = train(recipe, options.seed)
                parameters = network.parameter_count
                answer = answer_as_described(network, temperature, recipe)
            spent = time.process_time() - began
            probability = answer(list(images))
            right = probability.argmax(1) == test.targets
            again = [
                (answer(pictures).argmax(1) == test.targets[chosen]).mean()
                for pictures in cells.values()
            ]
            error = expected_calibration_error(np.minimum(probability.max(1), 1), right)
            accuracy = float(right.mean())
            rows.append(Row(system, parameters, accuracy, error, float(np.mean(again)), spent))
    if options.json:
        print(json.dumps([asdict(row) for row in rows]))
    else:
        print(to_markdown(rows))


def to_markdown(rows: list[Row]) -> str:
    """The rows as a table."""
    head = ["system", "parameters", "accuracy", "calibration error", "drawn anew", "CPU-s"]
    return markdown_table(
        head,
        [
            (
                row.system,
                f"{row.parameters:,}",
                f"{row.accuracy:.2%}",
                f"{row.calibration_error:.2%}",
                f"{row.redrawn_accuracy:.2%}",
                f"{row.cpu_seconds:.0f}",
            )
            for row in rows
        ],
    )


if __name__ == "__main__":
    main()
