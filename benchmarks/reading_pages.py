"""Draws the pages that reading in the page is held to: tests/golden/reading/pages.gz.

    python benchmarks/reading_pages.py

Lines and pages put together from the single characters of UNIPEN's held-out writers (CC BY 4.0),
words and texts as they wrote them, printed ones as a screenshot shows them, photographed paper
under uneven light and on a dark table, and what is no writing at all. All from recorded seeds.
After it, `python tests/golden/test_reading.py` writes what is read there.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from paper import INK, PAPER, add_noise, empty_sheet
from reading import composed_sheets, gather, written_sheets
from vistazo.types import UInt8Array
from vistazo.workshop.data.compose import Composer
from vistazo.workshop.data.strokes import TextStrokes

PATH = Path(__file__).parents[1] / "tests" / "golden" / "reading" / "pages.gz"
SEED = 6

LINES, PAGES, WORDS, TEXTS, PHOTOS = 110, 12, 60, 12, 8
"""How many of each there are."""
LARGEST = 200_000
"""Pixels; larger ones would fill the repository."""
SENTENCES = (
    "The quick brown fox jumps",
    "over 13 lazy dogs; why?",
    "Precio: 24,50 (IVA: 21 %)",
    "x = 3.5 * (y - 2) / z",
)

Named = tuple[str, UInt8Array]


def draw(composer: Composer, texts: TextStrokes, generator: np.random.Generator) -> list[Named]:
    """All pages, each with a name that says what it is."""
    lines = _small(composed_sheets(composer, 2 * LINES, (1, 1), generator), LINES)
    pages = _small(composed_sheets(composer, 6 * PAGES, (3, 7), generator), PAGES)
    several = texts.est_lines > 1
    words = _some(texts, ~several, WORDS, generator)
    long = _some(texts, several, TEXTS, generator)
    photos = pages[:PHOTOS] + lines[:PHOTOS]
    return [
        *(("line", picture) for picture in lines),
        *(("page", picture) for picture in pages),
        *(("word", picture) for picture in words),
        *(("text", picture) for picture in long),
        *(("photo", photograph(picture, generator)) for picture in photos),
        *screenshots(),
        *tables(generator),
        *oddities(generator),
    ]


def _small(sheets: list, count: int) -> list[UInt8Array]:  # type: ignore[type-arg]
    return [each.picture for each in sheets if each.picture.size <= LARGEST][:count]


def _some(
    texts: TextStrokes, among: np.ndarray, count: int, generator: np.random.Generator
) -> list[UInt8Array]:
    chosen = np.sort(generator.choice(np.flatnonzero(among), 4 * count, replace=False))
    return _small(written_sheets(texts.subset(chosen), generator), count)


def photograph(picture: UInt8Array, generator: np.random.Generator) -> UInt8Array:
    """Ink of either polarity as dark ink on unevenly lit paper, in half as many pixels."""
    small = np.asarray(Image.fromarray(picture).reduce(2))
    ink = np.abs(small.astype(np.float32) - float(np.median(small[0]))) / 255.0
    light = empty_sheet(generator)
    height, width = ink.shape
    sheet = Image.fromarray(light).resize((width, height), Image.Resampling.BILINEAR)
    deviation = float(generator.uniform(0.0, 5.0))
    return add_noise(np.asarray(sheet) - (PAPER - INK) * ink, generator, deviation)


def screenshots() -> Iterator[Named]:
    """Printed lines, dark on light and light on dark, level and turned."""
    for number, (size, degrees) in enumerate(((18, 0.0), (26, 2.5), (22, -4.0))):
        font = ImageFont.load_default(size)
        width = round(max(font.getlength(text) for text in SENTENCES)) + 3 * size
        image = Image.new("L", (width, round(9.5 * size)))
        for place, text in enumerate(SENTENCES):
            ImageDraw.Draw(image).text((1.5 * size, (1.5 + 1.6 * place) * size), text, 255, font)
        ink = np.asarray(image.rotate(degrees, Image.Resampling.BILINEAR)).astype(np.float32) / 255
        yield (
            "screen",
            np.rint([250, 40, 255][number] - [230, -190, 200][number] * ink).astype(np.uint8),
        )


def tables(generator: np.random.Generator) -> Iterator[Named]:
    """Light sheets on a dark table, a little turned."""
    for degrees in (0.0, 3.0, -2.0):
        font = ImageFont.load_default(24)
        sheet = Image.new("L", (330, 190), 205)
        for place, text in enumerate(SENTENCES[:3]):
            ImageDraw.Draw(sheet).text((18, 25 + 50 * place), text[:20], 50, font)
        cover = Image.new("L", sheet.size, 255)
        table = Image.new("L", (420, 280), 70)
        turn = {"resample": Image.Resampling.BILINEAR, "expand": True}
        table.paste(sheet.rotate(degrees, **turn), (40, 38), cover.rotate(degrees, **turn))
        field = np.asarray(table).astype(np.float32) + np.linspace(-12, 12, 420, dtype=np.float32)
        yield "table", add_noise(field, generator, 2.0)


def oddities(generator: np.random.Generator) -> Iterator[Named]:
    """Nothing, next to nothing, and far too much."""
    yield "blank", np.full((60, 90), 255, np.uint8)
    yield "blank", np.zeros((1, 1), np.uint8)
    yield "noise", generator.integers(0, 256, (40, 64)).astype(np.uint8)
    yield "row", np.where(np.arange(300)[None] % 40 < 3, 0, 255).astype(np.uint8)
    yield "column", np.where(np.arange(170)[:, None] % 40 < 3, 0, 255).astype(np.uint8)
    specks = np.full((400, 500), 255, np.uint8)
    specks.ravel()[generator.choice(specks.size, 5000, replace=False)] = 0
    yield "specks", specks
    blocks = np.full((400, 500), 255, np.uint8)
    for x in range(0, 500, 6):
        for y in range(0, 400, 6):
            blocks[y : y + 2, x : x + 3] = 0
    yield "specks", blocks
    ruled = np.full((120, 400), 255, np.uint8)
    ruled[::30] = 120
    image = Image.fromarray(ruled)
    ImageDraw.Draw(image).text((20, 62), "ruled paper 17", 20, ImageFont.load_default(26))
    yield "ruled", np.asarray(image)


def pack(pages: list[Named]) -> bytes:
    """One line of JSON that says what there is, then all pixels."""
    head = [{"name": name, "shape": list(picture.shape)} for name, picture in pages]
    pixels = b"".join(np.ascontiguousarray(picture).tobytes() for _, picture in pages)
    return gzip.compress(json.dumps(head).encode() + b"\n" + pixels, 9, mtime=0)


def main() -> None:
    """Draw them."""
    composer, texts = gather("test")
    pages = draw(composer, texts, np.random.default_rng(SEED))
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_bytes(pack(pages))
    print(f"{len(pages)} pages, {PATH.stat().st_size} bytes")


if __name__ == "__main__":
    main()
