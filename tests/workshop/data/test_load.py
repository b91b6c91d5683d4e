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
