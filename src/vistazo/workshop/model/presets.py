"""The networks by name: ours, and those of the systems that they are measured against."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from types import MappingProxyType

from torch import nn

from vistazo.errors import OptionError
from vistazo.workshop.model.networks import Dense, Network, Residual, block


def glance(labels: int) -> Network:
    """Ours for digits: five convolutions, one of them residual, then a weighted mean.

    The stride comes first, so that one picture takes 4.1 million multiplications.
    """
    convolutions = nn.Sequential(
        block(1, 16, kernel=5, stride=2),
        block(16, 32),
        block(32, 64, stride=2),
        Residual(block(64, 64)),
        block(64, 128, kernel=1),
    )
    return Network(convolutions, 128, labels, side=7)


def gaze(labels: int) -> Network:
    """A teacher of digits: 425 thousand parameters and 23 million multiplications."""
    convolutions = nn.Sequential(
        block(1, 32, kernel=5, stride=2),
        block(32, 64),
        block(64, 128, stride=2),
        Residual(block(128, 128)),
        Residual(block(128, 128)),
        block(128, 192, kernel=1),
    )
    return Network(convolutions, 192, labels, side=7)


def glyph(labels: int) -> Network:
    """Ours for characters: six convolutions, two of them residual, and the geometry."""
    convolutions = nn.Sequential(
        block(1, 32, kernel=5, stride=2),
        block(32, 64),
        block(64, 128, stride=2),
        Residual(block(128, 128)),
        Residual(block(128, 128)),
        block(128, 192, kernel=1),
    )
    return Network(convolutions, 192, labels, side=7, geometry=48, dropout=0.1)


def conv3(labels: int) -> Network:
    """System A: Conv32-pool-Conv64-pool-Conv128-pool, valid, Dense128, Dropout 0.5."""
    layers: list[nn.Module] = []
    for before, after in ((1, 32), (32, 64), (64, 128)):
        layers += [nn.Conv2d(before, after, 3), nn.ReLU(), nn.MaxPool2d(2)]
    return Network(nn.Sequential(*layers), 128, labels, hidden=[Dense(128, 128)], dropout=0.5)


def conv6(labels: int) -> Network:
    """System B: (Conv-Conv-Pool)×3 with 8, 16 and 32 filters, same, Dense128."""
    layers: list[nn.Module] = []
    for before, after in ((1, 8), (8, 16), (16, 32)):
        layers += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU()]
        layers += [nn.Conv2d(after, after, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    return Network(nn.Sequential(*layers), 128, labels, hidden=[Dense(288, 128)])


def conv2(labels: int) -> Network:
    """System E: Conv32-Conv64-pool, dropout 0.25, 9216→128, dropout 0.5."""
    layers = [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)]
    hidden = [Dense(9216, 128)]
    return Network(
        nn.Sequential(*layers), 128, labels, hidden=hidden, map_dropout=0.25, dropout=0.5
    )


def conv4(labels: int) -> Network:
    """System D, "CNN v2": Conv32-64-128-256, pool after three, then 2304-512-256-128."""
    layers: list[nn.Module] = []
    for before, after, dropped in ((1, 32, 0.25), (32, 64, 0.25), (64, 128, 0.25), (128, 256, 0.5)):
        layers.append(block(before, after, bias=True))
        layers += [nn.MaxPool2d(2)] if after < 256 else []
        layers.append(nn.Dropout2d(dropped))
    hidden = [
        Dense(before, after, normalised=True, dropout=0.5)
        for before, after in ((2304, 512), (512, 256), (256, 128))
    ]
    return Network(nn.Sequential(*layers), 128, labels, hidden=hidden)


def residual8(labels: int) -> Network:
    """System D, "CNN v3": eight residual blocks, 1.8 million parameters.

    It says no more of it; widths and strides are chosen to meet that number.
    """
    layers: list[nn.Module] = [block(1, 32)]
    before = 32
    for after in (32, 64, 128, 180):
        for stride in (2, 1):
            inner = nn.Sequential(
                OrderedDict(
                    first=block(before, after, stride=stride),
                    convolution=nn.Conv2d(after, after, 3, padding=1, bias=False),
                    normalisation=nn.BatchNorm2d(after),
                )
            )
            shortcut = None
            if stride > 1:
                shortcut = nn.Sequential(
                    nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after)
                )
            layers += [Residual(inner, shortcut), nn.ReLU()]
            before = after
    return Network(nn.Sequential(*layers), 180, labels, side=2)


def dense3(labels: int) -> Network:
    """System D, the MLP baseline of 512 thousand parameters: 784-512-180."""
    return Network(
        nn.Sequential(nn.Identity()), 180, labels, hidden=[Dense(784, 512), Dense(512, 180)]
    )


NETWORKS: MappingProxyType[str, Callable[[int], Network]] = MappingProxyType(
    {
        build.__name__: build
        for build in (gaze, glance, glyph, conv3, conv6, conv2, conv4, residual8, dense3)
    }
)


def build_network(name: str, labels: int) -> Network:
    """A fresh network by name, initialised from torch's global generator.

    Raises:
        OptionError: No network of that name.
    """
    if name not in NETWORKS:
        raise OptionError(f"--network must be one of {', '.join(NETWORKS)}, got {name!r}.")
    return NETWORKS[name](labels)
