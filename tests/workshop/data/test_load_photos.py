import hashlib
import json
import tarfile
from types import MappingProxyType

import pytest

from vistazo.errors import DataError
from vistazo.workshop.data import catalogue
from vistazo.workshop.data.load_photos import load_photos, load_public_photos
from vistazo.workshop.data.voc import VOC_LABELS

EXPECTED = [("cat", "dog"), (), ("dog",)]


@pytest.fixture
def pictures(tmp_path, write_picture):
    """Writes the same three photos into a folder."""

    def write(folder):
        return [
            write_picture(tmp_path / folder / f"{name}.png", value)
            for name, value in (("a", 10), ("b", 20), ("c", 30))
        ]

    return write


def make_voc(root, pictures):
    pictures(root / "JPEGImages")
    for name, shown in zip("abc", EXPECTED, strict=True):
        text = "".join(f"<object><name>{label}</name></object>" for label in shown)
        path = root / "Annotations" / f"{name}.xml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"<annotation>{text}</annotation>")


def make_yolo(root, pictures):
    pictures(root / "images" / "train")
    (root / "labels" / "train").mkdir(parents=True)
    for name, shown in zip("abc", EXPECTED, strict=True):
        lines = [f"{('cat', 'dog').index(label)} 0 0 1 1\n" for label in shown]
        (root / "labels" / "train" / f"{name}.txt").write_text("".join(lines))
    (root / "data.yaml").write_text("names: [cat, dog]\n")


def make_coco(root, pictures):
    pictures(root)
    boxes = [(n, ("cat", "dog").index(x)) for n, shown in enumerate(EXPECTED) for x in shown]
    content = {
        "images": [{"id": n, "file_name": f"{name}.png"} for n, name in enumerate("abc")],
        "categories": [{"id": 0, "name": "cat"}, {"id": 1, "name": "dog"}],
        "annotations": [{"image_id": n, "category_id": label} for n, label in boxes],
    }
    (root / "annotations.json").write_text(json.dumps(content))


def make_table(root, pictures):
    pictures(root / "images")
    lines = [f"{n}.png,{';'.join(s)}\n" for n, s in zip("abc", EXPECTED, strict=True)]
    (root / "labels.csv").write_text("file,labels\n" + "".join(lines))


@pytest.mark.parametrize("make", [make_voc, make_yolo, make_coco, make_table])
def test_the_same_photos_in_every_format_are_the_same_set(tmp_path, pictures, make):
    make(tmp_path, pictures)
    make_table(tmp_path.with_name("table"), pictures)
    data = load_photos(tmp_path)
    assert data.labels == tuple(EXPECTED)
    assert data.fingerprint == load_photos(tmp_path.with_name("table")).fingerprint
    assert load_photos(str(tmp_path), labels=("cat", "dog")).samples == 3
    with pytest.raises(DataError, match="'dog'"):
        load_photos(tmp_path, labels=("cat",))


def test_files_and_folders_of_labels(tmp_path, pictures):
    make_table(tmp_path / "table", pictures)
    make_yolo(tmp_path / "yolo", pictures)
    make_coco(tmp_path / "coco", pictures)
    for path in ("table/labels.csv", "yolo/data.yaml", "coco/annotations.json"):
        assert load_photos(tmp_path / path).labels == tuple(EXPECTED)
    pictures(tmp_path / "folders" / "cat")
    assert load_photos(tmp_path / "folders").labels == (("cat",),) * 3


def test_other_files_of_these_kinds_do_not_hide_folders_of_labels(tmp_path, pictures):
    pictures(tmp_path / "cat")
    (tmp_path / "settings.json").write_text('{"a": 1}')
    (tmp_path / "settings.yaml").write_text("a: 1\nfile names: 2\n")
    assert load_photos(tmp_path).labels == (("cat",),) * 3


