"""How a route is documented: the example of its answer and the problems that it may answer."""

from __future__ import annotations

from typing import Any

from vistazo import errors
from vistazo.service.problems import FOREIGN_ORIGIN, TABLE, Kind
from vistazo.service.responses import BINARY, problem_response

Error = type[errors.VistazoError]
_STORAGE: tuple[Error, ...] = (errors.StorageUnavailableError, errors.OptionError)
_WRITING: tuple[Error, ...] = (
    errors.StorageFullError,
    errors.MalformedBodyError,
    errors.BodyTooLargeError,
    errors.SlowBodyError,
)
UNCHANGED = {"description": "The caller's copy (If-None-Match) is the same."}


def bare(example: Any, *problems: Error) -> dict[str, Any]:
    """The keyword arguments of a route that answers without the database."""
    return _route(example, 200, [TABLE[item] for item in problems])


def documented(example: Any, *problems: Error, status: int = 200) -> dict[str, Any]:
    """The keyword arguments of a route that reads from the database.

    Args:
        example: What it answers.
        problems: What may be wrong, besides the database being away.
        status: Of the answer.
    """
    return _route(example, status, [TABLE[item] for item in (*problems, *_STORAGE)])


def documented_write(example: Any, *problems: Error, status: int = 200) -> dict[str, Any]:
    """The same for a route that changes something."""
    kinds = [TABLE[item] for item in (*problems, *_STORAGE, *_WRITING)]
    return _route(example, status, [*kinds, FOREIGN_ORIGIN])


def file_answer(route: dict[str, Any], *media_types: str, **more: Any) -> dict[str, Any]:
    """The same route, whose answer is a file; `more` are further answers by `code_` and status."""
    content = {media_type: {"schema": BINARY} for media_type in media_types}
    route["responses"][200] = {"description": "The file.", "content": content}
    route["responses"] |= {int(name.removeprefix("code_")): item for name, item in more.items()}
    return route


def _route(example: Any, status: int, kinds: list[Kind]) -> dict[str, Any]:
    by_status: dict[int, list[Kind]] = {}
    for kind in kinds:
        found = by_status.setdefault(kind.status, [])
        if kind not in found:
            found.append(kind)
    answer: dict[str, Any] = {"description": "The answer."}
    if example is not None:
        answer["content"] = {"application/json": {"example": example}}
    answers: dict[int, dict[str, Any]] = {status: answer}
    answers |= {code: problem_response(by_status[code]) for code in sorted(by_status)}
    return {"status_code": status, "responses": answers}
