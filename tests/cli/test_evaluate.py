"""`vistazo evaluate` on recognisers that give several labels."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from vistazo import Recognizer
from vistazo.workshop.data.load_photos import load_photos

from ..photo_model import photo_file

pytest.importorskip("onnx", reason="the workshop's libraries are not installed")

LIGHT = {"none": (0, 0, 0), "yellow": (0.9, 0.8, 0.1), "dim": (0.45, 0.1, 0.9), "red": (1, 0, 0)}
ROWS = (
    "file,part,labels",
    "none.png,train,",
    "yellow.jpg,train,red;green",
    "dim.png,test,red;blue",
    "red.png,test,red",
)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Four photos of coloured light and a table; the red of one is too dim to be found."""
    for name, colour in LIGHT.items():
        kind, suffix = ("JPEG", ".jpg") if name == "yellow" else ("PNG", ".png")
        (tmp_path / f"{name}{suffix}").write_bytes(photo_file(*colour, kind, width=40 + len(name)))
    path = tmp_path / "labels.csv"
    path.write_text("\n".join(ROWS))
    return path


def report_of(done: Result) -> dict[str, Any]:
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_judges_the_file_on_ones_own_photos(
    run: Callable[..., Result], photos: Path, photo_model: Path
) -> None:
    done = run("evaluate", photo_model, "--images", photos, "--json")
    report = report_of(done)
    assert (report["samples"], report["shown_labels"]) == (4, 3)
    assert report["mean_average_precision"] == 1.0
    # Five labels are shown, four of them found, nothing else given.
    assert report["micro_f1"] == pytest.approx(2 * 4 / (5 + 4))
    assert report["exact"] == 0.75
    assert report["fingerprint"] == load_photos(photos, labels=("red", "green", "blue")).fingerprint
    recognizer = Recognizer.load(photo_model)
    right = [
        set(recognizer.predict(photos.parent / row.split(",")[0]).labels)
        == {label for label in row.split(",")[2].split(";") if label}
        for row in ROWS[1:]
    ]
    assert report["exact"] == sum(right) / 4


def test_prints_a_table(run: Callable[..., Result], photos: Path, photo_model: Path) -> None:
    done = run("evaluate", photo_model, "--images", photos)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == f"{photos}: 4 samples, 3 labels shown"
    assert [line.split()[0] for line in lines[-3:]] == ["red", "green", "blue"]


def test_a_part(run: Callable[..., Result], photos: Path, photo_model: Path) -> None:
    done = run("evaluate", photo_model, "--images", photos, "--part", "test", "--json")
    report = report_of(done)
    assert (report["samples"], report["data"]) == (2, f"{photos}/test")
    assert report["exact"] == 0.5


def test_labels_that_the_data_says_nothing_of_are_not_judged(
    run: Callable[..., Result], photos: Path, photo_model: Path
) -> None:
    photos.write_text("file,red\nyellow.jpg,1\nnone.png,0\n")
    report = report_of(run("evaluate", photo_model, "--images", photos, "--json"))
    assert [label["judged"] for label in report["labels"]] == [2, 0, 0]
    assert report["exact"] == 1.0


def test_pictures_are_decoded_as_for_any_other_answer(
    run: Callable[..., Result], photos: Path, photo_model: Path
) -> None:
    (photos.parent / "big.jpg").write_bytes(photo_file(0.1, 0.9, 0.9, "JPEG", width=3000))
    photos.write_text("file,labels\nbig.jpg,green|blue\n")
    report = report_of(run("evaluate", photo_model, "--images", photos, "--json"))
    assert report["exact"] == 1.0


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        ("file,labels\nred.png,red;pink\n", (), r"labels.csv, line 2: expected labels among red"),
        ("file,labels\nred.png,\n", (), "expected samples that show at least one of red"),
        ("file,labels\nlabels.csv,red\n", (), "labels.csv cannot be read"),
        (None, ("--part", "val"), "expected at least one row of the part 'val'"),
        (None, ("--labels", "red"), "gives several labels; it takes no prior"),
        (None, ("--data", "voc2007"), "Give either --data or --images, not both"),
    ],
)
def test_what_cannot_be_judged(
    run: Callable[..., Result],
    photos: Path,
    photo_model: Path,
    table: str | None,
    options: tuple[str, ...],
    message: str,
) -> None:
    if table is not None:
        photos.write_text(table)
    done = run("evaluate", photo_model, "--images", photos, *options)
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("mnist", "mnist holds no photos with several labels"),
        ("photos_voc20", "has labels that are not expected: aeroplane"),
    ],
)
@pytest.mark.usefixtures("mirror")
def test_public_sets_that_do_not_fit(
    run: Callable[..., Result], photo_model: Path, data: str, message: str
) -> None:
    done = run("evaluate", photo_model, "--data", data)
    assert done.exit_code == 2
    assert message in done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--voc-names",), "for recognisers that give several labels"),
        (("--images", ".", "--part", "test"), "have no parts"),
        (("--part", "val"), "--part must be train or test, got 'val'"),
    ],
)
def test_options_that_a_recogniser_of_one_label_lacks(
    run: Callable[..., Result], tiny_path: Path, options: tuple[str, ...], message: str
) -> None:
    done = run("evaluate", tiny_path, *options)
    assert done.exit_code == 2
    assert message in done.stderr
