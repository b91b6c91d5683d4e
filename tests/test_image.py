from __future__ import annotations

import contextlib
import io
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from vistazo.errors import (
    DamagedImageError,
    EmptyImageError,
    ImageError,
    ImageTooLargeError,
    OptionError,
    UnsupportedImageError,
)
from vistazo.image import PIXEL_LIMIT, encode_png, load_grey, load_rgb, picture_format


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def corner_picture(width: int = 24, height: int = 16) -> np.ndarray:
    """White with a black block in the upper left corner: tells every turn from every other."""
    grey = np.full((height, width), 255, np.uint8)
    grey[: height // 2, : width // 4] = 0
    return grey


def png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\x00\x00\x00\x0cIDAT" + bytes(40)


GREY = corner_picture()
NOISE = np.random.default_rng(0).integers(0, 256, (40, 60), dtype=np.uint8)


class TestSources:
    def test_path_bytes_picture_and_array_give_the_same_pixels(self, tmp_path: Path) -> None:
        data = encoded(Image.fromarray(GREY))
        path = tmp_path / "no-suffix"
        path.write_bytes(data)
        sources = [path, str(path), data, bytearray(data), memoryview(data), GREY]
        for source in [*sources, Image.fromarray(GREY)]:
            found = load_grey(source)
            assert found.dtype == np.uint8
            assert np.array_equal(found, GREY)

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
    def test_format_is_told_by_content(self, kind: str, tmp_path: Path) -> None:
        options = {"lossless": True} if kind == "WEBP" else {}
        path = tmp_path / "photo.gif"
        path.write_bytes(encoded(Image.fromarray(GREY), kind, **options))
        assert np.abs(load_grey(path).astype(int) - GREY).max() <= (20 if kind == "JPEG" else 0)
        assert picture_format(path.read_bytes()) == kind.lower()

    def test_colour_array(self) -> None:
        colour = np.zeros((5, 7, 3), np.uint8)
        colour[..., 1] = 255
        assert load_grey(colour).shape == (5, 7)
        assert load_grey(colour)[0, 0] == 150  # ITU-R 601 luma of green
        assert np.array_equal(load_rgb(colour), colour)
        assert np.array_equal(load_rgb(GREY)[..., 2], GREY)

    def test_a_view_of_an_array(self) -> None:
        assert np.array_equal(load_grey(NOISE[::2, ::-3]), NOISE[::2, ::-3])
        wide = np.zeros((8, 8, 6), np.uint8)
        assert load_rgb(wide[..., ::2]).shape == (8, 8, 3)


class TestModes:
    @pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "YCbCr", "HSV"])
    def test_opaque_modes(self, mode: str) -> None:
        picture = Image.fromarray(GREY)
        if mode == "HSV":
            picture = picture.convert("RGB")
        assert np.array_equal(load_grey(picture.convert(mode)), GREY)

    def test_sixteen_bits_are_scaled_not_clipped(self) -> None:
        values = np.array([[0, 256, 257, 20_000], [32_768, 40_000, 65_000, 65_535]], np.uint16)
        data = encoded(Image.fromarray(values))
        assert load_grey(data).tolist() == [[0, 1, 1, 78], [128, 156, 253, 255]]

    def test_sixteen_bits_as_32_bit_integers(self) -> None:
        values = np.array([[0, 65_535]], np.int32)
        assert load_grey(Image.fromarray(values)).tolist() == [[0, 255]]
        with pytest.raises(UnsupportedImageError, match=r"0\.\.65535, got -1"):
            load_grey(Image.fromarray(values - 1))

    def test_sixteen_bits_with_a_transparent_value(self) -> None:
        values = np.array([[0, 0, 20_000, 7]], np.uint16)
        data = encoded(Image.fromarray(values), transparency=7)
        assert load_grey(data).tolist() == [[0, 0, 78, 255]]

    def test_floats_have_no_known_range(self) -> None:
        with pytest.raises(UnsupportedImageError, match="mode F"):
            load_grey(Image.fromarray(np.zeros((3, 3), np.float32)))

    def test_bilevel_png(self) -> None:
        assert np.array_equal(load_grey(encoded(Image.fromarray(GREY).convert("1"))), GREY)

    def test_cmyk_jpeg_as_adobe_writes_it(self) -> None:
        data = encoded(Image.fromarray(GREY).convert("CMYK"), "JPEG", quality=95)
        assert b"Adobe" in data
        assert np.abs(load_grey(data).astype(int) - GREY).max() < 12

    def test_cmyk_jpeg_without_the_marker_of_adobe(self) -> None:
        inverted = ImageChops.invert(Image.fromarray(GREY).convert("CMYK"))
        data = encoded(inverted, "JPEG", quality=95)
        at = data.index(b"\xff\xee")
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        plain = data[:at] + data[at + 2 + length :]
        assert b"Adobe" not in plain
        assert np.abs(load_grey(plain).astype(int) - GREY).max() < 12

    @pytest.mark.parametrize("kind", ["PNG", "JPEG"])
    def test_colours_stay_what_they_are(self, kind: str) -> None:
        colours = np.zeros((40, 60, 3), np.uint8)
        colours[:20, :30], colours[:20, 30:], colours[20:] = (220, 30, 40), (30, 200, 40), 128
        picture = Image.fromarray(colours)
        stored = picture.convert("CMYK") if kind == "JPEG" else picture.quantize(8)
        found = load_rgb(encoded(stored, kind))
        inner = np.abs(found.astype(int) - colours)[4:36:8, 4:60:8]
        assert inner.max() < 20

    def test_sixteen_bits_of_grey_as_colour(self) -> None:
        values = np.linspace(0, 65_535, 40 * 60).reshape(40, 60).astype(np.uint16)
        found = load_rgb(encoded(Image.fromarray(values)))
        assert (found == found[..., :1]).all()
        assert np.abs(found[..., 0] - values / 257).max() <= 0.51

    def test_animation_gives_its_first_frame(self) -> None:
        frames = [Image.fromarray(GREY), Image.fromarray(255 - GREY)]
        for kind in ("PNG", "WEBP"):
            options = {"lossless": True} if kind == "WEBP" else {}
            data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], **options)
            assert np.array_equal(load_grey(data), GREY)


