from __future__ import annotations

import dataclasses
import io
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from vistazo import Box, Line, Reading, Recognizer
from vistazo.errors import (
    CardError,
    DamagedImageError,
    EmptyImageError,
    ImageError,
    ImageTooLargeError,
    ModelError,
    OptionError,
    ReaderNotFoundError,
    UnsupportedImageError,
)
from vistazo.runtime import Card, reader_path, shipped_models
from vistazo.runtime.text.crop import LineCrop
from vistazo.runtime.text.lines import TextLine
from vistazo.runtime.text.reader import Emission
from vistazo.runtime.text.reading import read_line

from .bars import bar_box, bars

ModelBuilder = Callable[..., Any]

PRINTABLE = tuple(map(chr, range(32, 127)))
TEXTS = ("Hola", "M1x3d", "Zz9Aa0")


@pytest.fixture(scope="module")
def recognizer(reading_path: Path) -> Recognizer:
    return Recognizer.load(reading_path)


@pytest.fixture(scope="module")
def reading(recognizer: Recognizer) -> Reading:
    return recognizer.read(bars(TEXTS))


def png(pixels: np.ndarray, **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", **options)
    return buffer.getvalue()


class TestPages:
    def test_lines_come_from_top_to_bottom(self, reading: Reading, recognizer: Recognizer) -> None:
        assert reading.text == "\n".join(TEXTS)
        assert [line.text for line in reading.lines] == list(TEXTS)
        assert reading.model == recognizer.id
        assert reading.verdict == "sure"
        assert not reading.partial

    def test_boxes_hold_the_ink(self, reading: Reading) -> None:
        for number, line in enumerate(reading.lines):
            for place, item in enumerate(line.characters):
                assert item.box == Box(*bar_box(number, place, item.character))

    def test_a_line_s_box_holds_its_characters(self, reading: Reading) -> None:
        for line in reading.lines:
            assert line.box.x == min(item.box.x for item in line.characters)
            assert line.box.y == min(item.box.y for item in line.characters)
            right = max(item.box.x + item.box.width for item in line.characters)
            assert line.box.x + line.box.width == right

    def test_alternatives_are_ranked_and_hold_the_character(self, recognizer: Recognizer) -> None:
        for top in (1, 3, 95):
            for line in recognizer.read(bars(["ab"]), top=top).lines:
                for item in line.characters:
                    chances = [score.probability for score in item.top]
                    assert len(chances) == top
                    assert chances == sorted(chances, reverse=True)
                    assert item.top[0].label == item.character
                    assert item.confidence == item.top[0].probability

    def test_confidence_is_the_characters_mean(self, reading: Reading) -> None:
        items = [item for line in reading.lines for item in line.characters]
        mean = sum(item.confidence for item in items) / len(items)
        assert reading.confidence == pytest.approx(mean)

    def test_boxes_are_in_pixels_of_the_picture_that_was_given(
        self, recognizer: Recognizer, reading: Reading
    ) -> None:
        # Four times as large, so beyond what is read without reducing it.
        large = np.kron(bars(TEXTS), np.ones((4, 4), np.uint8))
        assert max(large.shape) > 2400
        found = recognizer.read(large)
        assert found.text.count("\n") == 2
        one, other = reading.lines[0].box, found.lines[0].box
        for name, value in dataclasses.asdict(one).items():
            assert getattr(other, name) == pytest.approx(4 * value, abs=8)

    def test_every_kind_of_picture_gives_the_same(
        self, recognizer: Recognizer, reading: Reading, tmp_path: Path
    ) -> None:
        pixels = bars(TEXTS)
        path = tmp_path / "page.png"
        path.write_bytes(png(pixels))
        for image in (path, str(path), path.read_bytes(), Image.fromarray(pixels), 255 - pixels):
            assert recognizer.read(image) == reading
        assert recognizer.read(np.stack([pixels] * 3, axis=-1)) == reading

    def test_a_photo_is_turned_as_its_exif_says(self, recognizer: Recognizer) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        sideways = np.rot90(bars(["turned"]), 1)
        found = recognizer.read(png(sideways, exif=exif))
        assert found.text == "turned"
        assert found.lines[0].box.x == bar_box(0, 0, "t")[0]

    def test_many_threads_share_one_reader(self, recognizer: Recognizer) -> None:
        words = [chr(65 + index % 26) * 3 for index in range(40)]
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda word: recognizer.read(bars([word])).text, words))
        assert found == words


