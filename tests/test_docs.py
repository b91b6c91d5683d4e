"""The documentation cannot lie: what it names exists, what exists is named, what it shows runs."""

from __future__ import annotations

import csv
import io
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext, redirect_stdout
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from PIL import Image, ImageDraw, ImageFont
from typer.testing import CliRunner

import vistazo
from vistazo.cli import app
from vistazo.service.api import build_api
from vistazo.service.problems import _BY_STATUS, TABLE
from vistazo.service.settings import PREFIX, Settings
from vistazo.workshop.data.catalogue import CATALOGUE
from vistazo.workshop.data.fetch import CACHE_VARIABLE, MIRROR_VARIABLE

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
GUIDES = [ROOT / "docs" / f"guide.{language}.md" for language in ("en", "es")]
PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
SHIPPED = Path(vistazo.__file__).parent / "models" / "digits.onnx"
ADDRESS = "http://127.0.0.1:8000"

SHOP_COMMANDS = ("models", "corrections", "retrain", "jobs", "profiles", "data")

COMMANDS: dict[str, Any] = {
    name: command
    for name, command in typer.main.get_command(app).commands.items()  # type: ignore[attr-defined]
    if not command.hidden
}


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(path), re.MULTILINE | re.DOTALL)


def console_lines(path: Path) -> list[str]:
    lines = [line for block in blocks(path, "console") for line in block.splitlines()]
    assert all(line.startswith("$ ") for line in lines)
    return [line.removeprefix("$ ") for line in lines]


def shown_commands(first: str) -> list[str]:
    """Every console line of any page that begins with this word, each once, in their order."""
    lines = [line for path in PAGES for line in console_lines(path)]
    return list(dict.fromkeys(line for line in lines if Path(line.split()[0]).name == first))


def all_commands(name: str) -> list[Any]:
    """A command and, where it is a group, those in it."""
    command = COMMANDS[name]
    return [command, *getattr(command, "commands", {}).values()]


def options_of(words: list[str]) -> set[str]:
    """The options of the command that these words begin with."""
    command = COMMANDS[words[0]]
    if len(words) > 1:
        command = getattr(command, "commands", {}).get(words[1], command)
    return {
        option
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }


def section(path: Path, heading: str) -> str:
    """What stands below a heading, up to the next one of its level."""
    level = re.escape(heading.split()[0])
    found = re.search(
        rf"^{re.escape(heading)}\n(.*?)(?=^{level} |\Z)", text_of(path), re.MULTILINE | re.DOTALL
    )
    assert found, f"{path.name} has no heading {heading!r}"
    return found[1]


def headings(path: Path) -> list[str]:
    prose = re.sub(r"^```.*?^```$", "", text_of(path), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"^#+ .*$", prose, re.MULTILINE)


