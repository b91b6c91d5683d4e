"""What a profile learns from five corrections of each character, by writers nobody learned from.

For each writer of UNIPEN's test part with at least ten samples of at least eight characters: five
of each are corrections, the rest is judged. Compared are everybody's head, the product's own refit
behind its gate, a nearest-neighbour cache on the embeddings beside the old head, and both together.

    python benchmarks/personal.py [--model FILE] [--part test|held-out] [--seeds 3]
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter

import numpy as np

import vistazo
from reporting import markdown_table, print_header
from vistazo.learning.base import Base
from vistazo.learning.candidate import make_candidate
from vistazo.learning.gate import Policy
from vistazo.learning.refit import Examples
from vistazo.runtime import Bank, Recognizer, bank_path
from vistazo.types import Float32Array, IntArray
from vistazo.workshop.data.frames import PLAIN, draw_frames
from vistazo.workshop.training.characters import load_writers
from vistazo.workshop.training.material import split_groups

MODELS = Path(vistazo.__file__).parent / "models"
EACH = 5
LEAST_SAMPLES, LEAST_CLASSES = 10, 8
SHARPNESS, CACHE = 20.0, 3.0


@dataclass(frozen=True)
class Row:
    """One writer, one draw of the corrections; errors are shares of the judged samples."""

    writer: str
    corrections: int
    judged: int
    before: float
    refit: float
    cached: float
    both: float
    golden_loss: float
    approved: bool
    seconds: float


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, default=MODELS / "characters.onnx")
    parser.add_argument("--part", choices=("test", "held-out"), default="test")
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    base = Base.of(options.model.read_bytes(), Bank.load(bank_path(options.model)))
    writers = load_writers("test" if options.part == "test" else "train")
    if options.part != "test":
        parts = split_groups(writers.strokes.writers)
        writers = writers.subset(np.concatenate((parts["calibration"], parts["golden"])))
    pictures = draw_frames(writers.strokes, writers.place, PLAIN, np.random.default_rng(5))
    embeddings = Recognizer(base.model).run(pictures, outputs=("embedding",))["embedding"]
    targets = writers.targets.numpy()
    names = np.asarray(writers.strokes.writers)
    rows = [
        judge_writer(base, str(writer), embeddings, targets, *sides)
        for seed in range(options.seeds)
        for writer, *sides in draw_sides(targets, names, seed)
    ]
    print_header("a writer's profile", model=options.model, part=options.part, seeds=options.seeds)
    print_rows(rows)


def draw_sides(
    targets: IntArray, writers: IntArray, seed: int
) -> Iterator[tuple[int, IntArray, IntArray]]:
    """Each writer with enough samples: those to correct, and those to judge."""
    generator = np.random.default_rng(seed)
    for writer in np.unique(writers):
        own = np.flatnonzero(writers == writer)
        counts = Counter(targets[own].tolist())
        classes = [label for label, count in counts.items() if count >= LEAST_SAMPLES]
        if len(classes) < LEAST_CLASSES:
            continue
        orders = [generator.permutation(own[targets[own] == label]) for label in classes]
        yield (
            int(writer),
            np.concatenate([order[:EACH] for order in orders]),
            np.concatenate([order[EACH:] for order in orders]),
        )


def judge_writer(
    base: Base,
    writer: str,
    embeddings: Float32Array,
    targets: IntArray,
    learned: IntArray,
    judged: IntArray,
) -> Row:
    """What each way makes of one writer."""
    labels = base.head.labels
    given = Examples(
        embeddings[learned],
        tuple((labels[target],) for target in targets[learned]),
        tuple(sha256(embeddings[row].tobytes()).hexdigest() for row in learned),
        (writer,) * len(learned),
    )
    began = perf_counter()
    candidate = make_candidate(
        base, base.head, given, Policy.personal(), parent="0" * 64, profile=writer
    )
    seconds = perf_counter() - began
    wanted = targets[judged]

    def error(scores: Float32Array) -> float:
        return float((scores.argmax(axis=1) != wanted).mean())

    near = cache_scores(embeddings[judged], embeddings[learned], targets[learned], len(labels))
    (golden,) = (check for check in candidate.decision.checks if check.name == "golden")
    return Row(
        writer=writer,
        corrections=len(learned),
        judged=len(judged),
        before=error(base.head.logits(embeddings[judged])),
        refit=error(candidate.head.logits(embeddings[judged])),
        cached=error(base.head.logits(embeddings[judged]) + near),
        both=error(candidate.head.logits(embeddings[judged]) + near),
        golden_loss=float(golden.values["base"]) - float(golden.values["now"]),
        approved=candidate.decision.approved,
        seconds=seconds,
    )


def cache_scores(
    queries: Float32Array, keys: Float32Array, targets: IntArray, labels: int
) -> Float32Array:
    """Votes of corrected pictures for their labels (Tip-Adapter, Zhang et al. 2022)."""
    unit = [found / np.linalg.norm(found, axis=1, keepdims=True) for found in (queries, keys)]
    near = np.exp(SHARPNESS * (unit[0] @ unit[1].T - 1.0))
    votes: Float32Array = CACHE * (near @ np.eye(labels, dtype=np.float32)[targets])
    return votes


def print_rows(rows: list[Row]) -> None:
    """One line a writer, means over the draws, then the distribution over writers."""
    head = ("writer", "corrections", "judged", "before", "refit", "fewer", "cache", "both")
    lines, fewer = [], {"refit": [], "cached": [], "both": []}
    for writer in dict.fromkeys(row.writer for row in rows):
        own = [row for row in rows if row.writer == writer]
        means = {
            name: float(np.mean([getattr(row, name) for row in own]))
            for name in ("before", "refit", "cached", "both")
        }
        gains = {name: 1 - means[name] / means["before"] for name in fewer}
        for name, gain in gains.items():
            fewer[name].append(gain)
        lines.append(
            (writer, str(own[0].corrections), str(own[0].judged), f"{means['before']:.2%}",
             f"{means['refit']:.2%}", *(f"{gain:+.1%}" for gain in gains.values()))
        )  # fmt: skip
    print(markdown_table(head, lines))
    losses = [100 * row.golden_loss for row in rows]
    for name, gains in fewer.items():
        low, middle, high = np.quantile(gains, (0.1, 0.5, 0.9))
        print(
            f"{name}: {np.mean(gains):.1%} fewer errors, mean over {len(gains)} writers; "
            f"10 % {low:.1%}, median {middle:.1%}, 90 % {high:.1%}"
        )
    print(f"golden points lost: mean {np.mean(losses):.2f}, most {max(losses):.2f}")
    print(f"let through by the gate: {sum(row.approved for row in rows)} of {len(rows)}")
    live = [row for row in rows if row.approved]
    if live:
        worst = max(100 * row.golden_loss for row in live)
        kept = [1 - (row.refit if row.approved else row.before) / row.before for row in rows]
        print(f"of those that went live: most golden points lost {worst:.2f}")
        print(f"fewer errors as served, refused ones counting nothing: {np.mean(kept):.1%}")
    print(f"seconds, refit and gate: median {np.median([row.seconds for row in rows]):.2f}")


if __name__ == "__main__":
    main()
