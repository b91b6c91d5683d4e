import numpy as np
import pytest

from vistazo.errors import DataError
from vistazo.workshop.data.voc import VOC_LABELS, read_voc
from vistazo.workshop.data.xml_tree import parse_xml

OBJECT = "<object><name>{}</name><difficult>{}</difficult></object>"


@pytest.fixture
def voc(tmp_path, write_picture):
    """A set of three photos: cats, of which one is difficult, a dog, and nothing."""
    content = {"a": (("cat", 0), ("cat", 1), ("dog", 1)), "b": (("dog", 0),), "c": ()}
    for name, objects in content.items():
        write_picture(tmp_path / "JPEGImages" / f"{name}.jpg")
        text = "".join(OBJECT.format(*one) for one in objects)
        write(tmp_path / "Annotations" / f"{name}.xml", f"<annotation>\n{text}\n</annotation>")
    write(tmp_path / "ImageSets" / "Main" / "train.txt", "a\n\nb\n")
    write(tmp_path / "ImageSets" / "Main" / "test.txt", "c\n")
    return tmp_path


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_all_that_is_annotated(voc):
    data = read_voc(voc, licence="CC0")
    assert data.label_order == ("cat", "dog")
    assert [file.name for file in data.files] == ["a.jpg", "b.jpg", "c.jpg"]
    # Shown though one of the cats is difficult; the only dog of a is.
    assert data.targets.tolist() == [[1, -1], [0, 1], [0, 0]]
    assert data.licence == "CC0"


def test_parts_number_their_labels_alike(voc):
    train, test = read_voc(voc, "train"), read_voc(voc, "test")
    assert train.targets.tolist() == [[1, -1], [0, 1]]
    assert test.targets.tolist() == [[0, 0]]
    assert train.label_order == test.label_order
    assert train.name == f"{voc}/train"


def test_given_labels_are_the_order(voc):
    data = read_voc(voc, labels=("dog", "cow", "cat"))
    assert data.targets[:, 0].tolist() == [-1, 1, 0]
    assert data.label_order == ("dog", "cow", "cat")


def test_a_list_of_a_label_comes_before_its_objects(voc):
    write(voc / "ImageSets" / "Main" / "dog_train.txt", "a  1\nb -1\n")
    assert read_voc(voc, "train").targets.tolist() == [[1, 1], [0, 0]]
    write(voc / "ImageSets" / "Main" / "dog_train.txt", "b  0\na -1\n")
    assert read_voc(voc, "train").targets.tolist() == [[1, 0], [0, -1]]
    # The other part has no list.
    assert read_voc(voc, "test").targets.tolist() == [[0, 0]]


def test_lists_of_all_labels_need_no_annotations(voc):
    for label in ("cat", "dog"):
        write(voc / "ImageSets" / "Main" / f"{label}_train.txt", "a 1\nb -1\n")
    (voc / "Annotations" / "b.xml").unlink()
    assert read_voc(voc, "train", labels=("cat", "dog")).targets.tolist() == [[1, 1], [0, 0]]


def test_folders_above_and_other_names(voc, tmp_path_factory):
    above = tmp_path_factory.mktemp("above")
    (above / "VOCdevkit").mkdir()
    voc.rename(above / "VOCdevkit" / "VOC2007")
    (above / "VOCdevkit" / "VOC2007" / "JPEGImages").rename(
        above / "VOCdevkit" / "VOC2007" / "images"
    )
    for root in (above, above / "VOCdevkit", above / "VOCdevkit" / "VOC2007"):
        assert read_voc(root, "train").targets.tolist() == [[1, -1], [0, 1]]
    write(above / "VOCdevkit" / "VOC2012" / "Annotations" / "a.xml", "<annotation/>")
    with pytest.raises(DataError, match="expected one data set, got VOC2007, VOC2012"):
        read_voc(above)


