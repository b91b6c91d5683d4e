"""Writes the history: answers wait in a bounded queue until one thread stores them in batches."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from vistazo.errors import InputError, StorageError
from vistazo.feedback import NewPrediction, Predictions
from vistazo.image import encode_png, picture_size
from vistazo.storage.files import FileStore
from vistazo.storage.values import new_id, utc_now
from vistazo.types import Prediction, Score, UInt8Array

MOST_WAITING = 4096
MOST_BYTES = 32 * 2**20
_BATCH = 256
_GATHER_S = 0.02
"""How long the first of a batch waits for others; a commit costs as much for one as for many."""

_AGAIN_S = 1.0
_SHOWN = 5
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer to be kept.

    Attributes:
        recognizer: The recogniser's name.
        picture: The file that was sent, or the pixels.
        prediction: What was answered.
        profile: For whom.
        source: Where the picture comes from.
        filename: The picture's name.
    """

    recognizer: str
    picture: bytes | UInt8Array
    prediction: Prediction
    profile: str = ""
    source: str = "api"
    filename: str = ""
    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=utc_now)

    @property
    def size(self) -> int:
        """Bytes of the picture."""
        return len(self.picture) if isinstance(self.picture, bytes) else self.picture.nbytes


class Recorder:
    """Keeps predictions without holding up an answer.

    What does not fit into the queue is not kept, and its answer says so: it has no id. While
    storage is away or full, the queue waits for it.
    """

    def __init__(self, store: Callable[[Sequence[Entry]], None]) -> None:
        """Store each batch by `store`; the thread starts with the first entry."""
        self._store = store
        self._waiting: deque[Entry] = deque()
        self._bytes = 0
        self._taken = self._done = self._awaited = 0
        self._changed = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._log = structlog.get_logger("vistazo.service")

    def record(self, entry: Entry) -> str | None:
        """Have an answer kept; its id, or None if there is no room for it."""
        with self._changed:
            full = len(self._waiting) >= MOST_WAITING or self._bytes + entry.size > MOST_BYTES
            if full or self._closing:
                return None
            self._waiting.append(entry)
            self._bytes += entry.size
            self._taken += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="history", daemon=True)
                self._thread.start()
            if len(self._waiting) == 1:
                self._changed.notify_all()
        return entry.id

    def flush(self, seconds: float = 2.0) -> bool:
        """Wait until everything that was recorded before this call is stored; whether it is."""
        with self._changed:
            wanted = self._taken
            if self._done >= wanted:
                return True
            self._awaited = wanted
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self._done >= wanted, seconds)

    def close(self, seconds: float = 5.0) -> None:
        """Store what waits, if that can be done in time, and end the thread."""
        self.flush(seconds)
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        while batch := self._next():
            try:
                self._store(batch)
            except StorageError as error:
                self._log.warning("history waits for storage", reason=str(error))
                self._put_back(batch)
                continue
            except Exception:  # noqa: BLE001 - whatever it is, the next batch may be stored
                self._log.exception("history lost a batch", predictions=len(batch))
            with self._changed:
                self._done += len(batch)
                self._changed.notify_all()

    def _next(self) -> list[Entry]:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            if len(self._waiting) < _BATCH:
                self._changed.wait_for(self._in_haste, _GATHER_S)
            count = min(_BATCH, len(self._waiting))
            batch = [self._waiting.popleft() for _ in range(count)]
            self._bytes -= sum(entry.size for entry in batch)
            return batch

    def _in_haste(self) -> bool:
        return self._closing or self._done < self._awaited

    def _put_back(self, batch: list[Entry]) -> None:
        with self._changed:
            if self._closing:
                return
            self._waiting.extendleft(reversed(batch))
            self._bytes += sum(entry.size for entry in batch)
            self._changed.wait_for(lambda: self._closing, _AGAIN_S)


def store_in(predictions: Predictions, images: FileStore) -> Callable[[Sequence[Entry]], None]:
    """How a batch is stored: pictures first, then the rows that name them."""
    log = structlog.get_logger("vistazo.service")

    def store(batch: Sequence[Entry]) -> None:
        rows = []
        for entry in batch:
            try:
                rows.append(_row(entry, images))
            except InputError as error:
                log.warning("history cannot hold a prediction", reason=str(error))
        predictions.add(rows)

    return store


def _row(entry: Entry, images: FileStore) -> NewPrediction:
    answer = entry.prediction
    data = entry.picture if isinstance(entry.picture, bytes) else encode_png(entry.picture)
    width, height = picture_size(entry.picture)
    return NewPrediction(
        recognizer=entry.recognizer,
        model=answer.model,
        # What a power failure may take is the picture of an answer, never that of a correction.
        image=images.put(data, durable=False),
        labels=answer.labels,
        confidence=round(answer.confidence, _DIGITS),
        verdict=answer.verdict,
        novelty=round(answer.novelty, _DIGITS),
        top=tuple(
            Score(score.label, round(score.probability, _DIGITS)) for score in answer.top(_SHOWN)
        ),
        profile=entry.profile,
        source=entry.source,
        filename=entry.filename,
        width=width,
        height=height,
        id=entry.id,
        created_at=entry.created_at,
    )
