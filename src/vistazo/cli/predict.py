"""`vistazo predict`."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from vistazo.cli.common import (
    JSON,
    LABELS,
    MODEL,
    PRIOR,
    PROFILE,
    clear_errors,
    expected,
    failure_row,
    load_recognizer,
    print_json,
)
from vistazo.errors import OptionError
from vistazo.types import Failure, Prediction

if TYPE_CHECKING:
    from vistazo.cli.bulk import Outcome
    from vistazo.cli.results import Results

_TOP = 5


@clear_errors
def predict(
    files: Annotated[
        list[Path], typer.Argument(help="PNG, JPEG or WebP files, or folders of them.")
    ],
    model: MODEL = "digits",
    top: Annotated[int | None, typer.Option(min=1, help="How many labels to show.")] = None,
    threshold: Annotated[
        float | None,
        typer.Option(help="From which probability a photo is given a label; each one's own."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write results to a .csv or .jsonl file or a .voc folder.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what --out names.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Threads; one a core unless told.")
    ] = None,
    prior: PRIOR = None,
    labels: LABELS = None,
    profile: PROFILE = "",
    as_json: JSON = False,
) -> None:
    """Recognise pictures; leaves with 1 if one of them could not be used."""
    # Here, so that other commands do not wait for what these need.
    from vistazo.cli.bulk import Bulk, find_pictures
    from vistazo.cli.results import open_results

    if out is not None and as_json:
        raise OptionError("Give either --out or --json, not both.")
    recognizer = load_recognizer(model, profile)
    bulk = Bulk(recognizer, expected(recognizer, prior, labels), threshold)
    pictures = find_pictures(files)
    outcomes = bulk.run(pictures, workers or os.cpu_count() or 1)
    if out is not None:
        results = open_results(out, recognizer.labels, top or _TOP, force=force)
        failed = _write(outcomes, len(pictures), results)
    elif as_json:
        failed = _print_rows(outcomes, top or 1)
    else:
        failed = _print_lines(outcomes, top)
    if failed:
        raise typer.Exit(1)


def _write(outcomes: Iterable[Outcome], count: int, results: Results) -> int:
    """Write results behind a progress bar; how many files failed."""
    from vistazo.storage.failures import file_failure

    console = Console(stderr=True)
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    failed = 0
    try:
        with (
            results,
            Progress(*columns, console=console, disable=not console.is_terminal) as progress,
        ):
            task = progress.add_task("recognising", total=count)
            for outcome in outcomes:
                failed += outcome.error is not None
                results.add(outcome)
                progress.advance(task)
    except OSError as error:
        raise file_failure(error, results.target) from error
    typer.echo(f"written: {count - failed} recognised, {failed} failed: {results.target}")
    return failed


def _print_rows(outcomes: Iterable[Outcome], top: int) -> int:
    rows = [_row(outcome, top) for outcome in outcomes]
    print_json(rows)
    return sum("error" in row for row in rows)


def _print_lines(outcomes: Iterable[Outcome], top: int | None) -> int:
    failed = 0
    for outcome in outcomes:
        failed += outcome.error is not None
        shown = str(outcome.error) if outcome.done is None else _shown(outcome.done.answer, top)
        typer.echo(f"{outcome.file}: {shown}", err=outcome.done is None)
    return failed


def _row(outcome: Outcome, top: int) -> dict[str, Any]:
    if outcome.done is None:
        failure = Failure(type(outcome.error).__name__, str(outcome.error))
        return failure_row(outcome.file, failure)
    answer = outcome.done.answer
    return {
        "file": str(outcome.file),
        "label": answer.label,
        "labels": list(answer.labels),
        "confidence": answer.confidence,
        "verdict": answer.verdict,
        "novelty": answer.novelty,
        "top": [dataclasses.asdict(score) for score in answer.top(top)],
        "probabilities": answer.probabilities,
        "model": answer.model,
    }


def _shown(answer: Prediction, top: int | None) -> str:
    """The labels that a picture is given, or the `top` most probable ones, and the verdict."""
    chosen = answer.labels if top is None else [score.label for score in answer.top(top)]
    scores = "  ".join(f"{label} {answer.probabilities[label]:.4f}" for label in chosen)
    return f"{scores or 'none of its labels'}  ({answer.verdict})"
