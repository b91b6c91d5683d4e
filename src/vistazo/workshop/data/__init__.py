"""Data sets: public ones by name, and anyone's own folders, tables and archives."""

from vistazo.workshop.data.catalogue import CATALOGUE, Source
from vistazo.workshop.data.dataset import Dataset
from vistazo.workshop.data.emnist import read_emnist
from vistazo.workshop.data.load import load_dataset, load_public
from vistazo.workshop.data.load_photos import load_photos, load_public_photos
from vistazo.workshop.data.photo_set import PhotoSet
from vistazo.workshop.data.strokes import StrokeSet, TextStrokes
from vistazo.workshop.data.unipen_files import read_unipen

__all__ = [
    "CATALOGUE",
    "Dataset",
    "PhotoSet",
    "Source",
    "StrokeSet",
    "TextStrokes",
    "load_dataset",
    "load_photos",
    "load_public",
    "load_public_photos",
    "read_emnist",
    "read_unipen",
]
