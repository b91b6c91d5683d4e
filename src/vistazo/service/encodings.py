"""Which compression a client takes."""

from __future__ import annotations

from collections.abc import Sequence


def best_encoding(accepted: str, offered: Sequence[str]) -> str | None:
    """The first of `offered` that the header Accept-Encoding takes, or None for the plain bytes.

    Args:
        accepted: The header's value, e.g. "gzip, br;q=0.9, *;q=0"; empty where there is none.
        offered: Names of encodings, the smallest answer first.
    """
    weights = dict(map(_weight, accepted.lower().split(",")))
    others = weights.get("*", 0.0)
    return next((name for name in offered if weights.get(name, others) > 0.0), None)


def _weight(item: str) -> tuple[str, float]:
    name, _, parameters = item.partition(";")
    key, _, value = parameters.partition("=")
    try:
        return name.strip(), float(value) if key.strip() == "q" else 1.0
    except ValueError:
        return name.strip(), 0.0
