import numpy as np
import pytest

from vistazo.errors import DataError
from vistazo.workshop.data import load_dataset, load_public


def test_a_folder_a_table_and_an_archive_of_the_same_pictures_agree(tmp_path, write_picture):
    write_picture(tmp_path / "set" / "a" / "1.png", 10)
    write_picture(tmp_path / "set" / "b" / "2.png", 20)
    (tmp_path / "table.csv").write_text("path,label\nset/a/1.png,a\nset/b/2.png,b\n")
    images = np.stack([np.full((5, 4), value, np.uint8) for value in (10, 20)])
    np.savez(tmp_path / "data.npz", images=images, labels=np.array(["a", "b"]))
    prints = {
        load_dataset(tmp_path / name).fingerprint for name in ("set", "table.csv", "data.npz")
    }
    assert len(prints) == 1


def test_an_archive_is_told_by_its_content(tmp_path):
    path = tmp_path / "data.bin"
    with path.open("wb") as file:
        np.savez(file, images=np.zeros((1, 2, 2), np.uint8), labels=np.array(["a"]))
    assert load_dataset(path).samples == 1


UNIPEN = """.VERSION 1.0
.PEN_DOWN
0 0
9 90
.PEN_UP
.PEN_DOWN
20 0
20 90
.PEN_UP
.SEGMENT CHARACTER 0 ? "/"
.SEGMENT CHARACTER 1 ? "l"
"""


@pytest.mark.parametrize("name", ["letters.dat", "letters.txt", "letters"])
def test_unipen_files_are_told_by_their_content_and_drawn(tmp_path, name):
    path = tmp_path / name
    path.write_text(UNIPEN)
    data = load_dataset(path)
    assert data.labels == ("/", "l")
    assert data.images.dtype == np.uint8
    assert (data.images.reshape(2, -1).max(axis=1) > 200).all()
    # The slash leans to the right: its ink is further right at the top.
    rows = [np.flatnonzero(row).mean() for row in data.images[0] if row.max() > 128]
    assert rows[0] > rows[-1]


def test_a_folder_of_unipen_files(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("a.dat", "sub/b.dat"):
        (tmp_path / name).write_text(UNIPEN)
    assert load_dataset(tmp_path).labels == ("/", "l", "/", "l")


def test_a_folder_of_pictures_may_hold_other_data_files(tmp_path, write_picture):
    write_picture(tmp_path / "a" / "1.png")
    (tmp_path / "a" / "notes.dat").write_text("1 2 3\n.SEGMENT\n")
    (tmp_path / "a" / "folder.dat").mkdir()
    assert load_dataset(tmp_path).labels == ("a",)


def test_emnist_is_told_by_its_name(tmp_path, write_idx):
    write_idx("emnist-letters-test-images-idx3-ubyte.gz", np.zeros((2, 28, 28), np.uint8))
    write_idx("emnist-letters-test-labels-idx1-ubyte.gz", np.array([26, 1], np.uint8))
    data = load_dataset(tmp_path / "emnist-letters-test-images-idx3-ubyte.gz")
    assert (data.name, data.labels) == ("emnist/letters/test", ("Z", "A"))


def test_colour_of_a_table(tmp_path, write_picture):
    write_picture(tmp_path / "a.png")
    (tmp_path / "table.tsv").write_text("path\tlabel\na.png\ta\n")
    assert load_dataset(str(tmp_path / "table.tsv"), colours="rgb").images.shape == (1, 5, 4, 3)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none", "no such file or folder"),
        ("a.pdf", "expected a folder"),
        ("a.npz", "not a readable"),
    ],
)
def test_what_cannot_be_read(tmp_path, name, message):
    for file in ("a.pdf", "a.npz"):
        (tmp_path / file).write_bytes(b"%PDF")
    with pytest.raises(DataError, match=message):
        load_dataset(tmp_path / name)


def test_an_unknown_public_set():
    with pytest.raises(DataError, match="No data set is called 'imagenet'"):
        load_public("imagenet")
