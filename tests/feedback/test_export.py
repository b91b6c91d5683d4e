import csv
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from vistazo.errors import ConflictError, OptionError, StorageFullError
from vistazo.feedback import export_corrections
from vistazo.image import load_grey
from vistazo.workshop.data.folder import read_folder
from vistazo.workshop.data.load_photos import load_photos
from vistazo.workshop.data.table import read_table


@pytest.fixture
def kept(corrections, images, corrected, png):
    """Corrections of six pictures: PNG and WebP, every awkward label, and one contradiction."""
    labels = ["1", "a", "A", '"', "\\", "¿,;"]
    said = []
    for number, label in enumerate(labels):
        image = images.put(png(number, "WEBP" if number % 2 else "PNG"))
        new = corrected(0, label, image=image, author=f"a{number}", predicted=("é",))
        said.append(corrections.add(new))
    again = corrected(0, "7", image=said[0].image, author="else", profile="Zoë")
    corrections.add(again)
    return corrections.current("digits")


@pytest.fixture
def out(tmp_path):
    """A folder that is not there yet."""
    return tmp_path / "out"


def pixels(images, item):
    return load_grey(images.get(item.image))


def pairs(dataset):
    return sorted(
        (label, image.tobytes())
        for label, image in zip(dataset.labels, dataset.images, strict=True)
    )


def unpacked(file, folder):
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


class TestFolder:
    @pytest.mark.parametrize("packed", [True, False])
    def test_is_read_back(self, kept, images, tmp_path, packed):
        target = io.BytesIO() if packed else tmp_path / "out"
        done = export_corrections(kept, images, "folder", target)
        assert (done.written, done.missing) == (7, ())
        folder = unpacked(target, tmp_path / "out") if packed else target
        expected = sorted((item.labels[0], pixels(images, item).tobytes()) for item in kept)
        assert pairs(read_folder(folder)) == expected

    def test_equal_pictures_with_equal_labels_are_one(
        self, corrections, images, corrected, png, tmp_path
    ):
        image = images.put(png(0))
        for author in ("ana", "bo"):
            corrections.add(corrected(0, "1", image=image, author=author))
        export_corrections(corrections.current("digits"), images, "folder", tmp_path / "out")
        assert read_folder(tmp_path / "out").samples == 1

    @pytest.mark.parametrize("label", ["/", ".", "..", "__a", ".hidden", "a/b", "é" * 200])
    def test_refuses_labels_that_name_no_folder(
        self, corrections, images, corrected, png, tmp_path, label
    ):
        corrections.add(corrected(0, label, image=images.put(png(0))))
        with pytest.raises(OptionError, match="Not every label can name a folder"):
            export_corrections(corrections.current("digits"), images, "folder", tmp_path / "out")
        assert not (tmp_path / "out").exists()

    def test_refuses_pictures_without_a_label(self, corrections, images, corrected, tmp_path):
        corrections.add(corrected(0))
        with pytest.raises(OptionError, match="without a label; export csv or voc"):
            export_corrections(corrections.current("digits"), images, "folder", tmp_path / "out")


