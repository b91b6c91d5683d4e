"""`vistazo corrections`: list, export and withdraw what people said."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from vistazo.cli.common import (
    JSON,
    clear_errors,
    open_shop,
    parse_time,
    print_json,
    user_name,
    when,
)
from vistazo.cli.retrain import tell

if TYPE_CHECKING:
    from vistazo.feedback import Correction, CorrectionFilter
    from vistazo.feedback.export import Form
    from vistazo.learning import Shop

corrections_app = typer.Typer(
    help="List, export and withdraw what people said.", no_args_is_help=True
)

_RECOGNIZER = Annotated[str | None, typer.Option(help="Only of this recogniser.")]
_PROFILE = Annotated[str | None, typer.Option(help="Only of this profile.")]
_AUTHOR = Annotated[str | None, typer.Option(help="Only of this author.")]
_STATE = Annotated[
    str | None, typer.Option(help="current, superseded, withdrawn or conflict; all unless told.")
]
_SINCE = Annotated[str | None, typer.Option(help="Made then or later, e.g. 2026-05-31T14:00.")]
_UNTIL = Annotated[str | None, typer.Option(help="Made before then.")]
_PAGE = 1000


@corrections_app.command("list")
@clear_errors
def list_corrections(
    recognizer: _RECOGNIZER = None,
    profile: _PROFILE = None,
    author: _AUTHOR = None,
    label: Annotated[str | None, typer.Option(help="Only with this label.")] = None,
    state: _STATE = None,
    since: _SINCE = None,
    until: _UNTIL = None,
    limit: Annotated[int, typer.Option(min=1, max=_PAGE, help="At most so many.")] = 50,
    as_json: JSON = False,
) -> None:
    """List corrections, the newest first."""
    wanted = _filter(recognizer, profile, author, state, since, until, label)
    with open_shop() as shop:
        page = shop.corrections.page(wanted, limit=limit)
    if as_json:
        rows = [_row(item) for item in page.items]
        print_json({"total": page.total, "corrections": rows})
        return
    for item in page.items:
        typer.echo(_line(item))
    typer.echo(f"{len(page.items)} of {page.total}", err=True)


@corrections_app.command()
@clear_errors
def export(
    target: Annotated[Path, typer.Argument(help="A folder; made where it is missing.")],
    form: Annotated[
        str, typer.Option("--format", help="folder (one for each label), csv or voc.")
    ] = "csv",
    recognizer: _RECOGNIZER = None,
    profile: _PROFILE = None,
    author: _AUTHOR = None,
    state: _STATE = "current",
    since: _SINCE = None,
    until: _UNTIL = None,
) -> None:
    """Write corrections and their pictures to a folder."""
    from vistazo.feedback.export import export_corrections

    wanted = _filter(recognizer, profile, author, state, since, until)
    with open_shop() as shop:
        done = export_corrections(_all(shop, wanted), shop.images, cast("Form", form), target)
    typer.echo(f"written: {done.written} corrections to {target}")
    for missing in done.missing:
        typer.echo(f"{missing}: its picture is missing or damaged", err=True)


@corrections_app.command()
@clear_errors
def withdraw(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of corrections.")] = None,
    recognizer: _RECOGNIZER = None,
    author: _AUTHOR = None,
    since: _SINCE = None,
    until: _UNTIL = None,
    by: Annotated[str, typer.Option(help="Who takes them back; you unless told.")] = "",
) -> None:
    """Take corrections back, and unlearn what they taught."""
    with open_shop() as shop:
        found, _ = shop.withdraw(
            ids or None,
            author=author,
            since=parse_time("since", since),
            until=parse_time("until", until),
            recognizer=recognizer,
            by=by or user_name(),
        )
        typer.echo(f"withdrawn: {len(found)}")
        for outcome in shop.work_off():
            tell(outcome)


def _filter(
    recognizer: str | None,
    profile: str | None,
    author: str | None,
    state: Any,
    since: str | None,
    until: str | None,
    label: str | None = None,
) -> CorrectionFilter:
    from vistazo.feedback import CorrectionFilter

    return CorrectionFilter(
        recognizer=recognizer,
        profile=profile,
        author=author,
        label=label,
        state=state,
        since=parse_time("since", since),
        until=parse_time("until", until),
    )


def _all(shop: Shop, wanted: CorrectionFilter) -> list[Correction]:
    found: list[Correction] = []
    while True:
        page = shop.corrections.page(wanted, descending=False, offset=len(found), limit=_PAGE)
        found += page.items
        if not page.items or len(found) >= page.total:
            return found


def _row(item: Correction) -> dict[str, Any]:
    times = {
        name: None if value is None else value.isoformat()
        for name, value in vars(item).items()
        if name in ("created_at", "superseded_at", "withdrawn_at")
    }
    return dataclasses.asdict(item) | times


def _line(item: Correction) -> str:
    state = "superseded" if item.superseded_at else "withdrawn" if item.withdrawn_at else ""
    state = "conflict" if item.conflict else state
    said = " ".join(item.labels) or "none"
    answered = " ".join(item.predicted or ()) or "nothing"
    whose = f" for {item.profile}" if item.profile else ""
    fixed = f", right since v{item.fixed_since}" if item.fixed_since else ""
    by = f" by {item.author}" if item.author else ""
    return (
        f"{item.id}  {when(item.created_at)}  {item.recognizer}{whose}: {answered} → {said}{by}"
        f"{fixed}{f'  ({state})' if state else ''}"
    )
