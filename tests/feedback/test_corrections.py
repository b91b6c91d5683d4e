import hashlib
import threading
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from vistazo.errors import ConflictError, NotFoundError, OptionError, VistazoError
from vistazo.feedback import CorrectionFilter, Jobs, PredictionFilter

FIRST = hashlib.sha256(b"0").hexdigest()
START = datetime(2026, 1, 1, tzinfo=UTC)


def ids(found):
    return [item.id for item in found]


class TestNewCorrection:
    @pytest.mark.parametrize(
        "values",
        [
            {"recognizer": ""},
            {"image": "../../etc/passwd"},
            {"labels": ("",)},
            {"labels": ("a\0",)},
            {"predicted": ("x" * 201,)},
            {"author": "x" * 65},
            {"author": "a\nb"},
            {"source": ""},
            {"profile": " ana"},
            {"kind": "guessed"},
            {"id": "x"},
            {"prediction_id": "x"},
            {"created_at": datetime(2026, 1, 1)},
        ],
    )
    def test_refuses_what_no_database_should_hold(self, corrected, values):
        with pytest.raises(OptionError):
            corrected(0, **values)

    def test_labels_are_a_set(self, corrected):
        assert corrected(0, "dog", "cat", "dog").labels == ("cat", "dog")

    def test_is_confirmed_where_the_answer_was_right(self, corrected):
        assert corrected(0, "1", predicted=("1",)).kind == "confirmed"
        assert corrected(0, "1", "2", predicted=("2", "1")).kind == "confirmed"
        assert corrected(0, predicted=()).kind == "confirmed"
        assert corrected(0, "1", predicted=("2",)).kind == "corrected"
        assert corrected(0, "1").kind == "corrected"
        assert corrected(0, "1", kind="confirmed").kind == "confirmed"

    def test_names_of_profiles_have_one_spelling(self, corrected):
        assert corrected(0, profile="Zoe\u0308").profile == "Zo\u00eb"


class TestAdd:
    def test_gives_back_what_is_kept(self, corrections, corrected):
        new = corrected(
            0,
            "😀",
            "\\",
            predicted=("'",),
            author="O'Neill; --",
            profile="Zoë",
            source="draw",
            prediction_id="a" * 32,
            model="digits@0",
        )
        kept = corrections.add(new)
        assert {name: getattr(kept, name) for name in vars(new)} == vars(new)
        assert kept.current
        assert not kept.conflict
        assert corrections.get(new.id) == kept

    def test_the_empty_set(self, corrections, corrected):
        kept = corrections.add(corrected(0, predicted=("2",)))
        assert kept.labels == ()
        assert kept.kind == "corrected"
        assert corrections.add(corrected(1)).predicted is None

    def test_the_same_id_again_changes_nothing(self, corrections, corrected):
        new = corrected(0, "1")
        kept = corrections.add(new)
        assert corrections.add(replace(new, created_at=START, author="else")) == kept
        assert corrections.page().total == 1
        later = corrections.add(corrected(0, "7"))
        assert corrections.add(new).superseded_at == later.created_at

    def test_the_same_id_for_something_else_is_refused(self, corrections, corrected):
        new = corrected(0, "1")
        corrections.add(new)
        with pytest.raises(ConflictError, match="says something else"):
            corrections.add(replace(new, labels=("2",)))
        assert corrections.get(new.id).labels == ("1",)

    def test_a_newer_word_of_the_same_author_holds(self, corrections, corrected):
        first = corrected(0, "1", author="ana")
        others = [
            corrected(0, "1", author="bo"),
            corrected(0, "1", author="ana", profile="ana"),
            corrected(0, "1", author="ana", recognizer="characters"),
            corrected(1, "1", author="ana"),
        ]
        second = corrected(0, "7", author="ana")
        for new in [first, *others, second]:
            corrections.add(new)
        history = corrections.history(first.image, "digits")
        assert ids(history) == [first.id, others[0].id, others[1].id, second.id]
        assert history[0].superseded_at == second.created_at
        assert not history[0].current
        assert all(item.current for item in history[1:])
        assert ids(corrections.current("digits")) == [*ids(others[:2]), others[3].id, second.id]
        assert ids(corrections.current("digits", "ana")) == [others[1].id]
        assert ids(corrections.current("digits", "")) == [others[0].id, others[3].id, second.id]

    def test_marks_predictions_of_the_same_place(
        self, corrections, predictions, corrected, predicted
    ):
        new = [
            predicted(0),
            predicted(0),
            predicted(0, profile="ana"),
            predicted(0, recognizer="characters"),
            predicted(1),
        ]
        predictions.add(new)
        kept = corrections.add(corrected(0, "1", predicted=("2",)))

        def marked():
            return {item.id for item in predictions.page(PredictionFilter(corrected=True)).items}

        assert marked() == {new[0].id, new[1].id}
        corrections.withdraw([kept.id])
        assert marked() == set()
        corrections.unwithdraw([kept.id])
        assert marked() == {new[0].id, new[1].id}
        corrections.add(corrected(0, "2", predicted=("2",)))
        assert marked() == set()

    def test_belongs_to_a_larger_transaction(self, database, corrections, corrected):
        jobs = Jobs(database)

        def work():
            with database.write() as connection:
                corrections.add(corrected(0, "1"), connection)
                jobs.enqueue("refit", "digits", connection=connection)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            work()
        assert corrections.page().total == 0
        assert jobs.list().total == 0

    def test_one_that_is_not_there(self, corrections):
        with pytest.raises(NotFoundError, match="no correction 'x'"):
            corrections.get("x")


