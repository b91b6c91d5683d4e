"""Measures how well a digit recogniser tells digits from everything else.

For each kind of junk: AUROC of its novelty against that of digits, the share that passes at the
novelty where 99 % of digits are accepted, the share whose verdict is not "unknown" at the model's
own threshold, and the share that gets a confidence above 0.9. Digits are the MNIST test part and
2,000 digits drawn anew (redraw.py), each in one of its cells. Blank pictures only count by their
verdict, which must always be "unknown".

    python benchmarks/unknown.py [MODEL] [--samples 1000] [--accepted 0.99] [--seed 0] [--json]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from paper import SIDES, add_noise, empty_sheet
from redraw import CELLS, choose, draw
from reporting import machine, markdown_table, print_header
from scribbles import FIGURES, SCRIBBLES, scribble
from shapes import find_shape
from vistazo import Failure, Prediction, Recognizer
from vistazo.evaluation.novelty import separate
from vistazo.workshop.data.cifar import load_cifar
from vistazo.workshop.data.mnist import load_mnist
from vistazo.workshop.data.pen import Pen, render_strokes
from vistazo.workshop.data.unipen import load_unipen

Picture = npt.NDArray[np.uint8]
Maker = Callable[[int, np.random.Generator], Iterable[Picture]]

# Left out, because somebody's hand makes a digit of it: o O D Q C c U u a (0), l I i j J (1),
# z Z (2), y (4), S s (5), b G h (6), T t f r L v (1, 4 or 7), B e d (8, 6 or 2), q g p P (9).
LETTERS = "AEFHKMNRVWXYkmnwx"
REDRAWN = 2000


def letters(count: int, generator: np.random.Generator) -> Iterable[Picture]:
    """Letters of writers of the test part, light or dark, 64 px."""
    strokes = load_unipen("test").only(LETTERS)
    chosen = generator.permutation(strokes.samples)[:count]
    pictures = render_strokes(strokes.subset(chosen), Pen(width=(2.0, 6.0)), generator)
    return (255 - picture if generator.random() < 0.5 else picture for picture in pictures)


def scribbles(count: int, generator: np.random.Generator) -> Iterable[Picture]:
    """Lines by random rule, all rules in turn."""
    rules = list(SCRIBBLES.values())
    return (scribble(rules[index % len(rules)], generator) for index in range(count))


def figures(count: int, generator: np.random.Generator) -> Iterable[Picture]:
    """Stars, hearts, houses, faces and arrows in turn."""
    rules = list(FIGURES.values())
    return (scribble(rules[index % len(rules)], generator) for index in range(count))


def photos(count: int, generator: np.random.Generator) -> Iterable[Picture]:
    """Photos of CIFAR-10's test part in grey, 32 px (at most 1,000)."""
    images = load_cifar("test").images
    assert isinstance(images, np.ndarray)
    weights = np.array([0.299, 0.587, 0.114])
    chosen = generator.permutation(len(images))[:count]
    return (np.rint(images[place] @ weights).astype(np.uint8) for place in chosen)


def noise(count: int, generator: np.random.Generator) -> Iterable[Picture]:
    """Gaussian, even, salt and pepper, and stripes in turn, 28 to 280 px."""
    for index in range(count):
        side = int(generator.choice([28, 64, 140, 280]))
        yield _NOISES[index % len(_NOISES)](side, generator)


def _gaussian(side: int, generator: np.random.Generator) -> Picture:
    level = generator.uniform(60, 195)
    return add_noise(np.full((side, side), level, np.float32), generator, generator.uniform(20, 60))


def _even(side: int, generator: np.random.Generator) -> Picture:
    return generator.integers(0, 256, (side, side), np.uint8)


def _salt_and_pepper(side: int, generator: np.random.Generator) -> Picture:
    chance = generator.random((side, side))
    share = generator.uniform(0.02, 0.2)
    picture: Picture = np.full((side, side), 128, np.uint8)
    picture[chance < share] = 0
    picture[chance > 1 - share] = 255
    return picture


def _stripes(side: int, generator: np.random.Generator) -> Picture:
    angle, waves = generator.uniform(0, np.pi), generator.uniform(3, 10)
    across = np.linspace(0, 1, side)
    wave = np.cos(angle) * across + np.sin(angle) * across[:, None]
    light = np.sin(2 * np.pi * waves * wave + generator.uniform(0, 2 * np.pi))
    picture: Picture = np.rint(127.5 + 127 * light).astype(np.uint8)
    return picture


_NOISES = (_gaussian, _even, _salt_and_pepper, _stripes)


