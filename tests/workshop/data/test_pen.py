import numpy as np
import pytest

from vistazo.errors import OptionError
from vistazo.workshop.data.pen import Pen, render_strokes
from vistazo.workshop.data.strokes import StrokeSet


def characters(*samples):
    """A set from samples, each a list of strokes, each a list of points."""
    strokes = [stroke for sample in samples for stroke in sample]
    return StrokeSet(
        name="toy",
        points=np.array([p for stroke in strokes for p in stroke], np.float32),
        stroke_offsets=np.cumsum([0] + [len(stroke) for stroke in strokes]),
        sample_offsets=np.cumsum([0] + [len(sample) for sample in samples]),
        labels=("x",) * len(samples),
        writers=np.zeros(len(samples), np.int64),
        label_order=("x",),
    )


def true_cover(segments, size, width, finer=16):
    """Share of each pixel within width / 2 of a segment, by counting points."""
    ticks = (np.arange(size * finer) + 0.5) / finer - 0.5
    x, y = np.meshgrid(ticks, ticks)
    inside = np.zeros(x.shape, bool)
    for (ax, ay), (bx, by) in segments:
        dx, dy = bx - ax, by - ay
        t = np.clip(((x - ax) * dx + (y - ay) * dy) / max(dx * dx + dy * dy, 1e-12), 0, 1)
        inside |= np.hypot(x - ax - t * dx, y - ay - t * dy) <= width / 2
    return inside.reshape(size, finer, size, finer).mean(axis=(1, 3))


def test_lines_cover_what_a_round_pen_covers():
    corner = characters([[(0, 0), (10, 0), (10, 10)]])
    picture = render_strokes(corner, Pen(size=32, width=(3, 3), margin=4))[0] / 255
    # 32 pixels less two margins and the pen leave 21 for the character, centred at 15.5.
    low, high = 15.5 - 10.5, 15.5 + 10.5
    expected = true_cover(
        [((low, high), (high, high)), ((high, high), (high, low))], size=32, width=3
    )
    assert np.abs(picture - expected).max() < 0.12
    assert picture.sum() == pytest.approx(expected.sum(), rel=0.01)


def test_y_points_upwards_in_strokes_and_downwards_in_pictures():
    tee = characters([[(0, 10), (10, 10)], [(5, 10), (5, 0)]])
    picture = render_strokes(tee, Pen(size=32, width=(2, 2)))[0]
    rows = (picture > 128).sum(axis=1)
    inked = np.flatnonzero(rows)
    assert rows[inked[0] : inked[0] + 2].max() > 15
    assert rows[inked[-1]] <= 3


def test_strokes_are_not_joined():
    equals = characters([[(0, 0), (10, 0)], [(0, 6), (10, 6)]])
    picture = render_strokes(equals, Pen(size=40, width=(2, 2)))[0]
    assert picture[20].max() == 0


def test_characters_do_not_touch_each_other():
    one, two = [[(0, 0), (3, 8), (5, 2)]], [[(0, 0), (9, 1)], [(4, 4), (4, 4)]]
    together = render_strokes(characters(*[one, two] * 300))
    np.testing.assert_array_equal(together[0], render_strokes(characters(one))[0])
    np.testing.assert_array_equal(together[-1], render_strokes(characters(two))[0])


@pytest.mark.parametrize("stroke", [[(7, 7)], [(7, 7), (7, 7), (7, 7)]])
def test_a_dot_is_a_disc_in_the_middle(stroke):
    picture = render_strokes(characters([stroke]), Pen(size=21, width=(6, 6)))[0] / 255
    assert picture.sum() == pytest.approx(np.pi * 9, rel=0.03)
    assert picture[10, 10] == 1
    np.testing.assert_array_equal(picture, picture.T)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e4])
def test_units_of_the_source_do_not_matter(scale):
    points = np.array([(0, 0), (3, 8), (5, 2)])
    reference = render_strokes(characters([points]))
    shifted = render_strokes(characters([points * scale + 100 * scale]))
    assert np.abs(reference.astype(int) - shifted).max() <= 3


