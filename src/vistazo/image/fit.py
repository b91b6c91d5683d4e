"""How much smaller a picture is decoded than it is."""

from __future__ import annotations

from dataclasses import dataclass

from vistazo.errors import OptionError

_SCALES = (8, 4, 2)


@dataclass(frozen=True)
class Fit:
    """How many pixels are wanted of a picture.

    Attributes:
        longest_side: The longer side has no more pixels than this.
        shortest_side: A picture whose shorter side has at least twice as many is reduced, so far
            as it keeps them; None: only as far as `longest_side` demands.

    Raises:
        OptionError: One of them is not positive.
    """

    longest_side: int
    shortest_side: int | None = None

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value is not None and value < 1:
                raise OptionError(f"{name} must be at least 1, got {value}.")

    def factor(self, size: tuple[int, int]) -> int:
        """The whole number by which a picture of that width and height is to be divided."""
        enough = min(size) // self.shortest_side if self.shortest_side else 1
        return max(-(-max(size) // self.longest_side), enough, 1)

    def scale(self, size: tuple[int, int]) -> int:
        """The same of the factors 1, 2, 4 and 8, by which a JPEG is divided while it is decoded."""
        enough = min(size) // self.shortest_side if self.shortest_side else 1
        found = next((scale for scale in _SCALES if scale <= enough), 1)
        while max(size) > found * self.longest_side and found < _SCALES[0]:
            found *= 2
        return found
