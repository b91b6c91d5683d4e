"""Running a model file: `Recognizer`, and the card and bank that travel with it."""

from vistazo.runtime.bank import Bank, LabelArray
from vistazo.runtime.bundle import Card, DataSource, Metric, bank_path, reader_path
from vistazo.runtime.contract import OUTPUTS
from vistazo.runtime.priors import Prior
from vistazo.runtime.recognizer import OPTIONAL, Recognizer
from vistazo.runtime.shelf import shipped_models

__all__ = [
    "OPTIONAL",
    "OUTPUTS",
    "Bank",
    "Card",
    "DataSource",
    "LabelArray",
    "Metric",
    "Prior",
    "Recognizer",
    "bank_path",
    "reader_path",
    "shipped_models",
]
