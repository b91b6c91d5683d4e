import contextlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vistazo.errors import DataError
from vistazo.workshop.data import read_unipen
from vistazo.workshop.data.unipen_format import parse_unipen

TWO_LETTERS = """\
.VERSION 1.0
.COMMENT Free text, even with numbers:
  1 2
.COORD X Y
.WRITER_ID  ann
.ALPHABET "." "a"
          ".PEN_DOWN"
.PEN_DOWN
0 0
1 5
.PEN_UP
2 5
3 0
.PEN_DOWN
4 0
5 1
6 2
.PEN_UP
.DT 20
.PEN_DOWN
9 9
.SEGMENT CHARACTER 0-2:0 OK "N"
.SEGMENT CHARACTER 2:1-3 ? "i"
.SEGMENT WORD 0-3 ? "Ni"
"""


@pytest.fixture
def write(tmp_path):
    def write(text: str, name: str = "a.dat"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("latin-1"))
        return path

    return write


def drawn(strokes, sample):
    return [stroke.tolist() for stroke in strokes.strokes(sample)]


def test_components_points_and_labels(write):
    found = read_unipen(write(TWO_LETTERS))
    assert found.labels == ("N", "i")
    assert found.label_order == ("N", "i")
    # Component 1 is a pen-up: it has a number and is no stroke.
    assert drawn(found, 0) == [[[0, 0], [1, 5]], [[4, 0]]]
    assert drawn(found, 1) == [[[5, 1], [6, 2]], [[9, 9]]]
    assert found.writers.tolist() == [0, 0]
    assert found.files.tolist() == [0, 0]


def test_the_level_is_chosen(write):
    path = write(TWO_LETTERS)
    assert read_unipen(path, level="word").labels == ("Ni",)
    with pytest.raises(DataError, match=r"level TEXT, got 2 of CHARACTER, 1 of WORD"):
        read_unipen(path, level="TEXT")


def test_y_downwards_is_turned(write):
    path = write(TWO_LETTERS)
    up, down = read_unipen(path), read_unipen(path, y_axis="down")
    np.testing.assert_array_equal(down.points, up.points * [1, -1])


@pytest.mark.parametrize(
    ("delineation", "expected"),
    [
        ("1", [[[20, 0], [21, 1], [22, 2]]]),
        ("0-1", [[[10, 0], [11, 1], [12, 2]], [[20, 0], [21, 1], [22, 2]]]),
        ("1:1", [[[21, 1]]]),
        ("1:1-1:2", [[[21, 1], [22, 2]]]),
        ("0:2-1:0", [[[12, 2]], [[20, 0]]]),
        ("0:1-1", [[[11, 1], [12, 2]], [[20, 0], [21, 1], [22, 2]]]),
        ("0-1:0", [[[10, 0], [11, 1], [12, 2]], [[20, 0]]]),
        ("2,0:0", [[[30, 0], [31, 1], [32, 2]], [[10, 0]]]),
        ("0:0-0:1,1-2:0", [[[10, 0], [11, 1]], [[20, 0], [21, 1], [22, 2]], [[30, 0]]]),
    ],
)
def test_delineations(write, delineation, expected):
    strokes = "".join(f".PEN_DOWN\n{ten}0 0\n{ten}1 1\n{ten}2 2\n.PEN_UP\n" for ten in (1, 2, 3))
    path = write(f'{strokes}.SEGMENT CHARACTER {delineation} ? "a"\n')
    assert drawn(read_unipen(path), 0) == expected


def test_a_question_mark_stands_for_what_follows_up_to_the_next_of_its_level(write):
    stroke = ".PEN_DOWN\n{0} {0}\n.PEN_UP\n"
    path = write(
        stroke.format(0)
        + '.SEGMENT WORD ? "ab"\n.SEGMENT CHARACTER ? "a"\n'
        + stroke.format(1)
        + stroke.format(2)
        + '.SEGMENT CHARACTER ? ? "b"\n'
        + stroke.format(3)
    )
    letters, words = read_unipen(path), read_unipen(path, level="WORD")
    assert [drawn(letters, i) for i in (0, 1)] == [[[[1, 1]], [[2, 2]]], [[[3, 3]]]]
    assert drawn(words, 0) == [[[1, 1]], [[2, 2]], [[3, 3]]]


