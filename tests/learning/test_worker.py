"""Workers in threads and in processes of their own, which are killed at any moment."""

from __future__ import annotations

import contextlib
import itertools
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from vistazo.errors import ModelError, StorageUnavailableError
from vistazo.feedback import Job
from vistazo.learning import ModelFiles, Shop
from vistazo.learning.parts import Parts

Teach = Callable[..., list[str]]

WORKER = """
import sys
from vistazo.learning.parts import Parts
from vistazo.learning.worker import Worker
worker = Worker(Parts.open(sys.argv[1], sys.argv[2]), lease_s=1.5, deep_command=sys.argv[3:])
worker.start()
print("ready", flush=True)
sys.stdin.read()
worker.close()
"""

TRAINER = """
import json, os, shutil, sys, time
given = dict(zip(sys.argv[2::2], sys.argv[3::2]))
work = given["--work"]
os.makedirs(work, exist_ok=True)
ready = os.path.join(work, "epoch")
begun = int(open(ready).read()) if os.path.exists(ready) else 0
rows = open(os.path.join(given["--corrections"], "corrections.csv")).read().splitlines()[1:]
epochs = int(given["--epochs"])
for epoch in range(begun + 1, epochs + 1):
    time.sleep(0.3)
    if os.getppid() != int(given["--parent"]):
        sys.exit(3)
    with open(ready, "w") as file:
        file.write(str(epoch))
    told = {"epoch": epoch, "epochs": epochs, "begun": begun, "rows": len(rows)}
    print(json.dumps(told), flush=True)
if epochs == 9:
    sys.exit("no memory is left")
shutil.copy(os.path.join(sys.argv[1], "new.onnx"), given["--save-path"])
shutil.copy(os.path.join(sys.argv[1], "new.bank.npz"), given["--save-path"][:-5] + ".bank.npz")
"""


@dataclass
class Process:
    """A worker in a process of its own."""

    running: subprocess.Popen[str]

    def kill(self) -> None:
        self.running.kill()
        self.running.wait(timeout=20)


Start = Callable[..., Process]


@pytest.fixture
def start(folder: Path, database_url: str) -> Iterator[Start]:
    """A function that starts a worker process and waits until it works."""
    started: list[subprocess.Popen[str]] = []

    def begin(*deep_command: str) -> Process:
        arguments = [str(folder), database_url, *deep_command]
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return Process(process)

    yield begin
    for process in started:
        process.kill()
        process.communicate(timeout=20)


@pytest.fixture
def trainer(tmp_path: Path, build_learner: Any) -> tuple[str, ...]:
    """A command that trains as the workshop's does, from outside; it only pretends to learn."""
    script = tmp_path / "trainer.py"
    script.write_text(TRAINER)
    model, bank = build_learner(version="deep")
    (tmp_path / "new.onnx").write_bytes(model)
    (tmp_path / "new.bank.npz").write_bytes(bank)
    return sys.executable, str(script), str(tmp_path)