class TestWithoutWriting:
    @pytest.mark.parametrize("level", [0, 85, 255])
    @pytest.mark.parametrize("shape", [(1, 1), (1, 2000), (28, 28), (900, 700)])
    def test_a_page_without_ink(
        self, recognizer: Recognizer, level: int, shape: tuple[int, int]
    ) -> None:
        found = recognizer.read(np.full(shape, level, np.uint8))
        assert found == Reading("", 0.0, "unknown", (), recognizer.id)

    def test_ink_that_says_nothing(self, recognizer: Recognizer) -> None:
        found = recognizer.read(bars(["_"])[:, :10])
        assert (found.text, found.verdict, found.lines) == ("", "unknown", ())

    def test_verdicts_follow_confidence(self, build_model: Any, build_reader: Any) -> None:
        sharp = bars(["P"])
        blurred = sharp.copy()
        left, top, width, _ = bar_box(0, 0, "P")
        blurred[top - 1, left : left + width] = 255  # between two labels
        found = {
            sharpness: self.of_sharpness(build_model, build_reader, sharpness)
            for sharpness in (-8.0, -0.01)
        }
        assert found[-8.0].read(sharp).verdict == "sure"
        assert found[-8.0].read(blurred).verdict == "unsure"
        vague = found[-0.01].read(sharp)
        assert vague.text
        assert vague.confidence < 0.3
        assert vague.verdict == "unknown"

    def of_sharpness(
        self, build_model: ModelBuilder, build_reader: ModelBuilder, sharpness: float
    ) -> Recognizer:
        reader = build_reader()
        for tensor in reader.graph.initializer:
            if tensor.name == "sharpness":
                tensor.raw_data = np.float32(sharpness).tobytes()
        return Recognizer(build_model().SerializeToString(), reader.SerializeToString())


class TestLimits:
    def test_thousands_of_pieces_are_answered_in_part(self, recognizer: Recognizer) -> None:
        rng = np.random.default_rng(0)
        page = np.zeros((1500, 1500), np.uint8)
        for place in rng.permutation(150 * 150)[:5000].tolist():
            row, column = divmod(place, 150)
            page[10 * row : 10 * row + 5, 10 * column : 10 * column + 5] = 255
        started = time.perf_counter()
        found = recognizer.read(page)
        assert time.perf_counter() - started < 30.0  # some seconds; the machine may be busy
        assert found.partial

    def test_an_endless_line_is_read_in_part(self, recognizer: Recognizer) -> None:
        page = bars(["%" * 150])[:, :2400]
        found = recognizer.read(page)
        assert found.partial
        assert 0 < len(found.text) < 150

    @pytest.mark.parametrize("top", [0, -1, 96])
    def test_top_out_of_range(self, recognizer: Recognizer, top: int) -> None:
        with pytest.raises(OptionError, match=r"top must lie in 1\.\.95"):
            recognizer.read(bars(["a"]), top=top)

    @pytest.mark.parametrize(
        ("image", "error"),
        [
            (b"", EmptyImageError),
            (b"no picture", UnsupportedImageError),
            (png(bars(["a"]))[:80], DamagedImageError),
            (np.zeros((0, 5), np.uint8), EmptyImageError),
            (np.zeros((5, 5), np.float32), UnsupportedImageError),
            (np.zeros((8000, 5001), np.uint8), ImageTooLargeError),
            ("none.png", ImageError),
            (None, UnsupportedImageError),
        ],
    )
    def test_pictures_that_cannot_be_used(
        self, recognizer: Recognizer, image: Any, error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            recognizer.read(image)


class TestReaderFile:
    def test_it_lies_beside_the_model(self, recognizer: Recognizer, reading_path: Path) -> None:
        assert reader_path(reading_path).name == "characters.reader.onnx"
        assert recognizer.reader is not None
        assert recognizer.reader.id.startswith("characters.reader@")
        assert recognizer.reader.size == reader_path(reading_path).stat().st_size

    def test_it_is_no_model_of_its_own(self, reading_path: Path) -> None:
        assert not any(name.endswith(".reader") for name in shipped_models())
        with pytest.raises(CardError, match="is a reader of lines; load the model"):
            Recognizer.load(reader_path(reading_path))

    def test_a_model_without_one_says_so(self, tiny_path: Path) -> None:
        recognizer = Recognizer.load(tiny_path)
        assert recognizer.reader is None
        with pytest.raises(ReaderNotFoundError, match="does not read lines"):
            recognizer.read(bars(["a"]))

    def test_a_model_is_no_reader(self, tiny_bytes: bytes) -> None:
        with pytest.raises(CardError, match="must have the task 'text'"):
            Recognizer(tiny_bytes, tiny_bytes)

    def test_a_broken_reader_is_told_at_loading(self, tiny_bytes: bytes) -> None:
        with pytest.raises(ModelError, match="not an ONNX model file"):
            Recognizer(tiny_bytes, b"broken")

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"drop": ("position", "seen")}, r"outputs \['position', 'seen'\] are missing"),
            ({"columns": 95}, "95 columns, the card names 95 labels, and there is the blank"),
        ],
    )
    def test_graphs(
        self, build_reader: ModelBuilder, tiny_bytes: bytes, changes: Any, message: str
    ) -> None:
        with pytest.raises(CardError, match=message):
            Recognizer(tiny_bytes, build_reader(**changes).SerializeToString())

    def test_labels_of_more_than_one_character(
        self, build_reader: ModelBuilder, tiny_bytes: bytes, card: Card
    ) -> None:
        labels = tuple("0123456789")
        other = dataclasses.replace(
            card,
            task="text",
            labels=(*labels, "ch"),
            thresholds=dict.fromkeys((*labels, "ch"), 0.5),
        )
        with pytest.raises(CardError, match=r"single characters, got \['ch'\]"):
            Recognizer(tiny_bytes, build_reader(other, columns=12).SerializeToString())

    def test_numbers_that_cannot_be_are_a_model_error(
        self, build_reader: ModelBuilder, tiny_bytes: bytes
    ) -> None:
        model = build_reader()
        for tensor in model.graph.initializer:
            if tensor.name == "sharpness":
                tensor.raw_data = np.float32(np.nan).tobytes()
        recognizer = Recognizer(tiny_bytes, model.SerializeToString())
        with pytest.raises(ModelError, match="no probabilities"):
            recognizer.read(bars(["a"]))


