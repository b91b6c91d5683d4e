import functools
import hashlib
import http.server
import logging
import sys
import threading
from types import MappingProxyType

import pytest

from vistazo.errors import DataError, MissingExtraError
from vistazo.workshop.data import catalogue
from vistazo.workshop.data.catalogue import CATALOGUE, Source, find_source
from vistazo.workshop.data.fetch import fetch

BODY = b"seven"


def source(address: str = "") -> Source:
    return Source("toy", "A toy.", "https://example.org/toy", "CC0", "Nobody.", address)


@pytest.fixture(autouse=True)
def _toy_checksums(monkeypatch):
    sums = {"toy/a.bin": hashlib.sha256(BODY).hexdigest()}
    monkeypatch.setattr(catalogue, "_checksums", lambda: MappingProxyType(sums))


@pytest.fixture
def toy_mirror(tmp_path, monkeypatch):
    folder = tmp_path / "mirror"
    (folder / "toy").mkdir(parents=True)
    monkeypatch.setenv("VISTAZO_MIRROR", str(folder))
    return folder


@pytest.fixture
def host(tmp_path, monkeypatch):
    """A real web server that serves a folder, and the requests that it saw."""
    served = tmp_path / "served"
    served.mkdir()
    seen = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            seen.append(self.path)

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=served)
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.delenv("VISTAZO_MIRROR", raising=False)
    monkeypatch.setenv("VISTAZO_CACHE", str(tmp_path / "cache"))
    logging.getLogger("pooch").setLevel(logging.ERROR)
    yield f"http://127.0.0.1:{server.server_port}/", served, seen
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_mirror_serves_the_file(toy_mirror):
    (toy_mirror / "toy" / "a.bin").write_bytes(BODY)
    assert fetch(source(), "a.bin").read_bytes() == BODY


def test_a_file_that_the_mirror_lacks(toy_mirror):
    with pytest.raises(DataError, match=r"toy: looked for .*toy/a\.bin, because VISTAZO_MIRROR"):
        fetch(source("http://127.0.0.1:9/"), "a.bin")


def test_a_file_of_the_mirror_with_other_content(toy_mirror):
    (toy_mirror / "toy" / "a.bin").write_bytes(b"eight")
    with pytest.raises(DataError, match=r"expected sha256 .*, got .*; replace it"):
        fetch(source(), "a.bin")


def test_a_download_is_checked_and_kept(host):
    address, served, seen = host
    (served / "a.bin").write_bytes(BODY)
    for _ in range(2):
        assert fetch(source(address), "a.bin").read_bytes() == BODY
    assert seen == ["/a.bin"]


def test_a_download_with_other_content_is_refused(host, tmp_path):
    address, served, _ = host
    (served / "a.bin").write_bytes(b"eight")
    with pytest.raises(DataError, match=r"could not be fetched .*hash"):
        fetch(source(address), "a.bin")
    assert not list((tmp_path / "cache").rglob("a.bin"))


def test_a_host_without_the_file(host):
    address, _, _ = host
    with pytest.raises(DataError, match=r"could not be fetched .*404"):
        fetch(source(address), "a.bin")


def test_a_mirror_keeps_the_network_out(host, toy_mirror):
    address, served, seen = host
    (served / "a.bin").write_bytes(BODY)
    with pytest.raises(DataError, match="looked for"):
        fetch(source(address), "a.bin")
    assert seen == []


def test_a_prepared_file_without_a_mirror(monkeypatch):
    monkeypatch.delenv("VISTAZO_MIRROR", raising=False)
    with pytest.raises(DataError, match=r"no public host serves. Set VISTAZO_MIRROR"):
        fetch(source(), "a.bin")


def test_a_download_without_pooch(monkeypatch):
    monkeypatch.delenv("VISTAZO_MIRROR", raising=False)
    monkeypatch.setitem(sys.modules, "pooch", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'vistazo\[workshop\]'"):
        fetch(source("http://127.0.0.1:9/"), "a.bin")


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(DataError, match="'emnist'; there are: mnist, "):
        find_source("emnist")


@pytest.mark.parametrize("name", list(CATALOGUE))
def test_every_source_says_whose_it_is(name):
    known = CATALOGUE[name]
    assert known.name == name
    assert known.licence
    assert known.citation
    assert known.homepage.startswith("http")
    assert not known.address or known.address.endswith("/")
