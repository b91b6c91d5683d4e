import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from vistazo.errors import ConflictError, NotFoundError, OptionError
from vistazo.feedback import Corrections, Jobs

START = datetime(2026, 1, 1, tzinfo=UTC)
LEASE = 30.0


class Clock:
    """Time that passes when it is told to."""

    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now

    def pass_(self, seconds):
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def jobs(database, clock):
    return Jobs(database, clock)


class TestEnqueue:
    def test_waits(self, jobs):
        job = jobs.enqueue("deep", "digits", "Zoë", {"epochs": 3})
        assert jobs.get(job.id) == job
        assert (job.state, job.attempts, job.fence, job.payload) == ("queued", 0, 0, {"epochs": 3})
        assert not job.over

    def test_what_waits_already_does_both(self, jobs):
        first = jobs.enqueue("refit", "digits", payload={"a": 1, "b": 1})
        second = jobs.enqueue("refit", "digits", payload={"b": 2})
        assert second.id == first.id
        assert second.payload == {"a": 1, "b": 2}
        assert jobs.enqueue("refit", "digits") == second
        assert jobs.get(first.id) == second

    def test_others_wait_beside_it(self, jobs):
        ids = {
            jobs.enqueue(kind, name, profile).id
            for kind in ("refit", "deep")
            for name in ("digits", "characters")
            for profile in ("", "ana")
        }
        assert len(ids) == 8
        assert jobs.list().total == 8

    def test_what_runs_already_does_not_see_it(self, jobs):
        first = jobs.enqueue("refit", "digits")
        jobs.claim("w", LEASE)
        assert jobs.enqueue("refit", "digits").id != first.id

    @pytest.mark.parametrize(
        "arguments", [("nap", "digits"), ("refit", ""), ("refit", "a\0"), ("refit", "a", "/")]
    )
    def test_refuses_what_cannot_be(self, jobs, arguments):
        with pytest.raises(OptionError):
            jobs.enqueue(*arguments)


class TestClaim:
    def test_takes_the_oldest(self, jobs, clock):
        assert jobs.claim("w", LEASE) is None
        first = jobs.enqueue("refit", "digits")
        clock.pass_(1)
        second = jobs.enqueue("refit", "characters")
        clock.pass_(1)
        held = jobs.claim("w", LEASE)
        assert held == jobs.get(first.id)
        assert (held.state, held.worker, held.attempts, held.fence) == ("running", "w", 1, 1)
        assert held.started_at == clock.now
        assert held.lease_until == clock.now + timedelta(seconds=LEASE)
        assert jobs.claim("w", LEASE).id == second.id
        assert jobs.claim("w", LEASE) is None

    def test_one_of_a_kind_and_recogniser_at_a_time(self, jobs, clock):
        for kind, profile in (("refit", ""), ("refit", "ana"), ("deep", "")):
            jobs.enqueue(kind, "digits", profile)
            clock.pass_(1)
        held = jobs.claim("a", LEASE)
        assert jobs.claim("b", LEASE).kind == "deep"
        assert jobs.claim("c", LEASE) is None
        jobs.finish(held, {})
        assert jobs.claim("c", LEASE).profile == "ana"

    def test_only_the_kinds_that_are_asked_for(self, jobs):
        jobs.enqueue("deep", "digits")
        assert jobs.claim("w", LEASE, kinds=["refit"]) is None
        assert jobs.claim("w", LEASE, kinds=["refit", "deep"]).kind == "deep"

    def test_takes_up_what_was_abandoned(self, jobs, clock):
        jobs.enqueue("refit", "digits")
        lost = jobs.claim("a", LEASE)
        clock.pass_(LEASE - 1)
        assert jobs.claim("b", LEASE) is None
        clock.pass_(2)
        held = jobs.claim("b", LEASE)
        assert (held.id, held.worker, held.attempts, held.fence) == (lost.id, "b", 2, 2)
        assert held.started_at == lost.started_at

    def test_gives_up_after_three_times(self, jobs, clock):
        job = jobs.enqueue("refit", "digits")
        for attempt in range(3):
            assert jobs.claim("w", LEASE).attempts == attempt + 1
            jobs.enqueue("refit", "digits")
            clock.pass_(LEASE + 1)
        waiting = jobs.claim("w", LEASE)
        failed = jobs.get(job.id)
        assert failed.state == "failed"
        assert "3 times" in failed.error
        assert failed.finished_at == clock.now
        # What waited behind it goes on.
        assert waiting is not None
        assert waiting.id != job.id

    def test_a_worker_may_wait_for_the_transaction_that_queues(self, database, corrected):
        """A job that is being added to is taken up only after what was added can be seen."""
        jobs, corrections = Jobs(database), Corrections(database)
        jobs.enqueue("refit", "digits")
        seen = []

        def work():
            started.set()
            held = jobs.claim("w", LEASE)
            seen.append((held.state, len(corrections.current("digits"))))

        started = threading.Event()
        thread = threading.Thread(target=work)
        with database.write() as connection:
            corrections.add(corrected(0, "1"), connection)
            jobs.enqueue("refit", "digits", payload={"more": True}, connection=connection)
            thread.start()
            started.wait()
            thread.join(0.5)
            assert seen == []
        thread.join()
        assert seen == [("running", 1)]


