import hashlib
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from vistazo.errors import DataError
from vistazo.workshop.data.photo_set import PhotoSet, gather_photos


@pytest.fixture
def photos(tmp_path, write_picture):
    files = tuple(write_picture(tmp_path / f"{n}.png", 10 * n, size=(4, n + 1)) for n in range(3))
    return PhotoSet(
        name="toy",
        files=files,
        labels=(("cat", "dog"), (), ("dog",)),
        difficult=((), ("cat",), ()),
        label_order=("dog", "cat"),
        licence="CC0",
    )


def test_targets_follow_the_label_order(photos):
    assert photos.targets.tolist() == [[1, 1], [0, -1], [1, 0]]
    assert photos.targets.dtype == np.int8
    assert photos.samples == 3


def test_targets_in_another_order_leave_the_rest_open(photos):
    found = photos.targets_for(("cat", "cow", "dog"))
    assert found.tolist() == [[1, -1, 1], [-1, -1, 0], [0, -1, 1]]
    with pytest.raises(DataError, match=r"toy has labels that are not expected: dog\. Expected"):
        photos.targets_for(("cat", "cow"))


def test_pixels_are_decoded_when_asked_for(photos):
    assert photos.pixels(2).shape == (4, 3, 3)
    assert photos.pixels(2).dtype == np.uint8
    assert (photos.pixels(2) == 20).all()


def test_a_photo_that_breaks_off_costs_only_itself(photos):
    photos.files[1].write_bytes(photos.files[1].read_bytes()[:40])
    assert photos.pixels(0).shape == (4, 1, 3)
    with pytest.raises(DataError, match=r"1\.png cannot be read: "):
        photos.pixels(1)


def test_photos_are_turned_as_they_were_held(photos):
    path = photos.files[0].with_name("phone.jpg")
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (8, 4)).save(path, exif=exif)
    assert replace(photos, files=(path, *photos.files[1:])).pixels(0).shape == (8, 4, 3)


def test_hashes_and_fingerprint(photos):
    assert photos.hashes[1] == hashlib.sha256(photos.files[1].read_bytes()).hexdigest()
    prints = {photos.fingerprint}
    prints.add(replace(photos, name="other", licence="").fingerprint)
    assert len(prints) == 1
    prints.add(replace(photos, labels=(("cat", "dog"), ("dog",), ("dog",))).fingerprint)
    prints.add(replace(photos, difficult=((), (), ())).fingerprint)
    prints.add(replace(photos, files=photos.files[::-1]).fingerprint)
    prints.add(replace(photos, label_order=("dog", "cat", "cow")).fingerprint)
    prints.add(photos.subset([0, 1]).fingerprint)
    assert len(prints) == 6


def test_a_subset_keeps_the_label_order(photos):
    found = photos.subset(np.array([2, 0]))
    assert found.files == (photos.files[2], photos.files[0])
    assert found.targets.tolist() == [[1, 0], [1, 1]]
    assert (found.label_order, found.licence) == (photos.label_order, "CC0")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"labels": ((), ())}, "got 3 photos, 2 and 3"),
        ({"difficult": ()}, "got 3 photos, 3 and 0"),
        ({"labels": (("cow",), (), ())}, "labels outside the label order: 'cow'"),
        ({"difficult": (("cow",), (), ())}, "labels outside the label order: 'cow'"),
        ({"labels": (("dog", "dog"), (), ())}, r"0\.png has a label twice"),
        ({"labels": (("dog",), ("cat",), ())}, r"1\.png has a label twice"),
        ({"label_order": ("dog", "cat", "dog")}, "names a label twice"),
        ({"label_order": ("dog", "cat", "")}, "must be non-empty strings"),
        ({"label_order": ()}, "expected at least one label"),
    ],
)
def test_parts_that_contradict_each_other(photos, changes, message):
    with pytest.raises(DataError, match=f"toy: .*{message}"):
        replace(photos, **changes)


def test_missing_files(photos):
    photos.files[1].unlink()
    with pytest.raises(DataError, match=r"toy: 1 of 3 photos are missing, the first is .*1\.png"):
        replace(photos)


def test_a_file_that_vanished_since(photos):
    photos.files[1].unlink()
    with pytest.raises(DataError, match=r"1\.png: cannot be read"):
        _ = photos.fingerprint


def test_gathering_orders_labels_and_keeps_the_three_states(photos):
    known = {"cat": 1, "dog": -1, "cow": 0}
    found = gather_photos("toy", [(photos.files[0], known)], ("cow", "dog", "cat"), licence="x")
    assert found.targets.tolist() == [[0, -1, 1]]
    assert found.licence == "x"
    with pytest.raises(DataError, match="outside the label order: 'cat'"):
        gather_photos("toy", [(photos.files[0], known)], ("cow", "dog"))
