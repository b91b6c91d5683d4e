"""Opening a model file with ONNX Runtime, and running it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnxruntime as ort

from vistazo.errors import ModelError
from vistazo.runtime.wire import check_self_contained
from vistazo.types import Float32Array, UInt8Array

_KEPT_PIXELS = 1_000_000
"""Beyond it a run gives its memory back, lest one large picture be paid for ever after; to do so
after every run would cost a small picture 2 % of its time."""


class Session:
    """An opened model file; safe to use from many threads."""

    def __init__(self, data: bytes) -> None:
        """Open the bytes of a model file.

        Raises:
            ModelError: Not an ONNX file, or one that needs other files.
        """
        check_self_contained(data)
        self.graph = _open(data)
        self._options = _run_options()
        self._large_options = _run_options(shrink=True)

    def run(self, outputs: Sequence[str], images: UInt8Array) -> list[Float32Array]:
        """The named outputs for a batch of pictures.

        Raises:
            ModelError: The graph fails.
        """
        feed = {"image": np.ascontiguousarray(images)}
        options = self._options if images.size <= _KEPT_PIXELS else self._large_options
        try:
            found: list[Float32Array] = self.graph.run(list(outputs), feed, options)
        except Exception as error:  # ONNX Runtime raises a dozen classes without a common base
            raise ModelError(
                f"The model failed on pictures of shape {images.shape}: {error}"
            ) from error
        return found


def _open(data: bytes) -> Any:
    options = ort.SessionOptions()
    # One worker process per core is faster for nets this small than threads inside one.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Planning which buffers may share memory costs a small picture 4 % of its time; large ones
    # need no more without it, as only their first tensor is large.
    options.enable_mem_reuse = False
    options.log_severity_level = 4
    try:
        return ort.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime raises a dozen classes without a common base
        raise ModelError(f"ONNX Runtime cannot open this model: {error}") from error


def _run_options(*, shrink: bool = False) -> Any:
    options = ort.RunOptions()
    # Without it every output is computed, asked for or not.
    options.only_execute_path_to_fetches = True
    if shrink:
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options
