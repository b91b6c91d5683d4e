from __future__ import annotations

import dataclasses
import hashlib
import io
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from vistazo import Failure, Prediction, Recognizer
from vistazo.errors import (
    CardError,
    EmptyImageError,
    ModelError,
    ModelNotFoundError,
    OptionError,
    UnsupportedImageError,
)
from vistazo.runtime import OUTPUTS, Card, shipped_models

ModelBuilder = Callable[..., Any]


@pytest.fixture(scope="module")
def recognizer(tiny_path: Path) -> Recognizer:
    return Recognizer.load(tiny_path)


def picture(level: int, height: int = 28, width: int = 28) -> np.ndarray:
    """Of mean brightness `level` / 9 and full contrast."""
    flat = np.full(height * width, level * 255 / 9)
    flat[0], flat[1] = 0, 255
    return np.rint(flat).astype(np.uint8).reshape(height, width)


class TestLoading:
    def test_names_itself_by_content(self, recognizer: Recognizer, tiny_bytes: bytes) -> None:
        sha256 = hashlib.sha256(tiny_bytes).hexdigest()
        assert recognizer.id == f"digits@{sha256[:12]}"
        assert recognizer.sha256 == sha256
        assert recognizer.size == len(tiny_bytes)
        assert recognizer.labels == tuple("0123456789")
        assert recognizer.card.name == "digits"
        assert repr(recognizer) == f"Recognizer({recognizer.id})"

    def test_a_path_as_text(self, tiny_path: Path, recognizer: Recognizer) -> None:
        assert Recognizer.load(str(tiny_path)).id == recognizer.id

    def test_unknown_names_and_paths_tell_what_exists(self, tmp_path: Path) -> None:
        listed = ", ".join(shipped_models()) or "none"
        for model in ("cyrillic", "cyrillic@0123456", tmp_path / "none.onnx", "x/y", "none.onnx"):
            with pytest.raises(ModelNotFoundError, match=f"shipped are: {listed}"):
                Recognizer.load(model)

    def test_a_folder_is_no_model(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match="cannot be read"):
            Recognizer.load(tmp_path)

    @pytest.mark.skipif("digits" not in shipped_models(), reason="no model is shipped yet")
    def test_shipped_versions(self) -> None:
        name, version = Recognizer.load("digits").id.split("@")
        assert Recognizer.load(f"{name}@{version}").id == f"{name}@{version}"
        assert Recognizer.load(f"{name}@{version[:6]}").id == f"{name}@{version}"
        for wrong in ("", version[:5], "0" * 12, version.upper() + "G", "latest"):
            with pytest.raises(ModelNotFoundError, match=f"{name}@{version}"):
                Recognizer.load(f"{name}@{wrong}")

    def test_bytes_that_are_no_model(self) -> None:
        with pytest.raises(ModelError, match="not an ONNX model file"):
            Recognizer(b"nothing of the kind")

    def test_a_graph_that_onnx_runtime_refuses(self, build_model: ModelBuilder) -> None:
        model = build_model()
        model.graph.node[0].op_type = "NoSuchOperator"
        with pytest.raises(ModelError, match="ONNX Runtime cannot open"):
            Recognizer(model.SerializeToString())

    def test_external_data_is_refused(self, build_model: ModelBuilder) -> None:
        model = build_model()
        tensor = model.graph.initializer[0]
        tensor.data_location = 1
        tensor.external_data.add(key="location", value="weights.bin")
        with pytest.raises(ModelError, match="never read"):
            Recognizer(model.SerializeToString())


class TestContract:
    @pytest.mark.parametrize(
        ("text", "message"),
        [(None, "has no card"), ("{", "must be JSON"), ('{"schema": 99}', "Update Vistazo")],
    )
    def test_cards(self, build_model: ModelBuilder, text: str | None, message: str) -> None:
        with pytest.raises(CardError, match=message):
            Recognizer(build_model(text).SerializeToString())

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"labels": 9}, "probability gives 9 labels, the card names 10; attention gives 9"),
            ({"shape": (1, 28, 28)}, "any batch, height and width"),
            ({"shape": ("batch", "height", 28)}, "any batch, height and width"),
            ({"dtype": 1}, r"image must be tensor\(uint8\) with 3 axes for ink"),
            ({"drop": ("seen", "novelty")}, r"outputs \['novelty', 'seen'\] are missing"),
        ],
    )
    def test_graphs(self, build_model: ModelBuilder, changes: Any, message: str) -> None:
        with pytest.raises(CardError, match=message):
            Recognizer(build_model(**changes).SerializeToString())

    def test_a_photo_card_on_an_ink_graph(self, build_model: ModelBuilder, card: Card) -> None:
        text = dataclasses.replace(card, input="photo").to_json()
        with pytest.raises(CardError, match=r"4 axes for photo.*seen must be"):
            Recognizer(build_model(text).SerializeToString())

    def test_an_output_of_another_type(self, build_model: ModelBuilder) -> None:
        model = build_model()
        model.graph.node[8].CopyFrom(cast("off", "embedding"))
        model.graph.output[1].type.tensor_type.elem_type = 11
        with pytest.raises(CardError, match=r"embedding must be tensor\(float\)"):
            Recognizer(model.SerializeToString())

    def test_another_input(self, build_model: ModelBuilder) -> None:
        model = build_model()
        model.graph.input[0].name = model.graph.node[0].input[0] = "picture"
        with pytest.raises(CardError, match=r"one input, image, got \['picture'\]"):
            Recognizer(model.SerializeToString())

    def test_numbers_that_cannot_be_are_a_model_error(self, build_model: ModelBuilder) -> None:
        model = build_model()
        for tensor in model.graph.initializer:
            if tensor.name == "unit":
                tensor.raw_data = np.float32(np.nan).tobytes()
        with pytest.raises(ModelError, match="novelty must lie"):
            Recognizer(model.SerializeToString()).predict(picture(3))

    def test_a_graph_that_fails_on_a_size(self, build_model: ModelBuilder) -> None:
        model = build_model()
        for tensor in model.graph.initializer:
            if tensor.name == "size":
                tensor.raw_data = np.array([-5, 28]).tobytes()
        with pytest.raises(ModelError, match=r"failed on pictures of shape \(1, 28, 28\)"):
            Recognizer(model.SerializeToString()).predict(picture(3), outputs=["seen"])


