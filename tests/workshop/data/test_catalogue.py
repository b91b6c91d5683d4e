import re

import pytest

from vistazo.workshop.data.catalogue import CATALOGUE, MOBILENET
from vistazo.workshop.data.fetch import fetch

# What is downloaded from its public host; a mirror holds it only for whoever wants it there.
PUBLISHED = ("voc2007", "voc2012")
SOURCES = {**CATALOGUE, MOBILENET.name: MOBILENET}


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_has_files_with_sums(name):
    files = SOURCES[name].files
    assert files
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in files.values())
    assert all(re.fullmatch(r"[\w.-]+(/[\w.-]+)*", file) and ".." not in file for file in files)


@pytest.mark.parametrize("name", [name for name in SOURCES if name not in PUBLISHED])
def test_every_recorded_sum_is_that_of_the_real_file(name, mirror):
    for file in SOURCES[name].files:
        assert fetch(SOURCES[name], file) == mirror / name / file


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_a_mirror_may_lack_has_an_address(name):
    assert CATALOGUE[name].address
