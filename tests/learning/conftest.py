"""Shops with a small model that really learns, on each kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from vistazo.learning import ModelFiles, Shop

Teach = Callable[..., list[str]]


@pytest.fixture(scope="session")
def learner(build_learner: Callable[..., tuple[bytes, bytes]]) -> ModelFiles:
    """The small model and its bank."""
    return ModelFiles(*build_learner())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder of `shop`."""
    return tmp_path / "data"


@pytest.fixture
def shop(folder: Path, database_url: str, learner: ModelFiles) -> Iterator[Shop]:
    """A shop in which the small model answers to "digits"."""
    with Shop.open(folder, database_url) as opened:
        opened.install([learner])
        yield opened


@pytest.fixture
def teach(scribbles: Any) -> Teach:
    """A function that corrects pictures of one digit in one style; gives the corrections' ids."""

    def correct(
        shop: Shop, digit: int, seeds: range = range(6), *, style: int = 1, **more: Any
    ) -> list[str]:
        label = more.pop("label", str(digit))
        return [
            shop.correct(
                "digits", [label], picture=scribbles.draw(digit, seed, style=style), **more
            )[0].id
            for seed in seeds
        ]

    return correct


@pytest.fixture
def answers(scribbles: Any) -> Callable[..., list[str]]:
    """A function that asks for fresh pictures of one digit in one style."""

    def ask(shop: Shop, digit: int, *, style: int = 1, profile: str = "") -> list[str]:
        recognizer = shop.recognizer("digits", profile)
        return [
            recognizer.predict(scribbles.draw(digit, seed, style=style)).label
            for seed in range(500, 505)
        ]

    return ask
