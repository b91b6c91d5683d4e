"""The benchmarks are scripts: they import each other by bare name, from their own folder."""

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"
sys.path.insert(0, str(FOLDER))


@pytest.fixture
def digit():
    """A 7 with a faint thin foot, as MNIST has it: uint8 (28, 28), light on dark."""
    canvas = Image.new("L", (280, 280))
    pen = ImageDraw.Draw(canvas)
    pen.line([(60, 60), (200, 60), (120, 220)], fill=255, width=30, joint="curve")
    picture = np.array(canvas.reduce(10))
    picture[14:22, 5] = 80
    return picture
