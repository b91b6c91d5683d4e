"""The public data sets that Vistazo knows by name: what they are, whose, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from vistazo.errors import DataError


@dataclass(frozen=True)
class Source:
    """A public data set.

    Attributes:
        name: What it is called here, and its folder in a mirror.
        description: What it holds, in a sentence.
        homepage: Where its makers describe it.
        licence: As the source states it.
        citation: Whom to cite.
        address: Where each file lies, ending in a slash; empty if the files are a prepared form
            that no public host serves, so that they come from a mirror only.
    """

    name: str
    description: str
    homepage: str
    licence: str
    citation: str
    address: str = ""

    @property
    def files(self) -> dict[str, str]:
        """Every file name with its sha256, 64 hex digits."""
        prefix = self.name + "/"
        return {
            path.removeprefix(prefix): digest
            for path, digest in _checksums().items()
            if path.startswith(prefix)
        }


@cache
def _checksums() -> dict[str, str]:
    # The format of sha256sum, so that `sha256sum -c` checks a whole mirror.
    text = resources.files(__package__).joinpath("checksums.txt").read_text("ascii")
    lines = (line.split("  ", 1) for line in text.splitlines())
    return {path: digest for digest, path in lines}


_SOURCES = (
    Source(
        name="mnist",
        description="70,000 handwritten digits, 28×28, light on dark; 10,000 are for tests.",
        homepage="http://yann.lecun.com/exdb/mnist/",
        licence="none stated",
        citation="LeCun, Bottou, Bengio, Haffner: Gradient-Based Learning Applied to Document "
        "Recognition, Proceedings of the IEEE 86(11), 1998.",
        address="https://ossci-datasets.s3.amazonaws.com/mnist/",
    ),
    Source(
        name="unipen",
        description="UNIPEN train_r01_v07: 96,314 single characters (all 94 printable ASCII) of "
        "212 writers, and 69,503 words and 11,611 texts of 502 writers, as pen strokes, prepared "
        "as stroke arrays.",
        homepage="https://doi.org/10.5281/zenodo.1195803",
        licence="CC BY 4.0",
        citation="Guyon, Schomaker, Plamondon, Liberman, Janet: UNIPEN project of on-line data "
        "exchange and recognizer benchmarks, ICPR 1994.",
    ),
    Source(
        name="bhmsds",
        description="27,000 photographed handwritten symbols, 28×28, dark on light: digits, "
        "w x y z, + - / and a dot, prepared as one array.",
        homepage="https://github.com/wblachowski/bhmsds",
        licence="MIT",
        citation="Błachowski: Basic Handwritten Math Symbols Dataset, "
        "https://github.com/wblachowski/bhmsds",
    ),
    Source(
        name="cifar10",
        description="CIFAR-10: 32×32 colour photos of ten kinds of things, 50,000 for training "
        "and the first 1,000 of the test part, prepared as lossless WebP grids.",
        homepage="https://www.cs.toronto.edu/~kriz/cifar.html",
        licence="none stated",
        citation="Krizhevsky: Learning Multiple Layers of Features from Tiny Images, 2009.",
    ),
    Source(
        name="photos_voc20",
        description="256 photos of COCO 2017, half of them for tests, annotated with the 20 labels "
        "of Pascal VOC.",
        homepage="https://cocodataset.org/",
        licence="photos: each its own, as Flickr states it, not for redistribution",
        citation="Lin, Maire, Belongie, Bourdev, Girshick, Hays, Perona, Ramanan, Zitnick, Dollár: "
        "Microsoft COCO: Common Objects in Context, ECCV 2014.",
    ),
    Source(
        name="voc2007",
        description="Pascal VOC 2007: 5,011 photos for training and 4,952 for tests, with any "
        "number of 20 labels.",
        homepage="http://host.robots.ox.ac.uk/pascal/VOC/voc2007/",
        licence="photos: the terms of use of Flickr",
        citation="Everingham, Van Gool, Williams, Winn, Zisserman: The Pascal Visual Object "
        "Classes (VOC) Challenge, IJCV 88(2), 2010.",
        address="http://host.robots.ox.ac.uk/pascal/VOC/voc2007/",
    ),
    Source(
        name="voc2012",
        description="Pascal VOC 2012: 5,717 photos for training and 5,823 for validation, with any "
        "number of 20 labels.",
        homepage="http://host.robots.ox.ac.uk/pascal/VOC/voc2012/",
        licence="photos: the terms of use of Flickr",
        citation="Everingham, Eslami, Van Gool, Williams, Winn, Zisserman: The Pascal Visual "
        "Object Classes Challenge: A Retrospective, IJCV 111(1), 2015.",
        address="http://host.robots.ox.ac.uk/pascal/VOC/voc2012/",
    ),
)

MOBILENET = Source(
    name="backbones/mobilenet_v2_1.0_224",
    description="MobileNetV2 1.0 for 224×224 pixels, trained on ImageNet-1k, in float16, restored "
    "from an 8-bit file.",
    homepage="https://github.com/google-coral/test_data",
    licence="Apache-2.0",
    citation="Sandler, Howard, Zhu, Zhmoginov, Chen: MobileNetV2: Inverted Residuals and Linear "
    "Bottlenecks, CVPR 2018.",
)
"""A network, not a data set: the backbone that a mirror may hold."""

CATALOGUE = MappingProxyType({source.name: source for source in _SOURCES})


def find_source(name: str) -> Source:
    """The public data set called `name`.

    Raises:
        DataError: If there is none; the message lists those that there are.
    """
    if name not in CATALOGUE:
        raise DataError(f"No data set is called {name!r}; there are: {', '.join(CATALOGUE)}.")
    return CATALOGUE[name]