def blanks(count: int, generator: np.random.Generator) -> Iterable[Picture]:
    """White, black, any grey, and empty sheets of paper with and without noise in turn."""
    for index in range(count):
        height, width = generator.integers(1, SIDES[0], 2)
        level = (255, 0, int(generator.integers(256)))[index % 3]
        yield (
            np.full((height, width), level, np.uint8)
            if index % 5 < 3
            else add_noise(empty_sheet(generator), generator, 0.0 if index % 5 == 3 else 6.0)
        )


JUNK: dict[str, Maker] = {
    maker.__name__: maker for maker in (scribbles, figures, letters, noise, photos)
}


@dataclass(frozen=True)
class Row:
    """What was measured on one kind of junk; shares are fractions."""

    kind: str
    samples: int
    auroc: float
    passed: float
    not_unknown: float
    confident: float


def digits(seed: int) -> Iterable[Picture]:
    """The digits that must be accepted: MNIST test, and some of it drawn anew."""
    data = load_mnist("test")
    assert isinstance(data.images, np.ndarray)
    yield from data.images
    cells = [cell for cell in CELLS.values() if not cell.pixels]
    generator = np.random.default_rng([seed, 0])
    for index, place in enumerate(generator.permutation(choose(data.labels, REDRAWN, seed))):
        yield draw(find_shape(data.images[place]), cells[index % len(cells)], generator)


def ask(recognizer: Recognizer, pictures: Iterable[Picture]) -> list[Prediction]:
    """The answer to every picture, a hundred at a time."""
    answers: list[Prediction] = []
    waiting: list[Picture] = []

    def flush() -> None:
        for answer in recognizer.predict_many(waiting):
            if isinstance(answer, Failure):
                raise RuntimeError(answer.message)
            answers.append(answer)
        waiting.clear()

    for picture in pictures:
        waiting.append(picture)
        if len(waiting) == 100:
            flush()
    flush()
    return answers


def summarise(kind: str, real: list[Prediction], junk: list[Prediction], accepted: float) -> Row:
    """One row of the table."""
    known, strange = (np.array([answer.novelty for answer in part]) for part in (real, junk))
    apart = separate(known, strange, accepted)
    return Row(
        kind=kind,
        samples=len(junk),
        auroc=apart.auroc,
        passed=apart.passed,
        not_unknown=float(np.mean([answer.verdict != "unknown" for answer in junk])),
        confident=float(np.mean([answer.confidence > 0.9 for answer in junk])),
    )


def to_markdown(rows: list[Row], accepted: float) -> str:
    """The rows as a table."""
    passed = f"passes at {accepted:.0%}"
    head = ("junk", "samples", "AUROC", passed, "not called unknown", "confidence > 0.9")
    table = []
    for row in rows:
        shares = [f"{share:.2%}" for share in (row.passed, row.not_unknown, row.confident)]
        table.append((row.kind, str(row.samples), f"{row.auroc:.4f}", *shares))
    return markdown_table(head, table)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("model", nargs="?", default="digits", help="name or path (digits)")
    parser.add_argument("--samples", type=int, default=1000, help="of each kind of junk")
    parser.add_argument("--accepted", type=float, default=0.99, help="share of digits to accept")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    print_header("telling digits from junk", model=options.model, seed=options.seed)
    recognizer = Recognizer.load(options.model)
    real = ask(recognizer, digits(options.seed))
    rows, every = [], []
    for number, (kind, maker) in enumerate(JUNK.items(), 1):
        generator = np.random.default_rng([options.seed, number])
        junk = ask(recognizer, maker(options.samples, generator))
        rows.append(summarise(kind, real, junk, options.accepted))
        every += junk
    rows.append(summarise("all", real, every, options.accepted))
    empty = ask(recognizer, blanks(options.samples, np.random.default_rng([options.seed, 99])))
    facts = {
        "model": options.model,
        "seed": options.seed,
        "digits": len(real),
        "accepted": options.accepted,
        "digits_called_unknown": float(np.mean([answer.verdict == "unknown" for answer in real])),
        "blanks": len(empty),
        "blanks_called_unknown": float(np.mean([answer.verdict == "unknown" for answer in empty])),
    }
    if options.json:
        print(json.dumps({**facts, "machine": machine(), "rows": [asdict(row) for row in rows]}))
        return
    print(to_markdown(rows, options.accepted))
    for name, value in facts.items():
        print(f"{name}: {value:.2%}" if isinstance(value, float) else f"{name}: {value}")


if __name__ == "__main__":
    main()
