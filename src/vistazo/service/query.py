"""The query of an address, read with the same care as a body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs

from vistazo.errors import OptionError
from vistazo.storage.values import check_profile, check_text

_MOST = 256
"""Pairs; a prior may name each of a model's labels."""

_NUMBER = re.compile(r"[0-9]{0,9}\.?[0-9]{1,20}(?:[eE]-?[0-9]{1,2})?|[0-9]\.")
_SWITCH = {"true": True, "1": True, "false": False, "0": False}


class Query:
    """Names and values after the question mark."""

    def __init__(self, raw: bytes) -> None:
        """Read `a=1&b=2`, percent-encoded."""
        try:
            text = raw.decode("ascii")
            self._values = (
                parse_qs(text, keep_blank_values=True, max_num_fields=_MOST) if raw else {}
            )
        except ValueError:
            raise OptionError(
                f"The query of the address must be at most {_MOST} percent-encoded name=value "
                "pairs."
            ) from None

    def has(self, *names: str) -> bool:
        """Whether any of `names` is given."""
        return any(name in self._values for name in names)

    def whole(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number in `low`..`high`.

        Raises:
            OptionError: Missing without a default, given twice, no whole number, out of range.
        """
        values = self._values.get(name, [])
        if not values and default is not None:
            return default
        text = ", ".join(values)
        if re.fullmatch(r"[0-9]{1,9}", text) is None or not low <= int(text) <= high:
            raise OptionError(
                f"{name} must be a whole number in {low}..{high}, got {text[:40] or 'nothing'}."
            )
        return int(text)

    def fraction(self, name: str) -> float | None:
        """A number in 0..1, or None if it is not given.

        Raises:
            OptionError: Given twice, no number, or out of range.
        """
        values = self._values.get(name, [])
        return fraction(name, ", ".join(values)) if values else None

    def each(self, name: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """Repeated values, each once.

        Raises:
            OptionError: A value that is not among `allowed`.
        """
        values = tuple(dict.fromkeys(self._values.get(name, [])))
        for value in values:
            if value not in allowed:
                raise OptionError(
                    f"{name} must be labels of this model; got {value[:40]!r}. "
                    f"It has: {' '.join(allowed)}."
                )
        return values

    def words(self, name: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """Comma-separated or repeated words, each once.

        Raises:
            OptionError: A word that is not among `allowed`.
        """
        words = [word.strip() for word in ",".join(self._values.get(name, [])).split(",")]
        for word in words:
            if word and word not in allowed:
                raise OptionError(f"{name} may be any of {', '.join(allowed)}; got {word[:40]!r}.")
        return tuple(dict.fromkeys(word for word in words if word))

    def text(self, name: str, longest: int) -> str:
        """A short text, empty if it is not given.

        Raises:
            OptionError: Given twice, too long, or with control characters.
        """
        values = self._values.get(name, [""])
        if len(values) > 1:
            raise OptionError(f"{name} must be given once, got {len(values)} values.")
        return check_text(name, values[0], longest)

    def switch(self, name: str, *, default: bool) -> bool:
        """`true` or `false`.

        Raises:
            OptionError: Something else.
        """
        text = self.text(name, 64)
        if text not in ("", *_SWITCH):
            raise OptionError(f"{name} must be true or false, got {text!r}.")
        return _SWITCH.get(text, default)

    def profile(self) -> str:
        """The name of the profile that is asked for; empty for everybody.

        Raises:
            OptionError: Not a name.
        """
        return check_profile(self.text("profile", 256)) if self.has("profile") else ""

    def prior(self) -> str | list[str] | None:
        """The prior that is asked for: `prior=NAME`, or `label=` for each label.

        Raises:
            OptionError: Both, or two names.
        """
        names, labels = self._values.get("prior", []), self._values.get("label", [])
        if len(names) > 1 or (names and labels):
            raise OptionError("Give prior=NAME once, or label=LABEL once or more, not both.")
        return names[0] if names else labels or None


def fraction(name: str, text: str) -> float:
    """A number in 0..1.

    Raises:
        OptionError: It is none.
    """
    if _NUMBER.fullmatch(text) is None or not float(text) <= 1.0:
        raise OptionError(f"{name} must be a number in 0..1, got {text[:40] or 'nothing'}.")
    return float(text)
