"""Forms of many files, however the network cuts them into pieces."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vistazo.errors import MalformedBodyError, StorageUnavailableError
from vistazo.service.forms import FormReader

TYPE = "multipart/form-data; boundary=B-b"
LIMIT = 1000
Kept = tuple[str, str | None, bytes | None]


def form(parts: Sequence[Kept]) -> bytes:
    said = []
    for field, filename, data in parts:
        named = b"" if filename is None else b'; filename="%s"' % filename.encode()
        head = b'Content-Disposition: form-data; name="%s"%s' % (field.encode(), named)
        said.append(b"--B-b\r\n%s\r\n\r\n%s\r\n" % (head, data))
    return b"".join(said) + b"--B-b--\r\n"


def read(body: bytes, cuts: Sequence[int], folder: Path) -> list[Kept]:
    async def pieces() -> AsyncIterator[bytes]:
        places = [0, *sorted(cuts), len(body)]
        for start, end in pairwise(places):
            yield body[start:end]

    async def collect() -> list[Kept]:
        found: list[Kept] = []
        with FormReader(TYPE, LIMIT, folder) as reader:
            async for part in reader.parts(pieces()):
                data = part.data
                if data is not None and not isinstance(data, bytes):
                    data.seek(0)
                    data = data.read()
                found.append((part.field, part.filename, data))
        return found

    return asyncio.run(collect())


PARTS: list[Kept] = [
    ("files", "a.png", b"\x89PNG\r\n--B-a\r\n--B-"),
    ("threshold", None, b"0.5"),
    ("files", "", b""),
    ("files", "año/ñ.zip", b"PK\x03\x04" + b"z" * 3000),
    ("files", "b\\c.png", b"\r\n--"),
]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_pieces_of_any_size(data: st.DataObject) -> None:
    body = form(PARTS)
    cuts = data.draw(st.lists(st.integers(0, len(body)), max_size=40))
    assert read(body, cuts, Path("/tmp")) == PARTS


def test_one_byte_at_a_time(tmp_path: Path) -> None:
    body = form(PARTS)
    assert read(body, range(len(body)), tmp_path) == PARTS


def test_a_file_beyond_the_limit_is_dropped_and_the_next_one_is_read(tmp_path: Path) -> None:
    parts = [("files", "big", b"x" * 1001), ("files", "fits", b"y" * 1000)]
    found = read(form(parts), range(0, 2000, 100), tmp_path)
    assert found == [("files", "big", None), parts[1]]


def test_a_form_is_whole_or_none(tmp_path: Path) -> None:
    body = form(PARTS)
    for end in range(0, len(body) - 4, 97):
        with pytest.raises(MalformedBodyError):
            read(body[:end], [], tmp_path)


def test_what_comes_after_the_end_does_not_matter(tmp_path: Path) -> None:
    assert read(form(PARTS) + b"epilogue", [], tmp_path) == PARTS


def test_a_large_zip_needs_a_folder(tmp_path: Path) -> None:
    body = form([("files", "z.zip", b"PK\x03\x04" + bytes(3 * 2**20))])
    assert read(body, range(0, 2**21, 2**16), tmp_path)[0][1] == "z.zip"
    assert not list(tmp_path.iterdir())
    with pytest.raises(StorageUnavailableError, match="cannot be used"):
        read(body, range(0, 2**21, 2**16), tmp_path / "gone")
