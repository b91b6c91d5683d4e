from __future__ import annotations

import hashlib
from pathlib import Path

import httpx
import pytest

from vistazo import Recognizer
from vistazo.errors import ModelError, ModelNotFoundError, OptionError
from vistazo.runtime import shipped_models
from vistazo.service.models import Models
from vistazo.service.schemas import Health, ModelAnswer, ModelList


@pytest.fixture(scope="module")
def recognizer(model_path: Path) -> Recognizer:
    return Recognizer.load(model_path)


def test_the_list(client: httpx.Client, recognizer: Recognizer) -> None:
    content = client.get("/v1/models").json()
    ModelList.model_validate(content)
    (row,) = content["models"]
    assert row["name"] == "digits"
    assert row["id"] == recognizer.id
    assert row["labels"] == list("0123456789")
    assert (row["task"], row["input"]) == ("one", "ink")


def test_the_card(client: httpx.Client, recognizer: Recognizer) -> None:
    content = client.get("/v1/models/digits").json()
    ModelAnswer.model_validate(content)
    assert content["sha256"] == recognizer.sha256
    assert content["thresholds"] == recognizer.card.thresholds
    assert content["schema"] == 1
    assert client.get(f"/v1/models/digits@{recognizer.sha256[:12]}").json() == content


def test_the_file(client: httpx.Client, model_path: Path) -> None:
    answer = client.get("/v1/models/digits/file")
    assert answer.content == model_path.read_bytes()
    assert answer.headers["content-type"] == "application/octet-stream"
    tag = answer.headers["etag"]
    assert tag == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    again = client.get("/v1/models/digits/file", headers={"If-None-Match": f'"x", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = client.get("/v1/models/digits/file", headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["/v1/models/none", "/v1/models/none/file", "/v1/models/digits@1"])
def test_an_unknown_model(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:vistazo:problem:model-not-found"
    assert "loaded are: digits@" in answer.json()["detail"]


def test_health(client: httpx.Client, recognizer: Recognizer) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    content = answer.json()
    Health.model_validate(content)
    assert content["status"] == "ok"
    assert content["model"] == recognizer.id
    assert content["model_loaded"] is True
    assert content["num_classes"] == 10
    assert content["classes"] == list("0123456789")
    assert content["recognizers"][0]["id"] == recognizer.id


@pytest.mark.parametrize("path", ["/health", "/v1/models", "/v1/models/digits/file", "/", "/docs"])
def test_head_is_get_without_the_body(client: httpx.Client, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length"):
        assert head.headers[name] == whole.headers[name]


class TestLoading:
    def test_all_shipped_by_default(self) -> None:
        assert [item.card.name for item in Models.load(())] == list(shipped_models())

    def test_two_of_one_name(self, tiny_bytes: bytes) -> None:
        with pytest.raises(OptionError, match="Two of the models"):
            Models([tiny_bytes, tiny_bytes])

    def test_missing_and_broken_files(self, tmp_path: Path) -> None:
        with pytest.raises(ModelNotFoundError):
            Models.load([str(tmp_path / "none.onnx")])
        path = tmp_path / "broken.onnx"
        path.write_bytes(b"broken")
        with pytest.raises(ModelError):
            Models.load([str(path)])

    def test_the_first_that_is_loaded(self, tiny_bytes: bytes) -> None:
        models = Models([tiny_bytes])
        assert len(models) == 1
        assert models.first(("characters", "digits")).card.name == "digits"
        with pytest.raises(ModelNotFoundError, match="'characters'"):
            models.first(("characters", "photos"))
