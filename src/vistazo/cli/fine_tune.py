"""`vistazo fine-tune`: what a worker starts to train a whole network further."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from vistazo.cli.common import clear_errors, workshop

_LOOK_S = 0.5
_ORPHANED = 3
"""Exit status where the worker that asked for the training is gone."""


@clear_errors
def fine_tune(
    model: Annotated[Path, typer.Option(help="The version to go on from.")],
    bank: Annotated[Path, typer.Option(help="Its bank.")],
    corrections: Annotated[Path, typer.Option(help="Folder with corrections.csv.")],
    work: Annotated[Path, typer.Option(help="Folder for checkpoints.")],
    save_path: Annotated[Path, typer.Option(help="The file to write.")],
    epochs: Annotated[int, typer.Option(min=1, help="Passes over what is learned.")] = 5,
    parent: Annotated[
        int | None, typer.Option(help="A process; the training ends when it is gone.")
    ] = None,
) -> None:
    """Train a whole network further; one JSON object a line says how far it is."""
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    with workshop():
        from vistazo.service.log import configure_logging
        from vistazo.workshop.export.fine_tune import FineTuning, fine_tune

    configure_logging("info")
    fine_tune(FineTuning(model, bank, corrections, work, save_path, epochs), tell=_tell)


def _tell(said: dict[str, Any]) -> None:
    typer.echo(json.dumps(said))


def _end_with(parent: int) -> None:
    """Leave at once when that process is gone; the last checkpoint is what counts."""
    is_own = os.getppid() == parent
    while _is_there(parent) and (not is_own or os.getppid() == parent):
        time.sleep(_LOOK_S)
    os._exit(_ORPHANED)


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
