"""Pretrained backbones by name: from a folder, from the mirror, or from the Hugging Face hub.

VISTAZO_MIRROR=DIR   take every backbone from DIR/backbones/<last part of its name>/, and nothing
                     from the network

Only safetensors are read; a pickle can run whatever its author liked.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from safetensors import SafetensorError
from torch import nn

from vistazo.errors import ModelError, ModelNotFoundError
from vistazo.workshop.data.fetch import MIRROR_VARIABLE
from vistazo.workshop.model.photo_network import Backbone, Deepened
from vistazo.workshop.model.pretrained import Classifier, PretrainedBackbone

if TYPE_CHECKING:
    from collections.abc import Iterator

MOBILENET, EFFICIENTNET, DINOV2 = (
    "google/mobilenet_v2_1.0_224",
    "google/efficientnet-b0",
    "facebook/dinov2-small",
)

SHORT = MappingProxyType(
    {"mobilenet_v2": MOBILENET, "efficientnet-b0": EFFICIENTNET, "dinov2-small": DINOV2}
)
"""What may be said in place of the whole name."""

_CONFIGURATIONS: MappingProxyType[str, dict[str, Any]] = MappingProxyType(
    {
        MOBILENET: {"model_type": "mobilenet_v2"},
        EFFICIENTNET: {
            "model_type": "efficientnet",
            "width_coefficient": 1.0,
            "depth_coefficient": 1.0,
            "hidden_dim": 1280,
            "image_size": 224,
        },
        DINOV2: {
            "model_type": "dinov2",
            "hidden_size": 384,
            "num_attention_heads": 6,
            "image_size": 518,
        },
    }
)
"""What differs from the configuration class's own defaults, to build them without their weights."""

_PLAIN_MEAN, _PLAIN_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_SCALING = MappingProxyType({MOBILENET: ((0.5,) * 3, (0.5,) * 3)})
_SIDE = 224
_LEVELS = (0, 85, 255)


def load_backbone(name: str, side: int | None = None) -> PretrainedBackbone:
    """A pretrained backbone.

    Args:
        name: A name on the hub, one of SHORT, or a folder with config.json and model.safetensors.
        side: Of the square that it takes, pixels; unless told, what its own processor brings the
            shorter side of a picture to. What that would cut off afterwards is kept.

    Raises:
        ModelNotFoundError: Neither there nor to be had.
        ModelError: It is no image model with features, or its weights are not safetensors.
    """
    name = SHORT.get(name, name)
    place = _place(name)
    local = isinstance(place, Path)
    options: dict[str, Any] = {"local_files_only": local, "trust_remote_code": False}
    with _translated(name, place), _quiet():
        from transformers import AutoConfig, AutoImageProcessor, AutoModel
        from transformers import AutoModelForImageClassification as WithClassifier

        config = AutoConfig.from_pretrained(place, **options)
        # Its own pooling may be a sliding one, which knows a single size.
        options |= {"use_safetensors": True, "dtype": torch.float32, "config": config}
        classifies = any("ImageClassification" in kind for kind in config.architectures or ())
        model = (WithClassifier if classifies else AutoModel).from_pretrained(place, **options)
        processor = AutoImageProcessor.from_pretrained(place, local_files_only=local, backend="pil")
    own, mean, deviation = _preprocessing(processor, name)
    body = model.base_model if classifies else model
    backbone = PretrainedBackbone(body, name, side or own, mean, deviation)
    if classifies:
        backbone.classifier = _classifier(model, backbone)
    return backbone


def blank_backbone(name: str, side: int = _SIDE) -> PretrainedBackbone:
    """A backbone of one of the known shapes with weights that nobody trained.

    Args:
        name: One of SHORT, or the whole name of one of them.
        side: Of the square that it takes, pixels.

    Raises:
        ModelNotFoundError: No shape of that name.
    """
    name = SHORT.get(name, name)
    if name not in _CONFIGURATIONS:
        raise ModelNotFoundError(
            f"A backbone without its weights must be one of {', '.join(SHORT)}, got {name!r}."
        )
    with _quiet():
        from transformers import AutoConfig, AutoModel

        model = AutoModel.from_config(AutoConfig.for_model(**_CONFIGURATIONS[name]))
    mean, deviation = _SCALING.get(name, (_PLAIN_MEAN, _PLAIN_DEVIATION))
    return PretrainedBackbone(model, name, side, mean, deviation)


