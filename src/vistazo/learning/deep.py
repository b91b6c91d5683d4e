"""Training the whole network again, in a process of its own that can be taken up again."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from vistazo.errors import ConflictError, InputError, ModelError, NotFoundError, OptionError
from vistazo.feedback import Correction, Job
from vistazo.learning.bundles import ModelFiles
from vistazo.learning.lessons import agreed, gather, is_held_out
from vistazo.learning.loop import Learner
from vistazo.learning.outcome import Outcome
from vistazo.learning.parts import Parts
from vistazo.learning.scope import Scope, read_scope
from vistazo.registry import NewVersion, Version
from vistazo.runtime import bank_path

EPOCHS = 5
_LOOK_S = 0.2
_PATIENCE_S = 10.0
_READY, _FINISHED = "ready", "finished"
_LAST_LINES = 5
_PLAIN = {"TERM": "dumb", "NO_COLOR": "1", "TYPER_USE_RICH": "0", "COLUMNS": "200"}
"""What it says may be shown to people anywhere."""

Tell = Callable[[dict[str, Any]], None]
Stopped = Callable[[], bool]


class StoppedError(ConflictError):
    """The worker was asked to end, or lost its job; another goes on from the last checkpoint."""


class DeepLearner:
    """Does jobs of the kind "deep": a child process trains, then a refit on it is judged."""

    def __init__(self, parts: Parts, command: Sequence[str] = ()) -> None:
        """Train with `command`, to which the options are added; `vistazo fine-tune` if empty."""
        self._parts = parts
        self._command = list(command) or [sys.executable, "-m", "vistazo.cli", "fine-tune"]
        self._learner = Learner(parts)

    def learn(self, job: Job, tell: Tell, stopped: Stopped) -> Outcome:
        """Do a job that was claimed, and end it.

        Args:
            job: As it was claimed.
            tell: Takes the progress.
            stopped: Asked again and again; once it says so, the training ends where it is, and
                goes on when the job is taken up again.

        Raises:
            StoppedError: It was stopped; the job is not ended.
            OptionError: There is nothing to learn.
            ModelError: The training failed; its last words are in the message.
        """
        scope = read_scope(self._parts.registry, job.recognizer, "")
        corrections = agreed(self._parts.corrections.current(job.recognizer))
        if not corrections:
            raise OptionError(
                f"Nobody has corrected {job.recognizer!r}; there is nothing to learn."
            )
        folder = self._parts.folder / "jobs" / job.id
        if not (folder / _READY).exists():
            self._prepare(folder, scope, corrections)
        if not (folder / _FINISHED).exists():
            self._train(folder, job, tell, stopped)
            (folder / _FINISHED).touch()
        tell({"stage": "judge"})
        whole = self._register(folder, job, scope, corrections)
        payload = {"author": job.payload.get("author", ""), "after": job.payload.get("after", 0)}
        outcome = self._learner.learn(replace(job, payload=payload | {"base": whole.sha256}))
        shutil.rmtree(folder, ignore_errors=True)
        return outcome

    def _prepare(self, folder: Path, scope: Scope, corrections: Sequence[Correction]) -> None:
        """Lay out what the child needs; the mark comes last."""
        shutil.rmtree(folder, ignore_errors=True)
        pictures = folder / "corrections" / "images"
        pictures.mkdir(parents=True)
        shelf, images = self._parts.shelf, self._parts.images
        (folder / "model.onnx").write_bytes(shelf.model(scope.shared))
        (folder / "model.bank.npz").write_bytes(shelf.bank_bytes(scope.shared))
        with (pictures.parent / "corrections.csv").open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("file", "labels"))
            for item in corrections:
                if is_held_out(item.image):
                    continue
                try:
                    (pictures / item.image).write_bytes(images.get(item.image))
                except InputError:
                    continue
                labels = json.dumps(item.labels, ensure_ascii=False)
                rows.writerow((f"images/{item.image}", labels))
        (folder / _READY).touch()

    def _train(self, folder: Path, job: Job, tell: Tell, stopped: Stopped) -> None:
        options: dict[str, object] = {
            "model": folder / "model.onnx",
            "bank": folder / "model.bank.npz",
            "corrections": folder / "corrections",
            "work": folder / "work",
            "save-path": folder / "trained.onnx",
            "epochs": job.payload.get("epochs") or EPOCHS,
            "parent": os.getpid(),
        }
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        log = folder / "log.txt"
        with log.open("a") as errors:
            child = subprocess.Popen(
                [*self._command, *words],
                env={**os.environ, **_PLAIN},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert child.stdout is not None
        reading = threading.Thread(target=_read, args=(child.stdout, tell), daemon=True)
        reading.start()
        try:
            while child.poll() is None:
                if stopped():
                    raise StoppedError("The training was stopped; it goes on when taken up again.")
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(_LOOK_S)
        finally:
            _end(child)
            reading.join(_PATIENCE_S)
            child.stdout.close()
        if child.returncode:
            said = " ".join(log.read_text(errors="replace").split("\n")[-_LAST_LINES:]).strip()
            raise ModelError(f"The training ended with {child.returncode}: {said or 'no reason'}")

    def _register(
        self, folder: Path, job: Job, scope: Scope, corrections: Sequence[Correction]
    ) -> Version:
        """Keep what was trained, judged by itself against what is live."""
        from vistazo.learning.crossing import judge_across
        from vistazo.learning.gate import Policy

        trained = folder / "trained.onnx"
        files = ModelFiles(trained.read_bytes(), bank_path(trained).read_bytes())
        kept = self._parts.shelf.keep_files(files)
        assert kept["model"] is not None
        new = NewVersion(
            recognizer=job.recognizer,
            sha256=kept["model"],
            size=len(files.model),
            kind="deep",
            base=kept["model"],
            parent=scope.shared.sha256,
            author=job.payload.get("author", ""),
            corrections=sum(not is_held_out(item.image) for item in corrections),
            bank=kept["bank"],
            reader=self._parts.registry.find(scope.shared.base).reader,
        )
        whole = self._parts.registry.register(new)
        lesson = gather(self._parts, whole, corrections)
        here = replace(scope, base=whole)
        head = self._parts.shelf.head(whole)
        decision = judge_across(self._parts, here, lesson, head, Policy.shared(head.task))
        return self._parts.registry.register(replace(new, decision=decision.to_dict()))


def sweep_trainings(parts: Parts) -> int:
    """Remove the folders of trainings that are over; how many."""
    removed = 0
    for folder in (parts.folder / "jobs").glob("*"):
        try:
            over = parts.jobs.get(folder.name).over
        except NotFoundError:
            over = True
        if over:
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def _read(lines: IO[str], tell: Tell) -> None:
    """Hand on what the child says, line by line; what is no JSON object is left out."""
    for line in lines:
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict):
            tell({"stage": "train", **said})


def _end(child: subprocess.Popen[str]) -> None:
    """Ask a child to end, and insist."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
