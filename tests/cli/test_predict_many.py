"""`vistazo predict` on many pictures: labels, folders, and the files that results go to."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from vistazo import Recognizer
from vistazo.cli import app
from vistazo.cli.bulk import Bulk, find_pictures
from vistazo.cli.results import open_results
from vistazo.service.schemas import BatchFailure, BatchPrediction
from vistazo.workshop.data.load_photos import load_photos

from ..photo_model import photo_file

PHOTOS = {
    "yellow.png": (1, 1, 0),
    "deep/black.jpg": (0, 0, 0.1),
    "deep/er/white.JPEG": (1, 1, 1),
    "deep/yellow.webp": (0.9, 0.9, 0),
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(item) for item in arguments])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with four photos, and with what is none."""
    monkeypatch.chdir(tmp_path)
    for name, colour in PHOTOS.items():
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        kind = {".png": "PNG", ".webp": "WEBP"}.get(path.suffix, "JPEG")
        path.write_bytes(photo_file(*colour, kind))
    (tmp_path / "photos" / "notes.txt").write_text("no picture")
    (tmp_path / "photos" / ".hidden.png").write_bytes(b"")
    return Path("photos")


@pytest.fixture
def broken(folder: Path) -> Path:
    """The same with a broken photo that sorts in the middle."""
    (folder / "deep" / "half.png").write_bytes(photo_file(1, 0, 0)[:60])
    return folder


def test_every_label_is_shown(folder: Path, photo_model: Path) -> None:
    done = run("predict", folder, "--model", photo_model)
    assert done.exit_code == 0, done.output
    shown = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    assert sorted(shown) == sorted(f"photos/{name}" for name in PHOTOS)
    assert shown["photos/yellow.png"] == "red 0.9975  green 0.9975  (sure)"
    assert shown["photos/deep/black.jpg"].startswith("none of its labels  (")


def test_threshold_and_top(folder: Path, photo_model: Path) -> None:
    given = ("predict", folder / "yellow.png", "--model", photo_model)
    assert "blue" in run(*given, "--threshold", "0.001").stdout
    assert run(*given, "--top", "1").stdout.count("0.99") == 1
    for threshold in ("-1", "1.5", "nan"):
        done = run(*given, "--threshold", threshold)
        assert done.exit_code == 2
        assert "threshold must lie in 0..1" in done.stderr
    assert run(*given, "--threshold", "abc").exit_code == 2


def test_one_label_takes_no_threshold(folder: Path, tiny_path: Path) -> None:
    done = run("predict", folder / "yellow.png", "--model", tiny_path, "--threshold", "0.5")
    assert done.exit_code == 2
    assert "takes no threshold" in done.stderr


def test_json_names_the_labels(folder: Path, photo_model: Path) -> None:
    rows = json.loads(run("predict", folder, "--model", photo_model, "--json").stdout)
    assert {row["file"]: row["labels"] for row in rows}["photos/yellow.png"] == ["red", "green"]


