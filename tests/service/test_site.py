"""The folder that `vistazo site` writes, around a page that is as small as can be."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vistazo.errors import CardError, ModelError, OptionError, StorageError
from vistazo.learning import ModelFiles
from vistazo.learning.bundles import read_files
from vistazo.runtime import Recognizer, reader_path
from vistazo.service.answers import model_row
from vistazo.service.site import Site, write_site

INDEX = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <script type="module" src="./assets/index-1.js"></script>
  </head>
</html>
"""

Write = Callable[..., Site]


@pytest.fixture
def static(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    (folder / "assets" / "index-1.js").write_text("1;")
    (folder / "assets" / "index-1.js.br").write_text("packed")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "host" / "site"


@pytest.fixture
def write(static: Path, out: Path, tiny_bytes: bytes) -> Write:
    """A function that writes a site with a small model."""

    def write_(*files: ModelFiles, **options: Any) -> Site:
        given = {"static": static, **options}
        return write_site(out, files or [ModelFiles(tiny_bytes)], **given)

    return write_


def listed(folder: Path) -> list[dict[str, Any]]:
    told = json.loads((folder / "site.json").read_text(encoding="utf-8"))
    assert told["schema"] == 1
    rows: list[dict[str, Any]] = told["models"]
    return rows


class TestWhatIsWritten:
    def test_the_page_and_what_lies_beside_it(self, write: Write, out: Path) -> None:
        done = write()
        assert (out / "assets" / "index-1.js").read_text() == "1;"
        assert (out / "assets" / "index-1.js.br").read_text() == "packed"
        assert done.size == sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
        assert done.folder == out
        assert list(out.parent.iterdir()) == [out]

    def test_the_start_page_knows_that_it_is_a_site(self, write: Write, out: Path) -> None:
        write()
        page = (out / "index.html").read_text(encoding="utf-8")
        assert '<meta name="vistazo-site" content="site.json" />' in page
        policy, script = (
            page.index('http-equiv="Content-Security-Policy"'),
            page.index("<script"),
        )
        assert policy < script
        assert "default-src &#x27;self&#x27;" in page
        # Browsers complain of it where it does not come as a header.
        assert "frame-ancestors" not in page

    def test_each_model_has_its_row_and_its_files(
        self, write: Write, out: Path, reading_path: Path, build_learner: Any
    ) -> None:
        learner, bank = build_learner("learner")
        done = write(read_files(reading_path), ModelFiles(learner, bank))
        reads, learns = listed(out)
        assert [reads["id"], learns["id"]] == list(done.models)
        recognizer = Recognizer.load(reading_path)
        assert model_row(recognizer).items() <= reads.items()
        assert reads["thresholds"] == dict(recognizer.card.thresholds)
        assert (out / reads["files"]["model"]).read_bytes() == reading_path.read_bytes()
        reader = reader_path(reading_path).read_bytes()
        assert (out / reads["files"]["reader"]).read_bytes() == reader
        assert reads["files"]["bank"] is None
        assert (out / learns["files"]["bank"]).read_bytes() == bank
        assert learns["reader"] is None

    def test_addresses_are_relative_and_change_with_what_lies_there(
        self, write: Write, out: Path, tiny_bytes: bytes
    ) -> None:
        write()
        (row,) = listed(out)
        version = row["id"].partition("@")[2]
        assert row["files"]["model"] == f"models/digits-{version}.onnx"

    def test_what_shrinks_lies_there_compressed_too(
        self, write: Write, out: Path, tiny_bytes: bytes
    ) -> None:
        write()
        (packed,) = out.glob("models/*.gz")
        assert gzip.decompress(packed.read_bytes()) == tiny_bytes

    def test_the_example_has_a_board_for_each_model_that_takes_drawings(
        self, write: Write, out: Path, tiny_bytes: bytes, photo_model: Path
    ) -> None:
        write(ModelFiles(tiny_bytes), read_files(photo_model))
        page = (out / "example.html").read_text(encoding="utf-8")
        assert re.findall(r'<vistazo-canvas name="(\w+)" model="([^"]+)">', page) == [
            ("digits", listed(out)[0]["files"]["model"])
        ]
        assert "{{" not in page
        assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page) == []

    def test_without_such_a_model_there_is_no_example(
        self, write: Write, out: Path, photo_model: Path
    ) -> None:
        write(read_files(photo_model))
        assert list(out.glob("example*")) == []

    def test_it_says_what_to_do_with_it(self, write: Write, out: Path) -> None:
        done = write()
        text = (out / "README.txt").read_text(encoding="utf-8")
        assert "any host" in text
        assert "cualquier alojamiento" in text
        assert done.models[0] in text


