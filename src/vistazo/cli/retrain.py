"""`vistazo retrain`: learn from the corrections now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vistazo.cli.common import PROFILE, clear_errors, open_shop, user_name

if TYPE_CHECKING:
    from vistazo.learning import Outcome

_HELD = {
    "live": "it is live already",
    "refused": "the gate turned it down",
    "manual": "a person has to promote it",
    "rolled back": "it was rolled back, and nothing was taught since",
}


@clear_errors
def retrain(
    name: Annotated[str, typer.Argument(help="A recogniser, e.g. digits.")],
    deep: Annotated[
        bool, typer.Option("--deep", help="All layers, in minutes; needs the workshop.")
    ] = False,
    profile: PROFILE = "",
    epochs: Annotated[int | None, typer.Option(min=1, help="Passes over what is learned.")] = None,
) -> None:
    """Learn from the corrections now; the gate decides whether it goes live."""
    with open_shop() as shop:
        tell(shop.learn(name, profile, deep=deep, epochs=epochs, author=user_name()))


def tell(outcome: Outcome) -> None:
    """Print what came of learning."""
    version = outcome.version
    whose = f" of {version.profile}" if version.profile else ""
    state = "live" if outcome.promoted else f"not promoted: {_HELD[outcome.held]}"
    typer.echo(
        f"{version.model} (v{version.number}{whose}), {outcome.samples} corrections, "
        f"{outcome.seconds.get('total', 0.0):.2f} s; {state}"
    )
    if outcome.decision is not None:
        typer.echo(f"  {outcome.decision.summary}")
