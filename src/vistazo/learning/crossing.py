"""Judging a head against a live version that has another network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from vistazo.learning.gate import Check, Decision, Policy, decide
from vistazo.learning.head import Head
from vistazo.learning.judge import Report, compare, judge, right_answers
from vistazo.learning.lessons import Lesson, gather, is_held_out
from vistazo.learning.parts import Parts
from vistazo.learning.scope import Scope
from vistazo.runtime import Bank

_OF_THE_FILE = ("size", "time", "parity")
_LEFT_OUT = ("learned", "held_out")
"""They ask whether the corrections were worth it; here the question is which network is better."""


def judge_across(
    parts: Parts,
    scope: Scope,
    lesson: Lesson,
    head: Head,
    policy: Policy,
    checks: Iterable[Check] = (),
) -> Decision:
    """The gate's decision about a head on `scope.base`, where what is live has another network.

    Golden pictures are compared one by one where both networks come with the same ones, else with
    what the new network could do by itself.

    Args:
        parts: The shop's.
        scope: What is live, and the new base.
        lesson: The corrections, as the new network sees them.
        head: To be judged.
        policy: What it must keep to.
        checks: What the gate said of the head against its own base; of these, what is about the
            file holds here too.
    """
    old, new = parts.shelf.base(scope.live), parts.shelf.base(scope.base)
    before = gather(parts, parts.registry.find(scope.live.base), lesson.corrections)
    live_head = parts.shelf.head(scope.live)
    if same_golden(old.bank, new.bank):
        first = judge(old.head, old.bank, before.examples)
        live = judge(live_head, old.bank, before.examples)
    else:
        first = judge(new.head, new.bank, lesson.examples)
        right = right_answers(live_head, before.examples)
        live = replace(first, corrections=right, held_out=right)
    now = judge(head, new.bank, lesson.examples)
    told = [
        check
        for check in decide(first, live, now, policy).checks
        if check.name not in _OF_THE_FILE + _LEFT_OUT
    ]
    told.append(_held_out(scope, lesson, judge(old.head, old.bank, before.examples), new.head))
    told += [check for check in checks if check.name in _OF_THE_FILE]
    return Decision(all(check.passed for check in told), tuple(told))


def same_golden(first: Bank, second: Bank) -> bool:
    """Whether two banks hold the same golden pictures in the same order."""
    return first.fingerprint == second.fingerprint and np.array_equal(
        first.golden_labels, second.golden_labels
    )


def _held_out(scope: Scope, lesson: Lesson, old: Report, head: Head) -> Check:
    """The two networks by themselves, on corrected pictures that neither has learned."""
    fresh = np.array(
        [scope.base.kind != "deep" or is_held_out(item.image) for item in lesson.corrections], bool
    )
    pair = compare(old.corrections[fresh], right_answers(head, lesson.examples)[fresh])
    return Check(
        "held_out",
        pair.gained >= pair.lost,
        f"Of {int(fresh.sum())} corrected pictures that neither network has learned, {pair.gained} "
        f"are gained and {pair.lost} lost; no more may be lost than gained.",
        {"pictures": int(fresh.sum()), "gained": pair.gained, "lost": pair.lost},
    )
