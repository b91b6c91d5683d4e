import re

import pytest

from vistazo.workshop.data.catalogue import CATALOGUE
from vistazo.workshop.data.fetch import fetch


@pytest.mark.parametrize("name", list(CATALOGUE))
def test_every_source_has_files_with_sums(name):
    files = CATALOGUE[name].files
    assert files
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in files.values())
    assert not any("/" in file for file in files)


@pytest.mark.parametrize("name", list(CATALOGUE))
def test_every_recorded_sum_is_that_of_the_real_file(name, mirror):
    for file in CATALOGUE[name].files:
        assert fetch(CATALOGUE[name], file) == mirror / name / file
