from __future__ import annotations

import inspect
import re

import pytest

from vistazo import errors

CLASSES = [
    item
    for _, item in inspect.getmembers(errors, inspect.isclass)
    if issubclass(item, errors.VistazoError)
]


@pytest.mark.parametrize("error", CLASSES)
def test_every_class_has_one_sentence(error: type[errors.VistazoError]) -> None:
    assert error.__doc__
    assert error.__doc__.endswith(".")


def test_the_tree_that_is_drawn_is_the_tree_that_is() -> None:
    drawn: dict[str, str | None] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"    ([│├└─ ]*)(\w+Error)\b", line)
        if found is None:
            continue
        depth = len(found[1]) // 4
        path[depth:] = [found[2]]
        drawn[found[2]] = path[depth - 1] if depth else None
    real = {
        error.__name__: None if error is errors.VistazoError else error.__bases__[0].__name__
        for error in CLASSES
    }
    assert drawn == real


def test_only_ours_derive_from_it() -> None:
    assert {error.__module__ for error in CLASSES} == {"vistazo.errors"}
