"""Folders that run full."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

MEGABYTES = 24


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A folder with a few megabytes of room, on a file system of its own."""
    folder = Path(tempfile.mkdtemp(prefix="vistazo-disk-", dir="/tmp"))
    size = f"size={MEGABYTES}m,mode=777"
    command = ["mount", "-t", "tmpfs", "-o", size, "vistazo-test", str(folder)]
    if os.getuid() != 0 or subprocess.run(command, capture_output=True).returncode != 0:
        # Not a part that could be installed: only root may mount, and not in every container.
        folder.rmdir()
        pytest.skip("needs the right to mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


@pytest.fixture
def fill(small_disk: Path) -> Callable[[], Path]:
    """A function that fills the small disk to the last byte, with a file that can be removed."""

    def write() -> Path:
        path = small_disk / "ballast"
        with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        return path

    return write
