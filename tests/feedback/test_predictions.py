import itertools
import random
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from vistazo.errors import NotFoundError, OptionError
from vistazo.feedback import PredictionFilter
from vistazo.types import VERDICTS, Score

START = datetime(2026, 1, 1, tzinfo=UTC)


class TestNewPrediction:
    @pytest.mark.parametrize(
        "values",
        [
            {"recognizer": ""},
            {"recognizer": "x" * 65},
            {"model": ""},
            {"image": "abc"},
            {"labels": ("",)},
            {"labels": ("a\0b",)},
            {"labels": ("\ud800",)},
            {"labels": ("x" * 201,)},
            {"top": (Score("\n", 1.0),)},
            {"confidence": 1.5},
            {"confidence": float("nan")},
            {"novelty": -0.1},
            {"verdict": "certain"},
            {"source": ""},
            {"profile": "/etc"},
            {"id": "1"},
            {"created_at": datetime(2026, 1, 1)},
        ],
    )
    def test_refuses_what_no_database_should_hold(self, predicted, values):
        with pytest.raises(OptionError):
            predicted(**values)

    def test_cleans_the_name_of_a_file(self, predicted):
        assert predicted(filename="a\0b\ud800\n" + "c" * 300).filename == "a b  " + "c" * 250

    def test_takes_an_id_with_hyphens_and_a_time_of_any_zone(self, predicted):
        new = predicted(
            id="01234567-89AB-cdef-0123-456789abcdef",
            created_at=START.astimezone(timezone(timedelta(hours=3))),
        )
        assert new.id == "0123456789abcdef0123456789abcdef"
        assert new.created_at == START
        assert new.created_at.tzinfo is UTC


class TestAdd:
    def test_gives_back_what_was_recorded(self, predictions, predicted):
        new = predicted(
            labels=("dog", "cat"),
            profile="Zoë",
            filename="ñ.png",
            width=28,
            height=20,
            source="read",
            top=(Score("dog", 0.1 + 0.2), Score("\\'%;😀", 0.0)),
        )
        predictions.add([new])
        found = predictions.get(new.id)
        assert {name: getattr(found, name) for name in vars(new)} == vars(new)
        assert found.label == "dog"
        assert found.correction is None

    def test_one_without_labels(self, predictions, predicted):
        new = predicted(labels=())
        predictions.add([new, replace(predicted(1), labels=(), top=())])
        found = predictions.get(new.id)
        assert (found.labels, found.label) == ((), found.top[0].label)
        assert [item.label for item in predictions.page().items if not item.top] == [""]

    def test_the_same_id_twice_is_one(self, predictions, predicted):
        new = predicted()
        assert predictions.add([new]) == 1
        assert predictions.add([replace(new, confidence=0.5), predicted(1)]) == 1
        assert predictions.get(new.id).confidence == 0.75
        assert predictions.page().total == 2

    def test_the_same_id_twice_keeps_its_labels(self, predictions, predicted):
        new = predicted(labels=("2", "3"))
        predictions.add([new])
        predictions.add([replace(new, labels=("2", "4")), predicted(labels=("5", "4", "6"))])
        for label, count in (("3", 1), ("4", 1), ("6", 1)):
            assert predictions.page(PredictionFilter(label=label)).total == count

    def test_nothing(self, predictions):
        assert predictions.add([]) == 0

    def test_many_at_once(self, predictions, predicted):
        assert predictions.add([predicted(number) for number in range(1500)]) == 1500

    def test_knows_corrections_that_were_there_before(
        self, predictions, corrections, predicted, corrected
    ):
        corrections.add(corrected(0, "1", predicted=("2",)))
        corrections.add(corrected(1, "2", predicted=("2",)))
        predictions.add([predicted(0), predicted(1), predicted(2), predicted(0, profile="ana")])
        assert predictions.page(PredictionFilter(corrected=True)).total == 1


