"""Original UNIPEN files against the arrays that were prepared from the whole release.

The sample lacks the files that describe each contribution, hence `skip_missing_includes`.
"""

import tarfile

import numpy as np
import pytest

from vistazo.errors import DataError
from vistazo.workshop.data.unipen import load_unipen, load_unipen_text
from vistazo.workshop.data.unipen_files import read_unipen

CHARACTERS = ("1a", "1b", "1c", "1d")
TEXT = {"7": "WORD", "8": "TEXT"}


@pytest.fixture(scope="module")
def release(mirror, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unipen")
    with tarfile.open(mirror / "unipen" / "train_r01_v07_sample.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "train_r01_v07"


def contributions(release, categories):
    """Each original file, its category, and its name in the prepared arrays."""
    for category in categories:
        folder = release / "data" / category
        for path in sorted(folder.rglob("*.dat")):
            provider, *rest = path.relative_to(folder).parts
            yield path, category, "/".join([provider, "data", *rest])


def prepared_samples(mirror, file):
    """The indices of the samples of each (category, name of file), in their order."""
    with np.load(mirror / "unipen" / file) as archive:
        names = archive["file_names"][archive["file_index"]].tolist()
        categories = archive["category"].tolist()
    found = {}
    for sample, key in enumerate(zip(categories, names, strict=True)):
        found.setdefault(key, []).append(sample)
    return found


def ink(strokes):
    """Strokes without their origin, to compare and to look up."""
    points = np.concatenate(strokes)
    return tuple(map(len, strokes)), (points - points[0]).tobytes()


def match_in_order(found, wanted):
    """The items of `found` left over when those of `wanted` are taken out in order."""
    left, rest = [], list(reversed(wanted))
    for item in found:
        if rest and item == rest[-1]:
            rest.pop()
        else:
            left.append(item)
    assert not rest, f"{len(rest)} of {len(wanted)} prepared samples were not read"
    return left


def test_characters_are_those_of_the_prepared_arrays(release, mirror):
    whole = load_unipen()
    samples = prepared_samples(mirror, "unipen_characters.npz")
    everything = [(whole.labels[i], ink(whole.strokes(i))) for i in range(whole.samples)]
    known = set(everything)
    compared, left, writers = 0, [], {}
    for path, category, name in contributions(release, CHARACTERS):
        found = read_unipen(path, skip_missing_includes=True)
        wanted = samples[category, name]
        ours = [(found.labels[i], ink(found.strokes(i))) for i in range(found.samples)]
        left += match_in_order(ours, [everything[i] for i in wanted])
        compared += len(wanted)
        assert len(set(found.writers.tolist())) == 1
        writers.setdefault(name, set()).update(whole.writers[wanted].tolist())
    assert compared == 7445
    # What the arrays lack are duplicates of what they hold, but for one hyphen.
    assert len(left) == 155
    assert [label for label, strokes in left if (label, strokes) not in known] == ["-"]
    assert all(len(numbers) == 1 for numbers in writers.values())


def test_words_and_texts_are_those_of_the_prepared_arrays(release, mirror):
    whole = load_unipen_text()
    samples = prepared_samples(mirror, "unipen_text.npz")
    compared, left, unread = 0, 0, []
    for path, category, name in contributions(release, TEXT):
        try:
            found = read_unipen(path, level=TEXT[category], skip_missing_includes=True)
        except DataError:
            unread.append(name)
            continue
        wanted = samples[category, name]
        # The prepared strokes are thinned to the points that their shape needs.
        ours = [(found.labels[i], len(found.strokes(i))) for i in range(found.samples)]
        theirs = [(whole.labels[i], len(whole.strokes(i))) for i in wanted]
        left += len(match_in_order(ours, theirs))
        compared += len(wanted)
    assert (compared, left) == (2026, 9)
    # The sample has the labels of this contribution, but not its ink.
    assert unread == ["int/data/e.dat"]


def test_a_folder_is_all_its_files(release):
    whole = read_unipen(release / "data" / "1d", skip_missing_includes=True)
    parts = [
        read_unipen(path, skip_missing_includes=True) for path, *_ in contributions(release, ["1d"])
    ]
    assert whole.labels == tuple(label for part in parts for label in part.labels)
    np.testing.assert_array_equal(whole.points, np.concatenate([part.points for part in parts]))
    files = [number for number, part in enumerate(parts) for _ in part.labels]
    assert whole.files.tolist() == files


def test_a_missing_description_is_said(release):
    path, *_ = next(contributions(release, ["1a"]))
    with pytest.raises(DataError, match=r"line \d+: \.INCLUDE names 'apa/app\.doc'"):
        read_unipen(path)