class TestTransparency:
    def test_is_laid_on_white(self) -> None:
        pixels = np.zeros((16, 24, 4), np.uint8)
        pixels[..., 3] = 255 - GREY
        for source in (pixels, encoded(Image.fromarray(pixels)), Image.fromarray(pixels)):
            assert np.array_equal(load_grey(source), GREY)

    def test_white_ink_is_laid_on_black(self) -> None:
        pixels = np.full((16, 24, 4), 255, np.uint8)
        pixels[..., 3] = 255 - GREY
        assert np.array_equal(load_grey(pixels), 255 - GREY)
        assert np.array_equal(load_rgb(pixels)[..., 0], 255 - GREY)

    def test_wholly_transparent_is_blank(self) -> None:
        assert (load_grey(np.zeros((4, 4, 4), np.uint8)) == 255).all()

    def test_opaque_white_stays_white(self) -> None:
        assert (load_grey(np.full((4, 4, 4), 255, np.uint8)) == 255).all()

    def test_grey_with_alpha(self) -> None:
        picture = Image.new("LA", (24, 16), (0, 0))
        picture.putalpha(Image.fromarray(255 - GREY))
        assert np.array_equal(load_grey(encoded(picture)), GREY)

    def test_palette_with_one_transparent_index(self) -> None:
        picture = Image.fromarray((GREY == 0).astype(np.uint8)).convert("P")
        picture.putpalette([255, 0, 0, 0, 0, 0])
        assert np.array_equal(load_grey(encoded(picture, transparency=0)), GREY)

    def test_palette_with_an_alpha_per_index(self) -> None:
        picture = Image.fromarray((GREY == 0).astype(np.uint8)).convert("P")
        picture.putpalette([0, 0, 0, 0, 0, 0])
        data = encoded(picture, transparency=bytes([0, 128]))
        assert np.array_equal(load_grey(data), np.where(GREY == 0, 127, 255))

    def test_transparent_colour_of_an_rgb_png(self) -> None:
        colour = np.zeros((16, 24, 3), np.uint8)
        colour[GREY == 255] = (255, 0, 0)
        data = encoded(Image.fromarray(colour), transparency=(255, 0, 0))
        assert np.array_equal(load_grey(data), GREY)


