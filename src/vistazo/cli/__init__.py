"""The command line: one module a command, or a group of commands."""

from __future__ import annotations

import typer

from vistazo.cli.evaluate import evaluate
from vistazo.cli.models import models_app
from vistazo.cli.predict import predict
from vistazo.cli.read import read
from vistazo.cli.serve import serve
from vistazo.cli.train import train

app = typer.Typer(
    help="Small image recognisers, each in one file.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(serve)
app.command()(predict)
app.command()(read)
app.add_typer(models_app, name="models")
app.command()(train)
app.command()(evaluate)

__all__ = ["app"]
