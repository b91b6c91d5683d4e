import contextlib
import os
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from vistazo.errors import OptionError, StorageError
from vistazo.feedback import PredictionFilter, purge

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def age(images, sha, seconds=3600):
    then = time.time() - seconds
    os.utime(images.path(sha), (then, then))


@pytest.fixture
def recorded(predictions, images, predicted):
    """Ten predictions, one a day, the newest now; their ids and their pictures, all old files."""
    new = [
        predicted(image=images.put(bytes([number])), created_at=NOW - number * DAY)
        for number in range(10)
    ]
    predictions.add(new)
    for item in new:
        age(images, item.image)
    return new


def kept(predictions):
    return {item.id for item in predictions.page(limit=100).items}


class TestRows:
    def test_all_stay_without_limits(self, database, predictions, images, recorded):
        done = purge(database, images, NOW)
        assert (done.predictions, done.images) == (0, 0)
        assert len(kept(predictions)) == len(list(images)) == 10

    def test_too_old(self, database, predictions, images, recorded):
        done = purge(database, images, NOW, keep_days=3)
        assert (done.predictions, done.images) == (6, 6)
        assert kept(predictions) == {item.id for item in recorded[:4]}
        assert set(images) == {item.image for item in recorded[:4]}

    @pytest.mark.parametrize("count", [0, 1, 4, 10, 11])
    def test_too_many(self, database, predictions, images, recorded, count):
        purge(database, images, NOW, keep_count=count)
        assert kept(predictions) == {item.id for item in recorded[:count]}

    def test_too_many_of_one_moment(self, database, predictions, images, predicted):
        predictions.add([predicted(number, created_at=NOW) for number in range(10)])
        purge(database, images, NOW, keep_count=4)
        assert len(kept(predictions)) == 4

    def test_more_than_one_transaction_removes(self, database, predictions, images, predicted):
        predictions.add([predicted(number, created_at=NOW - DAY) for number in range(4100)])
        assert purge(database, images, NOW, keep_days=0).predictions == 4100

    def test_deleted_ones_can_be_restored_for_a_while(
        self, database, predictions, images, recorded
    ):
        gone = [recorded[0].id, recorded[1].id]
        predictions.delete(gone)
        soon = datetime.now(UTC)
        assert purge(database, images, soon + timedelta(minutes=9)).predictions == 0
        assert recorded[0].image in images
        assert predictions.restore(gone[:1]) == 1
        done = purge(database, images, soon + timedelta(minutes=11))
        assert (done.predictions, done.images) == (1, 1)
        assert predictions.restore(gone) == 0
        assert recorded[0].image in images
        assert recorded[1].image not in images

    @pytest.mark.parametrize("values", [{"keep_days": -1}, {"keep_count": -1}])
    def test_refuses_what_cannot_be(self, database, images, values):
        with pytest.raises(OptionError, match="must not be negative"):
            purge(database, images, **values)


class TestPictures:
    def test_those_of_corrections_stay(
        self, database, predictions, corrections, images, recorded, corrected
    ):
        said = corrections.add(corrected(0, "1", image=recorded[5].image))
        corrections.withdraw([said.id])
        purge(database, images, NOW, keep_count=0)
        assert list(images) == [recorded[5].image]

    def test_young_ones_stay(self, database, images):
        sha = images.put(b"about to be referred to")
        assert purge(database, images).images == 0
        assert sha in images
        assert purge(database, images, grace=timedelta(0)).images == 1

    def test_what_a_writer_left_behind_goes(self, database, images):
        path = images.path(images.put(b"abc")).with_name(".x.part")
        path.write_bytes(b"")
        then = time.time() - 7200
        os.utime(path, (then, then))
        purge(database, images)
        assert not path.exists()

    def test_none_that_is_referred_to_is_lost_while_others_work(
        self, database, predictions, images, predicted
    ):
        """Pictures are put, recorded, deleted and purged at once."""
        done = threading.Event()
        failures = []

        def sweep():
            while not done.is_set():
                purge(database, images, grace=timedelta(seconds=1))

        def record(worker):
            for number in range(40):
                sha = images.put(bytes([number]), durable=False)
                with contextlib.suppress(FileNotFoundError):
                    age(images, sha, 2)
                try:
                    # What counts as young is what was put last, just before its row.
                    images.put(bytes([number]), durable=False)
                    predictions.add([predicted(image=sha)])
                except StorageError as error:
                    failures.append(error)

        threads = [threading.Thread(target=record, args=(number,)) for number in range(3)]
        sweeper = threading.Thread(target=sweep)
        for thread in [sweeper, *threads]:
            thread.start()
        for thread in threads:
            thread.join()
        done.set()
        sweeper.join()
        assert failures == []
        page = predictions.page(PredictionFilter(), limit=1000)
        assert all(item.image in images for item in page.items)