def test_a_name_within_a_part_of_an_object_is_no_label(voc):
    part = "<object><name>cat</name><part><name>head</name></part></object>"
    write(voc / "Annotations" / "b.xml", f"<annotation>{part}</annotation>")
    assert read_voc(voc).label_order == ("cat", "dog")


BOMB = """<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]>
<annotation><object><name>&y;</name></object></annotation>"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<annotation>\n\n<object>", "line 3: expected XML, got something else"),
        ("", "line 1: expected XML"),
        ("<annotation>\n<object/></annotation>", "line 2: expected an <object> with a <name>"),
        ("<annotation><object><name> </name></object></annotation>", "line 1: .*<name>"),
        ("<a/>", "line 1: expected <annotation>, got <a>"),
        (f"<annotation>{OBJECT.format('cat', 2)}</annotation>", "must be 0 or 1, got '2'"),
        (BOMB, r"line 1: expected XML without a document type"),
        (BOMB.encode("utf-16"), r"line 1: expected XML without a document type"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><annotation/>', "without a document type"),
        ("<annotation>&x;</annotation>", "undefined entity"),
        (b"<annotation>\xff</annotation>", "line 1: expected XML"),
        ('<?xml version="1.0" encoding="no-such"?><annotation/>', "expected XML|cannot be read"),
    ],
)
def test_annotations_that_are_malformed(voc, text, message):
    write(voc / "Annotations" / "b.xml", text)
    with pytest.raises(DataError, match=rf"(?s)b\.xml.*{message}"):
        read_voc(voc)


def test_a_label_that_may_not_occur(voc):
    with pytest.raises(DataError, match=r"a\.xml, line 2: expected one of dog, cow; got 'cat'"):
        read_voc(voc, labels=("dog", "cow"))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("dog_train.txt", "a 1\nb 2\n", r"dog_train\.txt, line 2: expected a photo and 1, 0 or"),
        ("dog_train.txt", "a 1\n\nb\n", r"dog_train\.txt, line 3: expected a photo and 1, 0 or"),
        ("dog_train.txt", "a 1\n", "'b' is in the part, but not in .*'dog'"),
        ("train.txt", "a\nx\n", "expected a picture .* of 'x', found none"),
        ("train.txt", b"\xff\n", r"train\.txt: cannot be read as text"),
    ],
)
def test_lists_that_are_malformed(voc, name, text, message):
    write(voc / "ImageSets" / "Main" / name, text)
    with pytest.raises(DataError, match=message):
        read_voc(voc, "train")


def test_what_is_not_there(voc, tmp_path_factory):
    with pytest.raises(DataError, match="the parts of this set are: test, train"):
        read_voc(voc, "val")
    with pytest.raises(DataError, match=r"expected a folder with Annotations/\*\.xml"):
        read_voc(tmp_path_factory.mktemp("empty"))
    (voc / "JPEGImages" / "b.jpg").unlink()
    with pytest.raises(DataError, match=r"expected a picture .* of 'b', found none"):
        read_voc(voc)
    with pytest.raises(DataError, match="there is no such file"):
        parse_xml(voc / "none.xml")


def test_lines_of_elements(tmp_path):
    root, lines = parse_xml(write(tmp_path / "a.xml", "<a>\n<b/>\n\n<c>x</c></a>"))
    assert [(one.tag, lines[one]) for one in root.iter()] == [("a", 1), ("b", 2), ("c", 4)]
    assert root.findtext("c") == "x"


def test_the_real_photos(mirror):
    data = read_voc(mirror / "photos_voc20", "test", labels=VOC_LABELS)
    assert data.samples == 128
    shown = dict(zip(VOC_LABELS, (data.targets == 1).sum(axis=0).tolist(), strict=True))
    assert (shown["person"], shown["cow"], shown["sheep"]) == (73, 0, 3)
    assert (data.targets >= 0).all()
    assert np.std(data.pixels(0)) > 20
