"""The command line: one module a command, or a group of commands."""

from __future__ import annotations

import typer

from vistazo.cli.corrections import corrections_app
from vistazo.cli.data import data_app
from vistazo.cli.evaluate import evaluate
from vistazo.cli.fine_tune import fine_tune
from vistazo.cli.jobs import jobs_app
from vistazo.cli.models import models_app
from vistazo.cli.predict import predict
from vistazo.cli.profiles import profiles_app
from vistazo.cli.pull import pull
from vistazo.cli.read import read
from vistazo.cli.retrain import retrain
from vistazo.cli.serve import serve
from vistazo.cli.site import site
from vistazo.cli.train import train

app = typer.Typer(
    help="Small image recognisers, each in one file.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(serve)
app.command()(site)
app.command()(predict)
app.command()(read)
app.add_typer(models_app, name="models")
app.add_typer(corrections_app, name="corrections")
app.command()(retrain)
app.add_typer(jobs_app, name="jobs")
app.add_typer(profiles_app, name="profiles")
app.add_typer(data_app, name="data")
app.command()(train)
app.command()(pull)
app.command()(evaluate)
app.command(hidden=True)(fine_tune)

__all__ = ["app"]