class TestOrientation:
    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
    def test_is_applied(self, kind: str, orientation: int) -> None:
        turned_back = {
            1: None,
            2: Image.Transpose.FLIP_LEFT_RIGHT,
            3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE,
            6: Image.Transpose.ROTATE_90,
            7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270,
        }[orientation]
        picture = Image.fromarray(GREY)
        stored = picture if turned_back is None else picture.transpose(turned_back)
        exif = Image.Exif()
        exif[0x0112] = orientation
        found = load_grey(encoded(stored.convert("RGB"), kind, exif=exif, quality=95))
        assert found.shape == GREY.shape
        assert ((found > 128) == (GREY > 128)).all()

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_of_a_large_photo_that_is_decoded_at_a_reduced_scale(self, orientation: int) -> None:
        """The row and the column that EXIF calls the first hold the corner that is red."""
        rows, columns = (900, 1200) if orientation < 5 else (1200, 900)
        upright = np.full((rows, columns, 3), (20, 160, 30), np.uint8)
        upright[: rows // 2, : columns // 4] = (230, 20, 20)
        stored = {
            1: upright,
            2: upright[:, ::-1],
            3: upright[::-1, ::-1],
            4: upright[::-1],
            5: upright.transpose(1, 0, 2),
            6: upright.transpose(1, 0, 2)[::-1],
            7: upright.transpose(1, 0, 2)[::-1, ::-1],
            8: upright.transpose(1, 0, 2)[:, ::-1],
        }[orientation]
        exif = Image.Exif()
        exif[0x0112] = orientation
        data = encoded(Image.fromarray(np.ascontiguousarray(stored)), "JPEG", exif=exif)
        found = load_rgb(data, shortest_side=200)
        assert found.shape == (rows // 4, columns // 4, 3)
        assert ((found[..., 0] > 128) == (upright[::4, ::4, 0] > 128)).mean() > 0.99

    def test_broken_exif_does_not_cost_the_picture(self) -> None:
        data = encoded(Image.fromarray(GREY), exif=b"Exif\0\0II*\0\xff\xff\xff\xff broken")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert np.array_equal(load_grey(data), GREY)


class TestEncoding:
    @given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([(), (3,), (4,)]))
    @settings(max_examples=30, deadline=None)
    def test_the_pixels_come_back(self, width: int, height: int, colours: tuple[int, ...]) -> None:
        rng = np.random.default_rng(width * height)
        pixels = rng.integers(0, 256, (height, width, *colours), dtype=np.uint8)
        data = encode_png(pixels)
        with Image.open(io.BytesIO(data)) as picture:
            assert np.array_equal(np.asarray(picture), pixels)
        assert encode_png(np.asfortranarray(pixels)) == data

    def test_what_is_no_picture(self) -> None:
        for array in (np.zeros((4, 4), np.float32), np.zeros((4, 4, 2), np.uint8)):
            with pytest.raises(UnsupportedImageError):
                encode_png(array)  # type: ignore[arg-type]


class TestSize:
    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
    def test_large_pictures_are_reduced(self, kind: str) -> None:
        large = np.kron(GREY, np.ones((50, 50), np.uint8))
        data = encoded(Image.fromarray(large), kind)
        found = load_grey(data, longest_side=300)
        assert 150 <= max(found.shape) <= 300
        small = np.asarray(Image.fromarray(found).resize((24, 16), Image.Resampling.BOX))
        assert np.abs(small.astype(int) - GREY).max() < 30

    @pytest.mark.parametrize("longest_side", [90, 100, 130, 199, 250, 299, 500])
    @pytest.mark.parametrize("kind", ["PNG", "JPEG"])
    def test_no_more_than_needed(self, kind: str, longest_side: int) -> None:
        data = encoded(Image.new("L", (600, 80)), kind)
        found = max(load_grey(data, longest_side=longest_side).shape)
        assert longest_side / 2 <= found <= longest_side

    @pytest.mark.parametrize("size", [(600, 400), (401, 999), (1500, 1501), (1600, 1200)])
    @pytest.mark.parametrize("shortest_side", [30, 199, 200, 201, 448, 2000])
    @pytest.mark.parametrize("kind", ["PNG", "JPEG"])
    def test_no_more_than_the_shorter_side_needs(
        self, kind: str, size: tuple[int, int], shortest_side: int
    ) -> None:
        data = encoded(Image.new("RGB", size, (200, 30, 90)), kind)
        height, width = load_rgb(data, shortest_side=shortest_side).shape[:2]
        if min(size) < 2 * shortest_side:
            assert (width, height) == size
        else:
            assert shortest_side <= min(width, height) < 2 * shortest_side
            assert width / height == pytest.approx(size[0] / size[1], rel=0.05)

    def test_a_long_picture_loses_more_than_its_shorter_side_can_spare(self) -> None:
        data = encoded(Image.new("RGB", (4000, 80)))
        assert load_rgb(data, shortest_side=60).shape == (27, 1334, 3)

    def test_arrays_are_reduced_the_same(self) -> None:
        large = np.kron(NOISE, np.ones((9, 9), np.uint8))
        from_file = load_grey(encoded(Image.fromarray(large)), longest_side=200)
        assert np.array_equal(load_grey(large, longest_side=200), from_file)
        assert np.array_equal(load_grey(Image.fromarray(large), longest_side=200), from_file)

    def test_fitting_pictures_are_left_alone(self) -> None:
        assert load_grey(encoded(Image.fromarray(NOISE)), longest_side=60).shape == (40, 60)

    @pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1)])
    def test_thin_pictures(self, shape: tuple[int, int]) -> None:
        found = load_grey(encoded(Image.fromarray(np.full(shape, 9, np.uint8)), "JPEG"))
        assert min(found.shape) >= 1
        assert max(found.shape) <= 1600

    @pytest.mark.parametrize("side", [60_000, 2**31 - 1])
    def test_pixel_limit_is_checked_before_decoding(self, side: int) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(ImageTooLargeError, match=f"40 megapixels, got {side} x {side}"):
                load_grey(png_header(side, side))

    @pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
    def test_pixel_limit_of_other_formats(self, kind: str) -> None:
        data = encoded(Image.new("L", (10_000, 4_001)), kind)
        with pytest.raises(ImageTooLargeError):
            load_grey(data)

    def test_a_webp_that_claims_more_than_pillow_takes(self) -> None:
        data = encoded(Image.new("RGBA", (64, 64), (1, 2, 3, 4)), "WEBP", exif=b"Exif\0\0II*\0")
        at = data.index(b"VP8X") + 12
        side = (16_383).to_bytes(3, "little")
        with pytest.raises((ImageTooLargeError, DamagedImageError)):
            load_grey(data[:at] + side + side + data[at + 6 :])

    def test_the_limit_itself_is_allowed(self) -> None:
        width = PIXEL_LIMIT // 5000
        assert load_grey(np.zeros((5000, width), np.uint8)).max() == 0
        with pytest.raises(ImageTooLargeError):
            load_grey(np.zeros((5000, width + 1), np.uint8))

    def test_pillows_own_limit_is_left_as_it_was(self) -> None:
        before = Image.MAX_IMAGE_PIXELS
        load_grey(FILES[0])
        assert before is not None
        assert before == Image.MAX_IMAGE_PIXELS


