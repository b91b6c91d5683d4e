"""EMNIST: handwritten digits and letters, 28×28, light on dark, from files as they were published.

One archive holds them all, https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip. It is too large
to be fetched for one split, and no sums of its members were published, so that they are given by
path: `emnist-<split>-<part>-images-idx3-ubyte.gz`, the labels beside it, and the mapping of label
numbers to ASCII codes, `emnist-<split>-mapping.txt`, where it is there.
"""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Literal, cast, get_args

import numpy as np

from vistazo.errors import DataError
from vistazo.workshop.data.catalogue import Source
from vistazo.workshop.data.dataset import Dataset
from vistazo.workshop.data.idx import read_idx_pair

Split = Literal["balanced", "byclass", "bymerge", "digits", "letters", "mnist"]
Part = Literal["train", "test"]

EMNIST = Source(
    name="emnist",
    description="814,255 handwritten digits and letters, 28×28, light on dark, in six splits.",
    homepage="https://www.nist.gov/itl/products-and-services/emnist-dataset",
    licence="none stated",
    citation="Cohen, Afshar, Tapson, van Schaik: EMNIST: an extension of MNIST to handwritten "
    "letters, arXiv:1702.05373, 2017.",
)

_DIGITS, _UPPER = string.digits, string.ascii_uppercase
# The small letters that are shaped like their capitals were merged with them: c i j k l m o p s u
# v w x y z.
_MERGED = _DIGITS + _UPPER + "abdefghnqrt"
_PUBLISHED: dict[str, dict[int, str]] = {
    "balanced": dict(enumerate(_MERGED)),
    "byclass": dict(enumerate(_DIGITS + _UPPER + string.ascii_lowercase)),
    "bymerge": dict(enumerate(_MERGED)),
    "digits": dict(enumerate(_DIGITS)),
    "letters": dict(enumerate(_UPPER, 1)),
    "mnist": dict(enumerate(_DIGITS)),
}
_SIZE = (28, 28)
_IMAGES = re.compile(
    rf"emnist-({'|'.join(get_args(Split))})-({'|'.join(get_args(Part))})-images-idx3-ubyte(\.gz)?"
)


def read_emnist(folder: Path | str, split: Split, part: Part = "train") -> Dataset:
    """Read one part of one split, turned upright: the files hold rows and columns exchanged.

    Args:
        folder: Where the files lie, compressed with gzip or not.
        split: "byclass" (62 labels), "bymerge" and "balanced" (47: letters whose two cases look
            alike are merged), "letters" (26: every letter with its capital), "digits" or "mnist"
            (10). A merged letter is labelled with its capital.
        part: "train" or "test".

    Returns:
        uint8 (N, 28, 28), ink 255 on 0; labels are ordered by their numbers.

    Raises:
        DataError: A file is missing, damaged, of another shape, or contradicts another.
    """
    folder = Path(folder)
    if split not in _PUBLISHED:
        raise DataError(f"EMNIST has the splits {', '.join(_PUBLISHED)}; got {split!r}.")
    stem = f"emnist-{split}-{part}"
    images, labels = (
        _find(folder, f"{stem}-{end}-ubyte") for end in ("images-idx3", "labels-idx1")
    )
    pictures, numbers = read_idx_pair(images, labels)
    if pictures.shape[1:] != _SIZE:
        raise DataError(f"{images}: expected pictures of 28×28, got {pictures.shape[1:]}.")
    mapping_file = folder / f"emnist-{split}-mapping.txt"
    mapping = _read_mapping(mapping_file) if mapping_file.is_file() else _PUBLISHED[split]
    outside = sorted(set(numbers.tolist()) - mapping.keys())
    if outside:
        raise DataError(
            f"{labels}: expected label numbers of {split}, {min(mapping)} to {max(mapping)}; "
            f"got {', '.join(map(str, outside[:5]))}."
        )
    return Dataset(
        name=f"emnist/{split}/{part}",
        images=np.ascontiguousarray(pictures.transpose(0, 2, 1)),
        labels=tuple(mapping[number] for number in numbers.tolist()),
        label_order=tuple(mapping[number] for number in sorted(mapping)),
        licence=EMNIST.licence,
        citation=EMNIST.citation,
    )


def named_like_emnist(path: Path) -> tuple[Split, Part] | None:
    """The split and part that a file of pictures says it is, or None if it is named otherwise."""
    match = _IMAGES.fullmatch(path.name)
    return None if match is None else (cast(Split, match[1]), cast(Part, match[2]))


def _find(folder: Path, name: str) -> Path:
    for path in (folder / f"{name}.gz", folder / name):
        if path.is_file():
            return path
    raise DataError(
        f"{folder / name}.gz: there is no such file, and none without .gz; unpack it from the "
        f"published archive, see {EMNIST.homepage}."
    )


def _read_mapping(path: Path) -> dict[int, str]:
    """Label numbers and the characters that they stand for; of several codes, the first."""
    mapping: dict[int, str] = {}
    for line, text in enumerate(path.read_text("latin-1").splitlines(), 1):
        fields = text.split()
        if not fields:
            continue
        known = all(re.fullmatch(r"[0-9]{1,3}", field) for field in fields)
        if not known or len(fields) < 2 or not 32 < int(fields[1]) < 127:
            raise DataError(
                f"{path}, line {line}: expected a label number and the ASCII code of its "
                f"character, such as 10 65; got {text[:40]!r}."
            )
        if int(fields[0]) in mapping or chr(int(fields[1])) in mapping.values():
            raise DataError(f"{path}, line {line}: {text[:40]!r} repeats a number or a code.")
        mapping[int(fields[0])] = chr(int(fields[1]))
    if not mapping:
        raise DataError(f"{path}: expected label numbers and ASCII codes, got an empty file.")
    return mapping
