"""One entry for each: data sets of one's own, and public ones by name."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

import numpy as np

from vistazo.errors import DataError
from vistazo.workshop.data.bhmsds import load_bhmsds
from vistazo.workshop.data.catalogue import find_source
from vistazo.workshop.data.cifar import load_cifar
from vistazo.workshop.data.dataset import Dataset
from vistazo.workshop.data.emnist import named_like_emnist, read_emnist
from vistazo.workshop.data.folder import read_folder
from vistazo.workshop.data.frames import PLAIN, draw_frames, find_places
from vistazo.workshop.data.mnist import load_mnist
from vistazo.workshop.data.npz import read_npz
from vistazo.workshop.data.pictures import Colours
from vistazo.workshop.data.strokes import StrokeSet
from vistazo.workshop.data.table import read_table
from vistazo.workshop.data.unipen import load_unipen
from vistazo.workshop.data.unipen_files import holds_unipen, read_unipen

_TABLE_SUFFIXES = (".csv", ".tsv", ".txt")


def load_dataset(path: Path | str, *, colours: Colours = "grey") -> Dataset:
    """Read a data set of one's own, picking the reader by what is there.

    A folder holds one folder per label, or UNIPEN files (*.dat). A file is an NPZ archive or a
    UNIPEN file (both told by their content), a CSV table (.csv, .tsv, .txt), or pictures of EMNIST
    under their published name. Of UNIPEN files the single characters are drawn.

    Args:
        path: The folder or file.
        colours: How pictures of folders and tables are decoded, "grey" or "rgb"; an archive is
            taken as it is, and EMNIST and drawn strokes are grey.

    Raises:
        DataError: Nothing there, no reader for it, or the reader's own error.
    """
    path = Path(path)
    if not path.exists():
        raise DataError(f"{path}: there is no such file or folder.")
    if holds_unipen(path):
        return _draw(read_unipen(path))
    if path.is_dir():
        return read_folder(path, colours=colours)
    published = named_like_emnist(path)
    if published:
        return read_emnist(path.parent, *published)
    if zipfile.is_zipfile(path) or path.suffix.lower() == ".npz":
        return read_npz(path)
    if path.suffix.lower() in _TABLE_SUFFIXES:
        return read_table(path, colours=colours)
    raise DataError(
        f"{path}: expected a folder with a folder per label, an NPZ archive with images and "
        "labels, a CSV table with columns path and label, UNIPEN files, or EMNIST's pictures."
    )


def load_public(name: str, part: Literal["train", "test"] = "test") -> Dataset:
    """Read a public data set as pictures, by its name in the catalogue.

    Pen strokes are drawn in their frames, with one pen. A set without parts comes whole as "train"
    and has no "test".

    Raises:
        DataError: No such name or part, or its files cannot be had.
    """
    find_source(name)
    if name == "mnist":
        return load_mnist(part)
    if name == "cifar10":
        return load_cifar(part)
    if name == "unipen":
        return _draw(load_unipen(part))
    if part == "test":
        raise DataError(f"{name} has no test part; ask for the train part.")
    return load_bhmsds()


def _draw(strokes: StrokeSet) -> Dataset:
    files = strokes.writers if strokes.files is None else strokes.files
    place = find_places(strokes, files)
    return Dataset(
        name=strokes.name,
        images=draw_frames(strokes, place, PLAIN, np.random.default_rng(0)),
        labels=strokes.labels,
        label_order=strokes.label_order,
        licence=strokes.licence,
        citation=strokes.citation,
    )