class TestLease:
    def test_a_heartbeat_renews_it(self, jobs, clock):
        jobs.enqueue("refit", "digits")
        held = jobs.claim("a", LEASE)
        for step in range(5):
            clock.pass_(LEASE - 1)
            held = jobs.heartbeat(held, {"step": step}, lease_s=LEASE)
            assert jobs.claim("b", LEASE) is None
        assert jobs.heartbeat(held).progress == {"step": 4}
        assert jobs.get(held.id).heartbeat_at == clock.now

    def test_a_worker_that_lost_its_job_can_change_nothing(self, jobs, clock):
        jobs.enqueue("refit", "digits")
        stale = jobs.claim("a", LEASE)
        clock.pass_(LEASE + 1)
        held = jobs.claim("b", LEASE)
        for use in (
            lambda: jobs.heartbeat(stale, {"step": 1}),
            lambda: jobs.finish(stale, {"by": "a"}),
            lambda: jobs.fail(stale, "a"),
            lambda: jobs.release(stale),
        ):
            with pytest.raises(ConflictError, match="no longer this worker's"):
                use()
        assert jobs.get(held.id) == held
        done = jobs.finish(held, {"by": "b"})
        assert (done.state, done.result, done.lease_until) == ("done", {"by": "b"}, None)
        assert done.over
        with pytest.raises(ConflictError):
            jobs.finish(held, {"by": "b"})

    def test_what_it_did_in_the_same_transaction_is_undone(
        self, database, jobs, clock, corrections, corrected
    ):
        jobs.enqueue("refit", "digits")
        stale = jobs.claim("a", LEASE)
        clock.pass_(LEASE + 1)
        jobs.claim("b", LEASE)

        def work():
            with database.write() as connection:
                corrections.add(corrected(0, "1"), connection)
                jobs.finish(stale, {}, connection)

        with pytest.raises(ConflictError):
            work()
        assert corrections.page().total == 0

    def test_giving_back_loses_no_attempt(self, jobs):
        jobs.enqueue("deep", "digits")
        for _ in range(5):
            jobs.release(jobs.claim("a", LEASE))
        assert jobs.claim("b", LEASE).attempts == 1

    def test_a_failure(self, jobs, clock):
        jobs.enqueue("deep", "digits")
        failed = jobs.fail(jobs.claim("a", LEASE), "Out of memory.")
        assert (failed.state, failed.error, failed.finished_at) == (
            "failed",
            "Out of memory.",
            clock.now,
        )
        assert jobs.claim("a", LEASE) is None


class TestCancel:
    def test_one_that_waits(self, jobs):
        job = jobs.enqueue("refit", "digits")
        assert jobs.get(str(uuid.UUID(job.id))) == job
        assert jobs.cancel(job.id).state == "cancelled"
        assert jobs.claim("w", LEASE) is None
        with pytest.raises(ConflictError, match="is cancelled already"):
            jobs.cancel(job.id)

    def test_one_that_runs(self, jobs):
        jobs.enqueue("deep", "digits")
        held = jobs.claim("w", LEASE)
        jobs.cancel(held.id)
        with pytest.raises(ConflictError):
            jobs.heartbeat(held)
        jobs.enqueue("deep", "digits")
        assert jobs.claim("w", LEASE) is not None

    def test_one_that_is_not_there(self, jobs):
        with pytest.raises(NotFoundError, match="no job 'x'"):
            jobs.cancel("x")


class TestList:
    def test_the_newest_first(self, jobs, clock):
        ids = []
        for name in ("digits", "characters", "photos"):
            clock.pass_(1)
            ids.append(jobs.enqueue("refit", name).id)
        jobs.claim("w", LEASE)
        page = jobs.list(limit=2)
        assert [item.id for item in page.items] == ids[:0:-1]
        assert page.total == 3
        assert [item.id for item in jobs.list("digits").items] == ids[:1]
        assert [item.id for item in jobs.list(states=["queued"]).items] == ids[:0:-1]
        assert jobs.list("digits", ["queued"]).total == 0
        with pytest.raises(OptionError):
            jobs.list(limit=-1)


def test_many_workers_never_take_one_job_twice(database):
    """Eight workers and two who queue: of a kind and recogniser, one job runs at a time."""
    jobs = Jobs(database)
    names = [f"r{number}" for number in range(6)]
    running, taken, failures = set(), [], []
    watch = threading.Lock()
    queued = threading.Event()

    def work(worker):
        while True:
            finished = queued.is_set()
            held = jobs.claim(f"w{worker}", LEASE)
            if held is None:
                if finished:
                    return
                continue
            place = (held.kind, held.recognizer)
            with watch:
                if place in running:
                    failures.append(place)
                running.add(place)
                taken.append((held.id, held.fence))
            jobs.heartbeat(held, {"step": 1})
            with watch:
                running.discard(place)
            jobs.finish(held, {})

    def enqueue(kind):
        for _ in range(5):
            for name in names:
                jobs.enqueue(kind, name)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    askers = [threading.Thread(target=enqueue, args=(kind,)) for kind in ("refit", "deep")]
    for thread in workers + askers:
        thread.start()
    for thread in askers:
        thread.join()
    queued.set()
    for thread in workers:
        thread.join()
    assert failures == []
    assert len(taken) == len(set(taken))
    assert all(fence == 1 for _, fence in taken)
    page = jobs.list(limit=1000)
    assert {item.state for item in page.items} == {"done"}
    assert page.total == len(taken)
