"""Heads of real files: read, written again, grown by a label."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import onnx
import pytest

from vistazo.errors import CardError, ModelError
from vistazo.learning.head import Head, read_card_text, read_head, with_card, write_head
from vistazo.learning.onnx_file import read_tensors, replace_tensors
from vistazo.runtime import OUTPUTS, Recognizer

PARENT = "ab" * 32


@pytest.fixture(scope="module")
def model(model_path: object) -> bytes:
    return model_path.read_bytes()  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (6, 30, 25)).astype(np.uint8)


def grown(head: Head) -> Head:
    width = head.weight.shape[1]
    return replace(
        head,
        labels=(*head.labels, "ñ"),
        weight=np.concatenate((head.weight, np.ones((1, width), np.float32))),
        bias=np.append(head.bias, np.float32(-2.0)),
        thresholds=np.append(head.thresholds, 0.9),
    )


def test_the_head_computes_what_the_file_answers(model: bytes, pictures: np.ndarray) -> None:
    head, answers = read_head(model), Recognizer(model).run(pictures)
    inked = answers["novelty"] < 1.0
    assert inked.any()
    expected = head.probabilities(answers["embedding"])
    assert np.abs(expected - answers["probability"])[inked].max() < 1e-5
    assert np.abs(head.novelty(answers["embedding"]) - answers["novelty"])[inked].max() < 1e-5


def test_the_same_head_written_again_changes_no_answer(model: bytes, pictures: np.ndarray) -> None:
    head = with_card(model, read_head(model), parent=PARENT)
    again = Recognizer(write_head(model, head))
    assert again.card.parent == PARENT
    before, after = Recognizer(model).run(pictures), again.run(pictures)
    for name in OUTPUTS:
        assert np.array_equal(before[name], after[name]), name


def test_other_weights_are_what_the_file_answers_by(model: bytes, pictures: np.ndarray) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, read_head(model).weight.shape)
    old = read_head(model)
    head = replace(
        old, weight=old.weight + noise.astype(np.float32), sharpness=np.array(1 / 1.7, np.float32)
    )
    changed = write_head(model, with_card(model, head, parent=PARENT))
    onnx.checker.check_model(onnx.load_from_string(changed), full_check=True)
    answers = Recognizer(changed).run(pictures)
    inked = answers["novelty"] < 1.0
    expected = head.probabilities(answers["embedding"])
    assert np.abs(expected - answers["probability"])[inked].max() < 1e-5


def test_a_new_label_is_answered_and_shown_by_every_output(
    model: bytes, pictures: np.ndarray
) -> None:
    head = grown(read_head(model))
    recognizer = Recognizer(write_head(model, with_card(model, head, parent=PARENT)))
    answers = recognizer.run(pictures)
    assert recognizer.labels[-1] == "ñ"
    assert answers["probability"].shape[1] == answers["attention"].shape[1] == len(head.labels)
    assert recognizer.predict(pictures[0], outputs=("attention",)).probabilities["ñ"] >= 0.0


def test_the_same_head_gives_the_same_bytes_after_a_way_through_storage(model: bytes) -> None:
    head = with_card(model, grown(read_head(model)), parent=PARENT, profile="ana")
    stored = Head.from_bytes(head.to_bytes())
    assert write_head(model, stored) == write_head(model, head)
    assert read_card_text(write_head(model, stored)).training["profile"] == "ana"


def test_a_damaged_head_is_a_clear_error(model: bytes) -> None:
    data = read_head(model).to_bytes()
    for broken in (b"", data[: len(data) // 2], b"no zip at all"):
        with pytest.raises(ModelError, match="damaged"):
            Head.from_bytes(broken)


def test_a_head_that_does_not_fit_is_refused(model: bytes) -> None:
    head = with_card(model, read_head(model), parent=PARENT)
    narrow = replace(head, weight=head.weight[:, :-1])
    other = replace(head, labels=tuple(reversed(head.labels)))
    for wrong in (narrow, other, read_head(model)):
        with pytest.raises(ModelError, match="needs a card"):
            write_head(model, wrong)


def test_a_file_without_the_named_tensors_says_so(tiny_bytes: bytes) -> None:
    with pytest.raises(ModelError, match="export it again"):
        read_head(tiny_bytes)


def test_a_file_without_a_card_is_refused(model: bytes) -> None:
    proto = onnx.load_from_string(model)
    del proto.metadata_props[:]
    with pytest.raises(CardError):
        read_head(proto.SerializeToString())


def test_only_what_was_named_is_replaced(model: bytes) -> None:
    bias = read_tensors(model, ["network.head.bias"])["network.head.bias"]
    changed = replace_tensors(model, {"network.head.bias": bias + 1}, {}, {})
    before, after = onnx.load_from_string(model), onnx.load_from_string(changed)
    assert json.loads(after.metadata_props[0].value) == json.loads(before.metadata_props[0].value)
    for one, other in zip(before.graph.initializer, after.graph.initializer, strict=True):
        same = onnx.numpy_helper.to_array(one) == onnx.numpy_helper.to_array(other)
        assert one.name == other.name
        assert bool(np.all(same)) == (one.name != "network.head.bias")
    assert replace_tensors(model, {"network.head.bias": bias}, {}, {}) == replace_tensors(
        replace_tensors(model, {"network.head.bias": bias + 1}, {}, {}),
        {"network.head.bias": bias},
        {},
        {},
    )
