from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vistazo import Prediction, Recognizer
from vistazo.errors import CardError, OptionError
from vistazo.runtime import Card
from vistazo.runtime.priors import Priors

ModelBuilder = Callable[..., Any]

LABELS = ("a", "b", "1", "2")
CARD_PRIORS = {
    "collected": {"a": 0.4, "b": 0.3, "1": 0.2, "2": 0.1},
    "uniform": dict.fromkeys(LABELS, 0.25),
    "digits": {"1": 0.5, "2": 0.5},
}


@pytest.fixture
def priors() -> Priors:
    return Priors(LABELS, CARD_PRIORS, "collected")


def under(priors: Priors, given: np.ndarray, prior: Any) -> np.ndarray:
    shift = priors.shift(prior)
    assert shift is not None
    return shift.apply(given)


def row(*values: float) -> np.ndarray:
    return np.array([values], np.float32)


class TestApply:
    def test_without_one_nothing_is_touched(self, priors: Priors) -> None:
        assert priors.shift(None) is None
        assert priors.shift("collected") is None

    def test_posterior_is_probability_times_new_over_old(self, priors: Priors) -> None:
        found = under(priors, row(0.4, 0.3, 0.2, 0.1), "uniform")
        assert found == pytest.approx(np.full((1, 4), 0.25))
        found = under(priors, row(0.5, 0.3, 0.1, 0.1), "digits")
        assert found == pytest.approx(row(0.0, 0.0, 1 / 3, 2 / 3))

    def test_labels_are_equally_probable_and_the_others_ruled_out(self, priors: Priors) -> None:
        given = row(0.5, 0.3, 0.1, 0.1)
        assert (under(priors, given, ["2", "1", "2"]) == under(priors, given, "digits")).all()
        assert under(priors, given, iter(["b"])).tolist() == [[0.0, 1.0, 0.0, 0.0]]

    def test_what_says_nothing_about_what_is_allowed_becomes_the_prior(
        self, priors: Priors
    ) -> None:
        given = np.concatenate([row(1.0, 0.0, 0.0, 0.0), row(0.6, 0.0, 0.0, 0.4)])
        assert under(priors, given, "digits").tolist() == [[0.0, 0.0, 0.5, 0.5], [0, 0, 0, 1]]

    def test_the_smallest_numbers_still_count(self, priors: Priors) -> None:
        least = float(np.finfo(np.float32).smallest_subnormal)
        assert under(priors, row(1.0, 0.0, 0.0, least), ["1", "2"]).tolist() == [[0, 0, 0, 1]]

    def test_without_a_card_s_prior_the_own_one_is_uniform(self) -> None:
        found = under(Priors(LABELS, {}, None), row(0.5, 0.3, 0.1, 0.1), ["a", "1"])
        assert found == pytest.approx(row(5 / 6, 0, 1 / 6, 0))

    @pytest.mark.parametrize(
        ("prior", "message"),
        [
            ("letters", "one of collected, uniform, digits, or a list of labels; got 'letters'"),
            ("", "got ''"),
            ([], "at least one; got none. It has: a b 1 2"),
            (["a", "x"], "got 'x'. It has: a b 1 2"),
            ([1], "got '1'"),
            (7, "got none"),
        ],
    )
    def test_what_does_not_exist(self, priors: Priors, prior: Any, message: str) -> None:
        with pytest.raises(OptionError) as caught:
            under(priors, row(0.4, 0.3, 0.2, 0.1), prior)
        assert message in str(caught.value)

    def test_a_name_without_any_on_the_card(self) -> None:
        with pytest.raises(OptionError, match="for this model a list of labels; got 'digits'"):
            under(Priors(LABELS, {}, None), row(0.4, 0.3, 0.2, 0.1), "digits")

    @settings(max_examples=100, deadline=None)
    @given(
        st.lists(st.floats(0, 1), min_size=4, max_size=4),
        st.sets(st.sampled_from(LABELS), min_size=1),
    )
    def test_rows_stay_probabilities_of_the_allowed(
        self, weights: list[float], allowed: set[str]
    ) -> None:
        values = np.array(weights) + 1e-9
        given = (values / values.sum())[None].astype(np.float32)
        found = under(Priors(LABELS, CARD_PRIORS, "collected"), given, allowed)
        assert found.sum() == pytest.approx(1.0, abs=1e-5)
        assert (found >= 0).all()
        assert all(found[0, place] == 0 for place in range(4) if LABELS[place] not in allowed)


