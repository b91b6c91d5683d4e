"""Options of the reader's training: what is wrong is said at once, by the option's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from vistazo.errors import OptionError
from vistazo.workshop.training.reader_settings import ReaderSettings, quick_reading


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"epochs": 0}, "--epochs"),
        ({"columns": 100}, "columns"),
        ({"composed": -1}, "composed"),
        ({"learning_rate": 0.0}, "--lr"),
        ({"width": 2}, "width"),
        ({"depth": 9}, "depth"),
        ({"patience": 0}, "--patience"),
        ({"threads": 0}, "--threads"),
        ({"seed": -1}, "--seed"),
        ({"most": -1}, "most"),
        ({"device": "abacus"}, "--device"),
        ({"save_path": Path("reader.bin")}, "--save-path"),
    ],
)
def test_a_wrong_option_is_named(changes: dict, reason: str) -> None:
    with pytest.raises(OptionError, match=reason):
        ReaderSettings(**changes)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(OptionError, match=r"--epochs.*--lr"):
        ReaderSettings(epochs=0, learning_rate=2.0)


def test_what_does_not_decide_the_result_is_not_kept() -> None:
    one = ReaderSettings(save_path=Path("a.onnx"), threads=1, device="cpu")
    assert one.fixed() == ReaderSettings(save_path=Path("b.onnx"), threads=2).fixed()
    assert one.fixed() != ReaderSettings(seed=1).fixed()
    assert ReaderSettings(**quick_reading()).epochs == 1
