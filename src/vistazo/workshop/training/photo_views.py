"""Many pictures out of few photos: cut-outs of them, and small pictures laid on larger ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
from PIL import Image

from vistazo.types import Float32Array, IntArray, UInt8Array
from vistazo.workshop.model.small_photo import SIDE

_SHARES = (0.12, 1.0)
_ASPECTS = (0.7, 1.43)
_TRIES = 10
_LONGEST = 480
_AT_ONCE = 16
_SIZES = (0.25, 1.0)
MOST = 4
"""Things on one picture. A later one may hide an earlier one, as in life."""


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


@dataclass(frozen=True, eq=False)
class Views:
    """What is learned from.

    Attributes:
        pixels: uint8 (n, SIDE, SIDE, 3).
        embeddings: float32 (n, width), what the large backbone makes of them.
        photos: int64 (n,), the photo that each is a part of; -1 for things.
    """

    pixels: UInt8Array
    embeddings: Float32Array
    photos: IntArray


def make_views(
    photos: list[UInt8Array],
    things: Things,
    look: Look,
    side: int,
    counts: tuple[int, int],
    seed: int,
) -> Views:
    """Draw views and have the large backbone look at them.

    Args:
        photos: uint8 (h, w, 3) each.
        things: Some of them are looked at by themselves.
        look: Of the large backbone.
        side: Of the square that `look` takes.
        counts: Cut-outs of each photo, and things.
        seed: Of what is drawn.
    """
    generator = np.random.default_rng(seed)
    each, alone = counts
    chosen = generator.choice(len(things.pixels), alone, replace=False)
    drawn = chain(cut_outs(photos, each, generator), iter(things.pixels[chosen]))
    pixels, embeddings = [], []
    for several in _by(drawn, _AT_ONCE):
        pixels += [fitted(view, SIDE) for view in several]
        embeddings.append(look(np.stack([fitted(view, side) for view in several])))
    places = np.arange(len(photos)).repeat(1 + each)
    others = np.full(alone, -1)
    return Views(np.stack(pixels), np.concatenate(embeddings), np.concatenate((places, others)))


def cut_outs(
    photos: Sequence[UInt8Array], each: int, generator: np.random.Generator
) -> Iterator[UInt8Array]:
    """Every photo whole, then `each` random parts of it, half of them mirrored.

    Args:
        photos: uint8 (h, w, 3) each.
        each: Parts of a photo, of 12 to 100 % of its area and of an aspect near its own (the
            random resized crops of Szegedy et al. 2015).
        generator: Draws them.
    """
    for photo in photos:
        # Nothing that is looked at afterwards is larger.
        whole = _reduced(photo)
        yield whole
        for _ in range(each):
            part = _part(whole, generator)
            yield part[:, ::-1] if generator.random() < 0.5 else part


def pasted(
    grounds: UInt8Array, things: UInt8Array, generator: np.random.Generator
) -> tuple[UInt8Array, IntArray]:
    """Small pictures laid on larger ones, one to four on each, of any size that fits.

    Args:
        grounds: uint8 (n, side, side, 3), left as they are.
        things: uint8 (m, small, small, 3).
        generator: Draws which things lie where.

    Returns:
        uint8 (n, side, side, 3), and which things are on each, int64 (n, MOST), -1 for none.
    """
    pictures = grounds.copy()
    chosen = generator.integers(0, len(things), (len(grounds), MOST))
    chosen[np.arange(MOST) >= generator.integers(1, MOST + 1, len(grounds))[:, None]] = -1
    side = grounds.shape[1]
    for picture, several in zip(pictures, chosen, strict=True):
        for thing in several[several >= 0]:
            size = int(side * generator.uniform(*_SIZES))
            top, left = generator.integers(0, side - size + 1, 2)
            view = things[thing][:, :: generator.choice((-1, 1))]
            picture[top : top + size, left : left + size] = fitted(view, size)
    return pictures, chosen


def fitted(picture: UInt8Array, side: int) -> UInt8Array:
    """A picture stretched to a square, uint8 (side, side, 3)."""
    image = Image.fromarray(np.ascontiguousarray(picture))
    return np.asarray(image.resize((side, side), Image.Resampling.BILINEAR))


def _by(items: Iterator[UInt8Array], count: int) -> Iterator[list[UInt8Array]]:
    while several := list(islice(items, count)):
        yield several


def _reduced(photo: UInt8Array) -> UInt8Array:
    factor = max(1, max(photo.shape[:2]) // _LONGEST)
    return photo if factor == 1 else np.asarray(Image.fromarray(photo).reduce(factor))


def _part(photo: UInt8Array, generator: np.random.Generator) -> UInt8Array:
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