class TestCard:
    def changed(self, card: Card, priors: Any, prior: Any) -> str:
        return json.dumps({**json.loads(card.to_json()), "priors": priors, "prior": prior})

    def test_priors_survive_its_json(self, card: Card) -> None:
        uniform = {"uniform": dict.fromkeys(card.labels, 0.1)}
        rich = dataclasses.replace(card, priors=uniform, prior="uniform")
        assert Card.from_json(rich.to_json()) == rich

    @pytest.mark.parametrize(
        ("priors", "prior", "message"),
        [
            ([], None, "object of objects"),
            ({"even": 3}, "even", "'even' must give fractions"),
            ({"even": {"0": 2.0}}, "even", "'even' must give fractions"),
            ({"even": {"x": 1.0}}, "even", "labels that the model does not have"),
            ({"even": {"0": 0.5}}, "even", "'even' must sum to 1, got 0.5"),
            ({"zero": {"0": 1.0}}, "zero", "'zero' must give every label more than 0"),
            ({"zero": {"0": 1.0}}, None, r"prior must be one of \['zero'\], got None"),
            ({}, "even", r"prior must be one of \[\], got 'even'"),
        ],
    )
    def test_contradictions(self, card: Card, priors: Any, prior: Any, message: str) -> None:
        with pytest.raises(CardError, match=message):
            Card.from_json(self.changed(card, priors, prior))


def grey(level: int) -> np.ndarray:
    """Of mean brightness `level` / 9 and full contrast; the tiny model says `level`."""
    flat = np.full(28 * 28, level * 255 / 9)
    flat[0], flat[1] = 0, 255
    return np.rint(flat).astype(np.uint8).reshape(28, 28)


class TestRecognizer:
    @pytest.fixture
    def recognizer(self, build_model: ModelBuilder, card: Card) -> Recognizer:
        """Calls anything under 0.9 unsure, and has the priors own and low."""
        named = dataclasses.replace(
            card,
            thresholds=dict.fromkeys(card.labels, 0.9),
            priors={
                "own": dict.fromkeys(card.labels, 0.1),
                "low": dict.fromkeys(card.labels[:5], 0.2),
            },
            prior="own",
        )
        return Recognizer(build_model(named.to_json()).SerializeToString())

    def test_verdict_follows_and_novelty_does_not(self, recognizer: Recognizer) -> None:
        between = np.rint((grey(4).astype(float) + grey(5)) / 2).astype(np.uint8)
        free = recognizer.predict(between)
        low = recognizer.predict(between, prior="low")
        assert (free.verdict, low.verdict) == ("unsure", "sure")
        assert (low.label, low.probabilities["5"]) == ("4", 0.0)
        assert low.novelty == free.novelty
        assert sum(low.probabilities.values()) == pytest.approx(1.0)

    def test_every_way_in_takes_it(self, recognizer: Recognizer) -> None:
        expected = recognizer.predict(grey(3), prior=["2", "4"])
        assert expected.label in "24"
        assert recognizer.predict_array(grey(3)[None], prior=["2", "4"]) == [expected]
        assert recognizer.predict_many([grey(3)] * 2, prior=("2", "4")) == [expected] * 2
        (other,) = recognizer.predict_many([grey(3)], prior="low")
        assert isinstance(other, Prediction)
        assert other.label == "3"

    def test_labels_may_come_from_a_generator_of_one_pass(self, recognizer: Recognizer) -> None:
        # Pictures of two sizes are answered in two batches.
        images = [grey(3), np.pad(grey(3), 2, mode="edge")]
        found = recognizer.predict_many(images, prior=iter(["3", "4"]))
        assert [item.label for item in found if isinstance(item, Prediction)] == ["3", "3"]

    def test_unknown_ones_are_told_at_once(self, recognizer: Recognizer) -> None:
        with pytest.raises(OptionError, match="low, own"):
            recognizer.predict(grey(3), prior="high")
        with pytest.raises(OptionError, match="got 'x'"):
            recognizer.predict_many([], prior=["x"])
