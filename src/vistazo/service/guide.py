"""The API's guide at /docs: the OpenAPI document as one plain page, without a script."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from fastapi.responses import HTMLResponse

from vistazo.service.page import html_page

_WORDS = {
    "en": {
        "title": "Vistazo: the API",
        "intro": "The same as a machine reads it: ",
        "parameters": "Parameters",
        "body": "Body",
        "answers": "Answers",
        "example": "Example",
        "needed": "needed",
    },
    "es": {
        "title": "Vistazo: la API",
        "intro": "Lo mismo, para máquinas: ",
        "parameters": "Parámetros",
        "body": "Cuerpo",
        "answers": "Respuestas",
        "example": "Ejemplo",
        "needed": "obligatorio",
    },
}


def guide_page(document: dict[str, Any], accept_language: str) -> HTMLResponse:
    """The document as a page, its headings in the language that the reader prefers."""
    language = preferred_language(accept_language)
    words = _WORDS[language]
    parts = [
        f"<h1>{words['title']}</h1>",
        f'<p lang="en">{_prose(document["info"]["description"])}</p>',
        f'<p>{words["intro"]}<a href="/openapi.json">/openapi.json</a></p>',
    ]
    for path, operations in document["paths"].items():
        parts += [
            _operation(method.upper(), path, operation, words)
            for method, operation in operations.items()
        ]
    page = html_page(words["title"], "".join(parts), language)
    return HTMLResponse(page, headers={"Vary": "Accept-Language", "Content-Language": language})


def preferred_language(accept_language: str) -> str:
    """The first of our languages that an Accept-Language header names; English if none."""
    for part in accept_language.split(","):
        language = part.partition(";")[0].strip().lower()[:2]
        if language in _WORDS:
            return language
    return "en"


def _operation(method: str, path: str, operation: dict[str, Any], words: dict[str, str]) -> str:
    description = operation.get("description") or operation.get("summary", "")
    parts = [f"<section><h2><code>{method} {escape(path)}</code></h2>"]
    parts.append(f'<p lang="en">{_prose(description)}</p>')
    if parameters := operation.get("parameters"):
        parts.append(f"<h3>{words['parameters']}</h3>{_parameters(parameters, words)}")
    if body := operation.get("requestBody"):
        parts.append(f"<h3>{words['body']}</h3>{_contents(body['content'], words)}")
    parts.append(f"<h3>{words['answers']}</h3>")
    for status, response in operation["responses"].items():
        parts.append(f'<p><b>{status}</b> <span lang="en">{_prose(response["description"])}</span>')
        parts.append(f"</p>{_contents(response.get('content', {}), words)}")
    return "".join(parts) + "</section>"


def _parameters(parameters: list[dict[str, Any]], words: dict[str, str]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(item['name'])}</code></td><td>{item['in']}"
        f"{', ' + words['needed'] if item.get('required') else ''}</td>"
        f'<td lang="en">{_prose(item.get("description", ""))}</td></tr>'
        for item in parameters
    )
    return f"<table>{rows}</table>"


def _contents(contents: dict[str, Any], words: dict[str, str]) -> str:
    types = ", ".join(f"<code>{escape(name)}</code>" for name in contents)
    parts = [f"<p>{types}</p>"] if types else []
    for content in contents.values():
        examples = [item["value"] for item in content.get("examples", {}).values()]
        for example in [*examples, *([content["example"]] if "example" in content else [])]:
            text = escape(json.dumps(example, ensure_ascii=False, indent=1))
            parts.append(f"<details><summary>{words['example']}</summary><pre>{text}</pre>")
            parts.append("</details>")
    return "".join(parts)


def _prose(text: str) -> str:
    """Escaped text with `code` set as code."""
    pieces = escape(text).split("`")
    return "".join(
        f"<code>{piece}</code>" if index % 2 else piece for index, piece in enumerate(pieces)
    )
