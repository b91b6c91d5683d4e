"""What a small backbone learns from: scenes made of small pictures, and cut-outs of photos."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from vistazo.types import BoolArray, Float32Array, IntArray, UInt8Array
from vistazo.workshop.model.small_photo import SIDE

MOST_ALONG = 3
"""A scene begins as a square of 1, 4 or 9 things."""

MOST_ON_TOP = 2
"""Things laid on it. A later one may hide an earlier one, as in life."""

_SIZES = (0.25, 0.8)
_AT_ONCE = 16
_SHARES = (0.2, 1.0)
_ASPECTS = (0.6, 1.7)
_TRIES = 10

Look = Callable[[UInt8Array], Float32Array]
"""Photos, uint8 (n, side, side, 3), to a large backbone's embeddings, float32 (n, width)."""


@dataclass(frozen=True, eq=False)
class Things:
    """Small pictures, each of one thing.

    Attributes:
        pixels: uint8 (n, small, small, 3).
        kinds: int64 (n,), which kind of thing.
        count: How many kinds there are.
    """

    pixels: UInt8Array
    kinds: IntArray
    count: int

    def part(self, rows: slice) -> Things:
        """Some of them."""
        return Things(self.pixels[rows], self.kinds[rows], self.count)


@dataclass(frozen=True, eq=False)
class Views:
    """What is learned from.

    Attributes:
        pixels: uint8 (n, SIDE, SIDE, 3).
        embeddings: float32 (n, width), what a large backbone makes of them.
        shown: bool (n, kinds), which kinds of things lie there.
    """

    pixels: UInt8Array
    embeddings: Float32Array
    shown: BoolArray

    def part(self, rows: slice) -> Views:
        """Some of them."""
        return Views(self.pixels[rows], self.embeddings[rows], self.shown[rows])


def make_views(
    things: Things, count: int, look: Look, side: int, generator: np.random.Generator
) -> Views:
    """Draw scenes and have a large backbone look at them.

    Args:
        things: Of which they are made.
        count: How many.
        look: Of the large backbone.
        side: Of the square that `look` takes.
        generator: Draws them.
    """
    pixels = np.zeros((count, SIDE, SIDE, 3), np.uint8)
    shown = np.zeros((count, things.count), bool)
    embeddings = []
    for first in range(0, count, _AT_ONCE):
        scenes = []
        for row in range(first, min(first + _AT_ONCE, count)):
            scene, kinds = draw_scene(things, side, generator)
            pixels[row], shown[row, kinds] = fitted(scene, SIDE), True
            scenes.append(scene)
        embeddings.append(look(np.stack(scenes)))
    return Views(pixels, np.concatenate(embeddings), shown)


def cut_views(
    photos: Sequence[UInt8Array],
    each: int,
    kinds: int,
    look: Look,
    side: int,
    generator: np.random.Generator,
) -> Views:
    """Have a large backbone look at parts of photos; no kinds of things are known of them.

    Args:
        photos: uint8 (h, w, 3) each.
        each: Parts of a photo, the first of which is all of it.
        kinds: Of things there are.
        look: Of the large backbone.
        side: Of the square that `look` takes.
        generator: Draws them.
    """
    pixels, embeddings = [], []
    for photo in photos:
        parts = [photo, *(_part(photo, generator) for _ in range(each - 1))]
        fit = np.stack([fitted(_turned(part, generator), side) for part in parts])
        pixels += [fitted(view, SIDE) for view in fit]
        embeddings += [look(fit[first : first + _AT_ONCE]) for first in range(0, each, _AT_ONCE)]
    shown = np.zeros((len(pixels), kinds), bool)
    return Views(np.stack(pixels), np.concatenate(embeddings), shown)


def joined(first: Views, second: Views) -> Views:
    """Two sets of views as one."""
    return Views(
        np.concatenate((first.pixels, second.pixels)),
        np.concatenate((first.embeddings, second.embeddings)),
        np.concatenate((first.shown, second.shown)),
    )


def draw_scene(
    things: Things, side: int, generator: np.random.Generator
) -> tuple[UInt8Array, IntArray]:
    """One scene, uint8 (side, side, 3), and the kinds of what lies there, int64.

    After Dwibedi et al. (2017), who lay things on photos.
    """
    along = int(generator.integers(1, MOST_ALONG + 1))
    chosen = generator.integers(0, len(things.pixels), along * along)
    cell = -(-side // along)
    cells = [fitted(_turned(things.pixels[thing], generator), cell) for thing in chosen]
    rows = [np.concatenate(cells[row * along : (row + 1) * along], axis=1) for row in range(along)]
    scene = np.concatenate(rows)[:side, :side].copy()
    on_top = generator.integers(0, len(things.pixels), generator.integers(0, MOST_ON_TOP + 1))
    for thing in on_top:
        size = int(side * generator.uniform(*_SIZES))
        top, left = generator.integers(0, side - size + 1, 2)
        view = fitted(_turned(things.pixels[thing], generator), size)
        scene[top : top + size, left : left + size] = view
    return scene, things.kinds[np.concatenate((chosen, on_top))]


def fitted(picture: UInt8Array, side: int) -> UInt8Array:
    """A picture stretched to a square, uint8 (side, side, 3)."""
    image = Image.fromarray(np.ascontiguousarray(picture))
    return np.asarray(image.resize((side, side), Image.Resampling.BILINEAR))


def _part(photo: UInt8Array, generator: np.random.Generator) -> UInt8Array:
    """A random part, 20 to 100 % of the area (the resized crops of Szegedy et al. 2015)."""
    height, width = photo.shape[:2]
    for _ in range(_TRIES):
        area = generator.uniform(*_SHARES) * height * width
        aspect = math.exp(generator.uniform(*np.log(_ASPECTS)))
        wide, high = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
        if 0 < wide <= width and 0 < high <= height:
            left = int(generator.integers(0, width - wide + 1))
            top = int(generator.integers(0, height - high + 1))
            return photo[top : top + high, left : left + wide]
    return photo


def _turned(picture: UInt8Array, generator: np.random.Generator) -> UInt8Array:
    return picture[:, :: generator.choice((-1, 1))]
