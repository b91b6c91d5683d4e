import pytest

from vistazo.errors import DataError
from vistazo.workshop.data.table import read_table


@pytest.fixture
def write_table(tmp_path, write_picture):
    write_picture(tmp_path / "pictures" / "a.png", 10)
    write_picture(tmp_path / "pictures" / "b, c.png", 20)

    def write(text: str | bytes):
        path = tmp_path / "table.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.parametrize(
    "text",
    [
        'path,label\npictures/a.png,7\n"pictures/b, c.png",1\n',
        "path;label\npictures/a.png;7\npictures/b, c.png;1\n",
        "path\tlabel\npictures/a.png\t7\npictures/b, c.png\t1",
        "path|label\r\npictures/a.png|7\r\n\r\npictures/b, c.png|1\r\n",
        'pictures/a.png,7\n"pictures/b, c.png",1\n',
        "Label ;note; FILENAME\n7;x,y;pictures/a.png\n1;;pictures/b, c.png\n",
        b'\xef\xbb\xbfpath,label\npictures/a.png,7\n"pictures/b, c.png",1\n',
        '\n\nimage,class\n"pictures/a.png","7"\n"pictures/b, c.png", 1\n',
    ],
)
def test_ways_to_write_a_table(write_table, text):
    data = read_table(write_table(text))
    assert data.labels == ("7", "1")
    assert data.label_order == ("1", "7")
    assert data.images[:, 0, 0].tolist() == [10, 20]


def test_a_label_may_be_a_delimiter_or_a_quote(write_table):
    data = read_table(write_table('path,label\npictures/a.png,","\npictures/a.png,""""\n'))
    assert data.labels == (",", '"')


def test_absolute_paths(write_table, tmp_path):
    data = read_table(write_table(f"path,label\n{tmp_path / 'pictures' / 'a.png'},7\n"))
    assert data.labels == ("7",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"table\.csv: expected a header .*; the file is empty"),
        ("path,label\n", "at least one row after the header"),
        ("path,tag\npictures/a.png,7\n", r"line 1: expected a header .*got \['path', 'tag'\]"),
        ("a,b,c\n", "line 1: expected a header"),
        ("pictures/a.png\n", "line 1: expected a header"),
        ("path,label\npictures/a.png,7\npictures/a.png\n", "line 3: expected 2 columns, got 1"),
        ("path,label\npictures/a.png,7,8\n", "line 2: expected 2 columns, got 3"),
        ("path,label\npictures/a.png,\n", "line 2: path and label must not be empty"),
        ("path,label\n,7\n", "line 2: path and label must not be empty"),
        ("path,label\npictures/x.png,7\n", r"line 2: there is no picture at .*pictures/x\.png"),
        ("path,label\npictures,7\n", "line 2: there is no picture"),
        ("path,label\ntable.csv,7\n", r"line 2: .*table\.csv cannot be read"),
        ('path,label\n"pictures/a.png,7\n', "line 2: not a CSV row"),
        (b"path,label\npictures/a.png,\xff\n", "expected UTF-8"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(write_table, text, message):
    with pytest.raises(DataError, match=message):
        read_table(write_table(text))


def test_a_table_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_table(tmp_path / "none.csv")
