import gzip
import string

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vistazo.errors import DataError
from vistazo.workshop.data import read_emnist
from vistazo.workshop.data.emnist import EMNIST, named_like_emnist

SIZES = {"balanced": 47, "byclass": 62, "bymerge": 47, "digits": 10, "letters": 26, "mnist": 10}


def as_published(pictures: np.ndarray) -> np.ndarray:
    """Rows and columns exchanged, as the files hold them."""
    return np.ascontiguousarray(pictures.transpose(0, 2, 1))


@pytest.fixture
def write_emnist(write_idx, tmp_path):
    def write(split: str, numbers, part="train", *, pictures=None, packed=True, mapping=None):
        if pictures is None:
            pictures = np.zeros((len(numbers), 28, 28), np.uint8)
        end = ".gz" if packed else ""
        stem = f"emnist-{split}-{part}"
        write_idx(f"{stem}-images-idx3-ubyte{end}", as_published(pictures), packed=packed)
        labels = np.array(numbers, np.uint8)
        write_idx(f"{stem}-labels-idx1-ubyte{end}", labels, packed=packed)
        if mapping is not None:
            (tmp_path / f"emnist-{split}-mapping.txt").write_text(mapping)
        return tmp_path

    return write


@pytest.mark.parametrize("packed", [True, False])
def test_pictures_are_turned_upright(write_emnist, packed):
    pictures = np.zeros((2, 28, 28), np.uint8)
    pictures[0, 4, 6:20] = 255  # a 7: a bar at the top, a stem down to the left
    for row in range(5, 24):
        pictures[0, row, 20 - row // 2] = 200
    pictures[1, 4:24, 8] = 255  # an L
    pictures[1, 23, 8:20] = 255
    data = read_emnist(
        write_emnist("byclass", [7, 21], pictures=pictures, packed=packed), "byclass"
    )
    np.testing.assert_array_equal(data.images, pictures)
    assert data.labels == ("7", "L")
    assert data.images.flags.c_contiguous
    assert (data.name, data.citation) == ("emnist/byclass/train", EMNIST.citation)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(1, 5), seed=st.integers(0, 2**32 - 1))
def test_any_pictures_are_read_back(write_emnist, count, seed):
    pictures = np.random.default_rng(seed).integers(0, 256, (count, 28, 28), np.uint8)
    folder = write_emnist("digits", list(range(count)), "test", pictures=pictures)
    np.testing.assert_array_equal(read_emnist(folder, "digits", "test").images, pictures)


@pytest.mark.parametrize("split", SIZES)
def test_every_number_of_every_split_has_its_label(write_emnist, split):
    first = 1 if split == "letters" else 0
    numbers = list(range(first, first + SIZES[split]))
    data = read_emnist(write_emnist(split, numbers), split)
    assert data.labels == data.label_order
    assert len(set(data.labels)) == SIZES[split]
    with pytest.raises(DataError, match=rf"expected label numbers of {split}, .* got"):
        read_emnist(write_emnist(split, [first, first + SIZES[split]]), split)


def test_the_labels_are_the_published_ones(write_emnist):
    byclass = read_emnist(write_emnist("byclass", range(62)), "byclass")
    assert (
        "".join(byclass.labels) == string.digits + string.ascii_uppercase + string.ascii_lowercase
    )
    for split in ("bymerge", "balanced"):
        merged = read_emnist(write_emnist(split, range(47)), split)
        assert "".join(merged.labels[:36]) == string.digits + string.ascii_uppercase
        # 15 small letters are merged with their capitals, 11 are not.
        assert set(string.ascii_lowercase) - set(merged.labels) == set("cijklmopsuvwxyz")
        assert list(merged.labels[36:]) == sorted(merged.labels[36:])
    letters = read_emnist(write_emnist("letters", range(1, 27)), "letters")
    assert "".join(letters.labels) == string.ascii_uppercase


def test_letters_count_from_one(write_emnist):
    with pytest.raises(DataError, match=r"label numbers of letters, 1 to 26; got 0\."):
        read_emnist(write_emnist("letters", [1, 0]), "letters")


