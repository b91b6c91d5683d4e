"""Photos are divided so that nothing is judged on what was learned."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from vistazo.errors import DataError, OptionError
from vistazo.workshop.data.photo_set import gather_photos
from vistazo.workshop.training.photo_material import (
    CALIBRATION,
    GOLDEN,
    LEARNED,
    gather_material,
    merge,
)
from vistazo.workshop.training.photo_settings import PhotoSettings

from ..photo_parts import write_shapes


def test_parts_of_ones_own_photos_never_mix(tmp_path: Path) -> None:
    write_shapes(tmp_path / "own", 40)
    material = gather_material([str(tmp_path / "own")], 0.2, 0.15)
    sizes = [len(material.rows(part)) for part in (LEARNED, CALIBRATION, GOLDEN)]
    assert sizes == [26, 6, 8]
    golden = material.photos.subset(material.rows(GOLDEN))
    assert material.golden_fingerprint == golden.fingerprint
    # Where there is no part to test on, the golden one does that too.
    assert material.test.hashes == golden.hashes
    again = gather_material([str(tmp_path / "own")], 0.2, 0.15)
    assert (again.parts == material.parts).all()


def test_parts_that_a_table_names_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    write_shapes(folder, 20)
    lines = (folder / "labels.csv").read_text().splitlines()
    rows = [f"{line},{'test' if at >= 14 else 'train'}" for at, line in enumerate(lines[1:])]
    (folder / "labels.csv").write_text("\n".join([f"{lines[0]},part", *rows]) + "\n")
    material = gather_material([str(folder)], 0.2, 0.15)
    assert (material.photos.samples, material.test.samples) == (14, 6)
    assert not set(material.photos.hashes) & set(material.test.hashes)


def test_a_photo_that_judges_is_not_learned_from_in_another_set(tmp_path: Path) -> None:
    first = tmp_path / "first"
    write_shapes(first, 20)
    lines = (first / "labels.csv").read_text().splitlines()
    rows = [f"{line},{'test' if at >= 14 else 'train'}" for at, line in enumerate(lines[1:])]
    copied = tmp_path / "copied"
    shutil.copytree(first, copied)
    (first / "labels.csv").write_text("\n".join([f"{lines[0]},part", *rows]) + "\n")
    material = gather_material([str(first), str(copied)], 0.2, 0.15)
    assert material.photos.samples == 14
    assert not set(material.photos.hashes) & set(material.test.hashes)


def test_a_label_that_a_set_does_not_know_is_left_open(tmp_path: Path) -> None:
    shapes = write_shapes(tmp_path, 4)
    other = gather_photos("other", [(shapes.files[0], {"moon": 1})], ("moon",))
    both = merge([shapes.subset([1, 2, 3]), other])
    assert both.label_order == ("disc", "square", "cross", "moon")
    assert both.targets[:3, 3].tolist() == [-1, -1, -1]
    assert both.targets[3].tolist() == [-1, -1, -1, 1]
    assert merge([shapes, other]).samples == 4


def test_no_photos(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        gather_material([str(tmp_path / "nowhere")], 0.2, 0.15)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"losses": ("hinge",)}, "--loss must be one of"),
        ({"data": ()}, "--data must name"),
        ({"side": 7}, "--side must lie in"),
        ({"golden": 0.6, "calibration": 0.4}, "less than 1 together"),
        ({"fine_tune_epochs": -1}, "--fine-tune-epochs"),
        ({"learning_rate": 0.0}, "--lr must lie"),
        ({"batch_size": 0}, "--batch-size"),
        ({"seed": -1}, "--seed"),
        ({"device": "abacus"}, "--device must be one of"),
        ({"threads": 0}, "--threads"),
        ({"outliers": 0}, "outliers must be"),
        ({"save_path": Path("photos.bin")}, "--save-path must end in .onnx"),
    ],
)
def test_settings_that_cannot_be(option: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        PhotoSettings(**option)  # type: ignore[arg-type]


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(OptionError, match=r"--side .* --seed"):
        PhotoSettings(side=1, seed=-1)
