"""Measures a digit recogniser on MNIST digits that were drawn anew.

Each digit is taken as a shape (shapes.py), apart from Vistazo's own code, and drawn again in
every cell of the table: other sizes, places, polarities and stroke widths, and as a photo of
paper (paper.py). A row gives accuracy with its Wilson 95 % interval, mean confidence, expected
calibration error (15 bins of equal mass) and the share that was called unknown. Extra cells (the
original pixels, two stroke widths at 28 px, a hairline, a poor JPEG) stand at the end.

    python benchmarks/redraw.py [MODEL] [--digits 2000] [--seed 0] [--part test|train]
                                [--cells NAME,...] [--json]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from paper import photograph, through_jpeg
from reporting import machine, markdown_table, print_header
from shapes import UNITS, Shape, cover, find_shape
from vistazo import Failure, Recognizer
from vistazo.evaluation.calibration import expected_calibration_error
from vistazo.evaluation.metrics import wilson_interval
from vistazo.workshop.data.mnist import load_mnist

Picture = npt.NDArray[np.uint8]

DIGITS_AT_ONCE = 100


@dataclass(frozen=True)
class Cell:
    """One way of drawing digits.

    Attributes:
        name: What the row is called.
        side: Pixels along the canvas.
        dark_ink: Black on white rather than white on black.
        thicker: Change of the stroke width, in pixels of the 28×28 picture.
        line: Draw the middle line only, so many pixels of the canvas wide; 0 for the shape.
        corner: Half size in this corner, as (right, bottom); None to fill the canvas.
        photo: A photo of paper; side and dark_ink do not count.
        jpeg_quality: Pass it through a JPEG of this quality; 0 for not.
        pixels: Keep the original 28×28 pixels.
        extra: Left out of the row "all but the extra ones".
    """

    name: str
    side: int = 280
    dark_ink: bool = False
    thicker: float = 0.0
    line: float = 0.0
    corner: tuple[int, int] | None = None
    photo: bool = False
    jpeg_quality: int = 0
    pixels: bool = False
    extra: bool = False


_CORNERS = {"top left": (0, 0), "top right": (1, 0), "bottom left": (0, 1), "bottom right": (1, 1)}
_THICKER = (-1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0)
_CELLS = (
    *(Cell(f"half size, {name}, 28 px", 28, corner=at) for name, at in _CORNERS.items()),
    *(Cell(f"half size, {name}, 280 px", corner=at) for name, at in _CORNERS.items()),
    Cell("black on white", dark_ink=True),
    *(Cell(f"{side} px", side) for side in (28, 140, 280, 560)),
    *(Cell(f"stroke {change:+g} px", thicker=change) for change in _THICKER),
    Cell("paper photo", photo=True),
    Cell("original pixels", 28, pixels=True, extra=True),
    Cell("original pixels, inverted", 28, dark_ink=True, pixels=True, extra=True),
    *(
        Cell(f"stroke {change:+g} px, 28 px", 28, thicker=change, extra=True)
        for change in (-1.5, 2.0)
    ),
    Cell("line of 1 px at 280 px, black on white", line=1.0, dark_ink=True, extra=True),
    Cell("paper photo, JPEG quality 50", photo=True, jpeg_quality=50, extra=True),
)
CELLS = {cell.name: cell for cell in _CELLS}


def render(images: Picture, cell: str | Cell, generator: np.random.Generator) -> list[Picture]:
    """Draw digits anew.

    Args:
        images: uint8 (N, 28, 28), light on dark.
        cell: A cell, or the name of one of `CELLS`.
        generator: Draws size, place, light and noise of the photos; the other cells need none.

    Returns:
        N pictures, uint8 (height, width).
    """
    cell = CELLS[cell] if isinstance(cell, str) else cell
    if cell.pixels:
        return [255 - image if cell.dark_ink else image for image in images]
    return [draw(find_shape(image), cell, generator) for image in images]


def draw(shape: Shape, cell: Cell, generator: np.random.Generator) -> Picture:
    """Draw one shape in one cell: uint8 (height, width)."""
    whole = (0.0, 0.0, float(UNITS), float(UNITS))
    if cell.photo:
        picture = photograph(shape.thicken(cell.thicker), generator)
        return through_jpeg(picture, cell.jpeg_quality) if cell.jpeg_quality else picture
    scale = cell.side / UNITS
    if cell.corner is not None:
        half = cell.side // 2
        ink = np.zeros((cell.side, cell.side), np.float32)
        left, top = (place * (cell.side - half) for place in cell.corner)
        field = shape.thicken(cell.thicker)
        ink[top : top + half, left : left + half] = cover(field, scale / 2, whole)
    else:
        field = shape.line(cell.line / scale) if cell.line else shape.thicken(cell.thicker)
        ink = cover(field, scale, whole)
    return np.rint(255 * (1 - ink if cell.dark_ink else ink)).astype(np.uint8)


def choose(labels: Sequence[str], count: int, seed: int) -> npt.NDArray[np.int64]:
    """Places of `count` samples, int (count,), as evenly over the labels as it goes."""
    generator = np.random.default_rng(seed)
    shuffled = generator.permutation(len(labels))
    names = np.asarray(labels)[shuffled]
    turn = np.empty(len(labels), np.int64)
    for name in np.unique(names):
        turn[names == name] = np.arange((names == name).sum())
    return np.sort(shuffled[np.argsort(turn, kind="stable")[:count]])


@dataclass(frozen=True)
class Row:
    """What was measured in one cell; shares are fractions."""

    cell: str
    digits: int
    accuracy: float
    low: float
    high: float
    mean_confidence: float
    calibration_error: float
    unknown: float


def measure(
    recognizer: Recognizer, images: Picture, labels: Sequence[str], cells: Sequence[Cell], seed: int
) -> Iterator[Row]:
    """Judge the recogniser in each cell, and over all of them."""
    generators = [np.random.default_rng([seed, crc32(cell.name.encode())]) for cell in cells]
    answers: list[list[tuple[bool, float, bool]]] = [[] for _ in cells]
    for first in range(0, len(images), DIGITS_AT_ONCE):
        part = images[first : first + DIGITS_AT_ONCE]
        truth = labels[first : first + DIGITS_AT_ONCE]
        shapes = [find_shape(image) for image in part]
        for cell, generator, found in zip(cells, generators, answers, strict=True):
            if cell.pixels:
                pictures = render(part, cell, generator)
            else:
                pictures = [draw(shape, cell, generator) for shape in shapes]
            for answer, label in zip(recognizer.predict_many(pictures), truth, strict=True):
                if isinstance(answer, Failure):
                    raise RuntimeError(f"{cell.name}: {answer.message}")
                right = answer.label == label
                found.append((right, answer.confidence, answer.verdict == "unknown"))
    for cell, found in zip(cells, answers, strict=True):
        yield summarise(cell.name, found)
    counted = zip(cells, answers, strict=True)
    every = [answer for cell, found in counted if not cell.extra for answer in found]
    if every:
        yield summarise("all but the extra ones", every)


def summarise(name: str, answers: Sequence[tuple[bool, float, bool]]) -> Row:
    """One row from (right, confidence, unknown) of each digit."""
    right, confidence, unknown = (np.array(column) for column in zip(*answers, strict=True))
    low, high = wilson_interval(int(right.sum()), len(right))
    return Row(
        cell=name,
        digits=len(right),
        accuracy=float(right.mean()),
        low=low,
        high=high,
        mean_confidence=float(confidence.mean()),
        calibration_error=expected_calibration_error(confidence, right),
        unknown=float(unknown.mean()),
    )


def to_markdown(rows: Sequence[Row]) -> str:
    """The rows as a table."""
    head = ("digits drawn anew", "accuracy", "95 % interval", "confidence", "ECE", "unknown")
    return markdown_table(
        head,
        [
            (
                row.cell,
                f"{row.accuracy:.2%}",
                f"{row.low:.2%} to {row.high:.2%}",
                f"{row.mean_confidence:.2%}",
                f"{row.calibration_error:.2%}",
                f"{row.unknown:.2%}",
            )
            for row in rows
        ],
    )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("model", nargs="?", default="digits", help="name or path (digits)")
    parser.add_argument("--digits", type=int, default=2000, help="how many, evenly over 0-9")
    parser.add_argument("--part", choices=("test", "train"), default="test", help="part of MNIST")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cells", help="comma-separated parts of names; all by default")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    wanted = options.cells.split(",") if options.cells else [""]
    cells = [cell for cell in _CELLS if any(part in cell.name for part in wanted)]
    data = load_mnist(options.part)
    chosen = choose(data.labels, options.digits, options.seed)
    digits = data.subset(chosen)
    assert isinstance(digits.images, np.ndarray)
    print_header("accuracy on digits drawn anew", model=options.model, seed=options.seed)
    recognizer = Recognizer.load(options.model)
    rows = list(measure(recognizer, digits.images, digits.labels, cells, options.seed))
    if options.json:
        facts = {"model": options.model, "part": options.part, "seed": options.seed}
        cells_json = [asdict(row) for row in rows]
        print(json.dumps({**facts, "machine": machine(), "rows": cells_json}))
    else:
        print(to_markdown(rows))


if __name__ == "__main__":
    main()
