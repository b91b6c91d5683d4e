"""What is done with each picture of a batch, in a thread of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import structlog

from vistazo.feedback.prediction import clean_filename
from vistazo.runtime import Recognizer
from vistazo.service.answers import prediction_answer, tag_scores
from vistazo.service.batches import Task
from vistazo.service.pictures import Sent
from vistazo.service.problems import Problem, problem_of
from vistazo.service.recorder import Recorder
from vistazo.service.timed import Timed, recognise_now
from vistazo.service.wishes import Wish
from vistazo.types import Prediction

_log = structlog.get_logger("vistazo.service")


@dataclass
class Worker:
    """Recognises and keeps the pictures of one batch; used by several threads at once.

    Attributes:
        recognizer: What answers.
        recorder: Keeps the answers, if there is one.
        wish: What is kept.
        threshold: As for `Recognizer.predict`.
    """

    recognizer: Recognizer
    recorder: Recorder | None
    wish: Wish
    threshold: float | None
    _patient: bool = True

    def recognise(self, task: Task) -> tuple[Timed[Prediction], str | None]:
        """The answer to one picture, and its place in the history.

        Raises:
            VistazoError: The picture cannot be used.
        """
        picture = task.read()
        done = recognise_now(self.recognizer, picture, threshold=self.threshold)
        return done, self._keep(Sent(picture, task.filename), done)

    def _keep(self, sent: Sent, done: Timed[Prediction]) -> str | None:
        if self.recorder is None or not self.wish.record:
            return None
        wish = replace(self.wish, filename="")
        entry = wish.entry(self.recognizer, sent, done)
        identifier = self.recorder.record(entry)
        if identifier is None and self._patient:
            # A batch is faster than the disk for a while; where the disk is gone, wait only once.
            self._patient = self.recorder.flush()
            identifier = self.recorder.record(entry)
        return identifier


@dataclass
class LineWorker:
    """Makes the lines of `/v1/models/{name}/predict-batch`.

    Attributes:
        worker: Recognises.
        top: How many of the most probable labels are named.
    """

    worker: Worker
    top: int

    def __call__(self, task: Task) -> tuple[bool, bytes]:
        """Whether the picture was recognised, and its line."""
        line: dict[str, Any] = {"index": task.index, "filename": clean_filename(task.filename)}
        try:
            done, identifier = self.worker.recognise(task)
            line["prediction"] = prediction_answer(done, self.top, identifier)
        except Exception as error:  # noqa: BLE001 - whatever it is, it costs only this line
            line["error"] = entry_problem(error, task.filename).entry()
        return "prediction" in line, json.dumps(line, ensure_ascii=False).encode() + b"\n"


@dataclass
class TagWorker:
    """Makes the entries of `/batch_predict`.

    Attributes:
        worker: Recognises.
    """

    worker: Worker

    def __call__(self, task: Task) -> tuple[int, dict[str, Any]]:
        """The picture's place, and its entry."""
        entry: dict[str, Any] = {"filename": clean_filename(task.filename)}
        try:
            entry["predictions"] = tag_scores(self.worker.recognise(task)[0].answer)
        except Exception as error:  # noqa: BLE001 - whatever it is, it costs only this entry
            problem = entry_problem(error, task.filename)
            entry |= {"error": problem.detail, "type": problem.kind.type}
        return task.index, entry


def entry_problem(error: Exception, filename: str) -> Problem:
    """What is told about one file; what nobody foresaw is logged."""
    problem = problem_of(error, filename)
    if problem.kind.status == 500:
        _log.error("a picture of a batch failed", filename=filename, exc_info=error)
    return problem
