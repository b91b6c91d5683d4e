from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from vistazo import Recognizer
from vistazo.errors import ModelError, ModelNotFoundError, OptionError
from vistazo.learning import Shop
from vistazo.runtime import bank_path, reader_path, shipped_models
from vistazo.service import Service, Settings
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
    answer = client.get("/v1/models/digits/file", headers={"Accept-Encoding": "identity"})
    assert answer.content == model_path.read_bytes()
    assert answer.headers["content-type"] == "application/octet-stream"
    tag = answer.headers["etag"]
    assert tag == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    plain = {"Accept-Encoding": "identity"}
    again = client.get("/v1/models/digits/file", headers={**plain, "If-None-Match": f'"x", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = client.get("/v1/models/digits/file", headers={**plain, "If-None-Match": '"other"'})
    assert other.status_code == 200


def test_the_file_compressed(client: httpx.Client, model_path: Path) -> None:
    plain, packed = (
        client.get("/v1/models/digits/file", headers={"Accept-Encoding": encoding})
        for encoding in ("identity", "gzip")
    )
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.content == packed.content == model_path.read_bytes()
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
    assert plain.headers["etag"] != packed.headers["etag"]
    again = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]}
    assert client.get("/v1/models/digits/file", headers=again).status_code == 304


def test_a_file_is_kept_for_ever_only_where_its_address_names_it(
    client: httpx.Client, recognizer: Recognizer
) -> None:
    sha256 = recognizer.sha256
    for version in (sha256[:12], sha256):
        kept = client.get(f"/v1/models/digits@{version}/file").headers["cache-control"]
        assert kept == "public, max-age=31536000, immutable"
    for name in ("digits", f"digits@{sha256[:6]}", "digits@v1"):
        assert client.get(f"/v1/models/{name}/file").headers["cache-control"] == "no-cache"


def test_the_file_of_a_reader(reading_client: httpx.Client, reading_path: Path) -> None:
    model = "characters"
    content = reader_path(reading_path).read_bytes()
    version = hashlib.sha256(content).hexdigest()[:12]
    for query in ({}, {"version": version}):
        answer = reading_client.get(f"/v1/models/{model}/reader", params=query)
        assert answer.content == content
        kept = "immutable" in answer.headers["cache-control"]
        assert kept == bool(query)
    tag = {"If-None-Match": answer.headers["etag"]}
    assert reading_client.get(f"/v1/models/{model}/reader", headers=tag).status_code == 304
    other = reading_client.get("/v1/models/digits/reader")
    assert other.status_code == 404
    assert other.json()["type"] == "urn:vistazo:problem:reader-not-found"


def test_the_bank(client: httpx.Client, reading_client: httpx.Client, model_path: Path) -> None:
    content = bank_path(model_path).read_bytes()
    version = client.get("/v1/models").json()["models"][0]["bank"]
    assert version == client.get("/v1/models/digits").json()["bank"]
    assert hashlib.sha256(content).hexdigest().startswith(version)
    for query in ({}, {"version": version}):
        answer = client.get("/v1/models/digits/bank", params=query)
        assert answer.content == content
        assert ("immutable" in answer.headers["cache-control"]) == bool(query)
    assert reading_client.get("/v1/models/characters").json()["bank"] is None
    other = reading_client.get("/v1/models/characters/bank")
    assert other.status_code == 404
    assert other.json()["type"] == "urn:vistazo:problem:bank-not-found"


@pytest.mark.parametrize(
    "path", ["/v1/models/none", "/v1/models/none/file", "/v1/models/digits@000000"]
)
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


class TestServing:
    @pytest.fixture
    def shop(self, data_folder: Path) -> Iterator[Shop]:
        with Shop.open(data_folder) as opened:
            yield opened

    def test_all_shipped_by_default(self) -> None:
        app = Service(Settings())
        assert [item.card.name for item in app.parts.models] == list(shipped_models())
        app.close()

    def test_two_of_one_name(self, tiny_path: Path, tmp_path: Path) -> None:
        other = tmp_path / "other.onnx"
        other.write_bytes(tiny_path.read_bytes())
        with pytest.raises(OptionError, match=r"Two of the models .* named 'digits'"):
            Service(Settings(models=f"{tiny_path},{other}"))

    def test_missing_and_broken_files(self, tmp_path: Path) -> None:
        with pytest.raises(ModelNotFoundError):
            Service(Settings(models=str(tmp_path / "none.onnx")))
        path = tmp_path / "broken.onnx"
        path.write_bytes(b"broken")
        with pytest.raises(ModelError):
            Service(Settings(models=str(path)))

    def test_the_first_that_is_served(self, shop: Shop, tiny_path: Path) -> None:
        models = Models(shop, shop.install_named([str(tiny_path)]))
        assert len(models) == 1
        assert models.first(("characters", "digits")).card.name == "digits"
        with pytest.raises(ModelNotFoundError, match="'characters'"):
            models.first(("characters", "photos"))

    def test_only_what_was_named_is_served(
        self, shop: Shop, tiny_path: Path, reading_path: Path
    ) -> None:
        shop.install_named([str(reading_path)])
        models = Models(shop, shop.install_named([str(tiny_path)]))
        with pytest.raises(ModelNotFoundError, match="'characters'; loaded are: digits@"):
            models.get("characters")
        for name in ("characters", "characters@v1"):
            with pytest.raises(ModelNotFoundError):
                models.require(name)

    def test_what_is_installed_later_is_served_too_where_nothing_was_named(
        self, shop: Shop, tiny_path: Path, reading_path: Path, photo_model: Path
    ) -> None:
        shop.install_named([str(reading_path)])
        models = Models(shop, shop.install_named([str(tiny_path)]), others=True)
        assert [item.card.name for item in models] == ["digits", "characters"]
        shop.install_named([str(photo_model)])
        models.reload()
        assert [item.card.name for item in models] == ["digits", "characters", "photos"]

    def test_a_version_by_number_or_hash(self, shop: Shop, tiny_path: Path) -> None:
        models = Models(shop, shop.install_named([str(tiny_path)]))
        live = models.get("digits")
        for name in (live.id, "digits@v1", f"digits@{live.sha256}"):
            assert models.get(name) is live
        with pytest.raises(ModelNotFoundError, match=r"no version 'v2'.*loaded are: digits@"):
            models.get("digits@v2")

    def test_what_cannot_be_loaded_leaves_the_old_one(
        self, shop: Shop, tiny_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        models = Models(shop, shop.install_named([str(tiny_path)]))
        before = models.get("digits")

        def damaged(*_: object) -> Recognizer:
            raise ModelError("damaged")

        monkeypatch.setattr(shop, "recognizer", damaged)
        models.reload()
        assert models.get("digits") is before