def test_a_mapping_beside_the_pictures_is_used(write_emnist):
    folder = write_emnist("letters", [1, 2], mapping="1 97 65\r\n2 98 66\r\n\r\n")
    assert read_emnist(folder, "letters").labels == ("a", "b")
    folder = write_emnist("letters", [1, 3], mapping="1 97\n2 98")
    with pytest.raises(DataError, match="1 to 2; got 3"):
        read_emnist(folder, "letters")


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("0 48\n1", "line 2: expected a label number and the ASCII code .* got '1'"),
        ("0 x", "line 1: expected a label number"),
        ("-1 48", "line 1: expected a label number"),
        ("0 48\n1 200", "line 2: expected a label number"),
        ("0 10", "line 1: expected a label number"),
        ("0 99999999999999999999", "line 1: expected a label number"),
        ("0 48\n0 49", "line 2: '0 49' repeats"),
        ("0 48\n1 48", "line 2: '1 48' repeats"),
        ("\n\n", "got an empty file"),
    ],
)
def test_malformed_mappings(write_emnist, mapping, message):
    folder = write_emnist("digits", [0], mapping=mapping)
    with pytest.raises(DataError, match=rf"emnist-digits-mapping\.txt.*{message}"):
        read_emnist(folder, "digits")


def test_missing_files(write_emnist, tmp_path):
    with pytest.raises(DataError, match=r"mnist-train-images-idx3-ubyte\.gz: there is no such"):
        read_emnist(tmp_path, "mnist")
    folder = write_emnist("mnist", [1])
    with pytest.raises(DataError, match="emnist-mnist-test-images"):
        read_emnist(folder, "mnist", "test")
    (folder / "emnist-mnist-train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match="emnist-mnist-train-labels"):
        read_emnist(folder, "mnist")


def test_an_unknown_split(tmp_path):
    with pytest.raises(DataError, match=r"EMNIST has the splits balanced, .* got 'symbols'"):
        read_emnist(tmp_path, "symbols")


def test_counts_that_differ(write_emnist, write_idx):
    folder = write_emnist("digits", [1, 2])
    write_idx("emnist-digits-train-labels-idx1-ubyte.gz", np.zeros(3, np.uint8), packed=True)
    with pytest.raises(DataError, match=r"holds 2 pictures, but .* holds 3 labels"):
        read_emnist(folder, "digits")


def test_pictures_of_another_size(write_emnist):
    folder = write_emnist("digits", [1], pictures=np.zeros((1, 32, 28), np.uint8))
    with pytest.raises(DataError, match=r"images.*expected pictures of 28×28, got \(28, 32\)"):
        read_emnist(folder, "digits")


def test_truncated_and_wrong_files(write_emnist):
    folder = write_emnist("digits", [1])
    path = folder / "emnist-digits-train-images-idx3-ubyte.gz"
    whole = path.read_bytes()
    for body, message in [
        (whole[:-9], "gzip stream is damaged or breaks off"),
        (gzip.compress(gzip.decompress(whole)[:-1]), "784 bytes of values, got 783"),
        (gzip.compress(b"\0\0\x09\x03" + gzip.decompress(whole)[4:]), "uint8 .* got int8"),
        (b"PK\3\4", "expected the IDX magic"),
    ]:
        path.write_bytes(body)
        with pytest.raises(DataError, match=rf"images-idx3-ubyte\.gz.*{message}"):
            read_emnist(folder, "digits")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("emnist-byclass-train-images-idx3-ubyte.gz", ("byclass", "train")),
        ("emnist-mnist-test-images-idx3-ubyte", ("mnist", "test")),
        ("emnist-mnist-test-labels-idx1-ubyte", None),
        ("emnist-symbols-test-images-idx3-ubyte", None),
        ("train-images-idx3-ubyte.gz", None),
    ],
)
def test_published_names(tmp_path, name, found):
    assert named_like_emnist(tmp_path / name) == found
