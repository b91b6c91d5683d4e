from __future__ import annotations

import inspect
import json

import pytest
from starlette.exceptions import HTTPException

from vistazo import errors
from vistazo.service.problems import INTERNAL, TABLE, problem_of


@pytest.mark.parametrize(
    "error",
    [
        item
        for _, item in inspect.getmembers(errors, inspect.isclass)
        if issubclass(item, errors.InputError)
    ],
)
def test_whatever_a_caller_does_wrong_is_a_4xx(error: type[errors.InputError]) -> None:
    problem = problem_of(error("what and why"), "/here")
    assert 400 <= problem.kind.status < 500
    assert json.loads(problem.body()) == {
        "type": problem.kind.type,
        "title": problem.kind.title,
        "status": problem.kind.status,
        "detail": "what and why",
        "instance": "/here",
    }


@pytest.mark.parametrize("error", [errors.ModelError("secret"), ValueError("secret")])
def test_what_we_do_wrong_is_a_500_without_its_inside(error: Exception) -> None:
    problem = problem_of(error, "/here")
    assert problem.kind == INTERNAL
    assert problem.kind.status == 500
    assert b"secret" not in problem.body()


def test_overload_says_when_to_come_back() -> None:
    problem = problem_of(errors.OverloadedError("full"), "/here")
    assert problem.kind.status == 503
    assert problem.headers == {"Retry-After": "1"}


def test_types_are_unique() -> None:
    types = [kind.type for kind in TABLE.values()]
    assert len(set(types)) == len(types)


@pytest.mark.parametrize("status", [400, 404, 405, 418])
def test_what_the_framework_answers(status: int) -> None:
    headers = {"Allow": "GET"} if status == 405 else None
    problem = problem_of(HTTPException(status, headers=headers), "/here")
    assert problem.kind.status == status
    assert problem.kind.type.startswith("urn:vistazo:problem:")
