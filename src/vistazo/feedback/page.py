"""One page of a long list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from vistazo.errors import OptionError

LIMIT = 1000
"""Rows that one page may have."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some rows of a list.

    Attributes:
        items: The rows of this page, in the order that was asked for.
        total: How many rows the whole list has.
    """

    items: tuple[Item, ...]
    total: int


def check_page(offset: int, limit: int) -> None:
    """Raise OptionError unless `offset` rows can be left out and `limit` be given."""
    if not 0 <= offset < 2**31:
        raise OptionError(f"offset must not be negative, got {offset}.")
    if not 0 <= limit <= LIMIT:
        raise OptionError(f"limit must lie in 0..{LIMIT}, got {limit}.")