class TestGet:
    def test_one_that_is_not_there(self, predictions):
        with pytest.raises(NotFoundError, match="no prediction 'x'"):
            predictions.get("x")

    def test_comes_with_the_newest_correction_that_holds(
        self, predictions, corrections, predicted, corrected
    ):
        new = predicted()
        predictions.add([new, predicted(profile="ana")])
        corrections.add(corrected(0, "1", author="ana"))
        newest = corrections.add(corrected(0, "7", author="bo"))
        corrections.add(corrected(0, "8", profile="ana"))
        corrections.add(corrected(0, "9", recognizer="characters"))
        assert predictions.get(new.id).correction == newest
        corrections.withdraw([newest.id])
        assert predictions.get(new.id).correction.labels == ("1",)

    def test_by_the_name_of_a_file(self, predictions, predicted):
        old = predicted(0, filename="a.png", created_at=START)
        new = predicted(1, filename="a.png")
        predictions.add([new, old, predicted(2)])
        assert predictions.newest_of_file("a.png").id == new.id
        predictions.delete([new.id])
        assert predictions.newest_of_file("a.png").id == old.id
        for name in ("b.png", ""):
            with pytest.raises(NotFoundError):
                predictions.newest_of_file(name)


@pytest.fixture
def many(predictions, corrections, predicted, corrected):
    """Eighty predictions of every kind, with times and confidences that tie."""
    chance = random.Random(0)
    labels = ["1", "2", "A", "a", ",", '"']
    new = []
    for number in range(80):
        first = chance.choice(labels)
        second = tuple(chance.sample([item for item in labels if item != first], 1))
        new.append(
            predicted(
                number % 60,
                created_at=START + timedelta(seconds=chance.randrange(20)),
                recognizer=chance.choice(["digits", "characters"]),
                labels=(first, *second) if chance.random() < 0.3 else (first,),
                confidence=chance.randrange(11) / 10,
                verdict=chance.choice(VERDICTS),
                profile=chance.choice(["", "ana"]),
                source=chance.choice(["draw", "api"]),
            )
        )
    predictions.add(new)
    for picture in range(0, 60, 4):
        corrections.add(corrected(picture, "1"))
        corrections.add(corrected(picture, "1", recognizer="characters", profile="ana"))
    marked = {
        item.id
        for item in new
        if (item.recognizer, item.profile) in (("digits", ""), ("characters", "ana"))
        and any(item.image == corrected(picture).image for picture in range(0, 60, 4))
    }
    return new, marked


def holds(item, wanted, marked):
    """What a filter says, in Python."""
    return (
        (wanted.recognizer is None or item.recognizer == wanted.recognizer)
        and (wanted.label is None or wanted.label in item.labels)
        and (wanted.verdict is None or item.verdict == wanted.verdict)
        and (wanted.corrected is None or (item.id in marked) == wanted.corrected)
        and (wanted.min_confidence is None or item.confidence >= wanted.min_confidence)
        and (wanted.max_confidence is None or item.confidence <= wanted.max_confidence)
        and (wanted.since is None or item.created_at >= wanted.since)
        and (wanted.until is None or item.created_at < wanted.until)
        and (wanted.profile is None or item.profile == wanted.profile)
        and (wanted.source is None or item.source == wanted.source)
    )


FILTERS = [
    PredictionFilter(),
    PredictionFilter(recognizer="digits"),
    PredictionFilter(label="A"),
    PredictionFilter(label="a"),
    PredictionFilter(label=","),
    PredictionFilter(label='"'),
    PredictionFilter(label="%"),
    PredictionFilter(verdict="unsure"),
    PredictionFilter(corrected=True),
    PredictionFilter(corrected=False),
    PredictionFilter(min_confidence=0.3, max_confidence=0.6),
    PredictionFilter(min_confidence=0.0, max_confidence=0.0),
    PredictionFilter(since=START + timedelta(seconds=5), until=START + timedelta(seconds=9)),
    PredictionFilter(profile=""),
    PredictionFilter(profile="ana", source="draw"),
    PredictionFilter(recognizer="characters", label="1", verdict="sure", corrected=False),
    PredictionFilter(since=START.astimezone(timezone(timedelta(hours=-7)))),
    PredictionFilter(recognizer="photos"),
]