@pytest.mark.parametrize(
    ("quoted", "label"),
    [
        (r'"a"', "a"),
        (r'"\""', '"'),
        (r'"\\"', "\\"),
        (r'"\\\""', '\\"'),
        (r'"say \"no\"."', 'say "no".'),
        (r'" "', " "),
        (r'".PEN_DOWN 0-3"', ".PEN_DOWN 0-3"),
    ],
)
def test_quoted_labels(write, quoted, label):
    path = write(f".PEN_DOWN\n1 1\n.SEGMENT CHARACTER 0 ? {quoted} \n")
    assert read_unipen(path).labels == (label,)


def test_segments_without_a_label_are_left_out(write):
    path = write(
        '.PEN_DOWN\n1 1\n.SEGMENT CHARACTER 0 ? ""\n.SEGMENT CHARACTER\n.SEGMENT CHARACTER 0 "a"\n'
    )
    assert read_unipen(path).labels == ("a",)


@pytest.mark.parametrize("coord", ["X Y T P", "T X P Y", "p y x t"])
def test_columns_of_any_order(write, coord):
    values = {"X": "1.5", "Y": "-2e1", "T": "999", "P": "7"}
    line = "\t".join(values[column] for column in coord.upper().split())
    path = write(f'.COORD {coord}\n.PEN_DOWN\n{line}\n.SEGMENT CHARACTER 0 ? "a"\n')
    assert drawn(read_unipen(path), 0) == [[[1.5, -20.0]]]


def test_line_ends_of_windows(write):
    path = write(TWO_LETTERS.replace("\n", "\r\n"))
    assert read_unipen(path).labels == ("N", "i")


def test_includes_are_found_as_they_were_published(write, tmp_path):
    write(".COORD T X Y\n", "set/include/abc/abc.doc")
    write(".INCLUDE abc/abc.doc\n.PEN_DOWN\n7 1 2\n", "set/include/abc/data/x.dat")
    path = write('.INCLUDE abc/data/x.dat\n.SEGMENT CHARACTER 0 ? "a"\n', "set/data/1a/abc/x.dat")
    for place in (path, tmp_path / "set", tmp_path / "set" / "data" / "1a"):
        assert drawn(read_unipen(place), 0) == [[[1, 2]]]


def test_includes_beside_the_file_and_in_a_data_folder(write):
    write(".PEN_DOWN\n1 1\n", "x.inc")
    write(".PEN_DOWN\n2 2\n", "data/y.inc")
    path = write('.INCLUDE x.inc\n.INCLUDE y.inc\n.SEGMENT CHARACTER 0-1 ? "a"\n')
    assert drawn(read_unipen(path), 0) == [[[1, 1]], [[2, 2]]]


def test_missing_includes(write):
    path = write('.INCLUDE abc/abc.doc\n.PEN_DOWN\n1 1\n.SEGMENT CHARACTER 0 ? "a"\n')
    with pytest.raises(DataError, match=r"a\.dat, line 1: \.INCLUDE names 'abc/abc.doc', which"):
        read_unipen(path)
    assert read_unipen(path, skip_missing_includes=True).labels == ("a",)


@pytest.mark.parametrize("name", ["../b.dat", "sub/../../b.dat", "/etc/passwd", "", "b\nc"])
def test_includes_lead_nowhere_else(write, name):
    with pytest.raises(DataError, match=r"line 1: \.INCLUDE must name one file"):
        read_unipen(write(f".INCLUDE {name}\n"), skip_missing_includes=True)


@pytest.mark.parametrize("name", ["n" * 5000, "nul\0byte"])
def test_includes_of_impossible_names_are_missing(write, name):
    with pytest.raises(DataError, match="lies neither beside this file"):
        read_unipen(write(f".INCLUDE {name}\n"))


def test_includes_in_a_circle(write, tmp_path):
    write(".COORD X Y\n.INCLUDE c.dat\n", "b.dat")
    write(".INCLUDE a.dat\n", "c.dat")
    with pytest.raises(DataError, match=r"c\.dat, line 1: \.INCLUDE of 'a.dat' goes in a circle"):
        read_unipen(write(".INCLUDE b.dat\n"))
    (tmp_path / "e.dat").symlink_to(tmp_path / "d.dat")
    with pytest.raises(DataError, match="goes in a circle"):
        read_unipen(write(".INCLUDE e.dat\n", "d.dat"))


def test_includes_nested_too_deep(write):
    for number in range(40):
        write(f".INCLUDE {number + 1}.dat\n", f"{number}.dat")
    with pytest.raises(DataError, match=r"15\.dat, line 1: .* nested at most 16 deep"):
        read_unipen(write(".INCLUDE 1.dat\n", "0.dat"))