class TestRefusals:
    @pytest.mark.parametrize("source", [b"", np.zeros((0, 5), np.uint8), Image.new("L", (0, 3))])
    def test_empty(self, source: object) -> None:
        with pytest.raises(EmptyImageError):
            load_grey(source)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "data", [b"hello, world", b"GIF89a" + bytes(40), b"BM" + bytes(60), b"RIFF0000WAVE", b"\0"]
    )
    def test_other_formats(self, data: bytes) -> None:
        with pytest.raises(UnsupportedImageError, match="PNG, JPEG or WebP"):
            load_grey(data)

    @pytest.mark.parametrize(
        "array",
        [
            np.zeros((4, 4), np.float32),
            np.zeros((4, 4), bool),
            np.zeros((4, 4, 1), np.uint8),
            np.zeros((4, 4, 2), np.uint8),
            np.zeros(4, np.uint8),
            np.zeros((2, 4, 4, 3), np.uint8),
        ],
    )
    def test_other_arrays(self, array: np.ndarray) -> None:
        with pytest.raises(UnsupportedImageError, match="must be uint8"):
            load_grey(array)

    @pytest.mark.parametrize("source", [None, 7, [[0, 1]], {"image": 1}])
    def test_other_types(self, source: object) -> None:
        with pytest.raises(UnsupportedImageError, match=type(source).__name__):
            load_grey(source)  # type: ignore[arg-type]

    def test_missing_file_and_folder(self, tmp_path: Path) -> None:
        with pytest.raises(ImageError, match="There is no file"):
            load_grey(tmp_path / "none.png")
        with pytest.raises(ImageError, match="cannot be read"):
            load_grey(tmp_path)
        with pytest.raises(ImageError, match="cannot be read"):
            load_grey("a\0b")

    @pytest.mark.parametrize("longest_side", [0, -1])
    def test_longest_side_must_be_positive(self, longest_side: int) -> None:
        for load in (load_grey, load_rgb):
            with pytest.raises(OptionError, match="longest_side"):
                load(GREY, longest_side=longest_side)
        with pytest.raises(OptionError, match="shortest_side"):
            load_rgb(GREY, shortest_side=longest_side)


