"""The readers of public data sets on the real files."""

import gzip
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from vistazo.errors import DataError
from vistazo.workshop.data import load_public
from vistazo.workshop.data.bhmsds import load_bhmsds
from vistazo.workshop.data.cifar import cut_grid, load_cifar
from vistazo.workshop.data.mnist import load_mnist
from vistazo.workshop.data.unipen import load_unipen, load_unipen_text

pytestmark = pytest.mark.usefixtures("mirror")


def test_mnist_test_part():
    data = load_mnist("test")
    assert data.images.shape == (10_000, 28, 28)
    assert data.labels[:10] == tuple("7210414959")
    assert Counter(data.labels)["1"] == 1135
    # Known of the published files: mean brightness of the test part.
    assert data.images.mean() == pytest.approx(0.1325 * 255, abs=0.03)


def test_mnist_train_part():
    data = load_mnist("train")
    assert data.images.shape == (60_000, 28, 28)
    assert data.labels[:10] == tuple("5041921314")
    assert data.images.mean() == pytest.approx(0.1307 * 255, abs=0.02)


def test_mnist_with_a_damaged_file(tmp_path, monkeypatch, mirror):
    (tmp_path / "mnist").mkdir()
    for file in (mirror / "mnist").iterdir():
        body = file.read_bytes()
        (tmp_path / "mnist" / file.name).write_bytes(
            body[:-1] if "t10k-images" in file.name else body
        )
    monkeypatch.setenv("VISTAZO_MIRROR", str(tmp_path))
    assert load_mnist("train").samples == 60_000
    with pytest.raises(DataError, match=r"t10k-images.*expected sha256"):
        load_mnist("test")


def test_mnist_is_what_the_files_hold(mirror):
    body = gzip.decompress((mirror / "mnist" / "t10k-images-idx3-ubyte.gz").read_bytes())
    np.testing.assert_array_equal(
        load_mnist("test").images[-1].ravel(), np.frombuffer(body[-784:], np.uint8)
    )


def test_bhmsds_leaves_out_the_dot():
    data = load_bhmsds()
    assert data.images.shape == (25_500, 28, 28)
    assert set(Counter(data.labels).values()) == {1500}
    assert data.label_order == tuple("0123456789wxyz+-/")
    # Dark on light: the corners are paper.
    assert np.median(data.images[:, 0, 0]) > 200


def test_bhmsds_digits():
    data = load_bhmsds(digits_only=True)
    assert data.samples == 15_000
    whole = load_bhmsds().only("0123456789")
    assert data.fingerprint == whole.fingerprint


def test_cifar_test_part():
    data = load_cifar("test")
    assert data.images.shape == (1000, 32, 32, 3)
    assert data.labels[:6] == ("cat", "ship", "ship", "airplane", "frog", "frog")


def test_cifar_labels_count_on_through_the_grids():
    data = load_cifar("train", grids=2)
    assert data.images.shape == (2000, 32, 32, 3)
    assert data.labels[:3] == ("frog", "truck", "truck")
    green = data.images[:, 20:, :, 1].mean(axis=(1, 2)) - data.images[:, 20:, :, 2].mean(
        axis=(1, 2)
    )
    labels = np.array(data.labels)
    second = slice(1000, 2000)
    # Horses stand on grass and ships on water: labels that slipped would not show it.
    assert green[second][labels[second] == "horse"].mean() > 10
    assert green[second][labels[second] == "ship"].mean() < 5


def test_cut_grid_goes_row_by_row():
    grid = np.zeros((4, 6, 3), np.uint8)
    grid[0:2, 2:4] = 1
    grid[2:4, 0:2] = 3
    assert cut_grid(grid, 2)[:, 0, 0, 0].tolist() == [0, 1, 0, 3, 0, 0]
    with pytest.raises(DataError, match="cannot be 4×6"):
        cut_grid(grid, 4)


def test_unipen_parts_share_no_writer():
    whole, train, test = load_unipen(), load_unipen("train"), load_unipen("test")
    assert whole.samples == 96_314 == train.samples + test.samples
    assert not set(train.writers.tolist()) & set(test.writers.tolist())
    assert len(set(whole.labels)) == 94
    assert len(whole.label_order) == 94


def test_unipen_strokes_are_those_of_the_prepared_arrays(mirror):
    test = load_unipen("test")
    with np.load(mirror / "unipen" / "unipen_characters.npz") as archive:
        sample = int(np.flatnonzero(archive["split"] == "test")[-1])
        first, last = archive["sample_stroke_offsets"][sample : sample + 2]
        bounds = archive["stroke_offsets"][first : last + 1]
        expected = [archive["points"][a:b] for a, b in pairwise(bounds)]
    found = test.strokes(test.samples - 1)
    assert len(found) == len(expected)
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_unipen_text_parts_share_no_writer_with_each_other_or_with_characters():
    whole, train, test = load_unipen_text(), load_unipen_text("train"), load_unipen_text("test")
    assert whole.samples == 69_503 + 11_611
    assert (train.samples, test.samples) == (71_825, 9_289)
    writers = {
        part: set(load_unipen_text(part).writers.tolist()) | set(load_unipen(part).writers.tolist())
        for part in ("train", "test")
    }
    assert not writers["train"] & writers["test"]
    assert set("".join(whole.labels)) == {chr(code) for code in range(32, 127)}
    assert set(whole.style) == {"PRINTED", "CURSIVE", "MIXED", ""}
    assert 0 <= whole.separation.min() <= whole.separation.max() == 1
    assert whole.est_lines.min() == 1


def test_unipen_text_is_what_the_prepared_arrays_hold(mirror):
    test = load_unipen_text("test")
    with np.load(mirror / "unipen" / "unipen_text.npz") as archive:
        sample = int(np.flatnonzero(archive["split"] == "test")[-1])
        first, last = archive["sample_stroke_offsets"][sample : sample + 2]
        bounds = archive["stroke_offsets"][first : last + 1]
        expected = [archive["points"][a:b] for a, b in pairwise(bounds)]
        assert test.labels[-1] == archive["label"][sample]
        assert test.style[-1] == archive["style"][sample]
        assert test.separation[-1] == archive["separation"][sample]
        assert test.providers[-1] == archive["provider"][sample]
        assert test.files[-1] == archive["file_index"][sample]
    found = test.strokes(test.samples - 1)
    assert len(found) == len(expected)
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_unipen_characters_know_their_file_and_provider():
    test = load_unipen("test")
    by_file = {}
    for file, provider in zip(test.files.tolist(), test.providers, strict=True):
        by_file.setdefault(file, set()).add(provider)
    assert all(len(providers) == 1 for providers in by_file.values())
    assert len(set(test.providers)) > 5


@pytest.mark.parametrize(
    ("name", "part", "shape"),
    [
        ("mnist", "test", (10_000, 28, 28)),
        ("cifar10", "test", (1000, 32, 32, 3)),
        ("bhmsds", "train", (25_500, 28, 28)),
        ("unipen", "test", (11_566, 112, 112)),
    ],
)
def test_every_set_can_be_loaded_by_name(name, part, shape):
    data = load_public(name, part)
    assert data.images.shape == shape
    assert data.licence
    assert data.citation


def test_a_set_without_a_test_part():
    with pytest.raises(DataError, match="bhmsds has no test part"):
        load_public("bhmsds", "test")