@pytest.fixture(params=GUIDES, ids=lambda path: path.name)
def guide(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The OpenAPI document of the service."""
    return build_api(tmp_path_factory.mktemp("static"), nullcontext).openapi()


@pytest.fixture(scope="module")
def shipped() -> None:
    if SHIPPED.is_file():
        return
    if os.environ.get("VISTAZO_TEST_ALL") == "1":
        pytest.fail("VISTAZO_TEST_ALL is set, but the shipped digits.onnx is missing")
    pytest.skip("the shipped digits.onnx is missing")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the examples name."""
    folder = tmp_path_factory.mktemp("examples")
    seven = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(seven).line([(60, 50), (140, 50), (95, 155)], 0, 16, joint="curve")
    for name in ("seven.png", "seven.jpg", "seven.webp", "my-digits/7/a.png"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        seven.save(path)
    note = Image.new("L", (600, 160), 255)
    ImageDraw.Draw(note).text((30, 40), "see you at 7", 0, ImageFont.load_default(64))
    for name in ("note.png", "page.png"):
        note.save(folder / name)
    small = np.asarray(seven.resize((28, 28)))
    (folder / "seven.grey").write_bytes(small.tobytes())
    with (folder / "my-digits.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("path", "label"), ("seven.png", "7")])
    np.savez(folder / "my-digits.npz", images=small[None], labels=np.array(["7"]))
    return folder


class TestGuides:
    def test_both_have_the_same_structure(self) -> None:
        english, spanish = ([line.split()[0] for line in headings(path)] for path in GUIDES)
        assert english == spanish

    def test_both_show_the_same_examples(self) -> None:
        english, spanish = (re.findall(r"^```.*?^```$", text_of(p), re.M | re.S) for p in GUIDES)
        assert english == spanish

    def test_both_name_the_same_things_in_their_tables(self) -> None:
        english, spanish = (
            re.findall(r"^\| (`[^|]*?`) \|", text_of(path), re.MULTILINE) for path in GUIDES
        )
        assert english == spanish

    def test_every_command_is_named(self, guide: Path) -> None:
        for name in COMMANDS:
            assert f"### {name}\n" in text_of(guide)
            assert f"$ vistazo {name} " in text_of(guide)

    def test_every_option_is_named(self, guide: Path) -> None:
        for name in COMMANDS:
            for parameter in (item for part in all_commands(name) for item in part.params):
                options = [option for option in parameter.opts if option.startswith("--")]
                assert all(f"`{option}`" in text_of(guide) for option in options), (name, options)

    def test_every_command_of_a_group_is_named(self, guide: Path) -> None:
        for name, command in COMMANDS.items():
            for part in getattr(command, "commands", {}):
                assert re.search(rf"(`|\$ vistazo ){name} {part}\b", text_of(guide)), (name, part)

    def test_every_setting_stands_with_its_default(self, guide: Path) -> None:
        empty = {"en": "empty", "es": "vacío"}[guide.suffixes[0][1:]]
        for row in fields(Settings):
            option = row.name.replace("_", "-")
            default = f"`{row.default}`" if row.default != "" else empty
            if isinstance(row.default, bool):
                default = default.lower()
            start = f"| `--{option}` | `{PREFIX}{row.name.upper()}` | {default} |"
            assert start in text_of(guide)

    def test_every_variable_is_one_that_is_read(self) -> None:
        known = {PREFIX + row.name.upper() for row in fields(Settings)}
        known |= {MIRROR_VARIABLE, CACHE_VARIABLE, "VISTAZO_TEST_ALL"}
        named = {name for path in PAGES for name in re.findall(r"VISTAZO_[A-Z_]+", text_of(path))}
        assert named <= known
        assert {MIRROR_VARIABLE, CACHE_VARIABLE} <= named

    def test_every_route_is_named(self, guide: Path, document: dict[str, Any]) -> None:
        for path, operations in document["paths"].items():
            for method in operations:
                assert f"`{method.upper()} {path}`" in text_of(guide)

    def test_every_named_route_is_there(self, document: dict[str, Any]) -> None:
        paths = document["paths"]
        for page in PAGES:
            for method, path in re.findall(r"`(GET|POST|PUT|DELETE) (/[^ `]*)`", text_of(page)):
                assert path == "/" or method.lower() in paths[path], (page.name, path)

    def test_every_field_of_an_answer_is_explained(
        self, guide: Path, document: dict[str, Any]
    ) -> None:
        for field in document["components"]["schemas"]["PredictionAnswer"]["properties"]:
            assert f"| `{field}` |" in text_of(guide)

    def test_every_problem_is_explained(self, guide: Path) -> None:
        for kind in {*TABLE.values(), *_BY_STATUS.values()}:
            assert f"| `{kind.slug}` | {kind.status} |" in text_of(guide)

    @pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
    def test_every_link_leads_somewhere(self, path: Path) -> None:
        for target, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", text_of(path)):
            page = (path.parent / target) if target else path
            # The log is written as experiments are made.
            assert page.exists() or page.name == "log.md", target
            if anchor:
                anchors = {
                    re.sub(r"[^\w -]", "", line.lstrip("# ")).lower().replace(" ", "-")
                    for line in headings(page)
                }
                assert anchor in anchors


class TestReadme:
    def test_the_tree_is_the_one_that_is_there(self) -> None:
        tree = section(README, "## Where things are").split("```")[1]
        package = "src/vistazo"
        shown = set()
        for line in tree.strip().splitlines():
            name = line.split()[0].rstrip("/")
            shown.add(f"{package}/{name}" if line.startswith(" ") else name)
        assert {name for name in shown if not (ROOT / name).exists()} <= {f"{package}/models"}
        here = {
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / package).iterdir()
            if path.suffix in ("", ".py") and path.name[0].isalpha()
        }
        assert here <= shown
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        folders = {name.split("/")[0] for name in listed.stdout.splitlines() if "/" in name}
        assert {name for name in folders if name[0] != "."} - {"src"} <= shown

    def test_every_system_has_its_row(self) -> None:
        rows = re.findall(r"^\| ([A-E]), ", text_of(README), re.MULTILINE)
        assert rows == list("ABCDE")

    def test_uses_are_short(self) -> None:
        for way in ("HTTP", "Python", "the command line"):
            block = section(README, f"## Use it from {way}").split("```")[1]
            assert len(block.strip().splitlines()) <= 11


def test_every_public_data_set_is_credited() -> None:
    page = " ".join(text_of(ROOT / "docs" / "third-party.md").split())
    for source in CATALOGUE.values():
        assert f"| `{source.name}` |" in page
        assert f"| {source.licence} | <{source.homepage}> |" in page
        assert f"- `{source.name}`: {source.citation}" in page


def test_every_decision_has_a_date() -> None:
    titles = headings(ROOT / "docs" / "decisions.md")[1:]
    dates = [re.match(r"## (\d{4}-\d\d-\d\d): .+", title) for title in titles]
    assert all(dates)
    assert [found[1] for found in dates if found] == sorted(found[1] for found in dates if found)


class TestCommands:
    def test_every_console_line_is_of_a_known_program(self) -> None:
        known = {"vistazo", "make", "curl", "pip", "python", "python3", "echo"}
        lines = [line for path in PAGES for line in console_lines(path)]
        assert {Path(line.split()[0]).name for line in lines} <= known

    @pytest.mark.parametrize("line", shown_commands("make"))
    def test_make_has_the_target(self, line: str) -> None:
        target, *variables = line.split()[1:]
        makefile = text_of(ROOT / "Makefile")
        assert target in re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
        for variable in variables:
            assert re.search(rf"^{variable.partition('=')[0]} \?=", makefile, re.MULTILINE)

    @pytest.mark.parametrize("line", shown_commands("vistazo"))
    def test_vistazo_has_the_command_and_its_options(self, line: str) -> None:
        name, *words = shlex.split(line)[1:]
        assert name in COMMANDS
        options = {word for word in words if word.startswith("-")}
        assert options <= options_of([name, *words])

    @pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
    def test_what_stands_in_a_sentence_is_there_too(self, path: Path) -> None:
        for name, rest in re.findall(r"`vistazo (\w+)([^`]*)`", text_of(path)):
            assert name in {*COMMANDS, "COMMAND"}
            if name in COMMANDS:
                assert set(re.findall(r"--[a-z-]+", rest)) <= options_of([name, *rest.split()])
        for script in re.findall(r"benchmarks/\w+\.py", text_of(path)):
            assert (ROOT / script).is_file()

    # Training takes minutes; serving does not end; MNIST may have to be downloaded.
    @pytest.mark.parametrize(
        "line",
        [
            line
            for line in shown_commands("vistazo")
            if line.split()[1] in ("predict", "read", "evaluate") and "--data" not in line
        ],
    )
    @pytest.mark.usefixtures("shipped")
    def test_vistazo_does_what_is_shown(
        self, line: str, pictures: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(pictures)
        done = CliRunner().invoke(app, shlex.split(line)[1:])
        assert done.exit_code == 0, done.output

    # Deep training takes minutes; a server of PostgreSQL is not there under that name.
    @pytest.mark.usefixtures("shipped")
    def test_a_shop_does_what_is_shown(
        self, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(pictures)
        monkeypatch.setenv("VISTAZO_DATA_FOLDER", str(tmp_path / "data"))
        with vistazo.Shop.open() as shop:
            shop.correct("digits", ["7"], picture="seven.png", profile="ana")
            shop.learn("digits")
        for line in shown_commands("vistazo"):
            words = shlex.split(line)[1:]
            if words[0] not in SHOP_COMMANDS or "--deep" in words or words[:2] == ["data", "copy"]:
                continue
            with monkeypatch.context() as elsewhere:
                if words[:2] == ["data", "restore"]:
                    elsewhere.setenv("VISTAZO_DATA_FOLDER", str(tmp_path / "restored"))
                done = CliRunner().invoke(app, words)
            assert done.exit_code == 0, (line, done.output)

    # In one go: what is asked for last rests on what was sent before.
    def test_curl_gets_what_is_shown(self, pictures: Path, server: str) -> None:
        if shutil.which("curl") is None:
            if os.environ.get("VISTAZO_TEST_ALL") == "1":
                pytest.fail("VISTAZO_TEST_ALL is set, but curl is missing")
            pytest.skip("curl is missing")
        for written in shown_commands("echo"):
            subprocess.run(["bash", "-c", written], cwd=pictures, check=True, timeout=20)
        for line in shown_commands("curl"):
            assert ADDRESS in line
            command = line.replace("curl ", "curl --fail-with-body -sS --noproxy '*' ", 1)
            done = subprocess.run(
                ["bash", "-c", command.replace(ADDRESS, server)],
                cwd=pictures,
                capture_output=True,
                text=True,
                timeout=60,
            )
            assert done.returncode == 0, line + "\n" + done.stdout + done.stderr


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, shipped: None) -> Iterator[str]:
    """The address of a service with the shipped models."""
    with (tmp_path_factory.mktemp("server") / "log").open("w") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "vistazo.cli", "serve", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert running.stdout is not None
    try:
        found = re.search(r"http://\S+", running.stdout.readline())
        assert found
        yield found[0]
    finally:
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=20)


@pytest.mark.parametrize("block", sorted({b for path in PAGES for b in blocks(path, "python")}))
@pytest.mark.usefixtures("shipped")
def test_python_examples_run(block: str, pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(pictures)
    said = io.StringIO()
    with redirect_stdout(said):
        exec(compile(block, "example", "exec"), {"__name__": "example"})
    assert said.getvalue().startswith("7")
