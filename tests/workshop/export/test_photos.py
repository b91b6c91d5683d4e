"""From photos to a file that answers, learns and says how good it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest

from vistazo.errors import DataError, ModelError
from vistazo.learning import ModelFiles, Shop
from vistazo.learning.head import read_head
from vistazo.runtime import Bank, Recognizer, bank_path
from vistazo.workshop.data.photo_set import PhotoSet
from vistazo.workshop.export.measure import measure_photos
from vistazo.workshop.export.photos import build_photos, head_start
from vistazo.workshop.export.restore import restore
from vistazo.workshop.model.backbones import tagger_c
from vistazo.workshop.training.photo_material import (
    CALIBRATION,
    GOLDEN,
    LEARNED,
    PhotoMaterial,
    gather_material,
)
from vistazo.workshop.training.photo_settings import PhotoSettings

from ..photo_parts import SHAPES, Colours, shape_photo, write_shapes


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> PhotoMaterial:
    folder = tmp_path_factory.mktemp("shapes")
    write_shapes(folder, 80)
    return gather_material([str(folder)], 0.2, 0.15)


@pytest.fixture(scope="module")
def unseen(tmp_path_factory: pytest.TempPathFactory) -> PhotoSet:
    return write_shapes(tmp_path_factory.mktemp("unseen"), 60, seed=9)


def settings(folder: Path, **more: object) -> PhotoSettings:
    values = {"outliers": 60, "features": folder / "features"} | more
    return PhotoSettings(save_path=folder / "photos.onnx", **values)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def built(material: PhotoMaterial, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    start = np.zeros((3, 16), np.float32)
    path, report = build_photos(settings(folder), Colours().eval(), start, material)
    assert report.samples == material.test.samples
    return path


def test_it_tells_shapes_apart_that_it_never_saw(built: Path, unseen: PhotoSet) -> None:
    report = measure_photos(Recognizer.load(built), unseen)
    assert report.mean_average_precision > 0.85
    assert report.micro_f1 > 0.7


def test_its_card_says_what_it_is(built: Path, material: PhotoMaterial) -> None:
    card = Recognizer.load(built).card
    assert (card.task, card.input, card.temperature) == ("many", "photo", 1.0)
    assert card.labels == tuple(sorted(SHAPES))
    head = read_head(built.read_bytes())
    for row, label in enumerate(card.labels):
        assert card.platt[label] == pytest.approx((head.sharpness[row], head.shift[row]))
    assert 0.5 <= card.sure <= 1.0
    assert set(card.about) == {"en", "es"}
    figures = {(metric.name, metric.data): metric for metric in card.metrics}
    measured = figures["mean_average_precision", material.test.name]
    assert measured.fingerprint == material.test.fingerprint
    assert ("calibration_error", "validation") in figures
    assert [source.samples for source in card.data] == [80]
    assert (card.training["side"], card.training["head"]["loss"]) == (32, "bce")


def test_its_bank_holds_the_parts_that_never_mix(built: Path, material: PhotoMaterial) -> None:
    bank = Bank.load(bank_path(built))
    counts = [len(material.rows(part)) for part in (LEARNED, CALIBRATION, GOLDEN)]
    assert [
        len(bank.embeddings) // 2,
        len(bank.calibration_embeddings),
        len(bank.golden_embeddings),
    ] == counts
    assert (bank.golden_labels == material.targets(GOLDEN)).all()
    assert bank.fingerprint == material.golden_fingerprint
    run = Recognizer.load(built).run
    for place, row in enumerate(material.rows(GOLDEN)[:3]):
        found = run(material.photos.pixels(int(row))[None], outputs=("embedding",))["embedding"]
        np.testing.assert_allclose(bank.golden_embeddings[place], found[0], atol=2e-3)


def test_what_is_no_photo_is_unknown(built: Path, unseen: PhotoSet) -> None:
    recognizer = Recognizer.load(built)
    assert recognizer.predict(np.zeros((40, 60, 3), np.uint8)).verdict == "unknown"
    verdicts = [recognizer.predict(unseen.pixels(index)).verdict for index in range(40)]
    assert verdicts.count("unknown") <= 4


def test_the_same_settings_give_the_same_bytes(
    built: Path, material: PhotoMaterial, tmp_path: Path
) -> None:
    start = np.zeros((3, 16), np.float32)
    again, _ = build_photos(settings(tmp_path), Colours().eval(), start, material)
    one, other = (
        onnx.load(path).graph.SerializeToString(deterministic=True) for path in (built, again)
    )
    assert one == other


def test_the_whole_network_learns_on_from_its_head(material: PhotoMaterial, tmp_path: Path) -> None:
    start = np.zeros((3, 16), np.float32)
    chosen = settings(tmp_path, fine_tune_epochs=2, learning_rate=0.01, device="cpu")
    path, _ = build_photos(chosen, Colours().eval(), start, material)
    tensors = {item.name: item for item in onnx.load(path).graph.initializer}
    old = Colours().layer.weight.detach().numpy()
    new = onnx.numpy_helper.to_array(tensors["network.backbone.layer.weight"])
    assert np.abs(new - old).max() > 1e-4


def test_the_layers_of_system_c_can_be_written_too(material: PhotoMaterial, tmp_path: Path) -> None:
    backbone = tagger_c(Colours()).eval()
    path, _ = build_photos(settings(tmp_path), backbone, head_start(backbone, SHAPES), material)
    picture = shape_photo({"disc"}, np.random.default_rng(0))
    found = Recognizer.load(path).run(picture[None], outputs=("embedding", "attention"))
    assert found["embedding"].shape == (1, 256)
    assert found["attention"].shape == (1, 3, 8, 8)


class TestInAShop:
    @pytest.fixture
    def shop(self, tmp_path: Path, built: Path) -> Iterator[Shop]:
        with Shop.open(tmp_path / "data") as opened:
            files = ModelFiles(built.read_bytes(), bank_path(built).read_bytes())
            opened.install([files], chosen_by="ana")
            yield opened

    def test_its_bank_and_its_head_are_what_learning_needs(
        self, shop: Shop, unseen: PhotoSet
    ) -> None:
        ask = shop.recognizer("photos").predict
        for index in range(unseen.samples):
            if set(ask(unseen.pixels(index)).labels) != set(unseen.labels[index]):
                shop.correct("photos", unseen.labels[index], picture=unseen.pixels(index))
        shop.work_off()
        learned, _ = shop.registry.list("photos")
        checks = {check["name"]: check for check in (learned.decision or {})["checks"]}
        # The file answers as the head was fitted, and knows the golden photos as it did.
        for name in ("parity", "golden", "flips", "calibration", "unknown", "size"):
            assert checks[name]["passed"], checks[name]["message"]

    def test_what_a_person_chose_stays(
        self, shop: Shop, material: PhotoMaterial, tmp_path: Path
    ) -> None:
        start = np.zeros((3, 16), np.float32)
        other, _ = build_photos(settings(tmp_path, seed=3), Colours().eval(), start, material)
        shop.install([ModelFiles(other.read_bytes(), bank_path(other).read_bytes())])
        assert shop.champion("photos").number == 1
        assert [line.author for line in shop.registry.log("photos")] == ["ana"]


def test_its_whole_network_is_not_trained_on_here(built: Path) -> None:
    with pytest.raises(ModelError, match="--fine-tune-epochs"):
        restore(built.read_bytes())


def test_a_photo_that_cannot_be_read_stops_it(tmp_path: Path) -> None:
    write_shapes(tmp_path / "own", 20)
    (tmp_path / "own" / "003.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    material = gather_material([str(tmp_path / "own")], 0.2, 0.15)
    with pytest.raises(DataError, match=r"003\.png"):
        build_photos(settings(tmp_path), Colours().eval(), np.zeros((3, 16), np.float32), material)
    assert not (tmp_path / "photos.onnx").exists()
