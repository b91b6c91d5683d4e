"""`vistazo models`."""

from __future__ import annotations

import dataclasses
from typing import Any

import typer

from vistazo.cli.common import JSON, clear_errors, print_json
from vistazo.runtime import Card, Recognizer, shipped_models

models_app = typer.Typer(help="List models.", invoke_without_command=True)


@models_app.callback()
@clear_errors
def models(as_json: JSON = False) -> None:
    """List the models that ship with Vistazo."""
    recognizers = [Recognizer.load(name) for name in shipped_models()]
    if as_json:
        print_json([{"id": item.id, **_facts(item.card)} for item in recognizers])
        return
    if not recognizers:
        typer.echo("No models are shipped yet; `vistazo train digits` makes one.", err=True)
    for item in recognizers:
        figures = ", ".join(
            f"{metric.name} {metric.value:.4f} on {metric.data}" for metric in item.card.metrics
        )
        typer.echo(f"{item.id}  {len(item.labels)} labels ({item.card.input})  {figures}")


def _facts(card: Card) -> dict[str, Any]:
    facts = dataclasses.asdict(card)
    names = ("name", "version", "task", "input", "labels", "metrics")
    return {name: facts[name] for name in names}