@pytest.mark.parametrize("workers", [1, 3])
def test_table(broken: Path, photo_model: Path, workers: int) -> None:
    done = run(
        "predict", broken, "--model", photo_model, "--out", "results.csv", "--workers", workers
    )
    assert done.exit_code == 1
    assert "written: 4 recognised, 1 failed: results.csv" in done.stdout
    with Path("results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["filename", "labels", "red", "green", "blue", "verdict", "error"]
    assert [row["filename"] for row in rows] == sorted(row["filename"] for row in rows)
    found = {row["filename"]: row for row in rows}
    yellow = found["photos/yellow.png"]
    expected = Recognizer.load(photo_model).predict("photos/yellow.png")
    assert yellow["labels"] == "red|green"
    assert float(yellow["red"]) == pytest.approx(expected.probabilities["red"], abs=1e-6)
    assert (yellow["verdict"], yellow["error"]) == (expected.verdict, "")
    assert found["photos/deep/black.jpg"]["labels"] == ""
    half = found["photos/deep/half.png"]
    assert half["error"].startswith("The picture breaks off")
    assert half["red"] == half["verdict"] == ""
    assert not list(Path().glob("*.part"))


def test_a_table_is_read_as_labelled_photos(folder: Path, photo_model: Path) -> None:
    done = run("predict", folder, "--model", photo_model, "--out", "results.csv")
    assert done.exit_code == 0
    photos = load_photos(Path("results.csv"))
    pairs = zip(photos.files, photos.labels, strict=True)
    labels = {file.name: set(given) for file, given in pairs}
    assert labels["yellow.png"] == {"red", "green"}
    assert labels["black.jpg"] == set()


def test_lines(broken: Path, photo_model: Path) -> None:
    done = run("predict", broken, "--model", photo_model, "--out", "out/results.jsonl")
    assert done.exit_code == 1
    lines = [json.loads(line) for line in Path("out/results.jsonl").read_text().splitlines()]
    assert [line["index"] for line in lines] == list(range(5))
    for line in lines:
        (BatchPrediction if "prediction" in line else BatchFailure).model_validate(line)
    (half,) = [line for line in lines if "error" in line]
    assert half["filename"] == "photos/deep/half.png"
    assert half["error"]["type"] == "urn:vistazo:problem:damaged-image"


def test_voc(broken: Path, photo_model: Path) -> None:
    done = run("predict", broken, "--model", photo_model, "--out", "results.voc")
    assert done.exit_code == 1
    listed = Path("results.voc/ImageSets/Main/all.txt").read_text().split()
    assert sorted(listed) == ["black", "white", "yellow", "yellow-2"]
    root = ElementTree.parse("results.voc/Annotations/white.xml").getroot()
    assert root.findtext("filename") == "white.JPEG"
    assert root.findtext("path") == Path("photos/deep/er/white.JPEG").absolute().as_posix()
    assert (root.findtext("size/width"), root.findtext("size/height")) == ("50", "38")
    assert [item.findtext("name") for item in root.iter("object")] == ["red", "green", "blue"]
    black = ElementTree.parse("results.voc/Annotations/black.xml").getroot()
    assert not list(black.iter("object"))
    errors = Path("results.voc/errors.csv").read_text().splitlines()
    assert errors[0] == "filename,error"
    assert errors[1].startswith("photos/deep/half.png,")


@pytest.mark.parametrize("name", ["results.csv", "results.jsonl", "results.voc"])
def test_nothing_is_overwritten_unless_told(folder: Path, photo_model: Path, name: str) -> None:
    given = ("predict", folder, "--model", photo_model, "--out", name)
    assert run(*given).exit_code == 0
    before = {path: path.stat().st_mtime_ns for path in (Path(name), *Path(name).rglob("*"))}
    done = run(*given, "--threshold", "0.001")
    assert done.exit_code == 2
    assert f"{name} is there already; name another, or add --force" in done.stderr
    assert {path: path.stat().st_mtime_ns for path in before} == before
    (folder / "yellow.png").unlink()
    assert run(*given, "--force").exit_code == 0
    text = "".join(p.read_text() for p in (Path(name), *Path(name).rglob("*")) if p.is_file())
    assert "photos/yellow.png" not in text.replace(Path.cwd().as_posix() + "/", "")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("results.txt", "--out must end in .csv, .jsonl or .voc, got 'results.txt'"),
        ("full.voc", "full.voc holds more than results"),
        ("folder.csv", "folder.csv is something else than results"),
    ],
)
def test_what_is_never_replaced(folder: Path, photo_model: Path, name: str, message: str) -> None:
    Path("full.voc").mkdir()
    Path("full.voc/mine.txt").write_text("precious")
    Path("folder.csv").mkdir()
    done = run("predict", folder, "--model", photo_model, "--out", name, "--force")
    assert done.exit_code == 2
    assert message in done.stderr
    assert Path("full.voc/mine.txt").read_text() == "precious"


def test_what_does_not_go_together(folder: Path, photo_model: Path) -> None:
    given = ("predict", folder, "--model", photo_model)
    assert "not both" in run(*given, "--out", "a.csv", "--json").stderr
    Path("none").mkdir()
    done = run("predict", "none", "--model", photo_model)
    assert done.exit_code == 2
    assert "none holds no picture" in done.stderr
    done = run(*given, "--labels", "red", "--out", "a.csv")
    assert done.exit_code == 2
    assert not list(Path().glob("a.csv*"))


@pytest.mark.parametrize("name", ["results.csv", "results.jsonl", "results.voc"])
def test_what_breaks_off_keeps_what_is_there(folder: Path, photo_model: Path, name: str) -> None:
    recognizer = Recognizer.load(photo_model)
    outcomes = list(Bulk(recognizer).run(find_pictures([folder]), 1))

    def break_off() -> None:
        with open_results(Path(name), recognizer.labels, 1, force=False) as results:
            results.add(outcomes[0])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert not Path(name).exists()
    part = Path(f"{name}.part")
    written = [part] if part.is_file() else list(part.glob("Annotations/*.xml"))
    assert "black" in "".join(path.read_text() for path in written)


def test_a_thousand_files_of_which_fifty_are_broken(
    tmp_path: Path, photo_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    good = photo_file(1, 1, 0)
    Path("many").mkdir()
    for index in range(1000):
        Path(f"many/{index:04}.png").write_bytes(good[:50] if index % 20 == 0 else good)
    done = run("predict", "many", "--model", photo_model, "--out", "results.csv")
    assert done.exit_code == 1
    assert "950 recognised, 50 failed" in done.stdout
    with Path("results.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [bool(row["error"]) for row in rows] == [index % 20 == 0 for index in range(1000)]
