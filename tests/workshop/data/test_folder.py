import numpy as np
import pytest

from vistazo.errors import DataError
from vistazo.workshop.data.folder import read_folder


def test_labels_are_folder_names_in_sorted_order(tmp_path, write_picture):
    write_picture(tmp_path / "b" / "1.png", 10)
    write_picture(tmp_path / "a" / "2.PNG", 20)
    write_picture(tmp_path / "a" / "deeper" / "1.png", 30)
    data = read_folder(tmp_path)
    assert data.label_order == ("a", "b")
    assert data.labels == ("a", "a", "b")
    assert data.images.shape == (3, 5, 4)
    assert data.images[:, 0, 0].tolist() == [20, 30, 10]


def test_sizes_may_differ(tmp_path, write_picture):
    write_picture(tmp_path / "a" / "1.png", size=(5, 4))
    write_picture(tmp_path / "a" / "2.png", size=(7, 2))
    assert [image.shape for image in read_folder(tmp_path).images] == [(5, 4), (7, 2)]


def test_colour(tmp_path, write_picture):
    write_picture(tmp_path / "a" / "1.jpg")
    data = read_folder(tmp_path, colours="rgb")
    assert data.images.shape == (1, 5, 4, 3)
    assert data.images.dtype == np.uint8


def test_hidden_files_and_other_files_are_left_alone(tmp_path, write_picture):
    write_picture(tmp_path / "a" / "1.png")
    (tmp_path / "a" / ".DS_Store").write_bytes(b"x")
    (tmp_path / "a" / "notes.txt").write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / "README.md").write_text("x")
    assert read_folder(tmp_path).labels == ("a",)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match="none: expected a folder that holds one folder per label"):
        read_folder(tmp_path / "none")


def test_a_folder_without_labels(tmp_path, write_picture):
    write_picture(tmp_path / "1.png")
    with pytest.raises(DataError, match="expected one folder per label"):
        read_folder(tmp_path)


def test_a_label_without_pictures(tmp_path, write_picture):
    write_picture(tmp_path / "a" / "1.png")
    (tmp_path / "b").mkdir()
    with pytest.raises(DataError, match=r"b: expected pictures .* found none"):
        read_folder(tmp_path)


def test_a_format_that_is_not_read_is_not_skipped_silently(tmp_path, write_picture):
    write_picture(tmp_path / "a" / "1.png")
    write_picture(tmp_path / "a" / "2.bmp")
    with pytest.raises(DataError, match=r"2\.bmp: expected PNG, JPEG or WebP"):
        read_folder(tmp_path)


def test_a_broken_picture_is_named(tmp_path, write_picture):
    path = write_picture(tmp_path / "a" / "1.png")
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(DataError, match=r"1\.png cannot be read: "):
        read_folder(tmp_path)
