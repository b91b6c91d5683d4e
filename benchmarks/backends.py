"""Real servers for benchmarks: `vistazo serve` that can be killed and started again, PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

POSTGRES_USER = "postgres"
_OPTIONS = ("-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200")


class Server:
    """A `vistazo serve` on one address and one data folder.

    Attributes:
        url: Where it listens, once started; the same after every start.
    """

    def __init__(self, folder: Path, database_url: str = "", **settings: object) -> None:
        """Prepare; `settings` are those of the service by name."""
        self._folder = folder
        self._settings = {
            "data_folder": folder / "data",
            "database_url": database_url,
            "log_level": "warning",
            "host": "127.0.0.1",
            "port": free_port(),
            **settings,
        }
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    @property
    def pid(self) -> int:
        """The process's id, while it runs."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start, and wait until it listens."""
        chosen = {f"VISTAZO_{name.upper()}": str(value) for name, value in self._settings.items()}
        with (self._folder / "server.log").open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "vistazo.cli", "serve"],
                env={**os.environ, **chosen},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        found = re.search(r"http://\S+", self._process.stdout.readline())
        if found is None:
            raise SystemExit((self._folder / "server.log").read_text())
        self.url = found[0]

    def kill(self) -> None:
        """End it by SIGKILL, as a power failure would."""
        assert self._process is not None
        self._process.kill()
        self._wait()

    def stop(self) -> None:
        """End it as a person does, if it runs."""
        if self._process is not None:
            self._process.terminate()
            self._wait()

    def _wait(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        self._process.wait(timeout=30)
        self._process.stdout.close()
        self._process = None


@contextlib.contextmanager
def running(database_url: str = "", **settings: object) -> Iterator[Server]:
    """A started server in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="vistazo-") as folder:
        server = Server(Path(folder), database_url, **settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty PostgreSQL database on a server of its own."""
    programs = postgres_programs()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed; give --database-url instead.")
    # The server refuses to run as root.
    owner = {"user": POSTGRES_USER, "group": POSTGRES_USER} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="vistazo-postgres-", dir="/tmp") as folder:
        if owner:
            shutil.chown(folder, POSTGRES_USER, POSTGRES_USER)
        data, port = f"{folder}/data", free_port()
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "vistazo", "-A", "trust", "-E", "UTF8"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **owner,
        )
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-p", str(port), "-k", folder, *_OPTIONS],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            **owner,
        )
        try:
            _wait_for(port)
            yield f"postgresql://vistazo@127.0.0.1:{port}/postgres"
        finally:
            process.terminate()
            process.wait(timeout=30)


def postgres_programs() -> Path | None:
    """The folder of PostgreSQL's programs, if it is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit("PostgreSQL did not start")
