import json

import numpy as np
import pytest
from scipy import ndimage

import unknown
from scribbles import FIGURES, SCRIBBLES, SIDES, scribble
from unknown import JUNK, LETTERS, ask, blanks, noise, scribbles
from vistazo import Failure, Prediction


@pytest.mark.parametrize("name", [*SCRIBBLES, *FIGURES])
def test_every_rule_draws_ink_within_the_canvas(name):
    rule = {**SCRIBBLES, **FIGURES}[name]
    generator = np.random.default_rng(0)
    dark = 0
    for _ in range(30):
        picture = scribble(rule, generator)
        assert picture.dtype == np.uint8
        assert picture.shape[0] == picture.shape[1]
        assert len(picture) in SIDES
        ink = 255 - picture if np.median(picture[[0, -1]]) > 128 else picture
        dark += ink is not picture
        assert ink.max() > 100
        # Wholly on the canvas: what touches an edge is at most the fringe of a pen.
        edge = np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]])
        assert (edge > 128).mean() < 0.1
        height, width = (np.ptp(np.nonzero(ink > 60)[axis]) + 1 for axis in (0, 1))
        assert max(height, width) > 0.3 * len(ink)
    assert 5 < dark < 25


def test_scribbles_are_not_simple_strokes():
    generator = np.random.default_rng(0)
    for name in ("hatch", "doodle"):
        counts = []
        for _ in range(40):
            picture = scribble(SCRIBBLES[name], generator)
            ink = picture > 128 if picture[0, 0] < 128 else picture < 128
            counts.append(ndimage.label(ink)[1] + ndimage.label(~ink)[1])
        assert np.mean(counts) > 3


def test_the_same_seed_makes_the_same_junk():
    for maker in (scribbles, noise, blanks):
        first, second = (list(maker(15, np.random.default_rng(1))) for _ in range(2))
        assert [picture.tobytes() for picture in first] == [p.tobytes() for p in second]


def test_blanks_hold_no_ink():
    for picture in blanks(40, np.random.default_rng(0)):
        smooth = ndimage.uniform_filter(picture.astype(float), 15)
        assert np.abs(np.diff(smooth, axis=0)).max(initial=0) < 4


def test_noise_comes_in_all_kinds():
    pictures = list(noise(8, np.random.default_rng(0)))
    assert len(pictures) == 8
    assert min(picture.std() for picture in pictures) > 10


@pytest.mark.usefixtures("mirror")
@pytest.mark.parametrize("kind", ["letters", "photos"])
def test_real_junk(kind):
    pictures = list(JUNK[kind](200, np.random.default_rng(0)))
    assert len(pictures) == 200
    assert {picture.shape for picture in pictures} == {(64, 64) if kind == "letters" else (32, 32)}
    assert len({picture.tobytes() for picture in pictures}) > 190


def test_letters_that_look_like_digits_are_left_out():
    assert not set(LETTERS) & set("oODQCclIijJzZSsbGTtBqgy")


def answer(novelty, verdict="unsure"):
    return Prediction("1", 0.95, {"1": 0.95, "2": 0.05}, verdict, novelty, "toy@1", ("1",))


class Brightness:
    """Finds bright pictures novel."""

    def predict_many(self, pictures):
        return [
            answer(float(p.mean()) / 255, "unknown" if p.mean() > 128 else "sure") for p in pictures
        ]


def test_ask_keeps_the_order_over_many_calls():
    pictures = [np.full((2, 2), value, np.uint8) for value in range(250)]
    assert [round(a.novelty * 255) for a in ask(Brightness(), iter(pictures))] == list(range(250))


def test_ask_raises_on_failures():
    class Broken:
        def predict_many(self, pictures):
            return [Failure("DamagedImageError", "broken")] * len(pictures)

    with pytest.raises(RuntimeError, match="broken"):
        ask(Broken(), [np.zeros((2, 2), np.uint8)])


def test_a_row_by_hand():
    real = [answer(v) for v in (0.1, 0.2, 0.3, 0.4)]
    junk = [answer(0.25), answer(0.5, "unknown")]
    row = unknown.summarise("toy", real, junk, accepted=0.75)
    assert row.auroc == (2 + 4) / 8
    assert row.passed == 0.5
    assert row.not_unknown == 0.5
    assert row.confident == 1


def test_the_script_prints_one_json_object(monkeypatch, capsys):
    monkeypatch.setattr(unknown, "digits", lambda seed: [np.full((28, 28), 9, np.uint8)] * 20)
    monkeypatch.setattr(unknown, "JUNK", {"noise": noise, "scribbles": scribbles})
    monkeypatch.setattr(unknown.Recognizer, "load", lambda name: Brightness())
    command = ["unknown.py", "toy", "--samples", "12", "--json"]
    monkeypatch.setattr("sys.argv", command)
    unknown.main()
    found = json.loads(capsys.readouterr().out)
    assert [row["kind"] for row in found["rows"]] == ["noise", "scribbles", "all"]
    assert found["rows"][0]["auroc"] == 1.0
    assert found["rows"][2]["samples"] == 24
    assert found["digits_called_unknown"] == 0
    assert 0 < found["blanks_called_unknown"] < 1
    monkeypatch.setattr("sys.argv", command[:-1])
    unknown.main()
    assert "| noise | 12 | 1.0000 | 0.00% |" in capsys.readouterr().out
