import pytest

from vistazo.errors import DataError
from vistazo.workshop.data.photo_table import read_photo_table


@pytest.fixture
def write_table(tmp_path, write_picture):
    for name in ("a.jpg", "images/b.jpg", "c, d.png"):
        write_picture(tmp_path / name)

    def write(text: str | bytes):
        path = tmp_path / "labels.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.parametrize(
    "text",
    [
        'filename,labels\na.jpg,cat;dog\nb.jpg,\n"c, d.png",dog\n',
        'filename,labels\na.jpg,cat|dog\nimages/b.jpg,\n"c, d.png",dog\n',
        'file,label\na.jpg,"cat,dog"\nb.jpg,""\n"c, d.png",dog\n',
        'file,label\na.jpg,"cat, dog"\nb.jpg,""\n"c, d.png",dog\n',
        "path;tags\na.jpg;cat|dog\nb.jpg;\nc, d.png;dog\n",
        "path\tlabels\na.jpg\tcat;dog\nb.jpg\t\nc, d.png\tdog\n",
        'image,label,note,labels\na.jpg,x,,"[""dog"", ""cat""]"\nb.jpg,,,[]\n"c, d.png",,y,dog\n',
        'a.jpg,dog;cat\nb.jpg,\n"c, d.png",dog\n',
        "image|cat|dog\na.jpg|1|1\nb.jpg|0|0\nc, d.png|0|1\n",
        "dog;image;cat\n1;a.jpg;1\n0;b.jpg;0\nTRUE;c, d.png;False\n",
        b'\xef\xbb\xbffilename,labels\r\na.jpg,cat;dog\r\n\r\nb.jpg,\r\n"c, d.png",dog\r\n',
        'filename,labels\na.jpg,cat\nb.jpg,\na.jpg,dog\n"c, d.png",dog\n',
    ],
)
def test_ways_to_write_a_table(write_table, text):
    data = read_photo_table(write_table(text))
    assert sorted(data.label_order) == ["cat", "dog"]
    assert data.targets_for(("cat", "dog")).tolist() == [[1, 1], [0, 0], [0, 1]]
    assert [file.name for file in data.files] == ["a.jpg", "b.jpg", "c, d.png"]


def test_what_a_column_leaves_open(write_table):
    data = read_photo_table(write_table("file,cat,dog\na.jpg,,1\nb.jpg,-1,0\n"))
    assert data.targets.tolist() == [[-1, 1], [-1, 0]]


def test_given_labels_are_the_order_of_cells_and_columns_keep_theirs(write_table):
    labels = ("dog", "cow", "cat")
    cells = read_photo_table(write_table("file,labels\na.jpg,cat\n"), labels=labels)
    assert cells.label_order == labels
    columns = read_photo_table(write_table("file,cat\na.jpg,1\n"), labels=labels)
    assert columns.label_order == ("cat",)


def test_a_given_label_may_hold_a_comma(write_table):
    path = write_table('file,labels\na.jpg,"tabby, cat"\n')
    assert read_photo_table(path, labels=("dog", "tabby, cat")).targets.tolist() == [[0, 1]]


@pytest.mark.parametrize("columns", ["file,split,labels", "file,part,labels", "file,subset,dog"])
def test_parts(write_table, columns):
    value = "1" if columns.endswith("dog") else "dog"
    path = write_table(f"{columns}\na.jpg,train,{value}\nb.jpg, test ,{value}\n")
    assert [file.name for file in read_photo_table(path, "test").files] == ["b.jpg"]
    assert read_photo_table(path).samples == 2
    with pytest.raises(DataError, match="expected at least one row of the part 'val'"):
        read_photo_table(path, "val")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"labels\.csv: expected a header .*; the file is empty"),
        ("filename,labels\n", "expected at least one row, found none"),
        ("x,labels\na.jpg,cat\n", r"line 1: expected a header .*got \['x', 'labels'\]"),
        ("file\na.jpg\n", "line 1: expected a header"),
        ("file,cat,cat\na.jpg,1,1\n", "line 1: .*each once"),
        ("file,cat,\na.jpg,1,1\n", "line 1: .*each once"),
        ("file,labels\n\na.jpg\n", "line 3: expected 2 columns, got 1"),
        ("file,labels\n,cat\n", "line 2: the path must not be empty"),
        ("file,labels\nx.jpg,cat\n", r"line 2: there is no picture at .*x\.jpg"),
        ("file,labels\nimages,cat\n", "line 2: there is no picture"),
        ("file,labels\na.jpg,[1]\n", r"line 2: expected a JSON list of labels, got '\[1\]'"),
        ("file,labels\na.jpg,[cat\n", "line 2: expected a JSON list of labels"),
        ("file,cat\na.jpg,0\nb.jpg,2\n", "line 3: the column 'cat' must be 1, 0, -1 or empty"),
        ("file,cat\na.jpg,0\na.jpg,1\n", r"line 3: .*a\.jpg stands in a row above already"),
        (b"file,labels\na.jpg,\xff\n", "expected UTF-8"),
        ("file,labels\na.jpg,\n", "expected at least one label, got none"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(write_table, text, message):
    with pytest.raises(DataError, match=message):
        read_photo_table(write_table(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("file,labels\na.jpg,cat\nb.jpg,cat;cow\n", "line 3: expected labels among cat, dog; got"),
        ("file,cat,cow\na.jpg,1,1\n", "line 1: expected labels among cat, dog; got 'cow'"),
    ],
)
def test_labels_that_may_not_occur(write_table, text, message):
    with pytest.raises(DataError, match=message):
        read_photo_table(write_table(text), labels=("cat", "dog"))


def test_a_part_of_a_table_without_parts(write_table):
    with pytest.raises(DataError, match="expected a column part or split or subset"):
        read_photo_table(write_table("file,labels\na.jpg,cat\n"), "test")
