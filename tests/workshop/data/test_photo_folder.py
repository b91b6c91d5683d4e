import shutil

import pytest

from vistazo.errors import DataError
from vistazo.workshop.data.photo_folder import read_photo_folder


@pytest.fixture
def folder(tmp_path, write_picture):
    write_picture(tmp_path / "dog" / "1.jpg", 10)
    write_picture(tmp_path / "cat" / "deeper" / "2.png", 20)
    shutil.copy(tmp_path / "dog" / "1.jpg", tmp_path / "cat" / "other name.jpg")
    return tmp_path


def test_a_photo_in_several_folders_shows_all_of_their_labels(folder):
    data = read_photo_folder(folder)
    assert data.label_order == ("cat", "dog")
    assert data.targets.tolist() == [[1, 0], [1, 1]]
    assert [file.name for file in data.files] == ["2.png", "other name.jpg"]


def test_parts_are_folders(folder):
    (folder / "train").mkdir()
    for label in ("cat", "dog"):
        (folder / label).rename(folder / "train" / label)
    assert read_photo_folder(folder, "train").samples == 2
    with pytest.raises(DataError, match=r"test: expected a folder that holds one folder per label"):
        read_photo_folder(folder, "test")


def test_given_labels(folder):
    assert read_photo_folder(folder, labels=("cow", "dog", "cat")).label_order == ("cat", "dog")
    with pytest.raises(DataError, match=r"expected folders named by a label among dog; got 'cat'"):
        read_photo_folder(folder, labels=("dog",))


def test_what_is_not_there(folder):
    with pytest.raises(DataError, match="expected one folder per label"):
        read_photo_folder(folder / "dog")
    (folder / "cow").mkdir()
    with pytest.raises(DataError, match=r"cow: expected pictures"):
        read_photo_folder(folder)
