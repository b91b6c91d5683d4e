"""Logs: one JSON object per line, on stderr and in a file that stays small."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import structlog

from vistazo.service import log


def test_lines_go_to_stderr_and_to_a_rotating_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "FILE_BYTES", 2_000)
    file = tmp_path / "runs" / "digits.log"
    kept = structlog.get_config()
    try:
        log.configure_logging("info", file)
        logger = structlog.get_logger()
        for epoch in range(100):
            logger.info("epoch", epoch=epoch)
        logger.debug("not said")
    finally:
        structlog.configure(**kept)
    printed = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["epoch"] for line in printed] == list(range(100))
    files = sorted(file.parent.iterdir())
    assert len(files) == 1 + log.FILES_KEPT
    assert all(item.stat().st_size <= 2_000 for item in files)
    assert json.loads(file.read_text("utf-8").splitlines()[-1])["epoch"] == 99


def test_a_file_of_which_nothing_is_written_is_not_left_open(tmp_path: Path) -> None:
    kept = structlog.get_config()
    try:
        log.configure_logging("error", tmp_path / "quiet.log")
        structlog.get_logger().info("not said")
    finally:
        structlog.configure(**kept)
    assert not (tmp_path / "quiet.log").exists()