class TestWhatIsRefused:
    def test_a_folder_with_something_in_it(self, write: Write, out: Path) -> None:
        out.mkdir(parents=True)
        (out / "mine.txt").write_text("precious")
        with pytest.raises(OptionError, match="not empty"):
            write()
        with pytest.raises(OptionError, match="empty it yourself"):
            write(force=True)
        assert [path.name for path in out.parent.rglob("*")] == ["site", "mine.txt"]

    def test_a_site_goes_only_where_that_is_said(
        self, write: Write, out: Path, static: Path
    ) -> None:
        write()
        (static / "assets" / "index-1.js").rename(static / "assets" / "index-2.js")
        with pytest.raises(OptionError, match="--force"):
            write()
        write(force=True)
        assert [path.name for path in (out / "assets").glob("*.js")] == ["index-2.js"]
        assert list(out.parent.iterdir()) == [out]

    def test_an_empty_folder_is_taken(self, write: Write, out: Path) -> None:
        out.mkdir(parents=True)
        write()
        assert (out / "site.json").is_file()

    def test_a_file(self, write: Write, out: Path) -> None:
        out.parent.mkdir()
        out.write_text("a file")
        with pytest.raises(OptionError, match="is a file"):
            write()

    def test_the_folder_of_the_page_itself(self, static: Path, tiny_bytes: bytes) -> None:
        with pytest.raises(OptionError, match="within the built page"):
            write_site(static / "site", [ModelFiles(tiny_bytes)], static=static)

    def test_a_page_that_is_not_built(self, write: Write, tmp_path: Path, out: Path) -> None:
        with pytest.raises(OptionError, match="make web"):
            write(static=tmp_path)
        assert not out.parent.exists()

    def test_no_models_and_two_of_one_name(
        self, write: Write, static: Path, out: Path, tiny_bytes: bytes
    ) -> None:
        with pytest.raises(OptionError, match="at least one"):
            write_site(out, [], static=static)
        with pytest.raises(OptionError, match="'digits'"):
            write(ModelFiles(tiny_bytes), ModelFiles(tiny_bytes))
        assert not out.exists()

    @pytest.mark.parametrize("model", [b"", b"no model"])
    def test_what_is_no_model(self, write: Write, out: Path, model: bytes) -> None:
        with pytest.raises(ModelError):
            write(ModelFiles(model))
        assert list(out.parent.iterdir()) == []

    def test_a_model_of_somebody_else(self, write: Write, build_model: Any) -> None:
        model = build_model()
        del model.metadata_props[:]
        with pytest.raises(CardError, match="card"):
            write(ModelFiles(model.SerializeToString()))

    def test_a_bank_of_another_file(
        self, write: Write, build_learner: Any, tiny_bytes: bytes
    ) -> None:
        with pytest.raises(ModelError, match="another file"):
            write(ModelFiles(tiny_bytes, build_learner()[1]))

    def test_a_folder_that_cannot_be_written(
        self, static: Path, tmp_path: Path, tiny_bytes: bytes
    ) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(StorageError, match="cannot be used"):
            write_site(tmp_path / "file" / "site", [ModelFiles(tiny_bytes)], static=static)


def test_what_breaks_off_leaves_what_was_there(
    write: Write, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write()
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("vistazo.service.site.build.read_me", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write(force=True)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    assert list(out.parent.iterdir()) == [out]
