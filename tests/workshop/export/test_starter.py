"""The small recogniser of photos, from its data to its file, with as little learning as can be."""

from __future__ import annotations

from pathlib import Path

from vistazo.runtime import Bank, Recognizer, bank_path
from vistazo.workshop.data.load_photos import load_public_photos
from vistazo.workshop.export.starter import USED_SIDE, train_starter
from vistazo.workshop.training.distil import DistilSettings
from vistazo.workshop.training.photo_settings import PhotoSettings

LITTLE = DistilSettings(scenes=200, epochs=1, cut_outs=2, cut_out_epochs=1)


def test_it_comes_of_scenes_and_cut_outs_and_says_so(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    settings = PhotoSettings(
        save_path=tmp_path / "photos.onnx", features=tmp_path / "features", outliers=12
    )
    path, report = train_starter(settings, LITTLE, lambda *told_now: told.append(told_now))
    assert path.stat().st_size < 6_000_000
    assert report.samples == 128
    looked_at = [done for what, done, _ in told if what == "views"]
    assert looked_at == sorted(looked_at)
    assert looked_at[-1] == [every for what, _, every in told if what == "views"][-1]
    recognizer = Recognizer.load(path)
    card = recognizer.card
    assert (card.task, card.input, card.training["side"]) == ("many", "photo", USED_SIDE)
    assert {"photos_voc20/train", "cifar10/train"} <= {source.name for source in card.data}
    assert set(card.about) == {"en", "es"}
    photo = load_public_photos("photos_voc20", "test").pixels(0)
    answer = recognizer.predict(photo, outputs=["seen", "attention"])
    assert answer.seen is not None
    assert answer.seen.shape == (USED_SIDE, USED_SIDE, 3)
    assert Bank.load(bank_path(path)).embeddings.shape[1] == 256