class TestPage:
    def test_filters_sorts_and_pages(self, predictions, many):
        new, marked = many
        orders = itertools.product(FILTERS, ["created_at", "confidence"], [True, False])
        for wanted, sort, descending in orders:
            matching = [item for item in new if holds(item, wanted, marked)]
            expected = sorted(
                ((getattr(item, sort), item.id) for item in matching), reverse=descending
            )
            ids = []
            for offset in range(0, len(matching) + 13, 13):
                page = predictions.page(
                    wanted, sort=sort, descending=descending, offset=offset, limit=13
                )
                assert page.total == len(matching)
                ids += [item.id for item in page.items]
            assert ids == [key for _, key in expected]

    def test_lists_longer_than_what_is_looked_for_at_once(self, predictions, predicted):
        new = [
            predicted(number, created_at=START + timedelta(seconds=number))
            for number in range(4500)
        ]
        predictions.add(new)
        expected = [item.id for item in new]
        for descending in (False, True):
            for offset in (0, 1990, 2000, 2240, 2260, 4440, 4490, 4500, 9000):
                page = predictions.page(
                    sort="created_at", descending=descending, offset=offset, limit=20
                )
                assert page.total == 4500
                wanted = (expected[::-1] if descending else expected)[offset : offset + 20]
                assert [item.id for item in page.items] == wanted

    def test_shows_corrections(self, predictions, many):
        _, marked = many
        page = predictions.page(limit=100)
        assert {item.id for item in page.items if item.correction} == marked

    def test_no_rows_but_how_many(self, predictions, many):
        assert predictions.page(limit=0).items == ()
        assert predictions.page(limit=0).total == 80
        assert predictions.page(offset=1000).items == ()

    @pytest.mark.parametrize(
        "values",
        [{"offset": -1}, {"offset": 2**40}, {"limit": -1}, {"limit": 1001}, {"sort": "id"}],
    )
    def test_refuses_pages_that_cannot_be(self, predictions, values):
        with pytest.raises(OptionError):
            predictions.page(**values)

    @pytest.mark.parametrize(
        "values",
        [
            {"verdict": "certain"},
            {"min_confidence": 2.0},
            {"max_confidence": float("nan")},
            {"since": datetime(2026, 1, 1)},
            {"label": "\0"},
            {"profile": "x" * 300},
        ],
    )
    def test_refuses_filters_that_cannot_be(self, values):
        with pytest.raises(OptionError):
            PredictionFilter(**values)


class TestDelete:
    def test_one_and_back(self, predictions, predicted):
        new = predicted()
        predictions.add([new])
        assert predictions.delete([new.id, new.id, "x"]) == 1
        assert predictions.delete([new.id]) == 0
        assert predictions.page().total == 0
        with pytest.raises(NotFoundError, match="may have been deleted"):
            predictions.get(new.id)
        # Whoever writes an id with hyphens means the same.
        assert predictions.restore([str(uuid.UUID(new.id)).upper()]) == 1
        assert predictions.restore([new.id]) == 0
        assert predictions.get(new.id).id == new.id

    def test_all_that_match_and_back(self, predictions, many):
        new, _ = many
        wanted = PredictionFilter(recognizer="digits", label="A")
        matching = {item.id for item in new if item.recognizer == "digits" and "A" in item.labels}
        deleted = predictions.delete_matching(wanted)
        assert sorted(deleted) == sorted(matching)
        assert predictions.page(wanted).total == 0
        assert predictions.page().total == 80 - len(matching)
        assert predictions.restore(deleted) == len(matching)
        assert predictions.page().total == 80

    def test_more_than_one_statement_holds(self, predictions, predicted):
        new = [predicted(number) for number in range(2500)]
        predictions.add(new)
        ids = predictions.delete_matching(PredictionFilter())
        assert len(ids) == 2500
        assert predictions.restore(ids) == 2500
        assert predictions.delete(ids) == 2500
        assert predictions.delete([]) == 0
