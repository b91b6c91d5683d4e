"""What is built and committed: size, policy, types. No browser needed."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

import vistazo
from vistazo.service.app import create_app
from vistazo.service.page import STATIC
from vistazo.service.settings import Settings

WEB = Path(__file__).parents[2] / "web"
DIGITS = Path(vistazo.__file__).parent / "models" / "digits.onnx"
BUDGET = 150_000
LOCAL_BUDGET = 3_200_000
SMALL = 1000
TEXT = (".js", ".css", ".html", ".svg")

Require = Callable[[object, str], None]


@pytest.fixture
def built(require: Require) -> Path:
    require((STATIC / "index.html").is_file(), "the page is not built (cd web && npm run build)")
    return STATIC


def _carried(path: Path, ending: str = ".br") -> int:
    """Bytes that travel to a browser, which takes Brotli from us and from localhost."""
    smaller = path.with_name(path.name + ending)
    return (smaller if smaller.is_file() else path).stat().st_size


def _texts(built: Path) -> list[Path]:
    return [path for path in built.rglob("*") if path.suffix in TEXT]


def _opening(built: Path, *others: str) -> set[Path]:
    """What opens the page: itself, the words of a language, others, and what all of them import."""
    page = built / "index.html"
    named = re.findall(r'(?:src|href)="\./([^"]+)"', page.read_text(encoding="utf-8"))
    found = {page}
    words = max(built.glob("assets/e[ns]-*.js"), key=_carried)
    waiting = [words, *(built / name for name in named)]
    waiting += [path for other in others for path in built.glob(f"assets/{other}-*.js")]
    while waiting:
        path = waiting.pop()
        if path in found or path.suffix not in TEXT:
            continue
        found.add(path)
        if path.suffix == ".js":
            imported = re.findall(r'(?:from|import)"\./([^"]+)"', path.read_text(encoding="utf-8"))
            waiting += [path.parent / name for name in imported]
    return found


@pytest.mark.parametrize(
    ("ending", "others"), [(".br", ["worker"]), (".gz", [])], ids=["on this device", "plain host"]
)
def test_what_opens_the_page_stays_within_the_budget(
    built: Path, ending: str, others: list[str]
) -> None:
    opening = _opening(built, *others)
    assert {path.suffix for path in opening} >= {".html", ".js", ".css"}
    assert len([path for path in opening if path.name.startswith("worker-")]) == len(others)
    assert sum(_carried(path, ending) for path in opening) <= BUDGET


def test_the_first_answer_in_the_page_stays_within_the_budget(built: Path) -> None:
    (runtime,) = built.glob("assets/trimmed-*.wasm")
    model = len(gzip.compress(DIGITS.read_bytes(), 6))
    assert sum(map(_carried, [*_opening(built, "worker"), runtime])) + model <= LOCAL_BUDGET


def test_everything_large_is_compressed_ahead_of_time(built: Path) -> None:
    kinds = (".js", ".css", ".wasm")
    files = [path for path in built.glob("assets/*") if path.suffix in kinds]
    large = [path for path in files if path.stat().st_size > SMALL]
    assert len(large) >= 4
    for path in large:
        packed = path.with_name(path.name + ".gz")
        assert gzip.decompress(packed.read_bytes()) == path.read_bytes()
        assert _carried(path) <= packed.stat().st_size


def test_the_page_keeps_to_a_strict_policy(built: Path) -> None:
    html = (built / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert "<style" not in html
    assert re.findall(r"\son\w+=|\sstyle=", html) == []


def test_the_page_names_no_other_host(built: Path) -> None:
    # Names of vocabularies and pages for developers, which nothing is ever fetched from.
    known = {"www.w3.org", "react.dev", "web.dev", "rolldown.rs"}
    for path in _texts(built):
        hosts = re.findall(r"https?://([\w.-]+)", path.read_text(encoding="utf-8"))
        assert set(hosts) <= known, path.name


def test_assets_are_named_relatively(built: Path) -> None:
    html = (built / "index.html").read_text(encoding="utf-8")
    for address in re.findall(r'(?:src|href)="([^"]+)"', html):
        assert address.startswith("./")
        assert (built / address).is_file()


def test_the_service_worker_knows_every_file_of_the_page(built: Path) -> None:
    worker = (built / "sw.js").read_text(encoding="utf-8")
    # What is built for other people's pages, or fetched only where the small runtime fails, is not.
    opening = {path.relative_to(built).as_posix() for path in _opening(built)} - {"index.html"}
    lazy = [path.name for path in built.glob("assets/*Tab-*.js")]
    assert len(lazy) >= 6
    for name in (*opening, *lazy, "icon-512.png", "manifest.es.webmanifest"):
        assert name in worker
    assert len(re.findall(r"assets/trimmed-[\w-]+\.wasm", worker)) == 1
    assert "ort-wasm" not in worker


def test_the_page_can_be_installed(built: Path) -> None:
    told = {}
    for name in ("manifest.webmanifest", "manifest.es.webmanifest"):
        manifest = json.loads((built / name).read_text(encoding="utf-8"))
        for icon in manifest["icons"][1:]:
            with Image.open(built / icon["src"]) as drawn:
                assert f"{drawn.width}x{drawn.height}" == icon["sizes"]
                corner = drawn.convert("RGBA").getpixel((0, 0))
                # Only where a phone cuts the shape is there anything in the corners.
                assert corner == ((12, 107, 102, 255) if "purpose" in icon else (0, 0, 0, 0))
        assert all(str(manifest[key]).startswith("./") for key in ("id", "start_url", "scope"))
        told[manifest["lang"]] = manifest["description"]
    assert told["en"] != told["es"]
    assert sum((built / icon["src"]).stat().st_size for icon in manifest["icons"]) < 40_000


def test_the_committed_schema_is_the_service_s() -> None:
    """If not: write `vistazo`'s OpenAPI document to web/openapi.json and run `npm run api`."""
    committed = json.loads((WEB / "openapi.json").read_text(encoding="utf-8"))
    assert committed == json.loads(json.dumps(create_app(Settings(models="")).openapi()))


def test_the_client_s_types_come_from_the_committed_schema(require: Require) -> None:
    tool = WEB / "node_modules" / ".bin" / "openapi-typescript"
    node = shutil.which("node")
    require(tool.is_file() and node, "openapi-typescript is missing (cd web && npm ci)")
    done = subprocess.run(
        [str(tool), "openapi.json", "--output", "src/api/schema.ts", "--check"],
        cwd=WEB,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_lock_file_names_no_registry_and_is_whole() -> None:
    """A file made where a package could not be had for every system installs on none."""
    packages = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    installed = {name: entry for name, entry in packages.items() if name}
    assert [name for name, entry in installed.items() if "resolved" in entry] == []
    assert [name for name, entry in installed.items() if "integrity" not in entry] == []
    wanted = {
        f"node_modules/{name}"
        for entry in installed.values()
        for name in entry.get("optionalDependencies", {})
    }
    assert wanted - set(installed) == set()


def test_every_dependency_is_pinned() -> None:
    manifest = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    versions = {**manifest["dependencies"], **manifest["devDependencies"]}
    assert [
        name for name, version in versions.items() if not re.fullmatch(r"[\d.]+", version)
    ] == []
