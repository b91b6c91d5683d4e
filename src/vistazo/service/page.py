"""The web page, or a plain one that says how to build it."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import os
from html import escape
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from vistazo.service.encodings import best_encoding

STATIC = Path(__file__).parent / "static"

STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid; border-radius: .25rem; }
table { border-collapse: collapse; } td, th { text-align: start; padding: .2rem .8rem .2rem 0; }
section { border-block-start: 1px solid; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

# WebAssembly runs the model in the page; nothing else may be evaluated, nor come from elsewhere.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        f"style-src 'self' 'sha256-{_STYLE_HASH}'",
        "img-src 'self' blob: data:",
        "connect-src 'self' blob: data:",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
# A page that says so itself cannot tell who may show it in a frame.
PAGE_POLICY = "; ".join(
    rule for rule in _POLICY.split("; ") if not rule.startswith("frame-ancestors")
)
"""The same policy for pages that no server of ours sends."""

SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
)

FOR_EVER = "public, max-age=31536000, immutable"
"""What may be kept of an address whose content never changes."""

# Not in every system's table of types.
mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("application/manifest+json", ".webmanifest")

_COMPRESSED = {"br": ".br", "gzip": ".gz"}
"""What the build leaves beside its files, by encoding, the smallest first."""

_NOT_BUILT = """
<section lang="en"><h1>Vistazo is running</h1>
<p>The web page is not built yet. <code>make serve</code> builds it, or by hand:</p>
<pre>cd web &amp;&amp; npm ci &amp;&amp; npm run build</pre>
<p>The API answers already: see <a href="/docs">/docs</a>.</p></section>
<section lang="es"><h1>Vistazo está en marcha</h1>
<p>La página web aún no está construida. <code>make serve</code> la construye, o a mano:</p>
<pre>cd web &amp;&amp; npm ci &amp;&amp; npm run build</pre>
<p>La API ya responde: véase <a href="/docs">/docs</a>.</p></section>
"""


class Assets(StaticFiles):
    """The built page's files; their names carry a hash, so they may be kept for ever."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """A file, as small as the client takes it, with the time that it may be kept."""
        path = Path(full_path)
        beside = {name: path.with_name(path.name + end) for name, end in _COMPRESSED.items()}
        there = [name for name, file in beside.items() if file.is_file()]
        encoding = best_encoding(Headers(scope=scope).get("accept-encoding", ""), there)
        if encoding is not None:
            path = beside[encoding]
            stat_result = path.stat()
        response = super().file_response(path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = FOR_EVER
        if there:
            response.headers["Vary"] = "Accept-Encoding"
        if encoding is not None:
            response.headers["Content-Encoding"] = encoding
        return response


def start_page(static: Path) -> Response:
    """The built page, or the one that says how to build it."""
    index = static / "index.html"
    if index.is_file():
        return FileResponse(index, headers={"Cache-Control": "no-cache"})
    return HTMLResponse(html_page("Vistazo", _NOT_BUILT, "en"))


def html_page(title: str, body: str, language: str) -> str:
    """A plain page with our own style; `body` is HTML."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>{body}</body></html>"
    )
