from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vistazo.errors import CardError, ModelError
from vistazo.runtime import Bank, Card, DataSource, Metric, bank_path


def rich(card: Card) -> Card:
    return dataclasses.replace(
        card,
        metrics=(Metric("accuracy", 0.997, "mnist/test", "ab" * 32),),
        data=(DataSource("mnist", "cd" * 32, 60_000, "none stated", "LeCun"),),
        training={"epochs": 8, "betas": [0.9, 0.99]},
        seeds={"training": 1},
        parent="ef" * 32,
    )


def changed(card: Card, **changes: Any) -> str:
    content = json.loads(card.to_json())
    content.update(changes)
    return json.dumps(content)


def test_a_card_survives_its_json(card: Card) -> None:
    assert Card.from_json(rich(card).to_json()) == rich(card)


def test_the_order_of_labels_survives(card: Card) -> None:
    backwards = dataclasses.replace(card, labels=tuple(reversed(card.labels)))
    assert Card.from_json(backwards.to_json()).labels[0] == "9"


def test_unknown_fields_of_the_same_schema_are_passed_over(card: Card) -> None:
    assert Card.from_json(changed(card, colour="blue")) == card


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must be JSON"),
        ("{", "must be JSON"),
        ("[1]", "must be a JSON object, got list"),
        ("{}", "schema number, got None"),
        ('{"schema": true}', "schema number, got True"),
        ('{"schema": "1"}', "schema number, got '1'"),
        ('{"schema": 0}', "schema number, got 0"),
        ('{"schema": 2}', "Update Vistazo"),
        ('{"schema": 1}', "no field 'labels'"),
        ('{"schema": 1, "labels": ["a"]}', "malformed"),
    ],
)
def test_a_text_that_is_no_card(text: str, message: str) -> None:
    with pytest.raises(CardError, match=message):
        Card.from_json(text)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"task": "three"}, "task must be one of"),
        ({"input": "sound"}, "input must be one of"),
        ({"labels": []}, "labels must be a list"),
        ({"labels": ["0", ""]}, "labels must be a list"),
        ({"labels": ["0", "0"]}, "unique"),
        ({"labels": 5}, "malformed"),
        ({"thresholds": {"0": 0.5}}, "every label"),
        ({"thresholds": None}, "every label"),
        ({"thresholds": dict.fromkeys("0123456789", 1.5)}, "thresholds must lie"),
        ({"thresholds": dict.fromkeys("0123456789", "x")}, "thresholds must lie"),
        ({"novelty_threshold": 2}, "novelty_threshold"),
        ({"novelty_threshold": None}, "novelty_threshold"),
        ({"temperature": 0}, "temperature must be positive"),
        ({"temperature": float("nan")}, "temperature must be positive"),
        ({"name": ""}, "name must be"),
        ({"metrics": [{"name": "accuracy"}]}, "malformed"),
        ({"data": [7]}, "malformed"),
    ],
)
def test_a_malformed_card(card: Card, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(CardError, match=message):
        Card.from_json(changed(card, **changes))


def test_all_problems_are_told_at_once(card: Card) -> None:
    with pytest.raises(CardError, match=r"task .*; input .*; temperature"):
        Card.from_json(changed(card, task="x", input="y", temperature=-1))


@pytest.fixture
def bank() -> Bank:
    rng = np.random.default_rng(0)
    return Bank(
        embeddings=rng.normal(size=(6, 4)).astype(np.float16),
        labels=np.arange(6, dtype=np.int64) % 3,
        calibration_embeddings=rng.normal(size=(4, 4)).astype(np.float16),
        calibration_labels=np.arange(4, dtype=np.int64) % 3,
        outlier_embeddings=rng.normal(size=(2, 4)).astype(np.float16),
        golden_embeddings=rng.normal(size=(5, 4)).astype(np.float16),
        golden_labels=np.zeros(5, np.int64),
        weight=rng.normal(size=(3, 4)).astype(np.float32),
        bias=np.zeros(3, np.float32),
        model="ab" * 32,
        fingerprint="cd" * 32,
    )


def test_a_bank_survives_its_file(bank: Bank, tmp_path: Path) -> None:
    path = bank_path(tmp_path / "digits.onnx")
    assert path.name == "digits.bank.npz"
    bank.save(path)
    found = Bank.load(path)
    for item in dataclasses.fields(Bank):
        before, after = getattr(bank, item.name), getattr(found, item.name)
        assert np.array_equal(before, after)
        assert getattr(before, "dtype", None) == getattr(after, "dtype", None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("embeddings", np.zeros((6, 5), np.float16)),
        ("embeddings", np.zeros(6, np.float16)),
        ("golden_embeddings", np.zeros((5, 3), np.float16)),
        ("calibration_embeddings", np.zeros((4, 3), np.float16)),
        ("calibration_labels", np.zeros(3, np.int64)),
        ("outlier_embeddings", np.zeros((2, 3), np.float16)),
        ("labels", np.zeros(5, np.int64)),
        ("golden_labels", np.zeros(6, np.int64)),
        ("bias", np.zeros(2, np.float32)),
    ],
)
def test_a_bank_that_contradicts_itself(bank: Bank, name: str, value: Any) -> None:
    with pytest.raises(ModelError, match=rf"bank: {name} must be"):
        dataclasses.replace(bank, **{name: value})


def test_missing_damaged_and_pickled_banks(bank: Bank, tmp_path: Path) -> None:
    path = tmp_path / "digits.bank.npz"
    with pytest.raises(ModelError, match="There is no bank"):
        Bank.load(path)
    path.write_bytes(b"not a zip")
    with pytest.raises(ModelError, match="damaged"):
        Bank.load(path)
    bank.save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="damaged"):
        Bank.load(path)
    np.savez(path, embeddings=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ModelError, match="damaged"):
        Bank.load(path)
