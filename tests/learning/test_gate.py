"""The gate: each reason by itself, and what must hold for any two reports."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vistazo.learning.gate import Decision, Policy, decide
from vistazo.learning.judge import Report, compare

GOLDEN = 2000
SHARED, PERSONAL = Policy.shared(), Policy.personal()


def report(wrong: int = 0, corrections: tuple[bool, ...] = (), **more: object) -> Report:
    golden = np.ones(GOLDEN, bool)
    golden[:wrong] = False
    right = np.array(corrections, bool)
    score = float(golden.mean())
    found = Report("one", golden, score, 0.01, 0.97, right, right, 10, 1000, 0.2, 0.0)
    return replace(found, **more)


def failed(decision: Decision) -> set[str]:
    return {check.name for check in decision.checks if not check.passed}


BEFORE, AFTER = report(20, (True, False)), report(20, (True, True))


def test_a_correction_learned_without_harm_goes_live() -> None:
    decision = decide(BEFORE, BEFORE, AFTER, SHARED)
    assert decision.approved
    assert decision.summary.startswith("1 more corrected pictures are answered right, 2 of 2")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"golden": report(23).golden, "golden_score": report(23).golden_score}, "golden"),
        ({"corrections": np.array([False, True])}, "past"),
        ({"corrections": np.array([True, False])}, "learned"),
        ({"held_out": np.array([False, False])}, "held_out"),
        ({"calibration_error": 0.016}, "calibration"),
        ({"unknown": 0.9}, "unknown"),
        ({"size": 1200}, "size"),
        ({"milliseconds": 0.4}, "time"),
        ({"disagreement": 2e-4}, "parity"),
    ],
)
def test_each_reason_alone_refuses(changes: dict[str, object], reason: str) -> None:
    decision = decide(BEFORE, BEFORE, replace(AFTER, **changes), SHARED)
    assert not decision.approved
    assert reason in failed(decision) <= {reason, "learned"}
    assert decision.summary


def test_an_uneven_split_of_golden_pictures_refuses_though_the_base_was_no_better() -> None:
    base, champion = report(20, (True, False)), report(2, (True, False))
    decision = decide(base, champion, report(20, (True, True)), SHARED)
    assert failed(decision) == {"flips"}


def test_small_losses_never_add_up() -> None:
    base, live, allowed = report(20, (False,)), report(21, (False,)), 0
    for _ in range(50):
        candidate = report(int((~live.golden).sum()) + 1, (True,))
        if decide(base, live, candidate, SHARED).approved:
            live, allowed = replace(candidate, corrections=np.array([False])), allowed + 1
    assert base.golden_score - live.golden_score <= SHARED.golden_loss + 0.5 / GOLDEN
    assert allowed <= 1


def test_of_few_photos_probabilities_judge_and_not_single_labels() -> None:
    base = replace(report(10, (False,)), task="many", golden=np.ones(400, bool))
    one_less = base.golden.copy()
    one_less[0] = False
    better = replace(base, golden=one_less, corrections=np.array([True]))
    assert decide(base, base, better, SHARED).approved
    worse = replace(better, golden_score=base.golden_score - 0.002)
    assert failed(decide(base, base, worse, SHARED)) == {"golden"}


def test_the_fewer_golden_answers_the_more_calibration_errors_differ_by_chance() -> None:
    few = replace(report(0, (True, True)), golden=np.ones(400, bool))
    before = replace(few, corrections=np.array([True, False]))
    assert decide(before, before, replace(few, calibration_error=0.019), SHARED).approved
    decision = decide(before, before, replace(few, calibration_error=0.021), SHARED)
    assert failed(decision) == {"calibration"}


def test_a_profile_may_lose_what_everybody_may_not() -> None:
    candidate = report(35, (True, True))
    assert not decide(BEFORE, BEFORE, candidate, SHARED).approved
    assert decide(BEFORE, BEFORE, candidate, PERSONAL).approved
    assert not decide(BEFORE, BEFORE, report(45, (True, True)), PERSONAL).approved


def test_taking_back_needs_no_gain() -> None:
    same = report(20, (True, False))
    assert failed(decide(same, same, same, SHARED)) == {"learned"}
    assert decide(same, same, same, SHARED, unlearning=True).approved


def test_a_new_label_may_take_in_what_was_none() -> None:
    known = replace(AFTER, unknown=0.9)
    assert failed(decide(BEFORE, BEFORE, known, SHARED)) == {"unknown"}
    assert decide(BEFORE, BEFORE, replace(known, labels=11), SHARED).approved
    assert not decide(BEFORE, BEFORE, replace(known, labels=11, unknown=0.8), SHARED).approved


def test_a_decision_survives_being_stored() -> None:
    decision = decide(BEFORE, BEFORE, AFTER, SHARED)
    stored = json.loads(json.dumps(decision.to_dict()))
    assert Decision.from_dict(stored) == decision
    assert stored["summary"] == decision.summary


rights = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40)


@given(rights, st.integers(0, 60), st.integers(0, 60))
def test_nothing_that_was_right_is_ever_let_go(
    pairs: list[tuple[bool, bool]], wrong_before: int, wrong_after: int
) -> None:
    before = report(wrong_before, tuple(first for first, _ in pairs))
    after = report(wrong_after, tuple(second for _, second in pairs))
    for policy in (SHARED, PERSONAL):
        decision = decide(before, before, after, policy)
        assert decision.approved == (not failed(decision))
        if decision.approved:
            assert all(second or not first for first, second in pairs)
            assert any(second and not first for first, second in pairs)
            loss = (wrong_after - wrong_before) / GOLDEN
            assert loss <= policy.golden_loss + 0.5 / GOLDEN


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60))
def test_the_paired_test_counts_both_ways(pairs: list[tuple[bool, bool]]) -> None:
    first, second = (np.array([pair[side] for pair in pairs], bool) for side in (0, 1))
    there, back = compare(first, second), compare(second, first)
    assert (there.gained, there.lost) == (back.lost, back.gained)
    assert there.chance == pytest.approx(back.chance)
    assert 0.0 <= there.chance <= 1.0
