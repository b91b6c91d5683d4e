"""Principal components of a backbone's embeddings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import structlog

from vistazo.types import Float32Array
from vistazo.workshop.model.small_photo import WIDTH

log = structlog.get_logger(__name__)

_RARE = 0.05
"""Added to how far a feature spreads, so that one that hardly ever fires is not blown up."""


@dataclass(frozen=True, eq=False)
class Components:
    """Principal components of embeddings, half whitened.

    Attributes:
        middle: float32 (width,), the mean.
        axes: float32 (width, WIDTH): an embedding less the mean, times this, is what is learned.
        back: float32 (width, WIDTH): what is learned, times its transpose, is nearly that embedding
            less the mean.
    """

    middle: Float32Array
    axes: Float32Array
    back: Float32Array


def find_components(embeddings: Float32Array) -> Components:
    """The WIDTH components that tell most, of standardised embeddings, float32 (n, width)."""
    middle = embeddings.mean(axis=0)
    spread = embeddings.std(axis=0) + np.float32(_RARE)
    scaled = (embeddings - middle) / spread
    values, vectors = np.linalg.eigh(scaled.T @ scaled / len(scaled))
    values, vectors = values[::-1][:WIDTH], vectors[:, ::-1][:, :WIDTH]
    log.info("components", kept=round(float(values.sum() / scaled.var(axis=0).sum()), 4))
    # Half whitened: the first ones matter more, the last ones are not drowned.
    scale = np.sqrt(np.sqrt(np.maximum(values, 1e-6))).astype(np.float32)
    scale *= np.float32(np.sqrt(np.sqrt(np.maximum(values, 1e-6)).mean()))
    return Components(
        middle,
        np.ascontiguousarray(vectors / spread[:, None] / scale, np.float32),
        np.ascontiguousarray(vectors * spread[:, None] * scale, np.float32),
    )
