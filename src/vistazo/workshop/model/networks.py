"""The networks by name: ours, and the three digit networks that it is measured against.

A network takes what preprocessing gives, float32 (batch, 1, 28, 28), and ends in one linear layer.
Everything before that layer is features, so that the layer can be refitted by itself later.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import torch
from torch import Tensor, nn

from vistazo.errors import OptionError


class Network(nn.Module):
    """Convolutions, an embedding, a linear head.

    Args:
        convolutions: (batch, 1, 28, 28) → maps (batch, channels, h, w).
        hidden: Layer from the flattened maps to the embedding; None takes a weighted mean over
            the positions of each map. It starts as global average pooling (Lin et al. 2014) and
            learns which positions count, as pictures come centred and scaled (the global depthwise
            convolution of Chen et al. 2018).
        width: Length of the embedding.
        labels: Number of labels.
        side: Height and width of the maps, if there is no hidden layer.
        map_dropout: Share of the maps' values dropped while training.
        dropout: Share of the embedding dropped while training.
    """

    def __init__(
        self,
        convolutions: nn.Sequential,
        hidden: nn.Linear | None,
        width: int,
        labels: int,
        *,
        side: int = 0,
        map_dropout: float = 0.0,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.convolutions = convolutions
        self.hidden = hidden
        self.map_dropout = nn.Dropout(map_dropout)
        self.dropout = nn.Dropout(dropout)
        if hidden is None:
            self.positions = nn.Parameter(torch.full((width, side, side), 1.0 / side**2))
        self.head = nn.Linear(width, labels)

    def maps(self, seen: Tensor) -> Tensor:
        """Last feature maps, float32 (batch, channels, h, w)."""
        maps: Tensor = self.map_dropout(self.convolutions(seen))
        return maps

    def embed(self, maps: Tensor) -> Tensor:
        """Input of the head, float32 (batch, width)."""
        if self.hidden is None:
            return (maps * self.positions).sum(dim=(2, 3))
        return torch.relu(self.hidden(maps.flatten(1)))

    def forward(self, seen: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (batch, labels) and embedding (batch, width)."""
        embedding = self.embed(self.maps(seen))
        return self.head(self.dropout(embedding)), embedding

    def attention(self, maps: Tensor, embedding: Tensor) -> Tensor:
        """Each position's share in each logit: class activation maps (Zhou et al. 2016).

        With a hidden layer the shares pass through the units that fired; either way they add up
        to the logit, less the biases.

        Returns:
            float32 (batch, labels, h, w).
        """
        if self.hidden is None:
            return torch.einsum("lc,bchw->blhw", self.head.weight, maps * self.positions)
        channels, height, width = maps.shape[1:]
        weight = self.hidden.weight.reshape(-1, channels, height, width)
        shares = torch.einsum("kchw,bchw->bkhw", weight, maps)
        fired = (embedding > 0).float()[:, :, None, None]
        return torch.einsum("lk,bkhw->blhw", self.head.weight, shares * fired)

    @property
    def parameter_count(self) -> int:
        """How many numbers training adjusts."""
        return sum(parameter.numel() for parameter in self.parameters())


def glance(labels: int) -> Network:
    """Ours: five convolutions with batch normalisation, one of them residual, then a weighted mean.

    The stride comes first, so that one picture takes 4.1 million multiplications.
    """
    convolutions = nn.Sequential(
        _block(1, 16, kernel=5, stride=2),
        _block(16, 32),
        _block(32, 64, stride=2),
        _Residual(_block(64, 64)),
        _block(64, 128, kernel=1),
    )
    return Network(convolutions, None, 128, labels, side=7)


def conv3(labels: int) -> Network:
    """System A: Conv32-pool-Conv64-pool-Conv128-pool, valid, Dense128, Dropout 0.5."""
    layers: list[nn.Module] = []
    for before, after in ((1, 32), (32, 64), (64, 128)):
        layers += [nn.Conv2d(before, after, 3), nn.ReLU(), nn.MaxPool2d(2)]
    return Network(nn.Sequential(*layers), nn.Linear(128, 128), 128, labels, dropout=0.5)


def conv6(labels: int) -> Network:
    """System B: (Conv-Conv-Pool)×3 with 8, 16 and 32 filters, same, Dense128."""
    layers: list[nn.Module] = []
    for before, after in ((1, 8), (8, 16), (16, 32)):
        layers += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU()]
        layers += [nn.Conv2d(after, after, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    return Network(nn.Sequential(*layers), nn.Linear(288, 128), 128, labels)


def conv2(labels: int) -> Network:
    """System E: Conv32-Conv64-pool, dropout 0.25, 9216→128, dropout 0.5."""
    layers = [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)]
    return Network(
        nn.Sequential(*layers), nn.Linear(9216, 128), 128, labels, map_dropout=0.25, dropout=0.5
    )


NETWORKS: dict[str, Callable[[int], Network]] = {
    "glance": glance,
    "conv3": conv3,
    "conv6": conv6,
    "conv2": conv2,
}


def build_network(name: str, labels: int) -> Network:
    """A fresh network by name, initialised from torch's global generator.

    Raises:
        OptionError: No network of that name.
    """
    if name not in NETWORKS:
        raise OptionError(f"--network must be one of {', '.join(NETWORKS)}, got {name!r}.")
    return NETWORKS[name](labels)


class _Residual(nn.Module):
    """Adds its input to what `inner` makes of it."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, maps: Tensor) -> Tensor:
        result: Tensor = maps + self.inner(maps)
        return result


def _block(before: int, after: int, *, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """Convolution, batch normalisation, ReLU; the size divides by the stride alone."""
    return nn.Sequential(
        OrderedDict(
            convolution=nn.Conv2d(before, after, kernel, stride, kernel // 2, bias=False),
            normalisation=nn.BatchNorm2d(after),
            activation=nn.ReLU(),
        )
    )


__all__ = ["NETWORKS", "Network", "build_network", "conv2", "conv3", "conv6", "glance"]
