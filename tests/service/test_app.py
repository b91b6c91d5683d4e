"""The application itself, spoken to without a socket."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from vistazo.service import Service, Settings, create_app
from vistazo.service.log import configure_logging
from vistazo.service.models import Models


def ask(app: Any, method: str, path: str, **more: Any) -> httpx.Response:
    async def speak() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, **more)

    return asyncio.run(speak())


@pytest.fixture
def settings(tiny_path: Path) -> Settings:
    return Settings(models=str(tiny_path))


@pytest.fixture
def kept_logging() -> Iterator[None]:
    """Logging belongs to the process; put back what pytest has set up."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


class TestPage:
    def test_says_in_two_languages_how_to_build_it(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        answer = ask(Service(settings, static=tmp_path / "none"), "GET", "/")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "npm run build" in answer.text
        assert 'lang="en"' in answer.text
        assert 'lang="es"' in answer.text

    def test_serves_what_is_built(self, settings: Settings, tmp_path: Path) -> None:
        (tmp_path / "assets").mkdir()
        files = {
            "index.html": "text/html; charset=utf-8",
            "assets/main-1a2b.js": "text/javascript; charset=utf-8",
            "assets/worker-1a2b.mjs": "text/javascript; charset=utf-8",
            "assets/ort-1a2b.wasm": "application/wasm",
            "assets/main-1a2b.css": "text/css; charset=utf-8",
            "icon.svg": "image/svg+xml",
            "app.webmanifest": "application/manifest+json",
            "sw.js": "text/javascript; charset=utf-8",
            "icon.png": "image/png",
        }
        for name in files:
            (tmp_path / name).write_text(f"this is {name}")
        app = Service(settings, static=tmp_path)
        for name, media_type in files.items():
            answer = ask(app, "GET", "/" if name == "index.html" else f"/{name}")
            assert answer.text == f"this is {name}"
            assert answer.headers["content-type"] == media_type
            lasting = "public, max-age=31536000, immutable"
            kept = lasting if name.startswith("assets/") else "no-cache"
            assert answer.headers["cache-control"] == kept

    def test_serves_the_smallest_that_the_client_takes(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        (tmp_path / "assets").mkdir()
        script = b"console.info('a script');" * 100
        for end, content in (("", script), (".br", b"as brotli"), (".gz", gzip.compress(script))):
            (tmp_path / f"assets/main-1a2b.js{end}").write_bytes(content)
        app = Service(settings, static=tmp_path)
        sizes = {}
        for accepted, encoding in (("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)):
            headers = {"Accept-Encoding": accepted}
            answer = ask(app, "HEAD", "/assets/main-1a2b.js", headers=headers)
            assert answer.headers.get("content-encoding") == encoding
            assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
            assert answer.headers["vary"] == "Accept-Encoding"
            assert "immutable" in answer.headers["cache-control"]
            sizes[encoding] = int(answer.headers["content-length"])
        assert sizes == {"br": 9, "gzip": len(gzip.compress(script)), None: len(script)}
        whole = ask(app, "GET", "/assets/main-1a2b.js", headers={"Accept-Encoding": "gzip"})
        assert whole.content == script

    @pytest.mark.parametrize("path", ["/icon.svg?path=/etc/passwd", "/assets/%2e%2e/index.html"])
    def test_serves_nothing_else(self, settings: Settings, tmp_path: Path, path: str) -> None:
        (tmp_path / "icon.svg").write_text("icon")
        (tmp_path / "index.html").write_text("index")
        answer = ask(Service(settings, static=tmp_path), "GET", path)
        assert (answer.text if answer.status_code == 200 else "icon") == "icon"

    @pytest.mark.parametrize("path", ["/", "/health", "/none", "/v1/models/digits/predict"])
    def test_every_answer_is_hedged(self, settings: Settings, path: str) -> None:
        headers = ask(Service(settings), "GET", path).headers
        policy = headers["content-security-policy"]
        assert "'wasm-unsafe-eval'" in policy
        assert "'unsafe-eval'" not in policy
        assert "'unsafe-inline'" not in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"


class TestErrors:
    def test_the_unforeseen_is_told_without_its_inside(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = Service(settings)
        monkeypatch.setattr(Models, "get", lambda *_: 1 / 0)
        for method, path in (("GET", "/v1/models/x"), ("POST", "/v1/models/x/predict")):
            answer = ask(app, method, path, content=b"x")
            assert answer.status_code == 500
            assert answer.json()["type"] == "urn:vistazo:problem:internal"
            assert "division" not in answer.text

    def test_health_without_models_is_503(self, settings: Settings) -> None:
        app = Service(settings)
        parts = app.parts
        app.api.state.parts = replace(parts, models=Models(parts.shop, ()))
        answer = ask(app, "GET", "/health")
        assert answer.status_code == 503
        content = answer.json()
        assert (content["status"], content["model_loaded"]) == ("unavailable", False)
        assert ask(app, "GET", "/v1/models").json() == {"models": []}


class TestOtherOrigins:
    def test_are_not_let_in(self, settings: Settings) -> None:
        origin = {"Origin": "https://other.example"}
        answer = ask(Service(settings), "GET", "/health", headers=origin)
        assert "access-control-allow-origin" not in answer.headers

    def test_are_let_in_by_name(self, tiny_path: Path) -> None:
        app = Service(Settings(models=str(tiny_path), cors_origins="https://other.example"))
        for origin, allowed in (("https://other.example", True), ("https://third.example", False)):
            for path in ("/health", "/v1/models/digits/predict"):
                answer = ask(app, "GET", path, headers={"Origin": origin})
                assert (answer.headers.get("access-control-allow-origin") == origin) is allowed
            asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
            answer = ask(app, "OPTIONS", "/v1/models/digits/predict", headers=asked)
            assert (answer.status_code == 200) is allowed


class TestLogging:
    def test_one_line_of_json_each(
        self, tiny_path: Path, capsys: pytest.CaptureFixture[str], kept_logging: None
    ) -> None:
        app = create_app(Settings(models=str(tiny_path)))
        ask(app, "GET", "/health")
        logging.getLogger("uvicorn.error").warning("from elsewhere")
        lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
        request = next(line for line in lines if line["event"] == "request")
        assert (request["method"], request["path"], request["status"]) == ("GET", "/health", 200)
        other = next(line for line in lines if line["event"] == "from elsewhere")
        assert (other["level"], other["logger"]) == ("warning", "uvicorn.error")

    def test_the_level_is_kept(
        self, capsys: pytest.CaptureFixture[str], kept_logging: None
    ) -> None:
        configure_logging("warning")
        logging.getLogger("x").info("quiet")
        assert capsys.readouterr().err == ""