def test_includes_that_double_at_each_level_end(write):
    for number in range(15):
        write(f".INCLUDE {number + 1}.dat\n" * 4, f"{number}.dat")
    write(".COMMENT end\n", "15.dat")
    with pytest.raises(DataError, match="at most 1000 includes"):
        read_unipen(write(".INCLUDE 1.dat\n" * 4, "0.dat"))


GOOD = ".COORD X Y\n.PEN_DOWN\n1 1\n2 2\n.PEN_UP\n.PEN_DOWN\n3 3\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected UNIPEN statements, got an empty file"),
        ("\n\n\x89PNG", "line 3: expected a UNIPEN keyword such as .VERSION, got"),
        ("1 2\n.PEN_DOWN", "line 1: expected a UNIPEN keyword"),
        (".version 1.0", "expected a UNIPEN keyword"),
        (".COORD X T", "line 1: .COORD must name the columns, X and Y once each; got 'X T'"),
        (".COORD X Y Y", "X and Y once each"),
        (".COORD", "X and Y once each; got ''"),
        (
            ".COORD X Y\n.PEN_DOWN\n1 1\n\n2",
            "line 5: expected the numbers of a point, X Y; got '2'",
        ),
        (".COORD X Y\n.PEN_DOWN\n1 1 1", "line 3: expected the numbers of a point, X Y; got"),
        (".PEN_DOWN\n1", "line 2: expected the numbers of a point, x and y first; got '1'"),
        (".PEN_DOWN 3 b", "line 1: expected a number in each column, got '3 b'"),
        (".PEN_DOWN\n3 3\nnan 3", "line 3: expected coordinates of at most 1e.09, got 'nan 3'"),
        (".PEN_DOWN\n1e999 3", "line 2: expected coordinates"),
        (".PEN_DOWN\n3 -2e9", "line 2: expected coordinates"),
        (GOOD + '.SEGMENT CHARACTER 2 ? "a"', "line 8: '2' is outside the 2 components"),
        (GOOD + '.SEGMENT CHARACTER 0-2 ? "a"', "line 8: '0-2' is outside the 2 components"),
        (GOOD + '.SEGMENT CHARACTER 0-999999999 ? "a"', "is outside the 2 components"),
        (GOOD + '.SEGMENT CHARACTER 1-0 ? "a"', "line 8: '1-0' must rise within"),
        (GOOD + '.SEGMENT CHARACTER 0:1-0:0 ? "a"', "'0:1-0:0' must rise within"),
        (GOOD + '.SEGMENT CHARACTER 0:2-1 ? "a"', "of 2 and 1 points, numbered from 0"),
        (GOOD + '.SEGMENT CHARACTER 0-1:1 ? "a"', "'0-1:1' must rise within"),
        (GOOD + '.SEGMENT CHARACTER 0--1 ? "a"', "expected a delineation such as .* got '0--1'"),
        (GOOD + '.SEGMENT CHARACTER 0,,1 ? "a"', "expected a delineation such as .* got ''"),
        (GOOD + '.SEGMENT CHARACTER 9999999999 ? "a"', "expected a delineation such as"),
        (GOOD + '.SEGMENT CHARACTER 0 ? "a', "line 8: expected .SEGMENT with a level, .* got"),
        (GOOD + '.SEGMENT CHARACTER 0 ? "a" "b"', "expected .SEGMENT with a level"),
        (GOOD + '.SEGMENT CHARACTER 0 ? a"', "expected .SEGMENT with a level"),
        (GOOD + ".SEGMENT", "expected .SEGMENT with a level"),
        (GOOD + '.SEGMENT CHARACTER ? "a"', "nothing was written with the pen down for 'a'"),
        ('.PEN_UP\n1 1\n.SEGMENT CHARACTER 0 ? "a"', "line 3: nothing was written"),
        (GOOD, "expected labelled segments of level CHARACTER, got none at all"),
    ],
)
def test_malformed_files(write, text, message):
    with pytest.raises(DataError, match=rf"a\.dat.*{message}"):
        read_unipen(write(text))


def test_the_first_fault_is_named(write):
    path = write(GOOD + '.SEGMENT CHARACTER 7 ? "a"\n.SEGMENT CHARACTER 8 ? "a"\n')
    with pytest.raises(DataError, match="line 8: '7'"):
        read_unipen(path)


