"""How well lines and pages of handwriting are read, of writers who were held out.

Composed: lines put together from the single characters of one writer each (words and sentences in
English and Spanish, codes, sums, prices, dates), with jittered spacing, size, slope and pen, by
themselves and as pages. Written: the words and texts of UNIPEN, drawn from their strokes. All
are read by `Recognizer.read` of the model that is given, without a lexicon. Character error is the
sum of edit distances over the sum of reference characters; the lines of a page are joined by
spaces.

    python benchmarks/reading.py [--model characters] [--part test|validation] [--lines 600]
        [--pages 60] [--written 0] [--seed 0] [--json]
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from reporting import markdown_table, print_header
from vistazo import Recognizer
from vistazo.evaluation.text import TextReport, edit_distance, judge_texts, label_accuracy
from vistazo.types import UInt8Array
from vistazo.workshop.data.compose import Composer
from vistazo.workshop.data.frames import PLAIN, draw_frames
from vistazo.workshop.data.paths import cut_paths, draw_paths
from vistazo.workshop.data.phrases import make_phrases
from vistazo.workshop.data.strokes import Ink, TextStrokes
from vistazo.workshop.data.unipen import load_unipen, load_unipen_text
from vistazo.workshop.training.characters import load_writers
from vistazo.workshop.training.reader_material import held_out_writers

KINDS = ("sentence", "sentence", "words", "words", "code", "sum", "fact")
SYMBOLS = 'ij:;=%!?"'
LEAST_LABELS = 60
"""Writers of fewer different characters write no composed lines: too much would be borrowed."""

_LOOSE_MARK = re.compile(r"(?<=[A-Za-z0-9]) (?=[.,;:!?](?: |$))")


@dataclass(frozen=True)
class Sheet:
    """Lines laid out on a picture.

    Attributes:
        picture: uint8 (height, width), either polarity.
        lines: What is written on it, from top to bottom.
    """

    picture: UInt8Array
    lines: tuple[str, ...]


def composed_sheets(
    composer: Composer, count: int, lines: tuple[int, int], generator: np.random.Generator
) -> list[Sheet]:
    """Sheets of composed lines, from lines[0] to lines[1] of them each, one writer a line."""
    sheets = []
    for _ in range(count):
        number = int(generator.integers(lines[0], lines[1] + 1))
        texts = [
            "".join(letter for letter in text if letter in composer.known)
            for text in make_phrases(number, generator, kinds=KINDS)
        ]
        ink = composer.compose(texts, generator)
        size = generator.uniform(12, 40)
        sheets.append(lay_out(ink, size, 3.6, generator))
    return sheets


def lay_out(ink: Ink, size: float, pitch: float, generator: np.random.Generator) -> Sheet:
    """Draw lines below each other.

    Args:
        ink: The lines, in heights of a small letter from their baselines.
        size: Height of a small letter, pixels.
        pitch: From one baseline to the next, in those heights.
        generator: Draws the pen, slopes, margins and polarity.
    """
    paths = cut_paths(ink)
    slope = generator.normal(0.0, 0.015) + generator.normal(0.0, 0.004, ink.samples)
    slant = generator.normal(0.0, 0.12)
    x, y = paths.points.T.copy()
    x -= slant * y
    y += slope[paths.owner] * x + pitch * paths.owner
    x += generator.uniform(0.0, 1.5, ink.samples)[paths.owner]
    return sheet(
        np.stack((x, y), axis=1) * size, ink, size * generator.uniform(0.07, 0.2), generator
    )


def sheet(points: np.ndarray, ink: Ink, pen: float, generator: np.random.Generator) -> Sheet:
    """All of `ink` on one picture, with a margin, dark on light or light on dark."""
    pen = max(pen, 1.2)
    margin = pen + generator.uniform(6.0, 24.0, 2)
    low, high = points.min(axis=0), points.max(axis=0)
    width, height = (int(value) for value in np.ceil(high - low + 2 * margin))
    canvas = np.zeros((1, height, width), np.uint8)
    whole = ink.subset(np.arange(ink.samples))
    paths = cut_paths(whole)
    one = type(paths)(
        paths.points, np.zeros_like(paths.owner), paths.starts[:1], paths.tails, paths.heads
    )
    draw_paths(canvas, one, points - low + margin, np.array([pen]))
    picture = 255 - canvas[0] if generator.random() < 0.5 else canvas[0]
    return Sheet(picture, ink.labels)


def written_sheets(texts: TextStrokes, generator: np.random.Generator) -> list[Sheet]:
    """Each word or text on a sheet of its own, letters of about 25 pixels."""
    sheets = []
    for sample in range(texts.samples):
        ink = texts.subset([sample])
        points = cut_paths(ink).points
        size = np.ptp(points, axis=0)
        scale = 48.0 * texts.est_lines[sample] / max(size[1], 0.1 * size[0], 1e-6)
        sheets.append(sheet(points * scale, ink, generator.uniform(2.0, 3.5), generator))
    return sheets


def read(recognizer: Recognizer, sheets: Sequence[Sheet]) -> list[tuple[str, ...]]:
    """The lines that are read on each sheet."""
    return [tuple(line.text for line in recognizer.read(each.picture).lines) for each in sheets]


def joined(pages: Sequence[Sequence[str]]) -> list[str]:
    """The lines of each page as one text."""
    return [" ".join(page) for page in pages]


def line_order(pages: Sequence[tuple[str, ...]], sheets: Sequence[Sheet]) -> tuple[float, float]:
    """Share of pages with as many lines as they have, and of lines that are in their place.

    A line is in its place where no other line of its page is nearer to what was read there.
    """
    counts, right, lines = 0, 0, 0
    for page, each in zip(pages, sheets, strict=True):
        counts += len(page) == len(each.lines)
        lines += len(each.lines)
        for number, text in enumerate(page[: len(each.lines)]):
            distance = [edit_distance(text, line) for line in each.lines]
            right += distance[number] == min(distance)
    return counts / max(1, len(sheets)), right / max(1, lines)


def isolated_accuracy(recognizer: Recognizer, part: str) -> dict[str, float]:
    """How often each of SYMBOLS is recognised by itself, among all labels, as it comes."""
    writers = load_writers(part)
    if part == "validation":
        held = held_out_writers(load_unipen_text("train"), load_unipen("train"))
        writers = writers.subset(np.flatnonzero(np.isin(writers.strokes.writers, held)))
    labels = np.array(writers.strokes.labels)
    chosen = np.flatnonzero(np.isin(labels, list(SYMBOLS)))
    some = writers.subset(chosen)
    images = draw_frames(some.strokes, some.place, PLAIN, np.random.default_rng(0))
    probability = recognizer.run(images, outputs=("probability",))["probability"]
    answers = np.array(recognizer.labels)[probability.argmax(axis=1)]
    right = answers == labels[chosen]
    return {
        symbol: float(right[labels[chosen] == symbol].mean())
        for symbol in SYMBOLS
        if (labels[chosen] == symbol).any()
    }


def milliseconds(
    recognizer: Recognizer, composer: Composer, generator: np.random.Generator
) -> float:
    """Median time to read a line of 20 characters, decoding left out."""
    texts = [
        text
        for text in make_phrases(2000, generator, kinds=KINDS)
        if len(text) == 20 and set(text) <= composer.known
    ][:30]
    ink = composer.compose(texts, generator)
    sheets = [lay_out(ink.subset([line]), 25.0, 3.6, generator) for line in range(len(texts))]
    spent = []
    for each in [*sheets, *sheets]:
        began = time.perf_counter()
        recognizer.read(each.picture)
        spent.append(1e3 * (time.perf_counter() - began))
    return float(np.median(spent[len(sheets) :]))


def gather(part: str) -> tuple[Composer, TextStrokes]:
    """A composer of held-out writers, and their words and texts."""
    source = "test" if part == "test" else "train"
    characters, texts = load_unipen(source), load_unipen_text(source)
    if part == "validation":
        held = held_out_writers(texts, characters)
        characters = characters.subset(np.flatnonzero(np.isin(characters.writers, held)))
        texts = texts.subset(np.flatnonzero(np.isin(texts.writers, held)))
    labels = np.array(characters.labels)
    able = [
        writer
        for writer in np.unique(characters.writers)
        if len(np.unique(labels[characters.writers == writer])) >= LEAST_LABELS
    ]
    return Composer(characters.subset(np.flatnonzero(np.isin(characters.writers, able)))), texts


def measure(recognizer: Recognizer, options: argparse.Namespace) -> dict[str, object]:
    """Every figure, by name."""
    generator = np.random.default_rng(options.seed)
    composer, texts = gather(options.part)
    figures: dict[str, object] = {}
    lines = composed_sheets(composer, options.lines, (1, 1), generator)
    read_lines = joined(read(recognizer, lines))
    figures["composed lines"] = judge_texts(read_lines, [each.lines[0] for each in lines])
    pages = composed_sheets(composer, options.pages, (3, 8), generator)
    read_pages = read(recognizer, pages)
    figures["composed pages"] = judge_texts(
        joined(read_pages), joined([each.lines for each in pages])
    )
    figures["pages with as many lines"], figures["lines in order"] = line_order(read_pages, pages)
    inside = label_accuracy(
        [*read_lines, *joined(read_pages)],
        [*(each.lines[0] for each in lines), *joined([each.lines for each in pages])],
    )
    alone = isolated_accuracy(recognizer, options.part)
    for symbol, accuracy in alone.items():
        right, all_ = inside.get(symbol, (0, 0))
        figures[f"{symbol} inside / alone"] = (right / max(1, all_), accuracy, all_)
    figures["milliseconds for 20 characters"] = milliseconds(recognizer, composer, generator)
    figures |= measure_written(recognizer, texts, options.written, generator)
    return figures


def measure_written(
    recognizer: Recognizer, texts: TextStrokes, most: int, generator: np.random.Generator
) -> dict[str, TextReport]:
    """Reports on words and texts: all, printed, cursive, one line and several."""
    if most:
        texts = texts.subset(np.sort(generator.permutation(texts.samples)[:most]))
    answers = np.array(joined(read(recognizer, written_sheets(texts, generator))), dtype=object)
    labels = np.array(texts.labels, dtype=object)
    tight = np.array([_LOOSE_MARK.sub("", label) for label in texts.labels], dtype=object)
    printed, cursive = texts.separation >= 0.8, texts.separation < 0.45
    several = texts.est_lines > 1
    groups = {
        "written, printed": (printed, labels),
        "written, all styles": (np.ones(len(labels), bool), labels),
        "written, cursive": (cursive, labels),
        "written, one line": (~several, labels),
        "written, several lines": (several, labels),
        "written, all, marks joined to words": (np.ones(len(labels), bool), tight),
        "written, printed, marks joined to words": (printed, tight),
    }
    return {
        name: judge_texts(answers[chosen].tolist(), truth[chosen].tolist())
        for name, (chosen, truth) in groups.items()
    }


def to_markdown(figures: dict[str, object]) -> str:
    """Reports as a table, single figures below it."""
    reports = {name: value for name, value in figures.items() if isinstance(value, TextReport)}
    head = ("", *(field.replace("_", " ") for field in TextReport.__dataclass_fields__))
    rows = []
    for name, report in reports.items():
        values = asdict(report).values()
        rows.append(
            (
                name,
                *(f"{value:,}" if isinstance(value, int) else f"{value:.2%}" for value in values),
            )
        )
    others = []
    for name, value in figures.items():
        if isinstance(value, tuple):
            inside, alone, count = value
            others.append((name, f"{inside:.1%} / {alone:.1%} = {inside / alone:.1%} ({count})"))
        elif isinstance(value, float):
            others.append((name, f"{value:.4g}"))
    return markdown_table(head, rows) + "\n\n" + markdown_table(("", "value"), others)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--model", default="characters")
    parser.add_argument("--part", choices=("test", "validation"), default="test")
    parser.add_argument("--lines", type=int, default=600)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--written", type=int, default=0, help="at most; 0 for all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    recognizer = Recognizer.load(options.model)
    print_header(
        __doc__.split("\n")[0],
        model=recognizer.id,
        reader=recognizer.require_reader().id,
        part=options.part,
        seed=options.seed,
        date=time.strftime("%F"),
    )
    figures = measure(recognizer, options)
    if options.json:
        plain = {n: asdict(v) if isinstance(v, TextReport) else v for n, v in figures.items()}
        print(json.dumps(plain))
    else:
        print(to_markdown(figures))


if __name__ == "__main__":
    main()
