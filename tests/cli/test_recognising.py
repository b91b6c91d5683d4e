from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import typer
from PIL import Image
from typer.testing import CliRunner, Result

from vistazo import Recognizer
from vistazo.cli import app
from vistazo.runtime import shipped_models
from vistazo.service.settings import Settings


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(item) for item in arguments])


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    paths = []
    for level in (2, 6):
        pixels = np.full((30, 30), level * 255 // 9, np.uint8)
        pixels[0, 0], pixels[0, 1] = 0, 255
        paths.append(tmp_path / f"{level}.png")
        Image.fromarray(pixels).save(paths[-1])
    return paths


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.png"
    path.write_bytes(b"no picture")
    return path


class TestPredict:
    def test_prints_a_line_a_file(self, pictures: list[Path], tiny_path: Path) -> None:
        done = run("predict", *pictures, "--model", tiny_path)
        assert done.exit_code == 0
        lines = done.stdout.splitlines()
        assert [line.partition(": ")[0] for line in lines] == [str(path) for path in pictures]
        assert [line.partition(": ")[2][0] for line in lines] == ["2", "6"]
        assert all("(sure)" in line for line in lines)

    def test_prints_one_json_array(self, pictures: list[Path], tiny_path: Path) -> None:
        done = run("predict", *pictures, "--model", tiny_path, "--json", "--top", "3")
        rows = json.loads(done.stdout)
        expected = Recognizer.load(tiny_path).predict(pictures[0])
        assert len(rows) == 2
        assert rows[0] == {
            "file": str(pictures[0]),
            "label": expected.label,
            "labels": [expected.label],
            "confidence": expected.confidence,
            "verdict": expected.verdict,
            "novelty": expected.novelty,
            "top": [
                {"label": score.label, "probability": score.probability}
                for score in expected.top(3)
            ],
            "probabilities": expected.probabilities,
            "model": expected.model,
        }

    def test_a_bad_file_costs_only_itself(
        self, pictures: list[Path], bad: Path, tiny_path: Path
    ) -> None:
        files = [pictures[0], bad, bad.with_name("none.png"), pictures[1]]
        done = run("predict", *files, "--model", tiny_path)
        assert done.exit_code == 1
        assert len(done.stdout.splitlines()) == 2
        assert f"{bad}: A picture must be a PNG" in done.stderr
        assert "There is no file at" in done.stderr

    def test_a_bad_file_is_an_entry_of_the_array(
        self, pictures: list[Path], bad: Path, tiny_path: Path
    ) -> None:
        done = run("predict", pictures[0], bad, "--json", "--model", tiny_path)
        assert done.exit_code == 1
        rows = json.loads(done.stdout)
        assert rows[0]["label"] == "2"
        assert rows[1]["file"] == str(bad)
        assert rows[1]["error"]["kind"] == "UnsupportedImageError"

    def test_an_unknown_model_is_told_without_a_traceback(self, pictures: list[Path]) -> None:
        done = run("predict", pictures[0], "--model", "cyrillic")
        assert done.exit_code == 2
        assert done.stderr.startswith("vistazo: There is no model 'cyrillic'")
        assert done.stdout == ""

    @pytest.mark.parametrize("arguments", [(), ("a.png", "--top", "0")])
    def test_usage(self, arguments: tuple[str, ...]) -> None:
        assert run("predict", *arguments).exit_code == 2

    def test_labels_rule_the_others_out(self, pictures: list[Path], tiny_path: Path) -> None:
        done = run("predict", pictures[0], "--model", tiny_path, "--labels", "5 6", "--labels", "7")
        assert done.stdout.partition(": ")[2][0] == "5"

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (("--prior", "letters"), "list of labels; got 'letters'"),
            (("--labels", "x"), "got 'x'. It has: 0 1 2"),
            (("--labels", "1", "--prior", "letters"), "Give either --prior or --labels, not both"),
        ],
    )
    def test_priors_that_do_not_exist(
        self, pictures: list[Path], tiny_path: Path, options: tuple[str, ...], message: str
    ) -> None:
        done = run("predict", pictures[0], "--model", tiny_path, *options)
        assert done.exit_code == 2
        assert message in done.stderr


class TestRead:
    @pytest.fixture
    def page(self, tmp_path: Path) -> Path:
        """Bars that say "Hi" above "x1"."""
        pixels = np.zeros((520, 200), np.uint8)
        for foot, text in ((220, "Hi"), (480, "x1")):
            for place, character in enumerate(text):
                left = 60 + 20 * place
                pixels[foot - 2 * (ord(character) - 31) : foot, left : left + 6] = 255
        path = tmp_path / "page.png"
        Image.fromarray(pixels).save(path)
        return path

    def test_prints_the_text(self, page: Path, reading_path: Path) -> None:
        done = run("read", page, "--model", reading_path)
        assert done.exit_code == 0
        assert done.stdout == "Hi\nx1\n"

    def test_names_the_files_where_there_are_more(self, page: Path, reading_path: Path) -> None:
        done = run("read", page, page, "--model", reading_path)
        assert done.stdout == f"==> {page} <==\nHi\nx1\n" * 2

    def test_prints_one_json_array(self, page: Path, reading_path: Path) -> None:
        done = run("read", page, "--json", "--top", 2, "--model", reading_path)
        (row,) = json.loads(done.stdout)
        expected = Recognizer.load(reading_path).read(page, top=2)
        assert row == {"file": str(page), **json.loads(json.dumps(dataclasses.asdict(expected)))}

    def test_a_bad_file_costs_only_itself(self, page: Path, bad: Path, reading_path: Path) -> None:
        done = run("read", bad, page, bad.with_name("none.png"), "--model", reading_path)
        assert done.exit_code == 1
        assert done.stdout == f"==> {page} <==\nHi\nx1\n"
        assert f"{bad}: A picture must be a PNG" in done.stderr
        assert "There is no file at" in done.stderr
        done = run("read", bad, page, "--json", "--model", reading_path)
        assert done.exit_code == 1
        rows = json.loads(done.stdout)
        assert rows[0]["error"]["kind"] == "UnsupportedImageError"
        assert rows[1]["text"] == "Hi\nx1"

    def test_a_model_that_does_not_read(self, page: Path, tiny_path: Path) -> None:
        done = run("read", page, "--model", tiny_path)
        assert done.exit_code == 2
        assert "does not read lines of text" in done.stderr

    @pytest.mark.parametrize("arguments", [(), ("a.png", "--top", "0")])
    def test_usage(self, arguments: tuple[str, ...]) -> None:
        assert run("read", *arguments).exit_code == 2


class TestModels:
    def test_as_text(self) -> None:
        done = run("models")
        assert done.exit_code == 0
        names = [line.partition("@")[0] for line in done.stdout.splitlines()]
        assert names == list(shipped_models())

    def test_as_json(self) -> None:
        rows = json.loads(run("models", "--json").stdout)
        assert [row["name"] for row in rows] == list(shipped_models())
        for row in rows:
            assert row["id"] == Recognizer.load(row["name"]).id
            assert row["labels"]


def test_every_setting_is_an_option_of_serve() -> None:
    command = typer.main.get_command(app).commands["serve"]  # type: ignore[attr-defined]
    options = {item.name: item.help for item in command.params}
    rows = {row.name: row.metadata["help"] for row in dataclasses.fields(Settings)}
    assert list(options) == list(rows)
    for name, text in rows.items():
        assert options[name].startswith(text)


def test_help_names_every_command() -> None:
    done = run("--help")
    for command in ("serve", "predict", "read", "models"):
        assert command in done.stdout
