"""Photos of paper, made up: uneven light, noise, and a digit anywhere on the sheet."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from PIL import Image

from shapes import Field, cover, ink_box

PAPER, INK = 200.0, 60.0
SHADING = 20.0
"""Light is uneven by so many grey levels to either side."""
NOISE = 6.0
"""Standard deviation of the noise, in grey levels."""
SIDES = (400, 1200)
DIGIT = (0.25, 0.75)
"""Longer side of a digit, as a share of the shorter side of the picture."""

_COARSE = 64


def empty_sheet(generator: np.random.Generator) -> Field:
    """A sheet under uneven light, without noise: float32 (height, width).

    Sides lie within `SIDES`, their ratio between 3:4 and 4:3; the light falls off in one
    direction, with slow waves on top, and spans the whole of `SHADING`.
    """
    longer = int(generator.integers(SIDES[0], SIDES[1] + 1))
    shorter = max(SIDES[0], round(longer * generator.uniform(0.75, 1.0)))
    width, height = (longer, shorter) if generator.random() < 0.5 else (shorter, longer)
    across = np.linspace(0, 1, _COARSE)
    down = across[:, None]
    angle = generator.uniform(0, 2 * np.pi)
    light = np.sin(angle) * down + np.cos(angle) * across
    for _ in range(3):
        waves, phase = generator.uniform(-1.5, 1.5, 2), generator.uniform(0, 2 * np.pi)
        bumps = np.cos(2 * np.pi * (waves[0] * down + waves[1] * across) + phase)
        light += generator.uniform(0.0, 0.5) * bumps
    light -= (light.max() + light.min()) / 2
    coarse = (PAPER + SHADING * light / np.abs(light).max()).astype(np.float32)
    fine = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    sheet: Field = np.array(fine)
    return sheet


def add_noise(
    picture: Field, generator: np.random.Generator, deviation: float = NOISE
) -> npt.NDArray[np.uint8]:
    """Gaussian noise, and rounding to 0..255."""
    noisy = picture + np.float32(deviation) * generator.standard_normal(picture.shape, np.float32)
    return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)


def photograph(field: Field, generator: np.random.Generator) -> npt.NDArray[np.uint8]:
    """A photo of a digit, given as a field that is positive in the ink (shapes.py).

    The digit lies anywhere, wholly on the sheet.
    """
    picture = empty_sheet(generator)
    height, width = picture.shape
    box = ink_box(field)
    longer = max(box[2] - box[0], box[3] - box[1])
    ink = cover(field, min(height, width) * generator.uniform(*DIGIT) / longer, box)
    top = int(generator.integers(0, height - ink.shape[0] + 1))
    left = int(generator.integers(0, width - ink.shape[1] + 1))
    picture[top : top + ink.shape[0], left : left + ink.shape[1]] -= (PAPER - INK) * ink
    return add_noise(picture, generator)


def through_jpeg(picture: npt.NDArray[np.uint8], quality: int) -> npt.NDArray[np.uint8]:
    """What is left of a grey picture after it was saved as a JPEG."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return np.array(Image.open(file))