def wait(condition: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def children_with(word: str) -> list[psutil.Process]:
    """Processes that this one has started, with this word in their command."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if any(word in part for part in child.cmdline()):
                found.append(child)
    return found


def jobs(shop: Shop) -> list[Job]:
    return sorted(shop.jobs.list(limit=500).items, key=lambda job: job.created_at)


def all_over(shop: Shop) -> bool:
    return all(job.over for job in jobs(shop))


def all_right(shop: Shop, ids: list[str]) -> bool:
    """Whether each corrected picture is answered as it was corrected."""
    found = [shop.corrections.get(identifier) for identifier in ids]
    return all(
        shop.recognizer("digits", item.profile).predict(shop.images.get(item.image)).label
        == item.labels[0]
        for item in found
    )


def check_whole(shop: Shop) -> None:
    """Every version has its file, and the log is one chain."""
    for version in shop.registry.list("digits"):
        assert shop.file(version.model, version.profile)
    for profile in {line.profile for line in shop.registry.log("digits")}:
        log = shop.registry.log("digits", profile)[::-1]
        assert [line.sequence for line in log] == list(range(1, len(log) + 1))
        live = [None, *(None if line.action == "reset" else line.version for line in log)]
        assert [line.previous for line in log] == live[:-1]


class TestThread:
    def test_learns_at_once_what_is_taught(self, shop: Shop, teach: Teach) -> None:
        shop.start_worker()
        shop.start_worker()
        ids = teach(shop, 2)
        wait(lambda: all_over(shop))
        wait(lambda: all_right(shop, ids))
        wait(lambda: all(shop.corrections.get(found).fixed_since for found in ids))
        assert {job.state for job in jobs(shop)} == {"done"}
        assert len(jobs(shop)) <= 6

    def test_goes_on_after_a_job_that_fails(
        self, shop: Shop, teach: Teach, build_learner: Any, scribbles: Any
    ) -> None:
        shop.install([ModelFiles(build_learner(name="plain")[0])])
        shop.start_worker()
        shop.correct("plain", ["2"], picture=scribbles.draw(2, 0, style=1))
        teach(shop, 2)
        wait(lambda: all_over(shop))
        assert {job.recognizer: job.state for job in jobs(shop)} == {
            "plain": "failed",
            "digits": "done",
        }

    def test_listeners_hear_of_it(self, shop: Shop, teach: Teach) -> None:
        heard: list[int] = []
        shop.listeners.append(lambda: heard.append(shop.champion("digits").number))
        shop.start_worker()
        teach(shop, 2)
        wait(lambda: 2 in heard)

    def test_waiting_for_what_another_does(
        self, shop: Shop, folder: Path, database_url: str, teach: Teach
    ) -> None:
        teach(shop, 2)
        with Shop.open(folder, database_url) as other:
            other.start_worker()
            outcome = shop.learn("digits")
        assert shop.champion("digits").number == 2
        assert outcome.samples == 6
        assert {job.state for job in jobs(shop)} == {"done"}


class TestProcesses:
    def test_killed_at_any_moment_loses_nothing(
        self, shop: Shop, start: Start, teach: Teach
    ) -> None:
        chance = random.Random(0)
        ids = []
        for digit in range(4):
            worker = start()
            ids += teach(shop, digit, profile="ana" if digit % 2 else "")
            wait(lambda: any(job.state == "running" for job in jobs(shop)) or all_over(shop))
            time.sleep(chance.uniform(0.0, 0.4))
            worker.kill()
            check_whole(shop)
        ids += teach(shop, 4)
        start()
        wait(lambda: all_over(shop))
        check_whole(shop)
        assert {item.id for item in shop.corrections.current("digits")} == set(ids)
        wait(lambda: all_right(shop, ids))

    def test_two_share_the_work(
        self, shop: Shop, start: Start, scribbles: Any, build_learner: Any
    ) -> None:
        shop.install([ModelFiles(*build_learner(name="letters"))])
        start()
        start()
        for seed in range(8):
            for name in ("digits", "letters"):
                shop.correct(name, ["2"], picture=scribbles.draw(2, seed, style=1))
            time.sleep(0.1)
        wait(lambda: all_over(shop))
        done = jobs(shop)
        assert {(job.state, job.attempts) for job in done} == {("done", 1)}
        for name in ("digits", "letters"):
            own = sorted(
                (job for job in done if job.recognizer == name),
                key=lambda job: job.started_at or job.created_at,
            )
            for before, after in itertools.pairwise(own):
                assert before.finished_at is not None
                assert after.started_at is not None
                assert before.finished_at <= after.started_at
            assert shop.recognizer(name).predict(scribbles.draw(2, 90, style=1)).label == "2"


class TestDeep:
    def test_trains_judges_and_goes_live(
        self, shop: Shop, start: Start, trainer: tuple[str, ...], teach: Teach, folder: Path
    ) -> None:
        teach(shop, 2, range(12))
        shop.work_off()
        start(*trainer)
        job = shop.retrain("digits", deep=True, epochs=2, author="ana")
        wait(lambda: shop.jobs.get(job.id).over)
        done = shop.jobs.get(job.id)
        assert done.state == "done", done.error
        assert done.result is not None
        deep, live = shop.registry.get("digits", 3), shop.champion("digits")
        assert (deep.kind, deep.author) == ("deep", "ana")
        assert deep.decision is not None
        assert (done.result["promoted"], done.result["model"]) == (True, live.model)
        assert live.base == deep.sha256
        wait(lambda: not (folder / "jobs" / job.id).exists())

    def test_goes_on_from_its_checkpoint_after_a_kill(
        self, shop: Shop, start: Start, trainer: tuple[str, ...], teach: Teach
    ) -> None:
        teach(shop, 2, range(12))
        shop.work_off()
        worker = start(*trainer)
        job = shop.retrain("digits", deep=True, epochs=8)
        wait(lambda: (shop.jobs.get(job.id).progress or {}).get("epoch", 0) >= 2)
        children = psutil.Process(worker.running.pid).children()
        assert len(children) == 1
        worker.kill()
        wait(
            lambda: not any(child.is_running() and child.status() != "zombie" for child in children)
        )
        start(*trainer)
        wait(lambda: shop.jobs.get(job.id).over)
        done = shop.jobs.get(job.id)
        assert (done.state, done.attempts) == ("done", 2)
        assert shop.registry.get("digits", 3).kind == "deep"

    def test_a_worker_that_is_closed_leaves_it_to_the_next(
        self, trainer: tuple[str, ...], shop: Shop, teach: Teach, folder: Path, database_url: str
    ) -> None:
        teach(shop, 2, range(12))
        shop.work_off()
        with Shop(Parts.open(folder, database_url), deep_command=trainer) as other:
            job = other.retrain("digits", deep=True, epochs=8)
            other.start_worker()
            wait(lambda: (shop.jobs.get(job.id).progress or {}).get("epoch", 0) >= 2)
        assert shop.jobs.get(job.id).state == "running"
        with Shop(Parts.open(folder, database_url), deep_command=trainer) as other:
            other.start_worker()
            wait(lambda: shop.jobs.get(job.id).over)
        done = shop.jobs.get(job.id)
        assert (done.state, done.attempts) == ("done", 1)

    def test_a_cancelled_one_stops(
        self, trainer: tuple[str, ...], shop: Shop, teach: Teach, folder: Path, database_url: str
    ) -> None:
        teach(shop, 2, range(12))
        shop.work_off()
        with Shop(Parts.open(folder, database_url), deep_command=trainer) as other:
            job = other.retrain("digits", deep=True, epochs=200)
            other.start_worker()
            wait(lambda: (shop.jobs.get(job.id).progress or {}).get("epoch", 0) >= 1)
            shop.jobs.cancel(job.id)
            wait(lambda: not children_with("trainer.py"))
            assert shop.sweep() > 0
        assert shop.jobs.get(job.id).state == "cancelled"
        assert not (folder / "jobs" / job.id).exists()
        assert shop.champion("digits").number == 2

    def test_says_why_it_failed(
        self, shop: Shop, trainer: tuple[str, ...], teach: Teach, folder: Path, database_url: str
    ) -> None:
        teach(shop, 2, range(12))
        other = Shop(Parts.open(folder, database_url), deep_command=trainer)
        with other, pytest.raises(ModelError, match="no memory is left"):
            other.learn("digits", deep=True, epochs=9)
        assert "no memory is left" in (shop.jobs.list().items[0].error or "")

    def test_without_corrections_there_is_nothing_to_train(self, shop: Shop) -> None:
        shop.start_worker()
        job = shop.retrain("digits", deep=True)
        wait(lambda: shop.jobs.get(job.id).over)
        assert shop.jobs.get(job.id).state == "failed"
        assert "Nobody has corrected" in (shop.jobs.get(job.id).error or "")


def test_answering_goes_on_while_the_database_is_away(
    tmp_path: Path, postgres_server: Any, learner: ModelFiles, scribbles: Any
) -> None:
    name = f"away_{time.monotonic_ns()}"
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    with Shop.open(tmp_path, postgres_server.url(name)) as shop:
        shop.install([learner])
        assert shop.recognizer("digits").predict(scribbles.draw(2, 0)).label == "2"
        shop.start_worker()
        postgres_server.stop()
        try:
            time.sleep(0.3)
            assert shop.recognizer("digits").predict(scribbles.draw(2, 0)).label == "2"
            with pytest.raises(StorageUnavailableError):
                shop.correct("digits", ["2"], picture=scribbles.draw(2, 0, style=1))
        finally:
            postgres_server.start()
        _, job = shop.correct("digits", ["2"], picture=scribbles.draw(2, 0, style=1))
        assert job is not None
        wait(lambda: shop.jobs.get(job.id).over)
        assert shop.jobs.get(job.id).state == "done"
