"""The history's writer: nothing waits for it, and what it took it keeps."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from vistazo.errors import StorageFullError, StorageUnavailableError
from vistazo.service import recorder as module
from vistazo.service.recorder import Entry, Recorder
from vistazo.types import Prediction

ANSWER = Prediction("7", 0.9, {"7": 0.9, "1": 0.1}, "sure", 0.1, "digits@0123456789ab", ("7",))


def entry(size: int = 10) -> Entry:
    return Entry("digits", bytes(size), ANSWER)


class Store:
    """Keeps what it is given; can be told to fail, or to wait."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.batches = 0
        self.error: Exception | None = None
        self.open = threading.Event()
        self.open.set()

    def __call__(self, batch: Sequence[Entry]) -> None:
        self.open.wait(20)
        if self.error is not None:
            raise self.error
        self.batches += 1
        self.kept += [item.id for item in batch]


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def recorder(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    monkeypatch.setattr(module, "_AGAIN_S", 0.02)
    running = Recorder(store)
    yield running
    store.open.set()
    running.close()


def test_everything_is_kept_in_order(recorder: Recorder, store: Store) -> None:
    ids = [recorder.record(entry()) for _ in range(600)]
    assert recorder.flush()
    assert store.kept == ids
    assert store.batches < 100


def test_from_many_threads_nothing_is_lost_or_doubled(recorder: Recorder, store: Store) -> None:
    ids: list[str | None] = []

    def work() -> None:
        mine = [recorder.record(entry()) for _ in range(100)]
        assert recorder.flush()
        ids.extend(mine)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert None not in ids
    assert sorted(store.kept) == sorted(str(item) for item in ids)


def test_what_does_not_fit_has_no_id_and_nobody_waits(
    recorder: Recorder, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 10)
    store.open.clear()
    started = time.perf_counter()
    ids = [recorder.record(entry()) for _ in range(1000)]
    assert time.perf_counter() - started < 1.0
    kept = [item for item in ids if item is not None]
    assert 10 <= len(kept) < 1000
    store.open.set()
    assert recorder.flush()
    assert store.kept == kept


def test_large_pictures_are_bounded_by_their_bytes(
    recorder: Recorder, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 10_000)
    store.open.clear()
    ids = [recorder.record(entry(4000)) for _ in range(20)]
    assert 2 <= sum(item is not None for item in ids) < 20
    pixels = Entry("digits", np.zeros((100, 101), np.uint8), ANSWER)
    assert pixels.size == 10_100
    assert recorder.record(pixels) is None


@pytest.mark.parametrize("error", [StorageUnavailableError("away"), StorageFullError("full")])
def test_it_waits_while_storage_is_away(recorder: Recorder, store: Store, error: Exception) -> None:
    store.error = error
    ids = [recorder.record(entry()) for _ in range(5)]
    assert not recorder.flush(0.1)
    store.error = None
    ids += [recorder.record(entry()) for _ in range(5)]
    assert recorder.flush()
    assert store.kept == ids


def test_a_fault_costs_one_batch_and_not_the_thread(recorder: Recorder, store: Store) -> None:
    store.error = ValueError("a fault of ours")
    recorder.record(entry())
    assert recorder.flush()
    store.error = None
    kept = recorder.record(entry())
    assert recorder.flush()
    assert store.kept == [kept]


def test_closing_stores_what_waits(store: Store) -> None:
    recorder = Recorder(store)
    ids = [recorder.record(entry()) for _ in range(300)]
    recorder.close()
    assert store.kept == ids
    assert recorder.record(entry()) is None
    recorder.close()


def test_closing_does_not_wait_for_ever(store: Store) -> None:
    store.error = StorageUnavailableError("away")
    recorder = Recorder(store)
    recorder.record(entry())
    started = time.perf_counter()
    recorder.close(0.2)
    assert time.perf_counter() - started < 2.0
