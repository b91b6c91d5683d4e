"""The order of the layers holds, and every package has its place in it."""

from __future__ import annotations

import ast
import configparser
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "vistazo"
MODULES = sorted(SOURCE.rglob("*.py"))

FRAMEWORKS = {"torch", "onnx", "onnxscript", "vistazo.workshop"}


def test_every_contract_is_kept() -> None:
    # In a process of its own: it imports every module's file anew and caches what it read.
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_the_contracts_are_exhaustive() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = [part for part in contracts.values() if part.get("type") == "layers"]
    assert [part["containers"] for part in layers] == ["vistazo", "vistazo.workshop"]
    assert all(part.getboolean("exhaustive") for part in layers)


@pytest.mark.parametrize(
    "module", ["vistazo", "vistazo.cli", "vistazo.service", "vistazo.service.server"]
)
def test_the_shop_imports_no_training_framework(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    imported = set(done.stdout.split())
    assert module in imported
    assert not imported & FRAMEWORKS


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_module_says_what_it_is(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert text is not None
    assert text[0].isupper() or not text[0].isalpha()
    assert text.splitlines()[0].endswith((".", ":"))
