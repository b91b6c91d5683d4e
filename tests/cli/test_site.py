"""`vistazo site`: which recognisers it takes, and what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from vistazo.learning import Shop

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def static(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is as small as can be."""
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "index.html").write_text('<meta charset="utf-8" />')
    monkeypatch.setattr("vistazo.service.site.build.STATIC", folder)


def listed(out: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((out / "site.json").read_text())["models"]
    return rows


def test_models_are_named_by_path(run: Run, tmp_path: Path, tiny_path: Path) -> None:
    out = tmp_path / "site"
    done = run("site", out, "--model", tiny_path)
    assert done.exit_code == 0, done.stderr
    (row,) = listed(out)
    assert done.stdout.startswith(f"written: {out}, ")
    assert done.stdout.rstrip().endswith(row["id"])


def test_what_was_learned_here_goes_along(
    run: Run, shop: Shop, scribbles: Any, tmp_path: Path
) -> None:
    for seed in range(6):
        shop.correct("digits", ["2"], picture=scribbles.draw(2, seed, style=1))
    assert shop.learn("digits").promoted
    out = tmp_path / "site"
    assert run("site", out, "--model", "digits").exit_code == 0
    (row,) = listed(out)
    assert row["id"] == shop.champion("digits").model
    assert (out / row["files"]["model"]).read_bytes() == shop.file("digits")
    assert row["files"]["bank"] is not None


@pytest.mark.parametrize(
    ("model", "said"), [("nobody", "no model 'nobody'"), ("missing.onnx", "no model file")]
)
def test_an_unknown_model_is_named(run: Run, tmp_path: Path, model: str, said: str) -> None:
    done = run("site", tmp_path / "site", "--model", model)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "site").exists()


def test_a_site_is_replaced_with_force(run: Run, tmp_path: Path, tiny_path: Path) -> None:
    arguments = ("site", tmp_path / "site", "--model", tiny_path)
    assert run(*arguments).exit_code == 0
    refused = run(*arguments)
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert run(*arguments, "--force").exit_code == 0
