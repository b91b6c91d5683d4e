import numpy as np
import pytest

from vistazo.errors import DataError
from vistazo.workshop.data.npz import read_npz


@pytest.fixture
def write_npz(tmp_path):
    def write(**arrays):
        path = tmp_path / "data.npz"
        np.savez_compressed(path, **arrays)
        return path

    return write


GREY = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)


@pytest.mark.parametrize("images", [GREY, np.stack([GREY] * 3, axis=-1)])
def test_pictures_and_labels(write_npz, images):
    data = read_npz(write_npz(images=images, labels=np.array(["b", "a"]), other=np.zeros(3)))
    np.testing.assert_array_equal(data.images, images)
    assert data.labels == ("b", "a")
    assert data.label_order == ("a", "b")


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"images": GREY}, "an array called 'labels', got images"),
        ({"labels": np.array(["a", "b"])}, "an array called 'images', got labels"),
        ({"images": GREY / 255, "labels": np.array(["a", "b"])}, "'images' must hold uint8"),
        ({"images": GREY[0], "labels": np.array(["a", "b"])}, r"\(N, H, W\)"),
        ({"images": GREY, "labels": np.array([1, 2])}, "'labels' must hold str_ values"),
        ({"images": GREY, "labels": np.array([["a", "b"]])}, "in 1 dimension"),
        ({"images": GREY, "labels": np.array(["a"])}, "2 pictures and 1 labels"),
        ({"images": GREY, "labels": np.array(["a", ""])}, "non-empty"),
        ({"images": GREY[:0], "labels": np.array([], str)}, "at least one picture"),
    ],
)
def test_what_is_wrong_is_named(write_npz, arrays, message):
    with pytest.raises(DataError, match=message):
        read_npz(write_npz(**arrays))


class Trap:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was loaded",))


def test_pickles_are_never_loaded(write_npz):
    labels = np.array([Trap(), "b"], dtype=object)
    with pytest.raises(DataError, match=r"'labels' cannot be read .*allow_pickle"):
        read_npz(write_npz(images=GREY, labels=labels))


def test_damaged_archives(write_npz):
    path = write_npz(images=GREY, labels=np.array(["a", "b"]))
    whole = path.read_bytes()
    middle = len(whole) // 4
    for damaged in (
        b"",
        whole[:50],
        whole[:-30],
        whole[:middle] + b"\xff" * 20 + whole[middle + 20 :],
    ):
        path.write_bytes(damaged)
        with pytest.raises(DataError, match=r"cannot be read|not a readable"):
            read_npz(path)


def test_a_single_array_is_no_archive(tmp_path):
    path = tmp_path / "data.npz"
    with path.open("wb") as file:
        np.save(file, GREY)
    with pytest.raises(DataError, match="expected an NPZ archive, got a single array"):
        read_npz(path)


def test_an_archive_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_npz(tmp_path / "none.npz")
