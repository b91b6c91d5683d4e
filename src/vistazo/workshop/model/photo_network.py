"""Networks for photos: a backbone that somebody trained, and a linear head for the labels.

`PhotoRecogniser` is what is exported: a photo of any size in, the probability of every label out.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vistazo.workshop.model.networks import Dense
from vistazo.workshop.model.photo_preprocess import PhotoPreprocess
from vistazo.workshop.model.recogniser import Answer, novelty_features


class Backbone(nn.Module, ABC):
    """From the normalised pixels of a photo to features.

    Attributes:
        name: What it is called where it comes from.
        width: Of the embedding.
        side: Of the square that it takes, pixels.
        mean: Of each channel, for pixels in 0..1.
        deviation: Of each channel.
        crop: How much of a photo it is shown, as `PhotoPreprocess` says it.
    """

    name: str
    width: int
    side: int
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    crop: float

    def describe(
        self,
        name: str,
        width: int,
        side: int,
        mean: Sequence[float],
        deviation: Sequence[float],
        crop: float = 1.0,
    ) -> None:
        """Set what every backbone says of itself."""
        self.name, self.width, self.side, self.crop = name, width, side, crop
        self.mean, self.deviation = tuple(mean), tuple(deviation)

    def preprocess(self) -> PhotoPreprocess:
        """What brings a photo into the form that it takes."""
        return PhotoPreprocess(self.side, self.mean, self.deviation, self.crop)

    @abstractmethod
    def maps(self, pixels: Tensor) -> Tensor:
        """Features of each place, float32 (batch, 3, side, side) → (batch, channels, h, w)."""

    @abstractmethod
    def embed(self, maps: Tensor) -> Tensor:
        """What the head takes, float32 (batch, width)."""

    @abstractmethod
    def evidence(self, maps: Tensor, weight: Tensor) -> Tensor:
        """Each place's share in what a linear layer makes of the embedding.

        Args:
            maps: float32 (batch, channels, h, w).
            weight: float32 (labels, width).

        Returns:
            float32 (batch, labels, h, w).
        """

    def forward(self, pixels: Tensor) -> Tensor:
        """Pixels → embedding."""
        return self.embed(self.maps(pixels))


class PooledBackbone(Backbone):
    """One whose embedding is the mean of its maps over all places."""

    def embed(self, maps: Tensor) -> Tensor:
        """float32 (batch, channels, h, w) → (batch, channels)."""
        return maps.mean(dim=(2, 3))

    def evidence(self, maps: Tensor, weight: Tensor) -> Tensor:
        """Class activation maps (Zhou et al. 2016): they add up to the logit, less the bias."""
        height, width = maps.shape[2:]
        return torch.einsum("lc,bchw->blhw", weight, maps) * (1.0 / (height * width))


class Deepened(Backbone):
    """A backbone with dense layers after its embedding, which become part of the embedding.

    Args:
        inner: Its embedding is the input of the first layer.
        widths: Of the layers.
        dropouts: Share of each layer's outputs dropped while training.
    """

    def __init__(self, inner: Backbone, widths: Sequence[int], dropouts: Sequence[float]) -> None:
        super().__init__()
        sizes = [inner.width, *widths]
        self.inner = inner
        self.hidden = nn.Sequential(
            *(
                Dense(before, after, dropout=dropout)
                for before, after, dropout in zip(sizes, widths, dropouts, strict=False)
            )
        )
        self.describe(inner.name, sizes[-1], inner.side, inner.mean, inner.deviation, inner.crop)

    def maps(self, pixels: Tensor) -> Tensor:
        """Those of the inner backbone."""
        return self.inner.maps(pixels)

    def embed(self, maps: Tensor) -> Tensor:
        """float32 (batch, channels, h, w) → (batch, width of the last layer)."""
        embedding: Tensor = self.hidden(self.inner.embed(maps))
        return embedding

    def evidence(self, maps: Tensor, weight: Tensor) -> Tensor:
        """What the layers and the head make of each place taken for itself."""
        batch, channels, height, width = maps.shape
        places = maps.permute(0, 2, 3, 1).reshape(-1, channels, 1, 1)
        found: Tensor = self.hidden(self.inner.embed(places)) @ weight.T
        return found.reshape(batch, height, width, -1).permute(0, 3, 1, 2) / (height * width)


class Embedder(nn.Module):
    """Preprocessing and backbone alone: photos in, embeddings out.

    Args:
        backbone: Frozen.
    """

    def __init__(self, backbone: Backbone) -> None:
        super().__init__()
        self.preprocess = backbone.preprocess()
        self.backbone = backbone

    def forward(self, image: Tensor) -> tuple[Tensor]:
        """uint8 (batch, height, width, 3) → float32 (batch, width), alone in a tuple."""
        return (self.backbone(self.preprocess(image).pixels),)


class PhotoNetwork(nn.Module):
    """A backbone and a linear head.

    Args:
        backbone: Gives the embedding.
        labels: How many.
    """

    def __init__(self, backbone: Backbone, labels: int) -> None:
        super().__init__()
        self.backbone = backbone
        self.head = nn.Linear(backbone.width, labels)

    def maps(self, pixels: Tensor) -> Tensor:
        """Features of each place, float32 (batch, channels, h, w)."""
        return self.backbone.maps(pixels)

    def embed(self, maps: Tensor) -> Tensor:
        """Input of the head, float32 (batch, width)."""
        return self.backbone.embed(maps)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (batch, labels) and embedding (batch, width)."""
        embedding = self.embed(self.maps(pixels))
        return self.head(embedding), embedding

    def attention(self, maps: Tensor) -> Tensor:
        """Each place's share in each logit, float32 (batch, labels, h, w)."""
        return self.backbone.evidence(maps, self.head.weight)

    @property
    def parameter_count(self) -> int:
        """How many numbers there are to adjust."""
        return sum(parameter.numel() for parameter in self.parameters())


