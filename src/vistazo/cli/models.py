"""`vistazo models`: what answers, which versions there are, and which of them is live."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from vistazo.cli.common import (
    AUTHOR,
    JSON,
    PROFILE,
    clear_errors,
    load_recognizer,
    open_shop,
    print_json,
    user_name,
    when,
)
from vistazo.runtime import Card, Recognizer, shipped_models

if TYPE_CHECKING:
    from vistazo.learning import Shop
    from vistazo.registry import Mode, Promotion, Version

models_app = typer.Typer(help="List models and versions; promote, roll back and compare them.")

_NAME = Annotated[str, typer.Argument(help="A recogniser, e.g. digits.")]
_VERSION = Annotated[str, typer.Argument(help="v12, or the start of its sha256.")]
_REASON = Annotated[str, typer.Option(help="Why, for the log.")]


@models_app.callback(invoke_without_command=True)
def models(context: typer.Context, as_json: JSON = False) -> None:
    """List models and versions; promote, roll back and compare them."""
    if context.invoked_subcommand is None:
        list_models(as_json=as_json)


@models_app.command("list")
@clear_errors
def list_models(as_json: JSON = False) -> None:
    """List what answers here: what ships with Vistazo, and what was learned since."""
    recognizers = [load_recognizer(name) for name in _names()]
    if as_json:
        print_json([{"id": item.id, **_facts(item.card)} for item in recognizers])
        return
    if not recognizers:
        typer.echo("No models are shipped yet; `vistazo train digits` makes one.", err=True)
    for item in recognizers:
        typer.echo(f"{item.id}  {len(item.labels)} labels ({item.card.input})  {_figures(item)}")


@models_app.command()
@clear_errors
def show(name: _NAME, profile: PROFILE = "", as_json: JSON = False) -> None:
    """Show a recogniser's versions and the log of what went live, or one version (digits@v3)."""
    with open_shop() as shop:
        if "@" in name:
            _show_version(shop.version(name, profile), as_json=as_json)
        else:
            _show_recogniser(shop, name, profile, as_json=as_json)


@models_app.command()
@clear_errors
def promote(
    name: _NAME,
    version: _VERSION,
    profile: PROFILE = "",
    author: AUTHOR = "",
    reason: _REASON = "",
    override: Annotated[
        bool, typer.Option("--override", help="Against the gate; --reason must say why.")
    ] = False,
) -> None:
    """Let a version go live."""
    with open_shop() as shop:
        done = shop.promote(
            name,
            version,
            profile,
            author=author or user_name(),
            reason=reason,
            override=override,
        )
        typer.echo(f"live: {shop.champion(done.recognizer, done.profile).model}")


@models_app.command()
@clear_errors
def rollback(
    name: _NAME,
    to: Annotated[str | None, typer.Option(help="The version; what was live before.")] = None,
    profile: PROFILE = "",
    author: AUTHOR = "",
    reason: _REASON = "",
) -> None:
    """Let what was live before go live again."""
    with open_shop() as shop:
        done = shop.rollback(name, profile, to, author=author or user_name(), reason=reason)
        typer.echo(f"live: {shop.champion(done.recognizer, done.profile).model}")


@models_app.command()
@clear_errors
def diff(name: _NAME, a: _VERSION, b: _VERSION, as_json: JSON = False) -> None:
    """Compare two versions on the golden set and on the corrections that hold."""
    with open_shop() as shop:
        found = shop.diff(name, a, b)
    if as_json:
        print_json(dataclasses.asdict(found))
        return
    golden = found.golden
    if golden is None:
        typer.echo("The two have no golden pictures in common.")
    else:
        typer.echo(
            f"golden pictures: {golden.samples}; {found.a} {golden.accuracy_a:.2%}, "
            f"{found.b} {golden.accuracy_b:.2%}; right only in the first {golden.only_a}, only in "
            f"the second {golden.only_b} (by chance: p = {golden.p:.2f})"
        )
    first = sum(row.right_a for row in found.corrections)
    second = sum(row.right_b for row in found.corrections)
    typer.echo(f"corrections: {len(found.corrections)}; right {first} and {second}")
    for row in found.corrections:
        if row.right_a != row.right_b:
            better = found.b if row.right_b else found.a
            typer.echo(f"  {row.id}  {' '.join(row.labels) or 'none'}: only {better}")


@models_app.command()
@clear_errors
def mode(
    name: _NAME,
    chosen: Annotated[str | None, typer.Argument(help="automatic or manual.")] = None,
) -> None:
    """Show or choose what happens to a version that the gate approves."""
    with open_shop() as shop:
        shop.champion(name)
        if chosen is not None:
            shop.registry.set_mode(name, cast("Mode", chosen))
        typer.echo(shop.registry.mode(name))


def _names() -> list[str]:
    from vistazo.learning.places import exists

    names = set(shipped_models())
    if exists():
        with open_shop() as shop:
            names |= set(shop.names())
    return sorted(names)


def _show_recogniser(shop: Shop, name: str, profile: str, *, as_json: bool) -> None:
    live = shop.champion(name, profile)
    versions = [item for item in shop.registry.list(name) if item.profile in ("", profile)]
    log = shop.registry.log(name, profile)
    if as_json:
        rows = {"versions": list(map(_version_row, versions)), "log": list(map(_log_row, log))}
        print_json({"live": live.model, "mode": shop.registry.mode(name), **rows})
        return
    typer.echo(f"{name}: {live.model} (v{live.number}) is live; mode {shop.registry.mode(name)}")
    for item in versions:
        mark = "*" if item.sha256 == live.sha256 else " "
        whose = f" of {item.profile}" if item.profile else ""
        typer.echo(
            f"{mark} v{item.number}  {item.model}  {when(item.created_at)}  {item.kind}{whose}, "
            f"{item.corrections} corrections  {_verdict(item)}"
        )
    numbers = {item.sha256: item.number for item in versions}
    for line in log:
        typer.echo(
            f"  {when(line.created_at)}  {line.action} v{numbers.get(line.version, '?')} by "
            f"{line.author or 'nobody named'}{' against the gate' if line.override else ''}: "
            f"{line.reason}"
        )


def _show_version(version: Version, *, as_json: bool) -> None:
    if as_json:
        print_json(_version_row(version))
        return
    typer.echo(f"{version.model} (v{version.number}), {version.kind}, {when(version.created_at)}")
    typer.echo(
        f"  sha256 {version.sha256}, {version.size} bytes, parent {version.parent or 'none'}"
    )
    typer.echo(f"  {version.corrections} corrections; {_verdict(version)}")
    for check in (version.decision or {}).get("checks", ()):
        typer.echo(f"  {'passed' if check['passed'] else 'failed'}  {check['message']}")


def _verdict(version: Version) -> str:
    if version.approved is None:
        return "not judged"
    said = (version.decision or {}).get("summary", "")
    return f"approved: {said}" if version.approved else f"refused: {said}"


def _version_row(version: Version) -> dict[str, Any]:
    row = dataclasses.asdict(version)
    return {**row, "model": version.model, "created_at": version.created_at.isoformat()}


def _log_row(line: Promotion) -> dict[str, Any]:
    return {**dataclasses.asdict(line), "created_at": line.created_at.isoformat()}


def _figures(recognizer: Recognizer) -> str:
    return ", ".join(
        f"{metric.name} {metric.value:.4f} on {metric.data}" for metric in recognizer.card.metrics
    )


def _facts(card: Card) -> dict[str, Any]:
    facts = dataclasses.asdict(card)
    names = ("name", "version", "task", "input", "labels", "metrics")
    return {name: facts[name] for name in names}
