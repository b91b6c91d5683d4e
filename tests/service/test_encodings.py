from __future__ import annotations

import pytest

from vistazo.service.encodings import best_encoding


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("", None),
        ("gzip, deflate, br", "br"),
        ("GZIP;q=1.0", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.001", "br"),
        ("*", "br"),
        ("*;q=0", None),
        ("br;q=0, *", "gzip"),
        ("identity", None),
        ("gzip;q=many", None),
        ("brotli, x-gzip", None),
        (" br ; q=1 ", "br"),
    ],
)
def test_the_smallest_that_is_taken(accepted: str, best: str | None) -> None:
    assert best_encoding(accepted, ("br", "gzip")) == best


def test_only_what_is_offered() -> None:
    assert best_encoding("br, gzip", ("gzip",)) == "gzip"
    assert best_encoding("br, gzip", ()) is None
