"""What the networks are made of: convolutions, an embedding, a linear head.

A network takes what preprocessing gives, float32 (batch, 1, 28, 28), and the geometry that scaling
threw away, float32 (batch, 3); most leave the latter aside. It ends in one linear layer, and
everything before that layer is features, so that the layer can be refitted by itself later.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import torch
from torch import Tensor, nn

FRAMED = 0.6
"""Ink that is longer than this share of the picture's height fills it: its size and place tell
nothing. Smaller ink stands in a frame, as a character on a line does."""

_USUAL = 0.3
"""Usual size of a framed character, as a share of the picture's height."""


class Network(nn.Module):
    """Convolutions, an embedding, a linear head.

    Without hidden layers the embedding is a weighted mean over the positions of each map. It starts
    as global average pooling (Lin et al. 2014) and learns which positions count, as pictures come
    centred and scaled (the global depthwise convolution of Chen et al. 2018).

    Args:
        convolutions: (batch, 1, 28, 28) → maps (batch, channels, h, w).
        width: Channels of the maps; with hidden layers, the width of the last of them.
        labels: Number of labels.
        hidden: Layers from the flattened maps to the embedding.
        side: Height and width of the maps, if there is no hidden layer.
        geometry: Features that geometry adds to the embedding; 0 leaves geometry aside.
        map_dropout: Share of the maps' values dropped while training.
        dropout: Share of the embedding dropped while training.
    """

    def __init__(
        self,
        convolutions: nn.Sequential,
        width: int,
        labels: int,
        *,
        hidden: Sequence[Dense] = (),
        side: int = 0,
        geometry: int = 0,
        map_dropout: float = 0.0,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.convolutions = convolutions
        self.hidden = nn.ModuleList(hidden)
        self.geometry = Geometry(geometry) if geometry else None
        self.map_dropout = nn.Dropout(map_dropout)
        self.dropout = nn.Dropout(dropout)
        if not hidden:
            self.positions = nn.Parameter(torch.full((width, side, side), 1.0 / side**2))
        self.head = nn.Linear(width + geometry, labels)

    def maps(self, seen: Tensor) -> Tensor:
        """Last feature maps, float32 (batch, channels, h, w)."""
        maps: Tensor = self.map_dropout(self.convolutions(seen))
        return maps

    def embed(self, maps: Tensor, geometry: Tensor) -> Tensor:
        """Input of the head, float32 (batch, width)."""
        embedding = self._layers(maps)[-1] if self.hidden else self._mean(maps)
        if self.geometry is None:
            return embedding
        return torch.cat((embedding, self.geometry(geometry)), dim=1)

    def forward(self, seen: Tensor, geometry: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (batch, labels) and embedding (batch, width)."""
        embedding = self.embed(self.maps(seen), geometry)
        return self.head(self.dropout(embedding)), embedding

    def explain(self, maps: Tensor, geometry: Tensor) -> tuple[Tensor, Tensor]:
        """Embedding and attention, in fewer operations than one after the other."""
        if self.hidden:
            return self.embed(maps, geometry), self.attention(maps)
        weighted = maps * self.positions
        embedding = weighted.sum(dim=(2, 3))
        if self.geometry is not None:
            embedding = torch.cat((embedding, self.geometry(geometry)), dim=1)
        return embedding, self._shares(weighted)

    def attention(self, maps: Tensor) -> Tensor:
        """Each position's share in each logit: class activation maps (Zhou et al. 2016).

        With hidden layers the shares pass through the units that fired; either way they add up
        to the logit, less the biases and what geometry added.

        Returns:
            float32 (batch, labels, h, w).
        """
        channels, height, width = maps.shape[1:]
        if not self.hidden:
            return self._shares(maps * self.positions)
        shares = self.head.weight[None]
        outputs = self._layers(maps)
        for layer in reversed(self.hidden):
            assert isinstance(layer, Dense)
            fired = (outputs.pop() > 0).float()
            shares = (shares * fired[:, None]) @ layer.scaled_weight()
        shares = shares.reshape(len(maps), -1, channels, height, width)
        return (shares * maps[:, None]).sum(dim=2)

    def _shares(self, weighted: Tensor) -> Tensor:
        channels = weighted.shape[1]
        # No slice of everything: the exporter would keep it as a second copy of the weights.
        shares = self.head.weight if self.geometry is None else self.head.weight[:, :channels]
        return torch.einsum("lc,bchw->blhw", shares, weighted)

    def _mean(self, maps: Tensor) -> Tensor:
        # Channels last, as the convolutions leave them: the gradient is as quick as that way.
        batch, channels, height, width = maps.shape
        flat = maps.permute(0, 2, 3, 1).reshape(batch, height * width, channels)
        return (flat * self.positions.flatten(1).T).sum(dim=1)

    def _layers(self, maps: Tensor) -> list[Tensor]:
        outputs = [maps.flatten(1)]
        for layer in self.hidden:
            outputs.append(layer(outputs[-1]))
        return outputs[1:]

    @property
    def parameter_count(self) -> int:
        """How many numbers training adjusts."""
        return sum(parameter.numel() for parameter in self.parameters())


class Geometry(nn.Module):
    """Features of the size and place of ink within its picture; all 0 where it fills the picture.

    Args:
        features: How many.
    """

    def __init__(self, features: int) -> None:
        super().__init__()
        self.first = nn.Linear(4, 2 * features)
        self.second = nn.Linear(2 * features, features)

    def forward(self, geometry: Tensor) -> Tensor:
        """float32 (batch, 3) → (batch, features)."""
        sizes = geometry[:, :2]
        framed = (sizes.amax(dim=1, keepdim=True) < FRAMED).float()
        logarithms = torch.log(sizes * (1.0 / _USUAL) + 0.05)
        place = geometry[:, 2:] * 8.0 - 4.0
        scaled = torch.cat((logarithms, place, torch.ones_like(framed)), dim=1) * framed
        features: Tensor = torch.relu(self.second(torch.relu(self.first(scaled)))) * framed
        return features


class Dense(nn.Module):
    """A linear layer, batch normalisation if wanted, ReLU, dropout.

    Args:
        before: Width of the input.
        after: Width of the output.
        normalised: Whether with batch normalisation.
        dropout: Share dropped while training.
    """

    def __init__(
        self, before: int, after: int, *, normalised: bool = False, dropout: float = 0.0
    ) -> None:
        super().__init__()
        self.linear = nn.Linear(before, after)
        self.normalisation = nn.BatchNorm1d(after) if normalised else None
        self.dropout = nn.Dropout(dropout)

    def forward(self, inputs: Tensor) -> Tensor:
        """(batch, before) → (batch, after)."""
        outputs = self.linear(inputs)
        if self.normalisation is not None:
            outputs = self.normalisation(outputs)
        result: Tensor = self.dropout(torch.relu(outputs))
        return result

    def scaled_weight(self) -> Tensor:
        """The weight with what normalisation multiplies it by once trained, (after, before)."""
        if self.normalisation is None:
            return self.linear.weight
        variance = self.normalisation.running_var
        assert variance is not None
        spread = torch.rsqrt(variance + self.normalisation.eps)
        return self.linear.weight * (self.normalisation.weight * spread)[:, None]


class Residual(nn.Module):
    """Adds its input to what `inner` makes of it.

    Args:
        inner: Keeps the shape, unless `shortcut` changes it as well.
        shortcut: What the input passes through.
    """

    def __init__(self, inner: nn.Module, shortcut: nn.Module | None = None) -> None:
        super().__init__()
        self.inner = inner
        self.shortcut = shortcut or nn.Identity()

    def forward(self, maps: Tensor) -> Tensor:
        """(batch, channels, h, w) → the same or smaller."""
        result: Tensor = self.shortcut(maps) + self.inner(maps)
        return result


def block(
    before: int, after: int, *, kernel: int = 3, stride: int = 1, bias: bool = False
) -> nn.Sequential:
    """Convolution, batch normalisation, ReLU; the size divides by the stride alone."""
    return nn.Sequential(
        OrderedDict(
            convolution=nn.Conv2d(before, after, kernel, stride, kernel // 2, bias=bias),
            normalisation=nn.BatchNorm2d(after),
            activation=nn.ReLU(),
        )
    )
