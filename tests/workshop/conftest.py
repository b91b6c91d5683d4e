"""Tests of the workshop compute on one thread: several wait for each other more than they work."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the workshop's libraries are not installed")
torch.set_num_threads(1)