def in_threads(work, count):
    """Run `work(number)` in that many threads at once; what went wrong."""
    failures = []
    gate = threading.Barrier(count)

    def run(number):
        gate.wait()
        try:
            work(number)
        except VistazoError as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


class TestManyAtOnce:
    def test_none_is_lost_or_doubled(self, database, corrections, corrected):
        """Fifty people, each correcting four pictures, two of them the same, each twice."""
        jobs = Jobs(database)
        said = [
            corrected(picture, str(number % 10), author=f"a{number}")
            for number in range(50)
            for picture in (0, 1, 100 + number, 200 + number)
        ]

        def work(number):
            for new in said[4 * number : 4 * number + 4] * 2:
                with database.write() as connection:
                    corrections.add(new, connection)
                    jobs.enqueue("refit", "digits", connection=connection)

        assert in_threads(work, 50) == []
        kept = corrections.current("digits")
        assert sorted(ids(kept)) == sorted(ids(said))
        assert jobs.list().total == 1

    def test_of_one_author_one_word_holds(self, corrections, corrected):
        assert in_threads(lambda number: corrections.add(corrected(0, str(number))), 20) == []
        history = corrections.history(corrected(0).image, "digits")
        assert len(history) == 20
        assert sum(item.current for item in history) == 1

    def test_the_same_correction_sent_by_many(self, corrections, corrected):
        new = corrected(0, "1")
        assert in_threads(lambda _: corrections.add(new), 20) == []
        assert corrections.page().total == 1

    def test_predictions_recorded_meanwhile_are_marked(
        self, corrections, predictions, corrected, predicted
    ):
        def work(number):
            if number % 2:
                corrections.add(corrected(number // 2, "1"))
            else:
                predictions.add([predicted(number // 2)])

        assert in_threads(work, 20) == []
        assert predictions.page(PredictionFilter(corrected=True)).total == 10


class TestConflicts:
    def test_are_flagged_and_never_resolved(self, corrections, corrected):
        ana = corrections.add(corrected(0, "1", author="ana"))
        agreeing = corrections.add(corrected(0, "1", author="cy"))
        assert not agreeing.conflict
        bo = corrections.add(corrected(0, "7", author="bo"))
        assert bo.conflict
        alone = corrections.add(corrected(1, "7", author="bo"))
        assert ids(corrections.conflicts("digits")) == [ana.id, agreeing.id, bo.id]
        assert corrections.conflicts("characters") == []
        assert [item.conflict for item in corrections.current("digits")] == [True] * 3 + [False]
        wanted = CorrectionFilter(state="conflict")
        assert corrections.page(wanted).total == 3
        corrections.withdraw([bo.id])
        assert corrections.conflicts("digits") == []
        assert not corrections.get(alone.id).conflict

    def test_between_profiles(self, corrections, corrected):
        corrections.add(corrected(0, "0", profile="ana"))
        corrections.add(corrected(0, "O", profile="bo"))
        assert len(corrections.conflicts("digits")) == 2

    def test_not_with_what_was_superseded(self, corrections, corrected):
        corrections.add(corrected(0, "0"))
        assert not corrections.add(corrected(0, "1")).conflict


class TestPage:
    @pytest.fixture
    def five(self, corrections, corrected):
        new = [
            corrected(0, "A", author="ana", created_at=START),
            corrected(1, "a", ",", author="bo", created_at=START + timedelta(hours=1)),
            corrected(2, '"', profile="ana", created_at=START + timedelta(hours=2)),
            corrected(3, recognizer="characters", created_at=START + timedelta(hours=3)),
            corrected(0, "B", author="ana", created_at=START + timedelta(hours=4)),
        ]
        for item in new:
            corrections.add(item)
        corrections.withdraw([new[3].id], by="bo")
        return ids(new)

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ({}, [4, 3, 2, 1, 0]),
            ({"recognizer": "characters"}, [3]),
            ({"profile": "ana"}, [2]),
            ({"profile": ""}, [4, 3, 1, 0]),
            ({"author": "ana"}, [4, 0]),
            ({"author": ""}, [3, 2]),
            ({"label": "A"}, [0]),
            ({"label": "a"}, [1]),
            ({"label": ","}, [1]),
            ({"label": '"'}, [2]),
            ({"label": "%"}, []),
            ({"image": FIRST}, [4, 0]),
            ({"image": FIRST, "state": "current"}, [4]),
            ({"state": "current"}, [4, 2, 1]),
            ({"state": "superseded"}, [0]),
            ({"state": "withdrawn"}, [3]),
            ({"state": "conflict"}, []),
            ({"since": START + timedelta(hours=1), "until": START + timedelta(hours=3)}, [2, 1]),
        ],
    )
    def test_filters(self, corrections, five, values, expected):
        wanted = CorrectionFilter(**values)
        page = corrections.page(wanted)
        assert ids(page.items) == [five[index] for index in expected]
        assert page.total == len(expected)
        upwards = corrections.page(wanted, descending=False, offset=1, limit=2)
        assert ids(upwards.items) == [five[index] for index in expected[::-1][1:3]]

    @pytest.mark.parametrize(
        "values",
        [{"state": "new"}, {"author": "\0"}, {"image": "x"}, {"until": datetime(2026, 1, 1)}],
    )
    def test_refuses_filters_that_cannot_be(self, values):
        with pytest.raises(OptionError):
            CorrectionFilter(**values)


class TestWithdraw:
    def test_keeps_the_history(self, corrections, corrected):
        old = corrections.add(corrected(0, "1", author="ana"))
        new = corrections.add(corrected(0, "7", author="ana"))
        assert ids(corrections.withdraw([str(uuid.UUID(new.id)), "x"], by="bo")) == [new.id]
        assert corrections.withdraw([new.id]) == []
        kept = corrections.get(str(uuid.UUID(new.id)))
        assert kept.withdrawn_by == "bo"
        assert kept.withdrawn_at is not None
        # What was said before it does not come back.
        assert corrections.current("digits") == []
        assert corrections.get(old.id).superseded_at == new.created_at

    def test_undo(self, corrections, corrected):
        old = corrections.add(corrected(0, "1"))
        corrections.withdraw([old.id])
        new = corrections.add(corrected(0, "7"))
        assert ids(corrections.unwithdraw([old.id])) == [old.id]
        assert corrections.unwithdraw([old.id]) == []
        # Something newer was said meanwhile, which holds.
        assert ids(corrections.current("digits")) == [new.id]
        corrections.withdraw([new.id])
        assert corrections.current("digits") == []
        corrections.unwithdraw([new.id])
        assert corrections.get(new.id).withdrawn_by == ""
        assert ids(corrections.current("digits")) == [new.id]

    def test_all_of_an_author_and_a_time(self, corrections, corrected):
        for number in range(40):
            corrections.add(
                corrected(
                    number,
                    "1",
                    author="eve" if number % 2 else "ana",
                    recognizer="digits" if number < 30 else "characters",
                    created_at=START + timedelta(minutes=number),
                )
            )
        hour = START + timedelta(minutes=20)
        assert len(corrections.withdraw(author="eve", until=hour)) == 10
        assert len(corrections.withdraw(author="eve", since=hour, recognizer="characters")) == 5
        assert len(corrections.withdraw(author="eve")) == 5
        assert len(corrections.withdraw(since=hour)) == 10
        assert {item.author for item in corrections.current("digits")} == {"ana"}

    def test_says_which(self, corrections):
        with pytest.raises(OptionError, match="Say which"):
            corrections.withdraw(recognizer="digits")
        assert corrections.withdraw([]) == []


class TestFixed:
    def test_since_the_version_that_has_been_right_ever_since(self, corrections, corrected):
        first, second = (corrections.add(corrected(number, "1")).id for number in range(2))

        def fixed():
            return [corrections.get(key).fixed_since for key in (first, second)]

        corrections.set_fixed(3, [first], [second])
        assert fixed() == [3, None]
        corrections.set_fixed(4, [first, second], [])
        assert fixed() == [3, 4]
        corrections.set_fixed(5, [second], [first])
        assert fixed() == [None, 4]
        corrections.set_fixed(6, [first, second], [])
        assert fixed() == [6, 4]
