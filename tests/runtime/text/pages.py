"""Pages of printed text in the font that Pillow brings, and which line each pixel is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from vistazo.runtime.text.components import find_components
from vistazo.runtime.text.ink import find_ink
from vistazo.runtime.text.lines import TextLine, find_lines


@dataclass(frozen=True)
class DrawnPage:
    """Ink as float32 (H, W) in 0..1, and 1 + the line that a pixel is of, 0 on the ground."""

    ink: np.ndarray
    line: np.ndarray

    def dark_on_light(self) -> np.ndarray:
        return np.rint(255 - 215 * self.ink).astype(np.uint8)

    def light_on_dark(self) -> np.ndarray:
        return np.rint(255 * self.ink).astype(np.uint8)

    def photographed(self, seed: int = 0) -> np.ndarray:
        """Uneven light, noise, dark ink on paper."""
        height, width = self.ink.shape
        rng = np.random.default_rng(seed)
        light = np.linspace(-25, 25, width)[None] + np.linspace(20, -20, height)[:, None]
        noisy = 190 + light - 130 * self.ink + rng.normal(0, 6, (height, width))
        return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)


def draw_page(
    texts: Sequence[str], *, size: int = 40, pitch: float = 1.5, degrees: float = 0.0
) -> DrawnPage:
    """`size` is the font's in pixels, `pitch` the lines' distance in sizes."""
    font = ImageFont.load_default(size)
    width = round(max(font.getlength(text) for text in texts)) + 2 * size
    height = round((len(texts) * pitch + 1.5) * size)
    room = round(width * abs(np.tan(np.radians(degrees))))
    shape = (width, height + room)
    ink, line = np.zeros(shape[::-1], np.float32), np.zeros(shape[::-1], np.uint8)
    for number, text in enumerate(texts):
        image = Image.new("L", shape)
        top = (0.6 + number * pitch) * size + room / 2
        ImageDraw.Draw(image).text((size, top), text, 255, font)
        turned = image.rotate(-degrees, Image.Resampling.BILINEAR)
        cover = np.asarray(turned, dtype=np.float32) / 255
        line[cover > ink] = number + 1
        ink = np.maximum(ink, cover)
    return DrawnPage(ink, np.where(ink > 0.5, line, 0))


def lines_of(pixels: np.ndarray) -> tuple[TextLine, ...]:
    return find_lines(find_components(find_ink(pixels)[1]))


def wrong_share(page: DrawnPage, lines: Sequence[TextLine]) -> float:
    """Share of the inked pixels that are in no line or in another one than they were drawn for."""
    found = np.zeros_like(page.line)
    for number, line in enumerate(lines):
        found[line.y, line.x] = number + 1
    inked = page.line > 0
    return float((found != page.line)[inked].mean())
