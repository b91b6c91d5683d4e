"""Backbones from folders, in the shapes and with the pixels that they were trained with."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from vistazo.errors import ModelError, ModelNotFoundError
from vistazo.workshop.data.fetch import MIRROR_VARIABLE
from vistazo.workshop.data.load_photos import load_public_photos
from vistazo.workshop.model.backbones import (
    SHORT,
    blank_backbone,
    fingerprint,
    load_backbone,
    tagger_c,
)
from vistazo.workshop.model.photo_network import PhotoNetwork
from vistazo.workshop.model.pretrained import PretrainedBackbone

from ..photo_parts import write_backbone

MIRROR = os.environ.get(MIRROR_VARIABLE)
needs_mirror = pytest.mark.skipif(
    not MIRROR or not Path(MIRROR, "backbones").is_dir(),
    reason=f"needs {MIRROR_VARIABLE} with backbones and photos_voc20",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_backbone(tmp_path_factory.mktemp("backbones") / "tiny")


@pytest.fixture(scope="module")
def tiny(folder: Path) -> PretrainedBackbone:
    return load_backbone(str(folder))


@pytest.fixture(scope="module")
def mobilenet() -> PretrainedBackbone:
    return load_backbone("mobilenet_v2")


class TestFromAFolder:
    def test_it_says_what_its_files_say(self, tiny: PretrainedBackbone) -> None:
        assert (tiny.width, tiny.side, tiny.crop) == (1280, 64, 1.0)
        assert tiny.mean == pytest.approx((0.4, 0.5, 0.6), abs=1e-6)
        assert tiny.deviation == pytest.approx((0.2, 0.3, 0.4), abs=1e-6)
        assert tiny.classifier is not None
        assert tiny.classifier.names == ("background", "disc, disk", "town square", "zebra")

    def test_pixels_are_those_of_its_own_processor(
        self, tiny: PretrainedBackbone, folder: Path
    ) -> None:
        from transformers import AutoImageProcessor

        processor = AutoImageProcessor.from_pretrained(folder, backend="pil")
        photo = np.random.default_rng(0).integers(0, 256, (224, 224, 3), dtype=np.uint8)
        expected = processor(photo, do_resize=False, do_center_crop=False)["pixel_values"][0]
        side = load_backbone(str(folder), 224)
        pixels = side.preprocess()(torch.from_numpy(photo[None])).pixels[0].numpy()
        np.testing.assert_allclose(pixels, np.asarray(expected), atol=1e-5)

    def test_without_a_classifier_it_is_a_backbone_all_the_same(self, tmp_path: Path) -> None:
        bare = load_backbone(str(write_backbone(tmp_path, classifier=False)), 96)
        assert bare.classifier is None
        assert bare.maps(torch.zeros(1, 3, 96, 96)).shape == (1, 1280, 3, 3)

    def test_batch_normalisation_keeps_its_statistics(self, folder: Path) -> None:
        backbone = load_backbone(str(folder)).train()
        before = fingerprint(backbone)
        backbone(torch.rand(4, 3, 64, 64))
        assert fingerprint(backbone) == before
        norms = [item for item in backbone.modules() if isinstance(item, nn.BatchNorm2d)]
        assert norms
        assert not any(item.training for item in norms)

    def test_its_fingerprint_is_of_weights_and_pixels(self, folder: Path) -> None:
        first, again = load_backbone(str(folder)), load_backbone(str(folder))
        assert fingerprint(first) == fingerprint(again)
        assert fingerprint(load_backbone(str(folder), 96)) != fingerprint(first)
        with torch.no_grad():
            next(again.parameters()).mul_(1.001)
        assert fingerprint(again) != fingerprint(first)


class TestRefused:
    def test_pickled_weights_are_never_read(self, folder: Path, tmp_path: Path) -> None:
        place = shutil.copytree(folder, tmp_path / "pickled")
        (place / "model.safetensors").rename(place / "pytorch_model.bin")
        with pytest.raises(ModelError, match=r"safetensors.*never read"):
            load_backbone(str(place))

    def test_a_folder_without_a_configuration(self, folder: Path, tmp_path: Path) -> None:
        place = shutil.copytree(folder, tmp_path / "bare")
        (place / "config.json").unlink()
        with pytest.raises(ModelError, match="could not be loaded"):
            load_backbone(str(place))

    def test_damaged_weights(self, folder: Path, tmp_path: Path) -> None:
        place = shutil.copytree(folder, tmp_path / "damaged")
        weights = place / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:1000])
        with pytest.raises(ModelError, match="could not be loaded"):
            load_backbone(str(place))

    def test_no_image_model(self, folder: Path, tmp_path: Path) -> None:
        place = shutil.copytree(folder, tmp_path / "words")
        (place / "config.json").write_text(json.dumps({"model_type": "no-such-kind"}))
        with pytest.raises(ModelError, match="image model"):
            load_backbone(str(place))

    def test_what_the_mirror_lacks(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(MIRROR_VARIABLE, str(tmp_path))
        with pytest.raises(ModelNotFoundError, match=r"Looked for .*somebody/net.* in "):
            load_backbone("somebody/net")

    def test_a_shape_that_nobody_knows(self) -> None:
        with pytest.raises(ModelNotFoundError, match="mobilenet_v2, efficientnet-b0"):
            blank_backbone("resnet-9000")


class TestShapes:
    def test_system_c_as_it_describes_itself(self) -> None:
        network = PhotoNetwork(tagger_c(blank_backbone("efficientnet-b0")), 20).eval()
        with torch.inference_mode():
            maps = network.maps(torch.zeros(1, 3, 224, 224))
        assert maps.shape == (1, 1280, 7, 7)
        layers = [item for item in network.modules() if isinstance(item, nn.Linear)]
        shapes = [(layer.in_features, layer.out_features) for layer in layers]
        assert shapes == [(1280, 512), (512, 256), (256, 20)]
        backbone = sum(item.numel() for item in network.backbone.inner.model.parameters())
        # What torchvision and Keras count for B0 without its classifier.
        assert backbone == pytest.approx(4_007_548, rel=0.01)

    def test_tokens_become_places_and_one_for_the_whole(self) -> None:
        backbone = blank_backbone("dinov2-small", 70)
        with torch.inference_mode():
            maps = backbone.maps(torch.rand(2, 3, 70, 70))
        assert maps.shape == (2, 768, 5, 5)
        assert backbone.width == 768
        whole = maps[:, :384]
        torch.testing.assert_close(whole, whole[:, :, :1, :1].expand_as(whole))
        assert maps[:, 384:].std(dim=(2, 3)).min() > 0

    @pytest.mark.parametrize("name", SHORT)
    def test_each_shape_can_be_built_without_its_weights(self, name: str) -> None:
        backbone = blank_backbone(name, 56 if name == "dinov2-small" else 64)
        with torch.inference_mode():
            embedding = backbone(torch.rand(1, 3, backbone.side, backbone.side))
        assert embedding.shape == (1, backbone.width)


@needs_mirror
class TestTheMirrors:
    def test_it_sees_what_its_own_pipeline_sees(self, mobilenet: PretrainedBackbone) -> None:
        """A factor of 255, or a mean that is not its own, leaves little of this."""
        from transformers import AutoImageProcessor

        place = Path(MIRROR or "", "backbones", "mobilenet_v2_1.0_224")
        processor = AutoImageProcessor.from_pretrained(place, backend="pil")
        photos = load_public_photos("photos_voc20", "train")
        classifier = mobilenet.classifier
        assert classifier is not None
        preprocess = mobilenet.preprocess()

        def guesses(pixels: torch.Tensor) -> torch.Tensor:
            with torch.inference_mode():
                embedding = mobilenet(pixels)
            return torch.from_numpy(classifier.weight) @ embedding[0] + torch.from_numpy(
                classifier.bias
            )

        same = shared = confused = 0
        count = 16
        for index in range(count):
            photo = photos.pixels(index)
            own = processor(
                photo, size={"shortest_edge": 256}, crop_size={"height": 256, "width": 256}
            )
            theirs = guesses(torch.from_numpy(np.asarray(own["pixel_values"])))
            pixels = preprocess(torch.from_numpy(photo[None])).pixels
            ours, wrong = guesses(pixels), guesses((pixels + 1) / 510)
            same += int(ours.argmax() == theirs.argmax())
            shared += len(set(ours.topk(5).indices.tolist()) & set(theirs.topk(5).indices.tolist()))
            confused += int(wrong.argmax() == theirs.argmax())
        # The pipeline's crop begins at a whole pixel.
        assert same >= count - 3
        assert shared >= 4.2 * count
        assert confused <= count // 4

    def test_features_are_as_lively_as_they_should_be(self, mobilenet: PretrainedBackbone) -> None:
        photo = load_public_photos("photos_voc20", "train").pixels(3)
        with torch.inference_mode():
            embedding = mobilenet(mobilenet.preprocess()(torch.from_numpy(photo[None])).pixels)
        assert 0.1 < float(embedding.mean()) < 1.5
        assert 0.2 < float((embedding > 0.01).float().mean()) < 0.8