def test_names_of_voc(tmp_path, pictures):
    make_coco(tmp_path, pictures)
    path = tmp_path / "annotations.json"
    path.write_text(path.read_text().replace('"cat"', '"couch"').replace('"dog"', '"tree"'))
    assert load_photos(path, voc_names=True).labels == (("sofa",), (), ())


@pytest.mark.parametrize(
    ("name", "message"), [("none", "no such file or folder"), ("a.pdf", "expected Pascal VOC's")]
)
def test_what_cannot_be_read(tmp_path, name, message):
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(DataError, match=message):
        load_photos(tmp_path / name)


@pytest.fixture
def voc2007(tmp_path, pictures, monkeypatch):
    """A mirror with small archives laid out as those of VOC 2007, and a cache."""
    sums = {}
    mirror, kit = tmp_path / "mirror" / "voc2007", tmp_path / "kit" / "VOCdevkit" / "VOC2007"
    mirror.mkdir(parents=True)
    make_voc(kit, pictures)
    (kit / "ImageSets" / "Main").mkdir(parents=True)
    for part, names in (("train", "ab"), ("val", "c"), ("trainval", "abc"), ("test", "b")):
        (kit / "ImageSets" / "Main" / f"{part}.txt").write_text("\n".join(names))
    for name in ("VOCtrainval_06-Nov-2007.tar", "VOCtest_06-Nov-2007.tar"):
        with tarfile.open(mirror / name, "w") as tar:
            tar.add(tmp_path / "kit" / "VOCdevkit", "VOCdevkit")
        sums[f"voc2007/{name}"] = hashlib.sha256((mirror / name).read_bytes()).hexdigest()
    monkeypatch.setattr(catalogue, "_checksums", lambda: MappingProxyType(sums))
    monkeypatch.setenv("VISTAZO_MIRROR", str(mirror.parent))
    monkeypatch.setenv("VISTAZO_CACHE", str(tmp_path / "cache"))
    return mirror


def test_an_archive_is_unpacked_once_for_all_parts(voc2007, tmp_path):
    train = load_public_photos("voc2007", "train")
    assert train.labels == (("cat", "dog"), ())
    assert (train.label_order, train.name) == (VOC_LABELS, "voc2007/train")
    assert train.licence
    assert load_public_photos("voc2007", "val").labels == (("dog",),)
    assert len(list((tmp_path / "cache" / "voc2007").iterdir())) == 1
    assert load_public_photos("voc2007").labels == ((),)
    assert len(list((tmp_path / "cache" / "voc2007").iterdir())) == 2
    assert train.files[0].is_relative_to(tmp_path / "cache")


def test_an_archive_that_was_changed_is_refused(voc2007):
    with (voc2007 / "VOCtest_06-Nov-2007.tar").open("ab") as file:
        file.write(b"x")
    with pytest.raises(DataError, match=r"expected sha256"):
        load_public_photos("voc2007", "test")


@pytest.mark.parametrize(
    ("name", "part", "message"),
    [
        ("imagenet", None, "No data set is called 'imagenet'"),
        ("mnist", None, "mnist holds no photos with several labels; these do: photos_voc20"),
        ("photos_voc20", "val", "photos_voc20 has the parts train, test; got 'val'"),
        ("voc2012", "test", "voc2012 has the parts train, val, trainval; got 'test'"),
    ],
)
def test_names_and_parts_that_do_not_exist(name, part, message):
    with pytest.raises(DataError, match=message):
        load_public_photos(name, part)


def test_the_photos_of_the_mirror(mirror):
    train, test = load_public_photos("photos_voc20", "train"), load_public_photos("photos_voc20")
    assert (train.samples, test.samples, test.name) == (128, 128, "photos_voc20/test")
    assert not set(train.hashes) & set(test.hashes)
    assert train.label_order == test.label_order == VOC_LABELS
    table = load_photos(mirror / "photos_voc20" / "labels.csv")
    listed = {file.name: labels for file, labels in zip(table.files, table.labels, strict=True)}
    for data in (train, test):
        for file, labels in zip(data.files, data.labels, strict=True):
            assert listed[file.name] == labels