def test_thin_pens_leave_a_faint_line_of_the_right_weight():
    line = characters([[(0, 0), (10, 0)]])
    picture = render_strokes(line, Pen(size=33, width=(0.4, 0.4), margin=4))[0] / 255
    assert picture[16, 10:20] == pytest.approx(0.4, abs=0.01)


def test_ink_stays_within_the_margin_under_all_jitter():
    generator = np.random.default_rng(0)
    points = generator.uniform(0, 100, (400, 12, 2))
    strokes = characters(*[[list(sample)] for sample in points])
    pen = Pen(size=48, width=(1, 6), margin=5, rotation=30, slant=0.5, stretch=0.5, wobble=0.05)
    pictures = render_strokes(strokes, pen, generator)
    frame = np.ones((48, 48), bool)
    frame[4:-4, 4:-4] = False
    assert pictures[:, frame].max() == 0
    assert pictures.max(axis=(1, 2)).min() == 255
    assert (pictures.max(axis=1) > 0).sum(axis=1).max() <= 40


def test_one_generator_state_gives_one_result():
    strokes = characters(*[[[(0, 0), (3, 8), (5, 2)]]] * 300)
    pen = Pen(rotation=10, slant=0.2, stretch=0.2, wobble=0.02)
    first, second, other = (
        render_strokes(strokes, pen, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, second)
    assert (first != other).any()
    assert len(np.unique(first.reshape(300, -1), axis=0)) == 300


def test_without_a_generator_nothing_is_random():
    strokes = characters([[(0, 0), (3, 8), (5, 2)]])
    jittered = Pen(width=(2, 4), rotation=45, slant=1, stretch=1, wobble=1)
    np.testing.assert_array_equal(
        render_strokes(strokes, jittered), render_strokes(strokes, Pen(width=(3, 3)))
    )


def test_a_turn_moves_ink_but_does_not_bend_it():
    angle = np.linspace(0, 2 * np.pi, 90)
    ring = [(np.cos(a), np.sin(a)) for a in angle]
    spoke = [(0, 0), (1, 0)]
    pen = Pen(width=(3, 3), rotation=40)
    plain = render_strokes(characters([ring, spoke]), Pen(width=(3, 3)))[0].astype(int)
    turned = render_strokes(characters([ring, spoke]), pen, np.random.default_rng(1))[0].astype(int)
    x, y = np.meshgrid(*[np.arange(64) - 31.5] * 2)
    outer = np.hypot(x, y) > 26
    assert np.abs(turned - plain)[outer].max() < 30
    assert np.abs(turned - plain)[~outer].max() == 255
    assert turned.sum() == pytest.approx(plain.sum(), rel=0.01)


def test_slant_and_stretch_stay_within_their_limits():
    square = characters(*[[[(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]]] * 200)
    pictures = render_strokes(square, Pen(width=(2, 2), stretch=0.5), np.random.default_rng(0))
    heights = (pictures.max(axis=2) > 128).sum(axis=1)
    widths = (pictures.max(axis=1) > 128).sum(axis=1)
    ratios = (widths - 2) / (heights - 2)
    assert 1 / 1.55 < ratios.min() < 0.75
    assert 1.35 < ratios.max() < 1.55


def test_no_characters_make_no_pictures():
    empty = characters([[(0, 0)]]).subset([])
    assert render_strokes(empty).shape == (0, 64, 64)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": (0, 2)}, "width must rise from above 0"),
        ({"width": (3, 2)}, "width must rise"),
        ({"size": 12}, "size 12 leaves no room"),
        ({"margin": -1}, "leaves no room"),
        ({"wobble": -0.1}, "wobble must not be negative"),
    ],
)
def test_impossible_pens(options, message):
    with pytest.raises(OptionError, match=message):
        Pen(**options)
