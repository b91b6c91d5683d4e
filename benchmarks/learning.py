"""What everybody's digits learn, and what they lose by it: hard pictures, random and new labels.

    python benchmarks/learning.py [--model FILE]

hard: the MNIST test digits that the file reads wrong, corrected one after the other, each
candidate put live if the gate agrees. What is lost is counted on the other test digits.
random: 200 test digits with labels drawn at random, by one author, the same way.
new label: a label that digits lack, from 10 pictures, on fresh ones: shapes drawn here, and letters
of UNIPEN's test writers, all of whom write them differently.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from time import perf_counter

import numpy as np
from PIL import Image, ImageDraw

import vistazo
from reporting import markdown_table, print_header
from vistazo.learning.base import Base
from vistazo.learning.candidate import make_candidate
from vistazo.learning.gate import Policy
from vistazo.learning.head import Head
from vistazo.learning.refit import Examples
from vistazo.runtime import Bank, Recognizer, bank_path
from vistazo.types import BoolArray, Float32Array, IntArray, UInt8Array
from vistazo.workshop.data.frames import PLAIN, draw_frames
from vistazo.workshop.data.mnist import load_mnist
from vistazo.workshop.training.characters import load_writers

MODEL = Path(vistazo.__file__).parent / "models" / "digits.onnx"
HARD, RANDOM = 40, 200
LEARNED, FRESH = 10, 50
SHAPES = {
    "star": [(0, -1), (0.59, 0.81), (-0.95, -0.31), (0.95, -0.31), (-0.59, 0.81), (0, -1)],
    "house": [(-0.8, 1), (-0.8, -0.2), (0, -1), (0.8, -0.2), (0.8, 1), (-0.8, 1)],
    "arrow": [(-1, 0), (1, 0), (0.4, -0.6), (1, 0), (0.4, 0.6)],
}
LETTERS = "A?x#+RE&%"


@dataclass(frozen=True)
class Material:
    """MNIST's test part as the network sees it: float32 (n, width) and int64 (n,)."""

    base: Base
    recognizer: Recognizer
    embeddings: Float32Array
    targets: IntArray

    def right(self, head: Head) -> BoolArray:
        """Which test digits a head answers right."""
        found: BoolArray = head.logits(self.embeddings).argmax(axis=1) == self.targets
        return found

    def embed(self, pictures: UInt8Array) -> Float32Array:
        """What the network makes of pictures."""
        return self.recognizer.run(pictures, outputs=("embedding",))["embedding"]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, default=MODEL)
    path = parser.parse_args().model
    base = Base.of(path.read_bytes(), Bank.load(bank_path(path)))
    test = load_mnist("test")
    recognizer = Recognizer(base.model)
    embeddings = recognizer.run(np.asarray(test.images), outputs=("embedding",))["embedding"]
    material = Material(base, recognizer, embeddings, np.asarray(test.targets))
    print_header("learning for everybody", model=path, seed=0)
    _hard(material)
    _random(material)
    _new_labels(material)


def examples(found: Float32Array, labels: list[str], author: str) -> Examples:
    """Corrections of one author."""
    hashes = tuple(sha256(row.tobytes()).hexdigest() for row in found)
    return Examples(found, tuple((label,) for label in labels), hashes, (author,) * len(labels))


def one_by_one(material: Material, rows: IntArray, labels: list[str]) -> tuple[Head, int, float]:
    """Correct these test digits in order: what is live then, how often it changed, seconds."""
    live, changes, seconds = material.base.head, 0, []
    for count in range(1, len(rows) + 1):
        given = examples(material.embeddings[rows[:count]], labels[:count], "one")
        began = perf_counter()
        candidate = make_candidate(material.base, live, given, Policy.shared(), parent="0" * 64)
        seconds.append(perf_counter() - began)
        if candidate.decision.approved:
            live, changes = candidate.head, changes + 1
    return live, changes, float(np.median(seconds))


