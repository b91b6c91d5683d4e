import json

import numpy as np
import pytest

import redraw
from paper import INK, PAPER, SHADING
from redraw import CELLS, Cell, choose, measure, render, summarise
from vistazo import Failure, Prediction


def ink(picture):
    """Ink as 0..1 above the background, which lies at the corner-most median."""
    values = picture.astype(float)
    return np.abs(values - np.median(values)) / 255


def box(mask):
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


def draw_one(digit, cell, seed=0):
    return render(digit[None], cell, np.random.default_rng(seed))[0]


@pytest.mark.parametrize("name", list(CELLS))
def test_every_cell_draws_a_digit(digit, name):
    picture = draw_one(digit, name)
    assert picture.dtype == np.uint8
    assert picture.ndim == 2
    assert np.ptp(picture) > 100


@pytest.mark.parametrize("side", [28, 140, 280, 560])
def test_sizes(digit, side):
    picture = draw_one(digit, f"{side} px")
    assert picture.shape == (side, side)
    found = np.array(box(ink(picture) > 0.5)) / side
    original = np.array(box(digit > 60)) / 28
    assert found == pytest.approx(original, abs=0.06)


@pytest.mark.parametrize(
    "place", [("top", "left"), ("top", "right"), ("bottom", "left"), ("bottom", "right")]
)
@pytest.mark.parametrize("side", [28, 280])
def test_corners(digit, place, side):
    picture = draw_one(digit, f"half size, {' '.join(place)}, {side} px")
    left, top, right, bottom = box(picture > 60)
    half = side // 2
    assert (right <= half) if place[1] == "left" else (left >= half)
    assert (bottom <= half) if place[0] == "top" else (top >= half)
    whole = box(draw_one(digit, f"{side} px") > 60)
    assert bottom - top == pytest.approx((whole[3] - whole[1]) / 2, abs=1.1)


def test_polarity(digit):
    dark = draw_one(digit, "black on white")
    np.testing.assert_array_equal(255 - dark, draw_one(digit, "280 px"))
    assert dark[0, 0] == 255
    np.testing.assert_array_equal(draw_one(digit, "original pixels, inverted"), 255 - digit)
    np.testing.assert_array_equal(draw_one(digit, "original pixels"), digit)


def test_strokes_grow_from_cell_to_cell(digit):
    amounts = [
        int(draw_one(digit, f"stroke {change:+g} px").astype(int).sum())
        for change in (-1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0)
    ]
    assert amounts == sorted(set(amounts))


def test_photos_are_as_described(digit):
    generator = np.random.default_rng(0)
    pictures = render(np.stack([digit] * 60), "paper photo", generator)
    shares, sides, ratios, places = [], [], [], []
    for picture in pictures:
        height, width = picture.shape
        sides.append(max(height, width))
        ratios.append(width / height)
        left, top, right, bottom = box(picture < (PAPER + INK) / 2 - SHADING)
        shares.append(max(right - left, bottom - top) / min(height, width))
        places.append((left / width, top / height))
        assert min(left, top) >= 0
        paper = picture[picture > PAPER - SHADING - 15]
        assert paper.mean() == pytest.approx(PAPER, abs=SHADING)
    assert min(sides) >= 400
    assert max(sides) <= 1200
    assert min(ratios) >= 0.74
    assert max(ratios) <= 1.35
    assert 0.2 < min(shares) < 0.35
    assert 0.65 < max(shares) < 0.8
    assert np.std(places, axis=0).min() > 0.1


def test_photo_noise_and_shading(digit):
    picture = draw_one(digit, "paper photo").astype(float)
    paper = np.where(picture > 150, picture, np.nan)
    steps = np.diff(paper, axis=1) / 2**0.5
    assert np.nanstd(steps) == pytest.approx(6, abs=0.4)
    height, width = paper.shape
    tall, wide = height // 20, width // 20
    blocks = paper[: tall * 20, : wide * 20].reshape(20, tall, 20, wide)
    every = blocks.swapaxes(1, 2).reshape(400, -1)
    light = [np.nanmean(block) for block in every if not np.isnan(block).all()]
    assert np.ptp(light) == pytest.approx(2 * SHADING, abs=8)


def test_jpeg_changes_a_photo_but_little(digit):
    plain = draw_one(digit, "paper photo").astype(float)
    packed = draw_one(digit, "paper photo, JPEG quality 50").astype(float)
    assert plain.shape == packed.shape
    assert 1 < np.abs(plain - packed).mean() < 8