def tagger_c(inner: Backbone) -> Deepened:
    """System C: its dense layers 512 (dropout 0.5) and 256 (0.3), to which a head of 20 belongs."""
    return Deepened(inner, (512, 256), (0.5, 0.3))


def fingerprint(backbone: Backbone) -> str:
    """sha256 over everything that decides what a backbone answers, 64 hex digits."""
    facts = (backbone.side, backbone.mean, backbone.deviation, backbone.crop)
    digest = hashlib.sha256(f"{type(backbone).__name__}{facts}".encode())
    for name, tensor in backbone.state_dict().items():
        digest.update(f"{name}{tuple(tensor.shape)}".encode())
        digest.update(tensor.contiguous().numpy().tobytes())
    return digest.hexdigest()


def _place(name: str) -> Path | str:
    """The folder of a backbone, or its name where the hub is asked for it."""
    folder = Path(name)
    if folder.is_dir():
        return folder
    mirror = os.environ.get(MIRROR_VARIABLE)
    if not mirror:
        return name
    folder = Path(mirror) / "backbones" / name.rsplit("/", 1)[-1]
    if folder.is_dir():
        return folder
    raise ModelNotFoundError(
        f"Looked for the backbone {name} in {folder}, because {MIRROR_VARIABLE} is set, and there "
        f"is no such folder. Put config.json, preprocessor_config.json and model.safetensors "
        f"there, or unset {MIRROR_VARIABLE}."
    )


@contextmanager
def _translated(name: str, place: Path | str) -> Iterator[None]:
    """Errors of the library about a backbone in words of ours."""
    if isinstance(place, Path) and not list(place.glob("*.safetensors")):
        raise ModelError(
            f"The backbone {name} must be in safetensors; {place} holds none. Pickled weights "
            "(.bin, .pt, .ckpt) are never read."
        )
    try:
        yield
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        kind = ModelError if isinstance(place, Path) else ModelNotFoundError
        raise kind(
            f"The backbone {name} could not be loaded ({reason[0]}). It must be an image model in "
            f"safetensors: a folder, one of {', '.join(SHORT)}, or a name on the Hugging Face hub, "
            "for which a network is needed."
        ) from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the library's bars and advice."""
    from transformers.utils import logging

    before = logging.get_verbosity()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(before)


def _preprocessing(processor: Any, name: str) -> tuple[int, tuple[float, ...], tuple[float, ...]]:
    """Side, mean and deviation, as the backbone's own processor treats pixels.

    It is asked rather than its settings read: of those there are more every year.
    """
    size = dict(processor.size)
    side = int(size.get("height") or size.get("shortest_edge") or _SIDE)
    answers = []
    for level in _LEVELS:
        flat = np.full((8, 8, 3), level, np.uint8)
        answer = processor(
            flat, do_resize=False, do_center_crop=False, input_data_format="channels_last"
        )
        answers.append(np.asarray(answer["pixel_values"][0], np.float64).mean(axis=(1, 2)))
    black, dark, white = answers
    spread = white - black
    if np.abs(black + spread / 3 - dark).max() > 1e-4 or not (spread > 0).all():
        raise ModelError(
            f"The backbone {name} must scale every channel of a picture by itself and evenly; its "
            f"processor makes {dark.tolist()} of the level {_LEVELS[1]}."
        )
    mean, deviation = -black / spread, 1.0 / spread
    return side, tuple(mean.tolist()), tuple(deviation.tolist())


def _classifier(model: Any, backbone: PretrainedBackbone) -> Classifier | None:
    """The model's own last layer, if it takes the embedding as it is."""
    layer = getattr(model, "classifier", None)
    if not isinstance(layer, nn.Linear) or layer.in_features != backbone.width:
        return None
    pixels = torch.rand(1, 3, backbone.side, backbone.side, generator=_generator()) * 2 - 1
    with torch.inference_mode():
        same = torch.allclose(model(pixels).logits, layer(backbone(pixels)), atol=1e-3, rtol=1e-3)
    if not same:
        return None
    names = tuple(str(model.config.id2label[row]) for row in range(layer.out_features))
    return Classifier(names, layer.weight.detach().numpy(), layer.bias.detach().numpy())


def _generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)
