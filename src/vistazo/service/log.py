"""One JSON object per line on stderr, whoever logs."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog

FILE_BYTES = 1_000_000
"""A log file that grows beyond it is moved aside."""

FILES_KEPT = 3
"""Log files moved aside that are kept."""


class _Lines:
    """Where structlog's finished lines go: stderr, and a rotating file if there is one."""

    def __init__(self, file: Path | None) -> None:
        self._handler: RotatingFileHandler | None = None
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._handler = RotatingFileHandler(
                file, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8", delay=True
            )

    def msg(self, line: str) -> None:
        """Write one line."""
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
        if self._handler is not None:
            self._handler.emit(logging.makeLogRecord({"msg": line}))
            # It opens anew for each line; nothing is left open when a run ends, or is killed.
            self._handler.close()

    log = debug = info = warning = error = critical = exception = fatal = msg


def configure_logging(level: str, file: Path | None = None) -> None:
    """Send structlog's and the standard library's records to stderr as JSON lines.

    Args:
        level: The least that is said.
        file: structlog's lines go there as well; it is kept small by rotating.
    """
    lines = _Lines(file)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: lines,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
