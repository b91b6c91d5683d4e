"""`vistazo train photos` and `vistazo pull photos`, on a small backbone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from vistazo.learning import Shop
from vistazo.runtime import Recognizer

pytest.importorskip("torch", reason="the workshop's libraries are not installed")

from ..workshop.photo_parts import SHAPES, write_backbone, write_shapes

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("parts")
    write_shapes(folder / "own", 40)
    return write_backbone(folder / "tiny"), folder / "own"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISTAZO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("VISTAZO_DATA_FOLDER", str(tmp_path / "data"))


def test_a_file_is_trained(run: Run, parts: tuple[Path, Path], tmp_path: Path) -> None:
    backbone, data = parts
    path = tmp_path / "mine.onnx"
    options = ("--backbone", backbone, "--data", data, "--save-path", path, "--loss", "bce")
    done = run("train", "photos", *options)
    assert done.exit_code == 0, done.output
    assert "mean average precision" in done.stdout
    assert f"written: {path}" in done.stdout.replace("\n", " ")
    card = Recognizer.load(path).card
    assert card.labels == tuple(sorted(SHAPES))
    assert card.training["backbone"] == str(backbone)
    # The classifier of the backbone has a word for one of them.
    assert card.training["head"]["start"] in (0.0, 1.0, 2.0)


def test_what_is_pulled_goes_live(run: Run, parts: tuple[Path, Path]) -> None:
    backbone, data = parts
    done = run("pull", "photos", "--backbone", backbone, "--data", data, "--author", "ana")
    assert done.exit_code == 0, done.output
    assert "live: photos@" in done.stdout
    with Shop.open() as shop:
        assert shop.registry.champion("photos").kind == "shipped"
        (line,) = shop.registry.log("photos")
        assert (line.author, line.action) == ("ana", "promote")
        assert shop.recognizer("photos").card.task == "many"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("pull", "digits"), "NAME must be one of photos"),
        (("pull", "photos", "--backbone", "/nowhere/net"), "/nowhere/net"),
        (("train", "photos", "--patience", "3"), "Training on photos has no --patience"),
        (("train", "photos", "--epochs", "3"), "--epochs is for --network small"),
        (("train", "photos", "--loss", "hinge"), "--loss must be one of"),
        (("train", "digits", "--backbone", "mobilenet_v2"), "no --backbone"),
        (("train", "reader", "--side", "64"), "no --side"),
    ],
)
def test_what_cannot_be_is_said(
    run: Run,
    parts: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.setenv("VISTAZO_MIRROR", str(tmp_path))
    data = ("--data", parts[1]) if arguments[:2] != ("pull", "digits") else ()
    save = ("--save-path", tmp_path / "x.onnx") if arguments[0] == "train" else ()
    if arguments[1] in ("digits", "reader"):
        data = ()
    done = run(*arguments, *data, *save)
    assert done.exit_code == 2
    assert message in done.stderr