def cast(source: str, target: str) -> Any:
    from onnx import helper

    return helper.make_node("Cast", [source], [target], to=11)


class TestPredict:
    @pytest.mark.parametrize("level", range(1, 9))
    def test_answers(self, recognizer: Recognizer, level: int) -> None:
        prediction = recognizer.predict(picture(level))
        assert prediction.label == str(level)
        assert prediction.verdict == "sure"
        assert prediction.confidence == prediction.probabilities[str(level)] > 0.9
        assert sum(prediction.probabilities.values()) == pytest.approx(1.0, abs=1e-5)
        assert list(prediction.probabilities) == list("0123456789")
        assert prediction.model == recognizer.id
        assert prediction.seen is None
        assert prediction.attention is None

    def test_verdicts(self, recognizer: Recognizer) -> None:
        blank = np.full((28, 28), 85, np.uint8)
        assert recognizer.predict(blank).verdict == "unknown"
        assert recognizer.predict(blank).novelty == 1.0
        between = np.rint((picture(3).astype(float) + picture(4)) / 2).astype(np.uint8)
        assert recognizer.predict(between).verdict == "unsure"

    def test_a_confidence_on_the_threshold_is_sure(
        self, build_model: ModelBuilder, card: Card
    ) -> None:
        confidence = Recognizer(build_model().SerializeToString()).predict(picture(3)).confidence
        for threshold, verdict in ((confidence, "sure"), (np.nextafter(confidence, 2), "unsure")):
            thresholds = dict.fromkeys(card.labels, 0.0) | {"3": float(min(threshold, 1.0))}
            text = dataclasses.replace(card, thresholds=thresholds).to_json()
            model = Recognizer(build_model(text).SerializeToString())
            assert model.predict(picture(3)).verdict == verdict

    def test_optional_outputs(self, recognizer: Recognizer) -> None:
        prediction = recognizer.predict(picture(5, 40, 30), outputs=("seen", "attention"))
        assert prediction.seen is not None
        assert prediction.attention is not None
        assert prediction.seen.shape == (28, 28)
        assert prediction.attention.shape == (10, 7, 7)
        assert recognizer.predict(picture(5), outputs="seen").seen is not None

    @pytest.mark.parametrize("outputs", [("probability",), "everything", ("seen", "x")])
    def test_unknown_outputs(self, recognizer: Recognizer, outputs: Any) -> None:
        with pytest.raises(OptionError, match="any of seen, attention"):
            recognizer.predict(picture(5), outputs=outputs)

    def test_bad_pictures_raise(self, recognizer: Recognizer) -> None:
        with pytest.raises(EmptyImageError):
            recognizer.predict(b"")

    def test_files_and_arrays_agree(self, recognizer: Recognizer, tmp_path: Path) -> None:
        path = tmp_path / "a.png"
        Image.fromarray(picture(6, 50, 20)).save(path)
        assert recognizer.predict(path) == recognizer.predict(picture(6, 50, 20))


