"""The command line: `vistazo serve`, `predict`, `read`, `models`, `train`, `evaluate`."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec

import typer
from rich.console import Console
from rich.progress import Progress

from vistazo.errors import ImageError, MissingExtraError, OptionError, VistazoError
from vistazo.runtime import Card, Prior, Recognizer, shipped_models
from vistazo.service.settings import Settings
from vistazo.types import Failure, Prediction, Reading

P = ParamSpec("P")
app = typer.Typer(
    help="Small image recognisers, each in one file.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

_FILES = Annotated[list[Path], typer.Argument(help="PNG, JPEG or WebP files.")]
_JSON = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
_PRIOR = Annotated[str | None, typer.Option(help="Which labels are expected, by name.")]
_LABELS = Annotated[
    list[str] | None, typer.Option(help="The only labels expected, apart by spaces.")
]


def _option(name: str) -> Any:
    (row,) = (row for row in dataclasses.fields(Settings) if row.name == name)
    return typer.Option(help=f"{row.metadata['help']} Default: {row.default or 'empty'}.")


def _clear_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Print an error that is raised on purpose and leave with 2, without a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except VistazoError as error:
            typer.echo(f"vistazo: {error}", err=True)
            raise typer.Exit(2) from None

    return run


@app.command()
@_clear_errors
def serve(
    host: Annotated[str | None, _option("host")] = None,
    port: Annotated[int | None, _option("port")] = None,
    workers: Annotated[int | None, _option("workers")] = None,
    models: Annotated[str | None, _option("models")] = None,
    upload_limit_mb: Annotated[int | None, _option("upload_limit_mb")] = None,
    body_timeout_s: Annotated[int | None, _option("body_timeout_s")] = None,
    threads: Annotated[int | None, _option("threads")] = None,
    queue: Annotated[int | None, _option("queue")] = None,
    cors_origins: Annotated[str | None, _option("cors_origins")] = None,
    log_level: Annotated[str | None, _option("log_level")] = None,
) -> None:
    """Serve the models over HTTP; every option is also a VISTAZO_* variable."""
    given = locals()
    from vistazo.service.server import run_server

    run_server(Settings.from_environment(os.environ, **given), announce=typer.echo)


@app.command()
@_clear_errors
def predict(
    files: _FILES,
    model: Annotated[str, typer.Option(help="A name, name@version or path.")] = "digits",
    top: Annotated[int, typer.Option(min=1, help="How many labels to show.")] = 1,
    prior: _PRIOR = None,
    labels: _LABELS = None,
    as_json: _JSON = False,
) -> None:
    """Recognise pictures; leaves with 1 if one of them could not be used."""
    recognizer = Recognizer.load(model)
    answers = recognizer.predict_many(files, prior=_expected(recognizer, prior, labels))
    if as_json:
        rows = [_row(file, answer, top) for file, answer in zip(files, answers, strict=True)]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for file, answer in zip(files, answers, strict=True):
            typer.echo(_line(file, answer, top), err=isinstance(answer, Failure))
    if any(isinstance(answer, Failure) for answer in answers):
        raise typer.Exit(1)


@app.command()
@_clear_errors
def read(
    files: _FILES,
    model: Annotated[str, typer.Option(help="A name, name@version or path.")] = "characters",
    top: Annotated[int, typer.Option(min=1, help="Alternatives for each character.")] = 5,
    as_json: _JSON = False,
) -> None:
    """Read the lines of text on pictures; leaves with 1 if one of them could not be used."""
    recognizer = Recognizer.load(model)
    recognizer.require_reader()
    answers = [_read_one(recognizer, file, top) for file in files]
    if as_json:
        rows = [_reading_row(file, answer) for file, answer in zip(files, answers, strict=True)]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for file, answer in zip(files, answers, strict=True):
            _print_reading(file, answer, named=len(files) > 1)
    if any(isinstance(answer, Failure) for answer in answers):
        raise typer.Exit(1)


@app.command()
@_clear_errors
def models(as_json: _JSON = False) -> None:
    """List the models that ship with Vistazo."""
    recognizers = [Recognizer.load(name) for name in shipped_models()]
    if as_json:
        rows = [{"id": item.id, **_facts(item.card)} for item in recognizers]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not recognizers:
        typer.echo("No models are shipped yet; `vistazo train digits` makes one.", err=True)
    for item in recognizers:
        figures = ", ".join(
            f"{metric.name} {metric.value:.4f} on {metric.data}" for metric in item.card.metrics
        )
        typer.echo(f"{item.id}  {len(item.labels)} labels ({item.card.input})  {figures}")


@app.command()
@_clear_errors
def train(
    name: Annotated[str, typer.Argument(help="What to train: digits, characters or reader.")],
    network: Annotated[str | None, typer.Option(help="Ours, or another by name.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Passes over the pictures.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Pictures a step.")] = None,
    lr: Annotated[float | None, typer.Option(help="Peak learning rate.")] = None,
    patience: Annotated[int | None, typer.Option(help="Epochs without progress.")] = None,
    checkpoint_every: Annotated[
        int | None, typer.Option(help="Epochs between checkpoints; 1 unless told.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of weights, order and augmentation.")] = 0,
    quick: Annotated[bool, typer.Option("--quick", help="One epoch, in a minute.")] = False,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")] = "auto",
    threads: Annotated[int, typer.Option(help="Of the processor.")] = 1,
    data: Annotated[list[str] | None, typer.Option(help="mnist, unipen or bhmsds.")] = None,
    outliers: Annotated[list[str] | None, typer.Option(help="unipen or cifar10.")] = None,
    save_path: Annotated[
        Path | None, typer.Option(help="The file to write; runs/NAME/NAME.onnx unless told.")
    ] = None,
    share: Annotated[
        float | None, typer.Option(help="Of the training pictures; all unless told.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on after a stop.")] = False,
) -> None:
    """Train, calibrate, export and judge a recogniser, or the reader of lines beside one."""
    if name == "reader":
        other: dict[str, Any] = {"--network": network, "--batch-size": batch_size, "--data": data}
        other |= {"--outliers": outliers, "--share": share}
        other |= {"--checkpoint-every": checkpoint_every}
        wrong = [option for option, value in other.items() if value is not None]
        if wrong:
            raise OptionError(f"The reader has no {', '.join(wrong)}; leave it out.")
        options: dict[str, Any] = {"epochs": epochs, "learning_rate": lr, "patience": patience}
        options |= {"seed": seed, "device": device, "threads": threads, "save_path": save_path}
        _train_reader(options, quick=quick, resume=resume)
        return
    with _workshop():
        from vistazo.service.log import configure_logging
        from vistazo.workshop.export.build import train_recogniser
        from vistazo.workshop.training.settings import USUAL, TrainSettings, quick_changes

    if name not in USUAL:
        raise OptionError(f"NAME must be one of {', '.join(USUAL)}, got {name!r}.")
    changes: dict[str, Any] = USUAL[name] | (quick_changes() if quick else {})
    given = {
        "network": network,
        "epochs": epochs,
        "batch_size": batch_size,
        "learning_rate": lr,
        "patience": patience,
        "checkpoint_every": checkpoint_every,
        "share": share,
        "data": tuple(data) if data else None,
        "outliers": tuple(outliers) if outliers else None,
    }
    changes |= {option: value for option, value in given.items() if value is not None}
    settings = TrainSettings(
        name=name,
        seed=seed,
        device=device,
        threads=threads,
        save_path=save_path or Path("runs", name, f"{name}.onnx"),
        **changes,
    )
    configure_logging("info", settings.save_path.with_suffix(".log"))
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(f"training {name}", total=None)
        path, report = train_recogniser(
            settings,
            resume=resume,
            progress=lambda step, steps: bar.update(task, completed=step, total=steps),
        )
    typer.echo(report.to_text())
    typer.echo(f"\nwritten: {path}")


def _train_reader(options: dict[str, Any], *, quick: bool, resume: bool) -> None:
    with _workshop():
        from vistazo.service.log import configure_logging
        from vistazo.workshop.export.reader import train_reader
        from vistazo.workshop.training.reader_settings import ReaderSettings, quick_reading

    changes = quick_reading() if quick else {}
    changes |= {option: value for option, value in options.items() if value is not None}
    settings = ReaderSettings(**changes)
    configure_logging("info", settings.save_path.with_suffix(".log"))
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("training reader", total=None)
        path, report = train_reader(
            settings,
            resume=resume,
            progress=lambda step, steps: bar.update(task, completed=step, total=steps),
        )
    for figure, value in dataclasses.asdict(report).items():
        typer.echo(f"{figure}: {value:.4g}")
    typer.echo(f"\nwritten: {path}")


@app.command()
@_clear_errors
def evaluate(
    model: Annotated[str, typer.Argument(help="A name, name@version or path.")],
    data: Annotated[
        str | None, typer.Option(help="A public data set's test part; mnist unless told.")
    ] = None,
    images: Annotated[
        Path | None, typer.Option(help="Your own: folder per label, CSV or NPZ.")
    ] = None,
    prior: _PRIOR = None,
    labels: _LABELS = None,
    as_json: _JSON = False,
) -> None:
    """Judge a model file on labelled pictures."""
    from vistazo.workshop.data.load import load_dataset, load_public
    from vistazo.workshop.export.measure import measure

    if data and images:
        raise OptionError("Give either --data or --images, not both.")
    recognizer = Recognizer.load(model)
    colours: Any = "grey" if recognizer.card.input == "ink" else "rgb"
    dataset = load_dataset(images, colours=colours) if images else load_public(data or "mnist")
    report = measure(recognizer, dataset, _expected(recognizer, prior, labels))
    typer.echo(report.to_json() if as_json else report.to_text())


@contextmanager
def _workshop() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"This command needs {error.name}, which is not installed. "
            "Install the workshop: pip install 'vistazo[workshop]'."
        ) from None


def _expected(recognizer: Recognizer, prior: str | None, labels: list[str] | None) -> Prior:
    if prior is not None and labels:
        raise OptionError("Give either --prior or --labels, not both.")
    if not labels:
        return prior
    # A label may hold a space itself.
    known = recognizer.labels
    return [label for text in labels for label in ([text] if text in known else text.split())]


def _read_one(recognizer: Recognizer, file: Path, top: int) -> Reading | Failure:
    try:
        return recognizer.read(file, top=top)
    except ImageError as error:
        return Failure(type(error).__name__, str(error))


def _reading_row(file: Path, answer: Reading | Failure) -> dict[str, Any]:
    if isinstance(answer, Failure):
        return {"file": str(file), "error": {"kind": answer.kind, "message": answer.message}}
    return {"file": str(file), **dataclasses.asdict(answer)}


def _print_reading(file: Path, answer: Reading | Failure, *, named: bool) -> None:
    if isinstance(answer, Failure):
        typer.echo(f"{file}: {answer.message}", err=True)
        return
    if named:
        typer.echo(f"==> {file} <==")
    typer.echo(answer.text)


def _facts(card: Card) -> dict[str, Any]:
    facts = dataclasses.asdict(card)
    names = ("name", "version", "task", "input", "labels", "metrics")
    return {name: facts[name] for name in names}


def _row(file: Path, answer: Prediction | Failure, top: int) -> dict[str, Any]:
    if isinstance(answer, Failure):
        return {"file": str(file), "error": {"kind": answer.kind, "message": answer.message}}
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


if __name__ == "__main__":
    sys.exit(app())
