import pytest

from vistazo.errors import DataError
from vistazo.workshop.data.yolo import find_yolo, read_yolo

BOX = " 0.5 0.5 0.2 0.2\n"
POLYGON = " 0.1 0.1 0.9 0.1 0.9 0.9\n"


@pytest.fixture
def yolo(tmp_path, write_picture):
    """Two photos to train on, one of which shows nothing, and one for validation."""
    boxes = {"train/a": f"1{BOX}0{BOX}1{POLYGON}", "train/b": "", "val/c": f"2{BOX}"}
    for name, text in boxes.items():
        write_picture(tmp_path / "images" / f"{name}.jpg")
        path = tmp_path / "labels" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "data.yaml").write_text("nc: 3\nnames: ['cat', \"dog\", cow] # three\n")
    return tmp_path


def test_parts(yolo):
    data = read_yolo(yolo / "data.yaml", "train")
    assert data.label_order == ("cat", "dog", "cow")
    assert data.targets.tolist() == [[1, 1, 0], [0, 0, 0]]
    assert read_yolo(yolo / "data.yaml", "val").targets.tolist() == [[0, 0, 1]]
    assert read_yolo(yolo / "data.yaml", "valid").samples == 1
    assert read_yolo(yolo / "data.yaml").targets.tolist() == [[1, 1, 0], [0, 0, 0], [0, 0, 1]]


@pytest.mark.parametrize(
    "text",
    [
        "names:\n  - cat\n  - dog\n  - cow\n",
        "names: {0: cat, 1: dog, 2: cow}\n",
        "path: .\ntrain: images/train\nval: [images/val]\nnames:\n  2: cow\n  0: cat\n  1: dog\n",
        "path: /nowhere\ntrain: ../images/train\nval: images/val\nnames: [cat, dog, cow]\n",
    ],
)
def test_ways_to_write_the_names(yolo, text):
    (yolo / "data.yaml").write_text(text)
    data = read_yolo(yolo / "data.yaml")
    assert data.label_order == ("cat", "dog", "cow")
    assert data.targets.tolist() == [[1, 1, 0], [0, 0, 0], [0, 0, 1]]


def test_numbers_as_names(yolo):
    (yolo / "data.yaml").write_text("names: [0, 1, 2]\n")
    assert read_yolo(yolo / "data.yaml").label_order == ("0", "1", "2")


def test_a_folder_for_each_part(tmp_path, write_picture):
    write_picture(tmp_path / "train" / "images" / "a.jpg")
    (tmp_path / "train" / "labels").mkdir()
    (tmp_path / "train" / "labels" / "a.txt").write_text(f"0{BOX}")
    (tmp_path / "data.yaml").write_text("train: ../train/images\nnames: [cat]\n")
    assert read_yolo(tmp_path / "data.yaml", "train").targets.tolist() == [[1]]


def test_a_list_of_pictures(yolo):
    (yolo / "train.txt").write_text("./images/val/c.jpg\n\nimages/train/b.jpg\n")
    (yolo / "data.yaml").write_text("train: train.txt\nnames: [cat, dog, cow]\n")
    assert read_yolo(yolo / "data.yaml", "train").targets.tolist() == [[0, 0, 1], [0, 0, 0]]


def test_a_picture_without_a_file_of_boxes_shows_nothing(yolo):
    (yolo / "labels" / "train" / "a.txt").unlink()
    assert read_yolo(yolo / "data.yaml", "train").targets.tolist() == [[0, 0, 0], [0, 0, 0]]
    (yolo / "labels" / "train" / "b.txt").unlink()
    with pytest.raises(DataError, match=r"expected the boxes .* such as .*labels/train/a\.txt"):
        read_yolo(yolo / "data.yaml", "train")


def test_boxes_beside_their_picture(yolo, write_picture):
    write_picture(yolo / "mixed" / "a.jpg")
    (yolo / "mixed" / "a.txt").write_text(f"2{BOX}")
    (yolo / "data.yaml").write_text("train: mixed\nnames: [cat, dog, cow]\n")
    assert read_yolo(yolo / "data.yaml", "train").targets.tolist() == [[0, 0, 1]]


def test_which_file_is_meant(yolo):
    assert find_yolo(yolo) == yolo / "data.yaml"
    (yolo / "training.yaml").write_text("x: 1\n")
    assert find_yolo(yolo) == yolo / "data.yaml"
    (yolo / "dataset.yml").write_text("names: []\n")
    with pytest.raises(DataError, match=r"expected one data\.yaml, got data\.yaml, dataset\.yml"):
        find_yolo(yolo)
    assert find_yolo(yolo / "images") is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"3{BOX}", "line 2: expected the number of a name, one of 0 to 2; got 3"),
        (f"-1{BOX}", "line 2: expected the number of a name and at least four"),
        (f"cat{BOX}", "line 2: expected the number of a name and at least four"),
        ("0 0.5 0.5 0.2\n", "line 2: .* got '0 0.5 0.5 0.2'"),
        ("0 0.5 0.5 0.2 x\n", "line 2: expected the number"),
    ],
)
def test_boxes_that_are_malformed(yolo, line, message):
    (yolo / "labels" / "train" / "a.txt").write_text(f"0{BOX}{line}")
    with pytest.raises(DataError, match=rf"a\.txt, {message}"):
        read_yolo(yolo / "data.yaml", "train")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("names: [cat\nx: 1\n", r"data\.yaml, line \d: expected YAML"),
        ("- cat\n", "expected keys such as names"),
        ("", "expected keys such as names"),
        ("train: x\n", "names must be a list of names"),
        ("names: []\n", "names must be a list of names"),
        ("names: [yes, no]\n", "in quotes where YAML would take them for something else"),
        ("names: {a: cat}\n", "names must be a list of names, or names by their number"),
        ("names: [cat, cat]\n", "expected names that differ"),
        ("nc: 2\nnames: [cat]\n", "nc says 2, but there are 1 names"),
        ("names: !!python/object/apply:os.system [x]\n", "line 1: expected YAML"),
        ("a: &a [1]\nb: &b [*a, *a]\nnames: [*b, *b]\n", "names must be a list of names"),
        ("a: " + "[" * 20_000, "cannot be read as YAML|expected YAML"),
    ],
)
def test_a_file_of_names_that_is_malformed(yolo, text, message):
    (yolo / "data.yaml").write_text(text)
    with pytest.raises(DataError, match=message):
        read_yolo(yolo / "data.yaml")


def test_what_is_not_there(yolo):
    with pytest.raises(DataError, match="expected names among cat, dog; got 'cow'"):
        read_yolo(yolo / "data.yaml", labels=("cat", "dog"))
    with pytest.raises(DataError, match="expected pictures in images/test"):
        read_yolo(yolo / "data.yaml", "test")
    with pytest.raises(DataError, match="no such file"):
        read_yolo(yolo / "none.yaml")
