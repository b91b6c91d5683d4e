"""The texts of a site: its start page, an example for other pages, a few words on hosting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from vistazo.errors import OptionError
from vistazo.service.page import PAGE_POLICY
from vistazo.service.site.folder import LIST
from vistazo.service.site.models import SiteModel

TEMPLATES = Path(__file__).parent / "templates"

_HEAD = re.compile(r'<meta charset="utf-8" ?/?>')
_EXAMPLE = ("example.html", "example.js", "example.css")


def index_page(built: str) -> str:
    """The built start page, which now knows that there is no server, with a policy of its own.

    Raises:
        OptionError: It is no page of ours.
    """
    site = f'<meta name="vistazo-site" content="{LIST}" />'
    page, count = _HEAD.subn(lambda found: f"{found[0]}\n    {_policy()}\n    {site}", built, 1)
    if not count:
        raise OptionError("The built index.html is none of Vistazo's; build the page again.")
    return page


def example_files(models: Sequence[SiteModel]) -> Iterator[tuple[str, str]]:
    """Name and text of each file of the example; none where no model takes drawings."""
    drawn = [item.row for item in models if item.draws]
    if not drawn:
        return
    boards = "\n".join(
        f'      <vistazo-canvas name="{escape(row["name"])}" '
        f'model="{escape(row["files"]["model"])}"></vistazo-canvas>'
        for row in drawn
    )
    for name in _EXAMPLE:
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        yield name, text.replace("{{policy}}", _policy()).replace("{{boards}}", boards)


def read_me(models: Sequence[SiteModel]) -> Iterator[tuple[str, str]]:
    """How the folder is put on a host."""
    listed = "\n".join(f"  {item.row['id']}" for item in models)
    text = (TEMPLATES / "README.txt").read_text(encoding="utf-8")
    yield "README.txt", text.replace("{{models}}", listed)


def _policy() -> str:
    return f'<meta http-equiv="Content-Security-Policy" content="{escape(PAGE_POLICY)}" />'