@dataclass(frozen=True)
class PhotoCalibration:
    """What is fitted after training, on photos held out.

    Attributes:
        slope: float32 (labels,), multiplies each label's logit (Platt 1999).
        offset: float32 (labels,), is added to it.
        novelty_weight: float32 (2 × width + 1,), as for ink.
        novelty_bias: Its constant.
    """

    slope: Tensor
    offset: Tensor
    novelty_weight: Tensor
    novelty_bias: float

    def __post_init__(self) -> None:
        if self.slope.shape != self.offset.shape or not bool((self.slope > 0).all()):
            raise ValueError(f"every label needs an offset and a positive slope, got {self.slope}")


class PhotoRecogniser(nn.Module):
    """Preprocessing, network, calibration and novelty in one graph; every label by itself."""

    sharpness: Tensor
    shift: Tensor
    novelty_weight: Tensor
    novelty_bias: Tensor

    def __init__(self, network: PhotoNetwork, calibration: PhotoCalibration) -> None:
        super().__init__()
        self.preprocess = network.backbone.preprocess()
        self.network = network
        # As tensors with names: what is fitted again when the shop learns is found by them.
        self.register_buffer("sharpness", calibration.slope)
        self.register_buffer("shift", calibration.offset)
        self.register_buffer("novelty_weight", calibration.novelty_weight)
        self.register_buffer("novelty_bias", torch.tensor(calibration.novelty_bias))

    def forward(self, image: Tensor) -> Answer:
        """Recognise a batch.

        Args:
            image: uint8 (batch, height, width, 3).
        """
        pixels, seen = self.preprocess(image)
        maps = self.network.maps(pixels)
        embedding = self.network.embed(maps)
        logits = self.network.head(embedding)
        probability = torch.sigmoid(logits * self.sharpness + self.shift)
        unlike = novelty_features(embedding, logits) @ self.novelty_weight + self.novelty_bias
        attention = self.network.attention(maps)
        return Answer(probability, embedding, torch.sigmoid(unlike), seen, attention)
