"""What happens between reading and storing must neither be lost nor be overwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from vistazo.errors import ConflictError
from vistazo.feedback import Job
from vistazo.learning import ModelFiles, Shop
from vistazo.learning.loop import Learner
from vistazo.learning.parts import Parts

Teach = Callable[..., list[str]]


@pytest.fixture
def parts(folder: Path, database_url: str) -> Iterator[Parts]:
    opened = Parts.open(folder, database_url)
    yield opened
    opened.database.dispose()


class InterruptedLearner(Learner):
    """Lets something happen each time after it has judged and before it stores."""

    def __init__(self, parts: Parts, *happenings: Callable[[], object]) -> None:
        super().__init__(parts)
        self._happenings = list(happenings)

    def _candidate(self, *arguments: Any) -> Any:
        made = super()._candidate(*arguments)
        if self._happenings:
            self._happenings.pop(0)()
        return made


class StrictLearner(Learner):
    """A learner whose gate turns everything down."""

    def _candidate(self, *arguments: Any) -> Any:
        outcome, new, model = super()._candidate(*arguments)
        decision = {**(new.decision or {}), "approved": False}
        return outcome, replace(new, decision=decision), model


def claim(shop: Shop, lease_s: float = 60.0) -> Job:
    job = shop.jobs.claim("test", lease_s, ("refit",))
    assert job is not None
    return job


def test_what_went_live_meanwhile_is_judged_against(shop: Shop, parts: Parts, teach: Teach) -> None:
    shop.registry.set_mode("digits", "manual")
    teach(shop, 2)
    (waiting,) = shop.work_off()
    shop.registry.set_mode("digits", "automatic")
    teach(shop, 3)
    other = InterruptedLearner(
        parts, lambda: shop.promote("digits", waiting.version.number, author="ana")
    )
    outcome = other.learn(claim(shop))
    assert outcome.promoted
    log = shop.registry.log("digits")
    assert [line.author for line in log] == ["vistazo", "ana", "vistazo"]
    assert log[0].previous == waiting.version.sha256


def test_a_rollback_meanwhile_wins(shop: Shop, parts: Parts, teach: Teach) -> None:
    teach(shop, 2)
    shop.work_off()
    teach(shop, 3)
    outcome = InterruptedLearner(parts, lambda: shop.rollback("digits")).learn(claim(shop))
    assert (outcome.promoted, outcome.held) == (False, "rolled back")
    assert shop.champion("digits").number == 1


def test_whoever_always_changes_something_is_told(shop: Shop, parts: Parts, teach: Teach) -> None:
    teach(shop, 2)
    shop.work_off()
    teach(shop, 3)

    def change() -> None:
        shop.promote("digits", 2 if shop.champion("digits").number == 1 else 1, author="ana")

    with pytest.raises(ConflictError, match="changed 5 times"):
        InterruptedLearner(parts, *[change] * 9).learn(claim(shop))


def test_a_lost_job_changes_nothing(shop: Shop, parts: Parts, teach: Teach) -> None:
    teach(shop, 2)
    slow = claim(shop, lease_s=0.0)

    def overtake() -> None:
        (outcome,) = shop.work_off()
        assert outcome.promoted

    with pytest.raises(ConflictError, match="no longer this worker's"):
        InterruptedLearner(parts, overtake).learn(slow)
    assert [item.number for item in shop.registry.list("digits")] == [2, 1]
    assert len(shop.registry.log("digits")) == 2
    assert shop.jobs.get(slow.id).state == "done"


def test_a_cancelled_job_changes_nothing(shop: Shop, parts: Parts, teach: Teach) -> None:
    teach(shop, 2)
    job = claim(shop)
    with pytest.raises(ConflictError):
        InterruptedLearner(parts, lambda: shop.jobs.cancel(job.id)).learn(job)
    assert len(shop.registry.list("digits")) == 1


def test_a_profile_that_is_deleted_meanwhile_stays_deleted(
    shop: Shop, parts: Parts, teach: Teach
) -> None:
    teach(shop, 2, profile="ana")
    job = claim(shop)
    assert job.profile == "ana"
    with pytest.raises(ConflictError):
        InterruptedLearner(parts, lambda: shop.delete_profile("ana")).learn(job)
    shop.work_off()
    assert [item.profile for item in shop.registry.list("digits")] == [""]
    assert shop.champion("digits", "ana").number == 1


def test_what_comes_while_a_refit_runs_leads_to_one_more(
    shop: Shop, parts: Parts, teach: Teach, answers: Callable[..., list[str]]
) -> None:
    teach(shop, 2)
    running = claim(shop)
    teach(shop, 3)
    teach(shop, 4)
    waiting = [job for job in shop.jobs.list().items if job.state == "queued"]
    assert len(waiting) == 1
    assert shop.jobs.claim("other", 60.0, ("refit",)) is None
    Learner(parts).learn(running)
    shop.work_off()
    assert shop.jobs.list().total == 2
    assert {job.state for job in shop.jobs.list().items} == {"done"}
    shop.refresh()
    assert answers(shop, 4) == ["4"] * 5


def test_another_network_is_learned_by_every_profile(
    shop: Shop, teach: Teach, build_learner: Any
) -> None:
    shop.registry.set_mode("digits", "manual")
    teach(shop, 2, profile="ana")
    made = {item.version.profile: item.version for item in shop.work_off()}
    shop.promote("digits", made["ana"].number, "ana")
    shop.registry.set_mode("digits", "automatic")
    shop.install([ModelFiles(*build_learner(version="1"))])
    shop.work_off()
    shared, own = shop.champion("digits"), shop.champion("digits", "ana")
    assert own.profile == "ana"
    assert own.base == shared.base != made["ana"].base


def test_learning_the_same_again_changes_nothing(shop: Shop, parts: Parts, teach: Teach) -> None:
    teach(shop, 2)
    shop.work_off()
    before = shop.registry.list("digits"), shop.registry.log("digits")
    shop.retrain("digits")
    Learner(parts).learn(claim(shop))
    assert shop.registry.log("digits") == before[1]
    assert shop.champion("digits") == before[0][0]


class TestTakenBack:
    @pytest.fixture
    def taught(self, shop: Shop, teach: Teach) -> Shop:
        """Version 2 has learned from eva, version 3 from bob, too."""
        for digit, author in ((4, "eva"), (2, "bob")):
            teach(shop, digit, author=author)
            shop.work_off()
        assert shop.champion("digits").number == 3
        return shop

    def test_goes_back_to_what_was_live_before_it_was_taught(
        self, taught: Shop, parts: Parts
    ) -> None:
        taught.withdraw(author="bob")
        outcome = StrictLearner(parts).learn(claim(taught))
        assert outcome.held == "refused"
        taught.refresh()
        assert taught.champion("digits").number == 2
        assert taught.registry.log("digits")[0].reason == "corrections were taken back"

    def test_goes_back_to_the_base_from_the_first_lesson(self, taught: Shop, parts: Parts) -> None:
        taught.withdraw(author="eva")
        StrictLearner(parts).learn(claim(taught))
        taught.refresh()
        assert taught.champion("digits").number == 1

    def test_of_a_profile_goes_back_to_what_everybody_has(
        self, shop: Shop, parts: Parts, teach: Teach
    ) -> None:
        ids = teach(shop, 2, profile="ana") + teach(shop, 3, profile="ana")
        shop.learn("digits", "ana")
        assert shop.champion("digits", "ana").profile == "ana"
        shop.work_off()
        shop.withdraw(ids[:6])
        StrictLearner(parts).learn(claim(shop))
        shop.refresh()
        assert shop.champion("digits", "ana").profile == ""

    def test_in_manual_mode_a_person_decides(self, taught: Shop, parts: Parts) -> None:
        taught.registry.set_mode("digits", "manual")
        taught.withdraw(author="bob")
        StrictLearner(parts).learn(claim(taught))
        taught.refresh()
        assert taught.champion("digits").number == 3
