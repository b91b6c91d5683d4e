"""A site behind a plain server of files: photos, one by one and many at once."""

from __future__ import annotations

from typing import Any

import pytest

from .test_photos import (  # noqa: F401 - what is shown elsewhere is shown here as well
    look,
    test_a_photo_is_given_all_its_labels,
    test_the_threshold_decides_which_labels_are_given,
    test_where_it_looked_is_shown_for_any_label_by_keyboard,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def service(site: Any) -> Any:
    return site
