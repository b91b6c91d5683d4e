"""A shop in a data folder of its own, and the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from vistazo.cli import app
from vistazo.learning import ModelFiles, Shop

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """A function that runs a command."""
    return lambda *arguments: CliRunner().invoke(app, [str(item) for item in arguments])


@pytest.fixture
def shop(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    build_learner: Callable[..., tuple[bytes, bytes]],
) -> Iterator[Shop]:
    """The shop that the commands use; the small model answers to "digits"."""
    monkeypatch.setenv("VISTAZO_DATA_FOLDER", str(tmp_path / "data"))
    with Shop.open() as opened:
        opened.install([ModelFiles(*build_learner())])
        yield opened