def test_the_same_seed_draws_the_same(digit):
    for name in ("paper photo", "560 px"):
        np.testing.assert_array_equal(draw_one(digit, name, 3), draw_one(digit, name, 3))
    assert draw_one(digit, "paper photo", 3).shape != draw_one(digit, "paper photo", 4).shape


def test_chosen_digits_are_even_over_the_labels():
    labels = list("0001112222") * 50
    chosen = choose(labels, 300, seed=1)
    counts = [sum(labels[place] == label for place in chosen) for label in "012"]
    assert counts == [100, 100, 100]
    assert len(set(chosen.tolist())) == 300
    assert chosen.tolist() == choose(labels, 300, seed=1).tolist()
    assert chosen.tolist() != choose(labels, 300, seed=2).tolist()


class Weigher:
    """Answers "heavy" where more than a fifth of a picture is ink, and is sure of it."""

    def __init__(self):
        self.calls = []

    def predict_many(self, pictures):
        self.calls.append(len(pictures))
        for picture in pictures:
            label = "heavy" if (picture > 128).mean() > 0.2 else "light"
            other = {"heavy": "light", "light": "heavy"}[label]
            yield Prediction(
                label, 0.75, {label: 0.75, other: 0.25}, "unsure", 0.1, "toy@1", (label,)
            )


def test_measuring_counts_by_cell(digit):
    light, heavy = digit, np.pad(np.full((20, 20), 255, np.uint8), 4)
    images = np.stack([light, heavy] * 60)
    labels = ["light", "heavy"] * 60
    cells = [Cell("as it is", 28), Cell("inverted", 28, dark_ink=True, extra=True)]
    weigher = Weigher()
    rows = list(measure(weigher, images, labels, cells, seed=0))
    assert [row.cell for row in rows] == ["as it is", "inverted", "all but the extra ones"]
    assert rows[0].accuracy == rows[2].accuracy == 1
    assert rows[1].accuracy == 0.5
    assert rows[0].calibration_error == pytest.approx(0.25)
    assert rows[0].digits == 120
    assert weigher.calls == [100, 100, 20, 20]


def test_a_failure_is_not_counted_as_an_answer(digit):
    class Broken:
        def predict_many(self, pictures):
            return [Failure("DamagedImageError", "broken") for _ in pictures]

    with pytest.raises(RuntimeError, match="28 px: broken"):
        list(measure(Broken(), digit[None], ["7"], [CELLS["28 px"]], seed=0))


def test_photos_do_not_depend_on_the_other_cells(digit):
    seen = []

    class Keeper(Weigher):
        def predict_many(self, pictures):
            seen.append([picture.tobytes() for picture in pictures])
            return super().predict_many(pictures)

    photo = CELLS["paper photo"]
    list(measure(Keeper(), digit[None], ["7"], [photo], seed=0))
    list(measure(Keeper(), digit[None], ["7"], [CELLS["28 px"], photo], seed=0))
    assert seen[0] == seen[2]


def test_summary_by_hand():
    row = summarise("x", [(True, 0.9, False), (False, 0.5, True)])
    assert row.accuracy == row.unknown == 0.5
    assert row.mean_confidence == pytest.approx(0.7)
    assert row.low < 0.5 < row.high
    assert row.calibration_error == pytest.approx((0.1 + 0.5) / 2)


def test_the_script_prints_one_json_object(digit, monkeypatch, capsys):
    class Digits:
        images = np.stack([digit] * 30)
        labels = ("light",) * 30

        def subset(self, places):
            assert len(places) == 20
            return self

    monkeypatch.setattr(redraw, "load_mnist", lambda part: Digits())
    monkeypatch.setattr(redraw.Recognizer, "load", lambda name: Weigher())
    command = ["redraw.py", "toy", "--digits", "20", "--cells", "140 px", "--json"]
    monkeypatch.setattr("sys.argv", command)
    redraw.main()
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert [row["cell"] for row in found["rows"]] == ["140 px", "all but the extra ones"]
    assert found["rows"][0]["accuracy"] == 1.0
    assert found["machine"]["cores"] >= 1
    assert "seed: 0" in printed.err
    monkeypatch.setattr("sys.argv", command[:-1])
    redraw.main()
    assert "| 140 px | 100.00% |" in capsys.readouterr().out
