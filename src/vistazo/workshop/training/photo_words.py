"""What labels are called in ImageNet, on which most backbones were trained.

A backbone that was taught to tell 118 breeds of dogs apart knows what a dog is. The rows of its
last layer for a label's own words are where the label's row starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

import numpy as np

from vistazo.types import Float32Array

Words = tuple[str | tuple[str, str], ...]
"""Names of classes; a pair stands for all classes from the first to the second, which ImageNet's
order keeps together."""

VOC_WORDS: MappingProxyType[str, Words] = MappingProxyType(
    {
        "aeroplane": ("airliner", "warplane", "wing"),
        "bicycle": ("bicycle-built-for-two", "mountain bike"),
        "bird": (
            ("cock", "great grey owl"),
            ("black grouse", "black swan"),
            ("white stork", "albatross"),
        ),
        "boat": (
            "canoe",
            "catamaran",
            "container ship",
            "fireboat",
            "gondola",
            "lifeboat",
            "liner",
            "paddle",
            "schooner",
            "speedboat",
            "trimaran",
            "yawl",
            "boathouse",
        ),
        "bottle": (
            "beer bottle",
            "pill bottle",
            "pop bottle",
            "red wine",
            "water bottle",
            "water jug",
            "whiskey jug",
            "wine bottle",
        ),
        "bus": ("minibus", "school bus", "trolleybus"),
        "car": (
            "ambulance",
            "beach wagon",
            "cab",
            "car wheel",
            "convertible",
            "grille",
            "jeep",
            "limousine",
            "minivan",
            "Model T",
            "pickup",
            "police van",
            "racer",
            "sports car",
        ),
        "cat": (("tabby", "Egyptian cat"),),
        "chair": ("barber chair", "dining table", "folding chair", "rocking chair", "throne"),
        "cow": ("bison", "ox", "oxcart", "water buffalo"),
        "diningtable": ("dining table", "menu", "plate", "restaurant"),
        "dog": (("Chihuahua", "Mexican hairless"), "dingo"),
        "horse": ("horse cart", "sorrel"),
        "motorbike": ("crash helmet", "moped", "motor scooter"),
        "person": ("ballplayer", "groom", "jean", "jersey", "scuba diver", "suit", "sweatshirt"),
        "pottedplant": ("greenhouse", "pot"),
        "sheep": ("bighorn", "ram"),
        "sofa": ("studio couch",),
        "train": (
            "bullet train",
            "electric locomotive",
            "freight car",
            "passenger car",
            "steam locomotive",
            "streetcar",
        ),
        "tvmonitor": (
            "desktop computer",
            "entertainment center",
            "home theater",
            "monitor",
            "screen",
            "television",
        ),
    }
)
"""Pascal VOC's labels, and what shows them or stands beside them."""


def find_rows(label: str, classes: Sequence[str]) -> list[int]:
    """The classes that a label may be; empty where none is.

    A label of VOC_WORDS is looked up there. Of any other, each word that a class is known by is
    compared with it whole, and the last part of a name of several words, as "convertible" is of
    "sports car, convertible" and "car" is of "sports car".

    Args:
        label: A name such as "dog" or "dining table".
        classes: Names of the classes; several words for one of them are apart by commas.
    """
    names = [[_plain(word) for word in name.split(",")] for name in classes]
    if label in VOC_WORDS:
        return _known(VOC_WORDS[label], [words[0] for words in names])
    wanted = _plain(label)
    own = [row for row, words in enumerate(names) if wanted in words or _joined(wanted, words)]
    last = [row for row, words in enumerate(names) if any(_ends(word, wanted) for word in words)]
    return own or last


def starting_rows(
    labels: Sequence[str], classes: Sequence[str], weight: Float32Array
) -> Float32Array:
    """Where the rows of a new head start: the mean of its label's classes, less that of all.

    Args:
        labels: Names.
        classes: Names of the classes.
        weight: float32 (classes, width), rows of a classifier on the same features.

    Returns:
        float32 (labels, width); zeros for a label that no class stands for.
    """
    start = np.zeros((len(labels), weight.shape[1]), np.float32)
    middle = weight.mean(axis=0)
    for place, label in enumerate(labels):
        rows = find_rows(label, classes)
        if rows:
            start[place] = weight[rows].mean(axis=0) - middle
    return start


def _known(words: Words, firsts: list[str]) -> list[int]:
    found: set[int] = set()
    for word in words:
        ends = (word, word) if isinstance(word, str) else word
        first, last = (_place(end, firsts) for end in ends)
        if first is not None and last is not None:
            found.update(range(first, last + 1))
    return sorted(found)


def _place(word: str, firsts: list[str]) -> int | None:
    plain = _plain(word)
    return firsts.index(plain) if plain in firsts else None


def _plain(word: str) -> str:
    return " ".join(word.lower().replace("_", " ").replace("-", " ").split())


def _joined(wanted: str, words: list[str]) -> bool:
    return wanted.replace(" ", "") in [word.replace(" ", "") for word in words]


def _ends(word: str, wanted: str) -> bool:
    return word.endswith(" " + wanted)
