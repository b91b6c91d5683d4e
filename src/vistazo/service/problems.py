"""Errors as problem details (RFC 9457): one table decides status, type and title."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.exceptions import HTTPException

from vistazo import errors

MEDIA_TYPE = "application/problem+json"
_URN = "urn:vistazo:problem:"


@dataclass(frozen=True)
class Kind:
    """One kind of problem: the end of its type, its status and its title."""

    slug: str
    status: int
    title: str

    @property
    def type(self) -> str:
        """The problem's type, a URN."""
        return _URN + self.slug


# The nearest class in an error's family decides.
TABLE: dict[type[Exception], Kind] = {
    errors.EmptyImageError: Kind("empty-image", 400, "The picture is empty"),
    errors.UnsupportedImageError: Kind("unsupported-image", 415, "Not a picture that is read"),
    errors.DamagedImageError: Kind("damaged-image", 422, "The picture is damaged"),
    errors.ImageTooLargeError: Kind("image-too-large", 413, "The picture has too many pixels"),
    errors.ImageError: Kind("unusable-image", 422, "The picture cannot be used"),
    errors.OptionError: Kind("invalid-option", 422, "An option is out of range"),
    errors.UnknownLabelError: Kind("unknown-label", 422, "The recogniser has no such label"),
    errors.NotFoundError: Kind("not-found", 404, "There is no such thing"),
    errors.ConflictError: Kind("conflict", 409, "The state of things does not allow it"),
    errors.GateError: Kind("gate-refused", 409, "The gate turned this version down"),
    errors.MalformedBodyError: Kind("malformed-body", 400, "The body cannot be read"),
    errors.UnsupportedBodyError: Kind("unsupported-media-type", 415, "Content type not taken"),
    errors.BodyTooLargeError: Kind("body-too-large", 413, "The body is too large"),
    errors.SlowBodyError: Kind("body-timeout", 408, "The body came too slowly"),
    errors.InputError: Kind("invalid-input", 400, "The input cannot be used"),
    errors.ModelNotFoundError: Kind("model-not-found", 404, "There is no such model"),
    errors.ReaderNotFoundError: Kind("reader-not-found", 404, "This model does not read lines"),
    errors.BankNotFoundError: Kind("bank-not-found", 404, "This model came without its bank"),
    errors.StorageUnavailableError: Kind("storage-unavailable", 503, "Storage does not answer"),
    errors.StorageFullError: Kind("storage-full", 507, "No room is left"),
    errors.OverloadedError: Kind("overloaded", 503, "Too many requests at once"),
    errors.VistazoError: Kind("internal", 500, "Something went wrong here"),
}

# What the framework itself answers.
_BY_STATUS: dict[int, Kind] = {
    400: TABLE[errors.MalformedBodyError],
    401: Kind("profile-token", 401, "The profile takes its token"),
    403: Kind("foreign-origin", 403, "Another site may not change anything here"),
    404: Kind("not-found", 404, "There is nothing at this address"),
    405: Kind("method-not-allowed", 405, "This address takes another method"),
    422: Kind("invalid-option", 422, "An option is out of range"),
    503: Kind("no-model", 503, "No model is loaded"),
}
INTERNAL = TABLE[errors.VistazoError]
FOREIGN_ORIGIN = _BY_STATUS[403]


@dataclass(frozen=True)
class Problem:
    """One problem, ready to be sent."""

    kind: Kind
    detail: str
    instance: str
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        """The JSON object of RFC 9457."""
        content = {**self.entry(), "instance": self.instance}
        return json.dumps(content, ensure_ascii=False).encode()

    def entry(self) -> dict[str, Any]:
        """What is told of it where it is the problem of one file among many."""
        return {
            "type": self.kind.type,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
        }


def problem_of(error: Exception, instance: str) -> Problem:
    """The problem that tells a caller about `error`; nothing inner is told of an unknown one."""
    if isinstance(error, HTTPException):
        return _of_http(error, instance)
    kind = next((TABLE[family] for family in type(error).__mro__ if family in TABLE), INTERNAL)
    if kind.status == 500:
        return Problem(INTERNAL, "The server's log says more.", instance)
    headers = {"Retry-After": "1"} if kind.status == 503 else {}
    return Problem(kind, str(error), instance, headers)


def _of_http(error: HTTPException, instance: str) -> Problem:
    kind = _BY_STATUS.get(error.status_code)
    if kind is None:
        kind = Kind(f"http-{error.status_code}", error.status_code, str(error.detail))
    headers = dict(error.headers or {})
    detail = str(error.detail)
    if error.status_code == 404:
        detail = f"There is nothing at {instance}; /docs lists every address."
    elif error.status_code == 405:
        allowed = headers.get("Allow", "")
        # Every address that answers GET answers HEAD as well.
        if "GET" in allowed and "HEAD" not in allowed:
            headers["Allow"] = allowed = f"{allowed}, HEAD"
        detail = f"{instance} takes {allowed}."
    return Problem(kind, detail, instance, headers)
