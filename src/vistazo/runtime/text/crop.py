"""The picture of one line, with nothing else on it."""

from __future__ import annotations

import numpy as np

from vistazo.runtime.text.lines import TextLine
from vistazo.types import Float32Array, UInt8Array

_MARGIN = 0.25
"""Around a line, in letters."""
_LONGEST = 120.0
"""A line is read up to this many letters' sizes to the right."""


def crop_line(strength: Float32Array, line: TextLine) -> tuple[UInt8Array, int, bool]:
    """Cut a line out of its page.

    Args:
        strength: How strongly each pixel of the page is inked, float32 (H, W) in 0..1.
        line: The line's ink.

    Returns:
        The picture, light ink on black, uint8 (h, w); the page's column of its first column; and
        whether the line's end was left out, being longer than is read.
    """
    margin = max(2, round(_MARGIN * line.letter))
    left = int(line.x.min()) - margin
    most = max(1, round(_LONGEST * line.letter))
    kept = line.x - left < most
    x, y = line.x[kept] - left, line.y[kept]
    y = y - y.min() + margin
    picture = np.zeros((int(y.max()) + 1 + margin, int(x.max()) + 1 + margin), dtype=np.uint8)
    picture[y, x] = np.rint(strength[line.y[kept], line.x[kept]] * 255.0)
    return picture, left, not bool(kept.all())
