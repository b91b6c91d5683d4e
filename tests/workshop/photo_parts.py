"""A backbone in the form of the hub, small enough to train, and photos of coloured shapes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor, nn

from vistazo.types import UInt8Array
from vistazo.workshop.data.photo_set import PhotoSet, gather_photos
from vistazo.workshop.model.photo_network import PooledBackbone

SHAPES = ("disc", "square", "cross")
_COLOURS = {"disc": (230, 40, 30), "square": (30, 60, 220), "cross": (40, 200, 50)}


class Colours(PooledBackbone):
    """Sixteen fixed filters of 4×4 pixels; what they find tells colours apart."""

    def __init__(self, side: int = 32, crop: float = 0.0) -> None:
        super().__init__()
        self.layer = nn.Conv2d(3, 16, 4, stride=4)
        with torch.no_grad():
            generator = torch.Generator().manual_seed(3)
            mixing = torch.randn(16, 3, generator=generator)[:, :, None, None]
            self.layer.weight.copy_((mixing / 4).expand(-1, -1, 4, 4) / 4)
            self.layer.bias.copy_(torch.linspace(-0.5, 0.5, 16))
        self.describe("colours", 16, side, (0.5, 0.5, 0.5), (0.25, 0.25, 0.25), crop)

    def maps(self, pixels: Tensor) -> Tensor:
        found: Tensor = torch.relu(self.layer(pixels))
        return found


def shape_photo(shown: set[str], generator: np.random.Generator, side: int = 48) -> UInt8Array:
    """Shapes of their colours at random places on grey noise, uint8 (side, side + 8, 3)."""
    noise = generator.integers(110, 150, (side, side + 8, 1)).repeat(3, axis=2)
    picture = Image.fromarray(noise.astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for shape in sorted(shown):
        x, y = generator.integers(4, side - 18, 2).tolist()
        box = (x, y, x + 16, y + 16)
        if shape == "disc":
            draw.ellipse(box, fill=_COLOURS[shape])
        elif shape == "square":
            draw.rectangle(box, fill=_COLOURS[shape])
        else:
            draw.line((x, y, x + 16, y + 16), fill=_COLOURS[shape], width=6)
            draw.line((x, y + 16, x + 16, y), fill=_COLOURS[shape], width=6)
    return np.asarray(picture)


def write_shapes(folder: Path, count: int, seed: int = 0) -> PhotoSet:
    """Photos as files, with none to three shapes each, and a table `labels.csv` of them."""
    generator = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    rows, lines = [], ["filename,labels"]
    for index in range(count):
        shown = {shape for shape in SHAPES if generator.random() < 0.4}
        file = folder / f"{index:03d}.png"
        Image.fromarray(shape_photo(shown, generator)).save(file)
        rows.append((file, {shape: int(shape in shown) for shape in SHAPES}))
        lines.append(f"{file.name},{';'.join(sorted(shown))}")
    (folder / "labels.csv").write_text("\n".join(lines) + "\n")
    return gather_photos(str(folder), rows, SHAPES)


def write_backbone(folder: Path, *, classifier: bool = True) -> Path:
    """A MobileNetV2 of a third of the width with random weights, as the hub would hold it."""
    from transformers import MobileNetV2Config, MobileNetV2ForImageClassification, MobileNetV2Model

    torch.manual_seed(6)
    config = MobileNetV2Config(
        depth_multiplier=0.35,
        image_size=64,
        id2label={0: "background", 1: "disc, disk", 2: "town square", 3: "zebra"},
        label2id={"background": 0, "disc, disk": 1, "town square": 2, "zebra": 3},
    )
    model = (MobileNetV2ForImageClassification if classifier else MobileNetV2Model)(config)
    model.save_pretrained(folder)
    processor = {
        "image_processor_type": "MobileNetV2ImageProcessor",
        "size": {"shortest_edge": 64},
        "crop_size": {"height": 56, "width": 56},
        "image_mean": [0.4, 0.5, 0.6],
        "image_std": [0.2, 0.3, 0.4],
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(processor))
    return folder
