"""A site behind a plain server of files: lines are read on this device."""

from __future__ import annotations

from typing import Any

import pytest

from .test_read import (  # noqa: F401 - what is read elsewhere is read here as well
    reading,
    test_a_chosen_alternative_stands_and_stays_while_writing_goes_on,
    test_a_picture_is_read_and_its_boxes_can_be_chosen_at_once,
    test_the_text_appears_while_writing,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def service(site: Any) -> Any:
    return site


@pytest.fixture
def reads_lines() -> None:
    """The site has a recogniser that reads lines."""