class TestOneLine:
    """With hand-made steps, four pixels each."""

    def line_of(self, *columns: tuple[int, int]) -> TextLine:
        """Ink from row 10 to 20 in each range of columns."""
        x = np.concatenate([np.repeat(np.arange(*each), 10) for each in columns])
        return TextLine(x, np.tile(np.arange(10, 20), len(x) // 10), 10.0)

    def read(
        self, said: str, line: TextLine, left: int = 0, scale: tuple[float, float] = (1, 1)
    ) -> Line | None:
        crop = LineCrop(np.zeros((40, 40), np.uint8), line, left, cut=False)
        return read_line(PRINTABLE, self.emission(said), crop, None, scale, 1)

    def emission(self, said: str) -> Emission:
        """`said` has a character a step, "." for the blank."""
        columns = [0 if item == "." else ord(item) - 31 for item in said]
        probability = np.eye(96)[columns] * 0.9 + 0.1 / 96
        return Emission(probability, (np.arange(len(said)) * 4 + 2).astype(np.float32))

    def test_a_space_is_the_gap(self) -> None:
        # "a" in columns 0 to 12, "b" from 28 to 40.
        found = self.read(".a.. ..bb.", self.line_of((0, 12), (28, 40)))
        assert found is not None
        assert found.text == "a b"
        assert [item.box for item in found.characters] == [
            Box(0, 10, 12, 10),
            Box(12, 10, 16, 10),
            Box(28, 10, 12, 10),
        ]
        assert found.box == Box(0, 10, 40, 10)

    def test_outer_spaces_are_left_out(self) -> None:
        found = self.read(" .ab. ", self.line_of((4, 20)))
        assert found is not None
        assert found.text == "ab"
        assert self.read(". . ", self.line_of((4, 20))) is None

    def test_letters_that_touch_are_parted_where_the_ink_is_thinnest(self) -> None:
        line = self.line_of((0, 14), (16, 30))
        bridge = TextLine(np.append(line.x, [14, 15]), np.append(line.y, [15, 15]), line.letter)
        found = self.read(".aa...bb", bridge)
        assert found is not None
        one, other = (item.box for item in found.characters)
        assert one.x + one.width in (14, 15, 16)
        assert one.x + one.width == other.x

    def test_a_character_without_ink_has_a_box_of_no_width(self) -> None:
        found = self.read(".a.b.c", self.line_of((4, 6)))
        assert found is not None
        assert "".join(item.character for item in found.characters) == "abc"
        assert sum(item.box.width for item in found.characters) == 2

    def test_the_crop_s_start_and_the_page_s_scale_are_undone(self) -> None:
        found = self.read(".a.b", self.line_of((104, 107), (112, 116)), 100, (3, 2))
        assert found is not None
        assert found.characters[0].box == Box(312, 20, 9, 20)
