"""`vistazo profiles`: people with versions of their own."""

from __future__ import annotations

from typing import Annotated

import typer

from vistazo.cli.common import JSON, clear_errors, open_shop, print_json, when

profiles_app = typer.Typer(
    help="List and delete profiles: people with versions of their own.", no_args_is_help=True
)


@profiles_app.command("list")
@clear_errors
def list_profiles(as_json: JSON = False) -> None:
    """List profiles, and what answers each of them."""
    with open_shop() as shop:
        rows = [
            {
                "name": item.name,
                "created_at": item.created_at.isoformat(),
                "protected": item.protected,
                "corrections": item.corrections,
                "predictions": item.predictions,
                "models": {
                    name: live[item.name].model
                    for name in shop.names()
                    if item.name in (live := shop.live(name))
                },
                "since": when(item.created_at),
            }
            for item in shop.profiles.list()
        ]
    if as_json:
        print_json([{key: row[key] for key in row if key != "since"} for row in rows])
        return
    for row in rows:
        own = " ".join(row["models"].values()) if isinstance(row["models"], dict) else ""
        typer.echo(
            f"{row['name']}  since {row['since']}, {row['corrections']} corrections, "
            f"{row['predictions']} predictions  {own}"
        )


@profiles_app.command()
@clear_errors
def delete(
    name: Annotated[str, typer.Argument(help="The profile's name.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a profile, all that it taught, and its versions; there is no way back."""
    if not yes:
        typer.confirm(f"Delete the profile {name!r} and all that it taught?", abort=True)
    with open_shop() as shop:
        done = shop.delete_profile(name)
        typer.echo(
            f"deleted: {done.name}, {done.corrections} corrections, {done.predictions} "
            f"predictions, {done.versions} versions"
        )
        shop.work_off()
