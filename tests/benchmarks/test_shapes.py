import numpy as np
import pytest
from scipy import ndimage

from shapes import FINE, MARGIN, MINIMAL_PEN, UNITS, cover, find_shape, ink_box

WHOLE = (0.0, 0.0, float(UNITS), float(UNITS))


def bar(width):
    """An upright bar, `width` units wide, 16 high, in the middle."""
    finer = 10
    side = UNITS * finer
    picture = np.zeros((side, side))
    half = round(width * finer / 2)
    picture[6 * finer : 22 * finer, side // 2 - half : side // 2 + half] = 255
    return picture.reshape(UNITS, finer, UNITS, finer).mean(axis=(1, 3)).astype(np.uint8)


def stroke_width(ink, scale):
    """Width of the bar in units, measured across its middle."""
    return ink[len(ink) // 2].sum() / scale


def pieces(ink):
    return ndimage.label(ink > 0.5, structure=np.ones((3, 3)))[1]


@pytest.mark.parametrize("width", [2, 3, 4])
def test_a_bar_keeps_its_width(width):
    ink = cover(find_shape(bar(width)).thicken(0), 10, WHOLE)
    assert stroke_width(ink, 10) == pytest.approx(width, abs=0.4)


@pytest.mark.parametrize("change", [-1.5, -1, -0.5, 0.5, 1, 1.5, 2])
def test_strokes_change_by_what_was_asked(change):
    shape = find_shape(bar(4))
    before = stroke_width(cover(shape.thicken(0), 10, WHOLE), 10)
    after = stroke_width(cover(shape.thicken(change), 10, WHOLE), 10)
    assert after - before == pytest.approx(change, abs=0.15)


@pytest.mark.parametrize("scale", [0.5, 1, 5, 10, 20])
def test_the_width_does_not_depend_on_the_size(scale):
    ink = cover(find_shape(bar(3)).thicken(0), scale, WHOLE)
    assert ink.shape == (28 * scale, 28 * scale)
    assert stroke_width(ink, scale) == pytest.approx(3, abs=0.4)


def test_thinning_never_breaks_or_loses_a_stroke(digit):
    shape = find_shape(digit)
    before = cover(shape.thicken(0), 20, WHOLE)
    after = cover(shape.thicken(-10), 20, WHOLE)
    assert pieces(before) == pieces(after) == 2
    assert after.sum() < before.sum() / 2
    thickest = 2 * ndimage.distance_transform_edt(after > 0.5).max() / 20
    # Where strokes meet, the ink is thicker than the pen.
    assert MINIMAL_PEN - 0.1 < thickest < 2 * MINIMAL_PEN


def test_faint_strokes_are_part_of_the_shape(digit):
    ink = cover(find_shape(digit).thicken(0), 10, WHOLE)
    assert ink[180, 50:60].max() == 1


def test_a_shape_drawn_small_is_much_like_its_pixels(digit):
    digit[14:22, 5] = 0
    ink = cover(find_shape(digit).thicken(0), 1, WHOLE)
    assert np.corrcoef(ink.ravel(), digit.ravel())[0, 1] > 0.97


def test_ink_box_holds_the_ink_and_no_more():
    left, top, right, bottom = ink_box(find_shape(bar(4)).thicken(0))
    assert (left, top, right, bottom) == pytest.approx((12, 6, 16, 22), abs=0.4)


def test_a_dot_is_a_shape_too():
    picture = np.zeros((28, 28), np.uint8)
    picture[10, 10] = 255
    shape = find_shape(picture)
    assert shape.depth.shape == ((UNITS + 2 * MARGIN) * FINE,) * 2
    assert (shape.thicken(-1.5) > 0).any()
