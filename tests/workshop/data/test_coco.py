import json

import pytest

from vistazo.errors import DataError
from vistazo.workshop.data.coco import COCO_TO_VOC, find_coco, read_coco
from vistazo.workshop.data.voc import VOC_LABELS


@pytest.fixture
def content():
    """Three photos: a cat and a couch, a crowd of persons, and nothing."""
    return {
        "images": [{"id": n, "file_name": f"{n}.jpg"} for n in (7, 8, 9)],
        "categories": [
            {"id": 63, "name": "couch"},
            {"id": 17, "name": "cat"},
            {"id": 1, "name": "person"},
            {"id": 13, "name": "stop sign"},
        ],
        "annotations": [
            {"image_id": 7, "category_id": 17},
            {"image_id": 7, "category_id": 17},
            {"image_id": 7, "category_id": 63},
            {"image_id": 7, "category_id": 13},
            {"image_id": 8, "category_id": 1, "iscrowd": 1},
        ],
    }


@pytest.fixture
def save(tmp_path, write_picture):
    for name in (7, 8, 9):
        write_picture(tmp_path / "val2017" / f"{name}.jpg")

    def write(value, name="annotations/instances_val2017.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(value if isinstance(value, str) else json.dumps(value))
        return path

    return write


def test_labels_are_the_categories(save, content):
    data = read_coco(save(content))
    assert data.label_order == ("couch", "cat", "person", "stop sign")
    assert data.targets.tolist() == [[1, 1, 0, 1], [0, 0, 1, 0], [0, 0, 0, 0]]
    assert [file.name for file in data.files] == ["7.jpg", "8.jpg", "9.jpg"]


def test_names_of_voc(save, content):
    data = read_coco(save(content), names=COCO_TO_VOC, labels=VOC_LABELS)
    assert data.label_order == ("sofa", "cat", "person")
    assert data.targets.tolist() == [[1, 1, 0], [0, 0, 1], [0, 0, 0]]
    assert set(COCO_TO_VOC.values()) == set(VOC_LABELS)
    merged = read_coco(save(content), names={"cat": "animal", "person": "animal"})
    assert merged.targets.tolist() == [[1], [1], [0]]


@pytest.mark.parametrize("place", ["annotations", "annotations/images", "images", "images/val2017"])
def test_pictures_are_found_near_the_file(save, content, tmp_path, place):
    path = save(content)
    target = tmp_path / place
    target.parent.mkdir(parents=True, exist_ok=True)
    for file in sorted((tmp_path / "val2017").iterdir()):
        target.mkdir(exist_ok=True)
        file.rename(target / file.name)
    assert read_coco(path).files[0] == target / "7.jpg"


def test_pictures_in_a_folder_that_is_named(save, content, tmp_path):
    (tmp_path / "val2017").rename(tmp_path / "elsewhere")
    path = save(content)
    with pytest.raises(DataError, match=r"looked for '7\.jpg' in .*val2017"):
        read_coco(path)
    assert read_coco(path, images=tmp_path / "elsewhere").samples == 3


def test_the_file_of_a_part(save, content, tmp_path):
    val = save(content)
    assert find_coco(tmp_path) == val
    train = save(content, "annotations/instances_train2017.json")
    save(content, "annotations/captions_train2017.json")
    assert find_coco(tmp_path, "train") == train
    assert find_coco(tmp_path, "val") == find_coco(tmp_path, "val2017") == val
    roboflow = save(content, "test/_annotations.coco.json")
    assert find_coco(tmp_path, "test") == roboflow
    for part in (None, "dev"):
        with pytest.raises(DataError, match=r"expected one file of annotations.*captions_train"):
            find_coco(tmp_path, part)
    assert find_coco(tmp_path / "val2017") is None


def broken(content, part, index, **changes):
    content[part][index] = {**content[part][index], **changes}
    return content


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: '{\n"images": [,]}', r"line 2: expected JSON"),
        (lambda c: "[]", "expected an object with the lists images, annotations, categories"),
        (lambda c: {**c, "annotations": None}, "expected an object with the lists"),
        (lambda c: "[" * 100_000, "cannot be read as JSON"),
        (lambda c: broken(c, "annotations", 2, image_id=1), r"annotations\[2\]: .* got 1 and 63"),
        (lambda c: broken(c, "annotations", 0, category_id=2), r"annotations\[0\]: .* 7 and 2"),
        (lambda c: broken(c, "annotations", 0, category_id="x"), r"\[0\]: .*category_id \(int\)"),
        (lambda c: {**c, "annotations": [3]}, r"annotations\[0\]: expected .*; got 3"),
        (lambda c: broken(c, "images", 1, id=7), r"images\[1\]: the id 7 stands for another"),
        (
            lambda c: broken(c, "images", 1, file_name="../8.jpg"),
            r"images\[1\]: .*below its folder",
        ),
        (lambda c: broken(c, "images", 1, file_name="/8.jpg"), r"images\[1\]: .*below its folder"),
        (lambda c: broken(c, "images", 1, file_name="x.jpg"), "1 of 3 photos are missing"),
        (
            lambda c: broken(c, "categories", 1, name="couch"),
            r"categories\[1\]: expected .* of its own",
        ),
        (
            lambda c: broken(c, "categories", 1, id=63),
            r"categories\[1\]: expected an id .* of its own",
        ),
        (lambda c: broken(c, "categories", 1, name=""), r"categories\[1\]: expected .* a name"),
    ],
)
def test_what_is_malformed_is_named_with_its_place(save, content, change, message):
    path = save(change(content))
    with pytest.raises(DataError, match=message):
        read_coco(path)


def test_labels_that_may_not_occur(save, content, tmp_path):
    with pytest.raises(DataError, match="expected categories among cat, person; got 'couch'"):
        read_coco(save(content), labels=("cat", "person"))
    with pytest.raises(DataError, match="no such file"):
        read_coco(tmp_path / "none.json")