def test_faults_in_included_files_name_that_file(write):
    write(".COORD X Y\n.PEN_DOWN\n1 x\n", "b.dat")
    with pytest.raises(DataError, match=r"b\.dat, line 3: expected a number"):
        read_unipen(write(".INCLUDE b.dat\n"))


def test_what_is_not_there(tmp_path):
    with pytest.raises(DataError, match="there is no such file"):
        read_unipen(tmp_path / "none.dat")
    with pytest.raises(DataError, match=r"expected UNIPEN files named \*\.dat"):
        read_unipen(tmp_path)


def test_a_folder_is_no_file_whatever_its_name(write, tmp_path):
    write(TWO_LETTERS, "b.dat/c.dat")
    assert read_unipen(tmp_path).files.tolist() == [0, 0]
    with pytest.raises(DataError, match=r"b\.dat: cannot be read"):
        parse_unipen(tmp_path / "b.dat")


def test_writers_and_files_of_a_folder(write, tmp_path):
    body = '.PEN_DOWN\n1 1\n.SEGMENT CHARACTER 0 ? "a"\n'
    for name, writer in [("1", "ann"), ("2", ""), ("3", "bob"), ("4", "ann"), ("5", "")]:
        write((f".WRITER_ID {writer}\n" if writer else "") + body, f"{name}.dat")
    found = read_unipen(tmp_path)
    assert found.writers.tolist() == [0, 1, 2, 0, 3]
    assert found.files.tolist() == [0, 1, 2, 3, 4]


def test_the_writer_may_change_within_a_file(write):
    stroke = ".PEN_DOWN\n1 1\n.PEN_UP\n"
    path = write(
        f".WRITER_ID ann\n{stroke}.WRITER_ID bob\n{stroke}"
        '.SEGMENT CHARACTER 1 ? "b"\n.SEGMENT CHARACTER 0 ? "a"\n'
    )
    assert [segment.writer for segment in parse_unipen(path)] == ["bob", "ann"]


numbers = st.integers(-(2**20), 2**20)
inks = st.lists(
    st.tuples(st.booleans(), st.lists(st.tuples(numbers, numbers), max_size=4)), max_size=8
)
texts = st.text(st.characters(min_codepoint=32, max_codepoint=255), min_size=1, max_size=6)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), ink=inks)
def test_what_is_written_is_read_back(write, data, ink):
    lines, numbered = [".COORD X Y"], []
    for pen_down, points in ink:
        lines += [".PEN_DOWN" if pen_down else ".PEN_UP", *(f"{x} {y}" for x, y in points)]
        if points:
            numbered.append((pen_down, points))
    expected = []
    for _ in range(data.draw(st.integers(0, 4)) if numbered else 0):
        first = data.draw(st.integers(0, len(numbered) - 1))
        last = data.draw(st.integers(first, len(numbered) - 1))
        start = data.draw(st.integers(0, len(numbered[first][1]) - 1))
        stop = data.draw(st.integers(start if first == last else 0, len(numbered[last][1]) - 1))
        label = data.draw(texts)
        quoted = label.replace("\\", "\\\\").replace('"', '\\"')
        strokes = [
            points[start if index == first else 0 : stop + 1 if index == last else None]
            for index, (pen_down, points) in enumerate(numbered)
            if first <= index <= last and pen_down
        ]
        if strokes:
            lines.append(f'.SEGMENT CHARACTER {first}:{start}-{last}:{stop} OK "{quoted}"')
            expected.append((label, [[list(point) for point in stroke] for stroke in strokes]))
    path = write("\n".join(lines))
    if not expected:
        with pytest.raises(DataError, match="expected labelled segments"):
            read_unipen(path)
        return
    found = read_unipen(path)
    assert [(found.labels[i], drawn(found, i)) for i in range(found.samples)] == expected


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_files_raise_nothing_else(write, data):
    pieces = st.sampled_from(
        [
            *TWO_LETTERS.split(),
            ".INCLUDE",
            "a.dat",
            "\n",
            "\n.",
            "-",
            ":",
            '"',
            "\\",
            "\0",
            "9" * 30,
        ]
    )
    text = " ".join(data.draw(st.lists(pieces, max_size=30)))
    cut = data.draw(st.integers(0, len(TWO_LETTERS)))
    # Anything but a DataError fails the test.
    with contextlib.suppress(DataError):
        read_unipen(write(TWO_LETTERS[:cut] + text))