class TestTable:
    def test_is_read_back(self, kept, images, out):
        assert export_corrections(kept, images, "csv", out).written == 7
        expected = sorted((item.labels[0], pixels(images, item).tobytes()) for item in kept)
        assert pairs(read_table(out / "corrections.csv")) == expected

    def test_says_everything(self, kept, images, tmp_path):
        target = io.BytesIO()
        export_corrections(kept, images, "csv", target)
        unpacked(target, tmp_path)
        text = (tmp_path / "corrections.csv").read_text("utf-8")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert len(rows) == len(kept)
        for row, item in zip(rows, kept, strict=True):
            assert json.loads(row["labels"]) == list(item.labels)
            assert json.loads(row["predicted"]) == ["é"] or item.author == "else"
            assert row["profile"] == item.profile
            assert row["author"] == item.author
            assert row["created_at"] == item.created_at.isoformat()
            assert row["conflict"] == str(item.conflict).lower()
            assert (tmp_path / row["file"]).read_bytes() == images.get(item.image)
        assert sum(row["conflict"] == "true" for row in rows) == 2

    def test_holds_any_set_of_labels(self, corrections, images, corrected, png, out):
        sets = [(), ("cat", "dog"), (" ",), ("/",)]
        for number, labels in enumerate(sets):
            corrections.add(corrected(0, *labels, image=images.put(png(number))))
        corrections.add(corrected(0, "A", image=images.put(png(9)), recognizer="characters"))
        found = corrections.page(descending=False).items
        export_corrections(found, images, "csv", out)
        with (out / "corrections.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert [tuple(json.loads(row["labels"])) for row in rows] == [*sets, ("A",)]
        assert [row["label"] for row in rows] == ["[]", '["cat", "dog"]', '[" "]', "/", "A"]
        assert read_table(out / "corrections.csv").samples == 5


class TestVoc:
    def test_is_what_its_readers_expect(self, corrections, images, corrected, png, out):
        sets = [("cat", "dog"), (), ("<&>",)]
        for number, labels in enumerate(sets):
            image = images.put(png(number, "JPEG", (20, 10 + number)))
            corrections.add(corrected(0, *labels, image=image))
        kept = corrections.current("digits")
        assert export_corrections(kept, images, "voc", out).written == 3
        names = (out / "ImageSets/Main/corrections.txt").read_text().split()
        assert names == [item.id for item in kept]
        for number, (name, item) in enumerate(zip(names, kept, strict=True)):
            root = ElementTree.parse(out / "Annotations" / f"{name}.xml").getroot()
            assert tuple(part.findtext("name") for part in root.iter("object")) == item.labels
            size = [int(root.findtext(f"size/{side}")) for side in ("width", "height")]
            with Image.open(out / "JPEGImages" / root.findtext("filename")) as picture:
                assert list(picture.size) == size == [20, 10 + number]
            for box in root.iter("bndbox"):
                assert [int(part.text) for part in box] == [1, 1, *size]

    def test_a_turned_photo_has_the_size_that_is_seen(self, corrections, images, corrected, out):
        file = io.BytesIO()
        exif = Image.Exif()
        exif[0x0112] = 6
        Image.fromarray(np.zeros((10, 20), np.uint8)).save(file, "JPEG", exif=exif)
        corrections.add(corrected(0, "1", image=images.put(file.getvalue())))
        export_corrections(corrections.current("digits"), images, "voc", out)
        (path,) = (out / "Annotations").iterdir()
        assert ElementTree.parse(path).getroot().findtext("size/width") == "10"


class TestTarget:
    def test_lost_and_damaged_pictures_are_named(self, kept, images, out):
        images.remove(kept[1].image)
        images.path(kept[2].image).write_bytes(b"")
        done = export_corrections(kept, images, "csv", out)
        assert done.written == 5
        assert done.missing == (kept[1].id, kept[2].id)

    def test_a_folder_with_something_in_it_is_refused(self, kept, images, out):
        out.mkdir()
        (out / "x").write_text("")
        with pytest.raises(ConflictError, match="expected an empty folder"):
            export_corrections(kept, images, "csv", out)

    def test_other_forms_are_refused(self, kept, images, out):
        with pytest.raises(OptionError, match="must be one of folder, csv, voc"):
            export_corrections(kept, images, "pdf", out)

    @pytest.mark.parametrize("form", ["folder", "voc"])
    def test_recognisers_are_not_mixed(self, corrections, images, corrected, out, form):
        corrections.add(corrected(0, "1"))
        corrections.add(corrected(0, "1", recognizer="characters"))
        with pytest.raises(OptionError, match="name one"):
            export_corrections(corrections.page().items, images, form, out)

    @pytest.mark.parametrize("form", ["folder", "csv", "voc"])
    def test_nothing_to_export(self, images, form):
        file = io.BytesIO()
        assert export_corrections([], images, form, file).written == 0
        with zipfile.ZipFile(file) as archive:
            assert archive.testzip() is None

    def test_a_disk_that_lets_nothing_be_written(self, kept, images):
        with Path("/dev/full").open("wb", buffering=0) as file, pytest.raises(StorageFullError):
            export_corrections(kept, images, "csv", file)


@pytest.mark.parametrize("form", ["folder", "csv", "voc"])
def test_sets_of_labels_are_read_back(corrections, images, corrected, png, out, form):
    said = [("cat", "a,b|c;d"), ("a,b|c;d",) if form == "folder" else (), ("cat",)]
    for number, labels in enumerate(said):
        corrections.add(corrected(0, *labels, image=images.put(png(number))))
    kept = corrections.current("digits")
    export_corrections(kept, images, form, out)
    photos = load_photos(out, labels=("cat", "a,b|c;d"))
    expected = sorted((sorted(item.labels), pixels(images, item).tobytes()) for item in kept)
    found = [
        (sorted(one), load_grey(file))
        for one, file in zip(photos.labels, photos.files, strict=True)
    ]
    assert sorted((labels, image.tobytes()) for labels, image in found) == expected