class TestMany:
    def test_sizes_are_mixed_and_order_is_kept(self, recognizer: Recognizer) -> None:
        rng = np.random.default_rng(0)
        levels = rng.integers(1, 9, 300)
        images = [picture(level, *rng.integers(20, 24, 2)) for level in levels]
        found = recognizer.predict_many(images)
        assert [item.label for item in found if isinstance(item, Prediction)] == [
            str(level) for level in levels
        ]

    def test_more_of_one_size_than_a_batch_holds(self, recognizer: Recognizer) -> None:
        levels = [index % 8 + 1 for index in range(300)]
        found = recognizer.predict_many(picture(level) for level in levels)
        labels = [item.label for item in found if isinstance(item, Prediction)]
        assert labels == [str(level) for level in levels]

    def test_a_bad_item_is_a_failure_in_its_place(
        self, recognizer: Recognizer, tmp_path: Path
    ) -> None:
        buffer = io.BytesIO()
        Image.fromarray(picture(2)).save(buffer, "PNG")
        good = buffer.getvalue()
        bad: list[Any] = [good[:60], b"", b"text", tmp_path / "none.png", None]
        found = recognizer.predict_many([good, *bad, picture(7)])
        assert [type(item) for item in found] == [Prediction, *[Failure] * 5, Prediction]
        kinds = [item.kind for item in found if isinstance(item, Failure)]
        assert kinds == [
            "DamagedImageError",
            "EmptyImageError",
            "UnsupportedImageError",
            "ImageError",
            "UnsupportedImageError",
        ]

    def test_nothing_in_nothing_out(self, recognizer: Recognizer) -> None:
        assert recognizer.predict_many([]) == []

    def test_a_batch_equals_single_answers(self, recognizer: Recognizer) -> None:
        images = [picture(level) for level in range(1, 9)]
        batch = recognizer.predict_many(iter(images), outputs=("attention",))
        for image, item in zip(images, batch, strict=True):
            assert isinstance(item, Prediction)
            single = recognizer.predict(image, outputs=("attention",))
            assert item.label == single.label
            assert item.confidence == pytest.approx(single.confidence, abs=1e-6)
            assert single.attention is not None
            assert item.attention == pytest.approx(single.attention)

    def test_large_pictures_are_answered_as_they_come(self, recognizer: Recognizer) -> None:
        # More pixels than may wait at a time, so the batch is cut in the middle.
        images = (picture(level % 8 + 1, 1600, 1600) for level in range(30))
        found = recognizer.predict_many(images)
        labels = [item.label for item in found if isinstance(item, Prediction)]
        assert labels == [str(level % 8 + 1) for level in range(30)]


class TestRun:
    def test_shapes(self, recognizer: Recognizer) -> None:
        found = recognizer.run(np.stack([picture(3)] * 300))
        assert tuple(found) == OUTPUTS
        shapes = {name: array.shape for name, array in found.items()}
        assert shapes == {
            "probability": (300, 10),
            "embedding": (300, 10),
            "novelty": (300,),
            "seen": (300, 28, 28),
            "attention": (300, 10, 7, 7),
        }
        assert {array.dtype for array in found.values()} == {np.dtype(np.float32)}

    def test_slices_join_in_order(self, recognizer: Recognizer) -> None:
        images = np.stack([picture(level % 8 + 1) for level in range(300)])
        best = recognizer.run(images, outputs=("probability",))["probability"].argmax(axis=1)
        assert best.tolist() == [level % 8 + 1 for level in range(300)]

    def test_unknown_outputs(self, recognizer: Recognizer) -> None:
        with pytest.raises(OptionError, match="probability, embedding"):
            recognizer.run(picture(3)[None], outputs=("logits",))

    @pytest.mark.parametrize(
        "images",
        [
            picture(3),
            picture(3)[None].astype(np.float32),
            np.zeros((0, 28, 28), np.uint8),
            np.zeros((1, 0, 28), np.uint8),
            np.zeros((1, 28, 28, 3), np.uint8),
            [[1]],
        ],
    )
    def test_other_arrays(self, recognizer: Recognizer, images: Any) -> None:
        with pytest.raises(UnsupportedImageError, match=r"takes uint8 \(N, H, W\)"):
            recognizer.run(images)

    def test_a_view_is_taken(self, recognizer: Recognizer) -> None:
        images = np.stack([picture(level) for level in range(1, 9)])
        best = recognizer.run(images[::-1])["probability"].argmax(axis=1)
        assert best.tolist() == list(range(8, 0, -1))


def test_many_threads_share_one_recogniser(recognizer: Recognizer) -> None:
    levels = [index % 8 + 1 for index in range(400)]

    def label(level: int) -> str:
        return recognizer.predict(picture(level, 28 + level, 30)).label

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(label, levels)) == [str(level) for level in levels]


def test_the_runtime_imports_no_training_framework() -> None:
    code = (
        "import sys, vistazo; from vistazo.runtime import shipped_models; shipped_models();"
        "heavy = {'torch', 'onnx', 'scipy', 'fastapi', 'pandas', 'matplotlib'} & set(sys.modules);"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_what_rounding_moves_out_of_range_is_no_fault(build_model: ModelBuilder) -> None:
    def novelty_of(unit: float) -> float:
        model = build_model()
        for tensor in model.graph.initializer:
            if tensor.name == "unit":
                tensor.raw_data = np.float32(unit).tobytes()
        return Recognizer(model.SerializeToString()).predict(picture(3)).novelty

    assert novelty_of(1.0 - 2e-7) == 0.0
    with pytest.raises(ModelError, match="novelty must lie"):
        novelty_of(0.999)
