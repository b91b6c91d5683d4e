import gzip
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from vistazo.errors import DataError
from vistazo.workshop.data.idx import read_idx, read_idx_pair

DTYPES = [np.uint8, np.int8, np.int16, np.int32, np.float32, np.float64]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("dtype", DTYPES)
def test_every_type_is_read_back(write_idx, dtype, packed):
    array = np.arange(24).reshape(2, 3, 4).astype(dtype)
    found = read_idx(write_idx("a", array, packed=packed))
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, array)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_shape_is_read_back(write_idx, data):
    shape = data.draw(arrays.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=5))
    array = data.draw(arrays.arrays(st.sampled_from([np.uint8, np.int16]), shape))
    np.testing.assert_array_equal(read_idx(write_idx("a", array)), array)


def test_the_array_can_be_written_to(write_idx):
    found = read_idx(write_idx("a", np.zeros(3, np.uint8)))
    found[0] = 1


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("cut", [1, 12])
def test_truncated_values(write_idx, packed, cut):
    path = write_idx("a", np.zeros((3, 4), np.uint8), packed=packed, cut=cut)
    with pytest.raises(DataError, match=rf"a: .*12 bytes of values, got {12 - cut}; .*truncated"):
        read_idx(path)


def test_trailing_bytes(write_idx):
    path = write_idx("a", np.zeros((3, 4), np.uint8), add=b"x")
    with pytest.raises(DataError, match="12 bytes of values, and more bytes follow"):
        read_idx(path)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "starts with 4 bytes, got 0"),
        (b"\0\0\x08", "got 3"),
        (b"\0\0\x08\x02\0\0\0", "expected 8 bytes of sizes after the magic, got 3"),
        (b"\0\0\x07\x01\0\0\0\0", "expected the IDX magic .* got 00 00 07 01"),
        (b"\0\0\x08\x00", "got 00 00 08 00"),
        (b"\x01\0\x08\x01\0\0\0\0", "got 01 00 08 01"),
        (b"\x89PNG\r\n\x1a\n", "got 89 50 4e 47"),
    ],
)
def test_what_is_not_idx(tmp_path, body, message):
    path = tmp_path / "a"
    path.write_bytes(body)
    with pytest.raises(DataError, match=message):
        read_idx(path)


def test_broken_gzip_stream(tmp_path):
    whole = gzip.compress(b"\0\0\x08\x01" + struct.pack(">I", 5000) + bytes(range(250)) * 20)
    for damaged in (whole[:-20], whole[:10], whole[:15] + b"\xff" * 5 + whole[20:]):
        path = tmp_path / "a.gz"
        path.write_bytes(damaged)
        with pytest.raises(DataError, match="gzip stream is damaged"):
            read_idx(path)


@pytest.mark.parametrize("packed", [False, True])
def test_a_header_that_promises_terabytes_costs_no_memory(tmp_path, packed):
    body = b"\0\0\x08\x03" + struct.pack(">3I", *[2**32 - 1] * 3) + b"few"
    path = tmp_path / "a"
    path.write_bytes(gzip.compress(body) if packed else body)
    tracemalloc.start()
    with pytest.raises(DataError, match="got 3; the file is truncated"):
        read_idx(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20


def test_missing_file(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_idx(tmp_path / "none")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        read_idx(tmp_path)


def test_pair(write_idx):
    images = write_idx("i", np.zeros((3, 2, 2), np.uint8))
    labels = write_idx("l", np.array([1, 2, 3], np.uint8))
    pictures, numbers = read_idx_pair(images, labels)
    assert pictures.shape == (3, 2, 2)
    assert numbers.tolist() == [1, 2, 3]


def test_counts_that_differ(write_idx):
    images = write_idx("i", np.zeros((3, 2, 2), np.uint8))
    labels = write_idx("l", np.zeros(4, np.uint8))
    with pytest.raises(DataError, match=r"holds 3 pictures, but .* holds 4 labels"):
        read_idx_pair(images, labels)


def test_files_given_the_wrong_way_round(write_idx):
    images = write_idx("i", np.zeros((3, 2, 2), np.uint8))
    labels = write_idx("l", np.zeros(3, np.uint8))
    with pytest.raises(DataError, match="expected uint8 values in 3 dimension"):
        read_idx_pair(labels, images)


def test_labels_of_another_type(write_idx):
    images = write_idx("i", np.zeros((3, 2, 2), np.uint8))
    labels = write_idx("l", np.zeros(3, np.int32))
    with pytest.raises(DataError, match=r"expected uint8 values in 1 dimension.*got int32"):
        read_idx_pair(images, labels)
