"""`vistazo predict`."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

from vistazo.cli.common import (
    FILES,
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
from vistazo.types import Failure, Prediction


@clear_errors
def predict(
    files: FILES,
    model: MODEL = "digits",
    top: Annotated[int, typer.Option(min=1, help="How many labels to show.")] = 1,
    prior: PRIOR = None,
    labels: LABELS = None,
    profile: PROFILE = "",
    as_json: JSON = False,
) -> None:
    """Recognise pictures; leaves with 1 if one of them could not be used."""
    recognizer = load_recognizer(model, profile)
    answers = recognizer.predict_many(files, prior=expected(recognizer, prior, labels))
    if as_json:
        print_json([_row(file, answer, top) for file, answer in zip(files, answers, strict=True)])
    else:
        for file, answer in zip(files, answers, strict=True):
            typer.echo(_line(file, answer, top), err=isinstance(answer, Failure))
    if any(isinstance(answer, Failure) for answer in answers):
        raise typer.Exit(1)


def _row(file: Path, answer: Prediction | Failure, top: int) -> dict[str, Any]:
    if isinstance(answer, Failure):
        return failure_row(file, answer)
    return {
        "file": str(file),
        "label": answer.label,
        "confidence": answer.confidence,
        "verdict": answer.verdict,
        "novelty": answer.novelty,
        "top": [dataclasses.asdict(score) for score in answer.top(top)],
        "probabilities": answer.probabilities,
        "model": answer.model,
    }


def _line(file: Path, answer: Prediction | Failure, top: int) -> str:
    if isinstance(answer, Failure):
        return f"{file}: {answer.message}"
    scores = "  ".join(f"{score.label} {score.probability:.4f}" for score in answer.top(top))
    return f"{file}: {scores}  ({answer.verdict})"