def _hard(material: Material) -> None:
    before = material.right(material.base.head)
    rows = np.flatnonzero(~before)[:HARD]
    labels = [material.base.head.labels[target] for target in material.targets[rows]]
    live, changes, seconds = one_by_one(material, rows, labels)
    after = material.right(live)
    others = np.ones(len(before), bool)
    others[rows] = False
    gained, lost = (after & ~before)[others].sum(), (before & ~after)[others].sum()
    print(
        f"hard: {len(rows)} corrections, {changes} candidates went live, {after[rows].sum()} are "
        f"right now; of the other {others.sum()} test digits {gained} were gained and {lost} "
        f"lost; refit and gate {seconds:.2f} s (median)"
    )


def _random(material: Material) -> None:
    generator = np.random.default_rng(0)
    rows = generator.permutation(len(material.targets))[:RANDOM]
    known = material.base.head.labels
    labels = [known[index] for index in generator.integers(len(known), size=RANDOM)]
    live, changes, _ = one_by_one(material, rows, labels)
    before, after = material.right(material.base.head), material.right(live)
    print(
        f"random: {RANDOM} corrections, {changes} candidates went live; MNIST test "
        f"{before.mean():.2%} before, {after.mean():.2%} after"
    )


def _new_labels(material: Material) -> None:
    before = material.right(material.base.head).mean()
    rows = []
    for label, pictures in {**_drawn_shapes(), **_letters()}.items():
        found = material.embed(pictures)
        given = examples(found[:LEARNED], [label] * LEARNED, "one")
        for scope, policy in (("everybody", Policy.shared()), ("profile", Policy.personal())):
            candidate = make_candidate(
                material.base,
                material.base.head,
                given,
                policy,
                parent="0" * 64,
                profile="" if scope == "everybody" else "one",
            )
            head = candidate.head
            fresh = head.logits(found[LEARNED:]).argmax(axis=1) == len(head.labels) - 1
            known = head.novelty(found[LEARNED:]) <= head.novelty_threshold
            lost = before - material.right(replace(head)).mean()
            verdict = "live" if candidate.decision.approved else "refused"
            rows.append(
                (label, scope, f"{len(fresh)}", f"{fresh.mean():.0%}", f"{known.mean():.0%}",
                 f"{100 * lost:.2f}", verdict)
            )  # fmt: skip
    head_row = ("new label", "for", "fresh", "right", "not unknown", "MNIST points lost", "gate")
    print(markdown_table(head_row, rows))


def _drawn_shapes() -> dict[str, UInt8Array]:
    generator = np.random.default_rng(1)
    return {
        name: np.stack([_draw(points, generator) for _ in range(LEARNED + FRESH)])
        for name, points in SHAPES.items()
    }


def _draw(points: list[tuple[float, float]], generator: np.random.Generator) -> UInt8Array:
    """A shape by a shaky hand, uint8 (64, 64): every corner moved, turned, another pen."""
    canvas = Image.new("L", (64, 64))
    corners = np.array(points) * generator.uniform(16, 24, 2) + generator.normal(
        0, 1.5, (len(points), 2)
    )
    turn = generator.uniform(-0.15, 0.15)
    around = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    placed = [(float(x), float(y)) for x, y in corners @ around.T + 32]
    ImageDraw.Draw(canvas).line(placed, 255, int(generator.integers(3, 6)), "curve")
    return np.asarray(canvas)


def _letters() -> dict[str, UInt8Array]:
    writers = load_writers("test")
    targets = writers.targets.numpy()
    pictures = {}
    for letter in LETTERS:
        own = np.flatnonzero(targets == ord(letter) - 33)
        chosen = np.random.default_rng(5).permutation(own)[: LEARNED + FRESH]
        some = writers.subset(chosen)
        pictures[letter] = draw_frames(some.strokes, some.place, PLAIN, np.random.default_rng(1))
    return pictures


if __name__ == "__main__":
    main()