FILES = [
    encoded(Image.fromarray(NOISE)),
    encoded(Image.fromarray(NOISE), "JPEG"),
    encoded(Image.fromarray(NOISE), "JPEG", progressive=True),
    encoded(Image.fromarray(NOISE), "WEBP", lossless=True),
    encoded(Image.fromarray(NOISE), "WEBP"),
    encoded(Image.fromarray(NOISE.astype(np.uint16) * 256)),
    encoded(Image.fromarray(NOISE).convert("P"), transparency=3),
]
WHOLE = [load_grey(data) for data in FILES]


class TestDamage:
    @pytest.mark.parametrize("index", range(len(FILES)))
    def test_a_truncated_file_is_never_half_a_picture(self, index: int) -> None:
        data = FILES[index]
        for end in range(0, len(data), 7):
            try:
                found = load_grey(data[:end])
            except ImageError:
                continue
            assert np.array_equal(found, WHOLE[index])
        with pytest.raises(DamagedImageError, match="breaks off"):
            load_grey(data[: len(data) // 2])

    @settings(max_examples=400, deadline=None)
    @given(st.integers(0, len(FILES) - 1), st.data())
    def test_a_mutated_file_raises_nothing_else(self, index: int, data: st.DataObject) -> None:
        changed = bytearray(FILES[index])
        for _ in range(data.draw(st.integers(1, 6))):
            at = data.draw(st.integers(0, min(len(changed) - 1, 400)))
            changed[at] = data.draw(st.integers(0, 255))
        with warnings.catch_warnings():
            # Pillow warns of some kinds of damage that it can read past.
            warnings.simplefilter("ignore")
            with contextlib.suppress(ImageError):
                assert load_grey(bytes(changed)).dtype == np.uint8

    @settings(max_examples=200, deadline=None)
    @given(st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]), st.binary(max_size=200))
    @example(b"RIFF\x10\0\0\0WEBP", b"VP8X")
    def test_garbage_raises_nothing_else(self, head: bytes, tail: bytes) -> None:
        with pytest.raises(ImageError):
            load_grey(head + tail)

    def test_a_closed_picture(self, tmp_path: Path) -> None:
        path = tmp_path / "a.png"
        path.write_bytes(FILES[0])
        with Image.open(path) as picture:
            pass
        with pytest.raises(DamagedImageError):
            load_grey(picture)
