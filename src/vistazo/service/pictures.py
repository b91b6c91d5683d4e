"""From a request's body to a picture: everything that a body may look like."""

from __future__ import annotations

import binascii
import json
from collections.abc import AsyncGenerator, Mapping
from typing import Any, NamedTuple

import numpy as np
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from vistazo.errors import (
    EmptyImageError,
    MalformedBodyError,
    OptionError,
    UnsupportedBodyError,
)
from vistazo.image import picture_format
from vistazo.service.bodies import Upload
from vistazo.types import UInt8Array

Picture = bytes | UInt8Array
"""A picture file's bytes, or grey pixels (H, W)."""

DIGIT_SIDE = 28
_FORM_FILES, _FORM_FIELDS = 4, 16
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


_NO_FIELDS: Mapping[str, str] = {}


class Sent(NamedTuple):
    """A picture that was sent.

    Attributes:
        picture: The file's bytes, or pixels.
        filename: As a form names it; empty elsewhere.
        fields: What else a form holds, by name.
    """

    picture: Picture
    filename: str = ""
    fields: Mapping[str, str] = _NO_FIELDS


async def parse_picture(upload: Upload, limit: int) -> Sent:
    """The picture in a body, by its content type.

    Raises:
        InputError: One of its subclasses says what is wrong.
    """
    if not upload.body:
        raise EmptyImageError("The body is empty: send a picture in it.")
    if upload.is_json:
        return Sent(picture_in_json(parse_json(upload.body)))
    if upload.media_type == "multipart/form-data":
        return await _picture_in_form(upload, limit)
    if upload.media_type == "application/octet-stream" and upload.query.has("width", "height"):
        return Sent(_raw_pixels(upload))
    if upload.media_type.startswith("image/") or picture_format(upload.body):
        return Sent(upload.body)
    if upload.media_type == "application/octet-stream":
        raise OptionError(
            "Raw grey bytes need ?width= and &height= in the address; "
            "a picture must be a PNG, JPEG or WebP."
        )
    raise UnsupportedBodyError(
        f"The content type {upload.media_type or '(none)'!r} is not taken here; send image/*, "
        "multipart/form-data, application/json or application/octet-stream."
    )


def parse_json(body: bytes) -> dict[str, Any]:
    """A body's JSON object.

    Raises:
        MalformedBodyError: Not UTF-8, not JSON, nested too deeply, or no object.
    """
    try:
        content = json.loads(body)
    except UnicodeDecodeError:
        raise MalformedBodyError("The body must be JSON in UTF-8; it is not UTF-8.") from None
    except ValueError as error:
        raise MalformedBodyError(f"The body must be JSON, but it is not: {error}.") from None
    except RecursionError:
        raise MalformedBodyError("The body's JSON is nested too deeply.") from None
    if not isinstance(content, dict):
        raise MalformedBodyError(
            f"The body must be a JSON object with a field image, got {type(content).__name__}."
        )
    return content


def picture_in_json(content: dict[str, Any]) -> bytes:
    """The picture file in `{"image": base64 or data URL}`.

    Raises:
        MalformedBodyError: No such field, not a string, or not base64.
        EmptyImageError: Base64 of nothing.
    """
    text = content.get("image")
    if not isinstance(text, str):
        came = "no such field" if "image" not in content else type(text).__name__
        raise MalformedBodyError(
            f"The field image must be a string of base64 or a data URL; got {came}."
        )
    return decode_picture(text)


def decode_picture(text: str) -> bytes:
    """The picture file in base64 or in a data URL.

    Raises:
        MalformedBodyError: Not base64.
        EmptyImageError: Base64 of nothing.
    """
    if text[:5].lower() == "data:":
        kind, comma, text = text.partition(",")
        if not comma or not kind.lower().endswith(";base64"):
            raise MalformedBodyError("A data URL must be data:image/…;base64,… .")
    data = _decode_base64(text)
    if not data:
        raise EmptyImageError("The field image is empty: send a picture in it.")
    return data


def pixels_in_json(content: dict[str, Any]) -> UInt8Array:
    """The grey pixels in `{"image": [floats 0..1], "width": int, "height": int}`.

    Raises:
        MalformedBodyError: Not a flat list of numbers.
        OptionError: A number outside 0..1, or sizes that do not fit.
    """
    numbers = content["image"]
    width = _side(content, "width")
    height = _side(content, "height")
    if len(numbers) != width * height:
        raise OptionError(
            f"image must have width x height = {width} x {height} = {width * height} numbers, "
            f"got {len(numbers)}."
        )
    # Booleans are numbers to Python and strings are numbers to NumPy, but not to a caller.
    if any(type(number) not in (int, float) for number in numbers):
        raise MalformedBodyError("image must be a flat list of numbers.")
    for index, number in enumerate(numbers):
        if not 0.0 <= number <= 1.0:
            raise OptionError(
                f"image must hold numbers in 0..1; number {index} is {str(number)[:40]}."
            )
    values = np.asarray(numbers, dtype=np.float64).reshape(height, width)
    return np.rint(values * 255.0).astype(np.uint8)


def text_in_json(content: dict[str, Any]) -> Picture:
    """The picture in `{"image": numbers or base64}` or `{"image_base64": base64}`.

    Raises:
        InputError: As `picture_in_json` and `pixels_in_json`.
    """
    if isinstance(content.get("image"), list):
        return pixels_in_json(content)
    if "image" not in content and "image_base64" in content:
        content = {"image": content["image_base64"]}
    return picture_in_json(content)


def _side(content: dict[str, Any], name: str) -> int:
    value = content.get(name, DIGIT_SIDE)
    if type(value) is not int or not 1 <= value <= 65535:
        raise OptionError(f"{name} must be a whole number in 1..65535, got {str(value)[:40]}.")
    return value


def _raw_pixels(upload: Upload) -> UInt8Array:
    width = upload.query.whole("width", 1, 65535)
    height = upload.query.whole("height", 1, 65535)
    if len(upload.body) != width * height:
        raise OptionError(
            f"Raw grey pixels need width x height = {width} x {height} = {width * height} bytes, "
            f"got {len(upload.body)}."
        )
    return np.frombuffer(upload.body, dtype=np.uint8).reshape(height, width)


async def _picture_in_form(upload: Upload, limit: int) -> Sent:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield upload.body

    parser = MultiPartParser(
        Headers({"content-type": upload.content_type}),
        stream(),
        max_files=_FORM_FILES,
        max_fields=_FORM_FIELDS,
    )
    # The body is in memory already and within the limit: no temporary files.
    parser.spool_max_size = limit
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError, AssertionError) as error:
        reason = getattr(error, "message", str(error))
        raise MalformedBodyError(f"The multipart form cannot be read: {reason}") from None
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise MalformedBodyError("The form must have a field file that holds a picture.")
        data = await file.read()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
    finally:
        await form.close()
    if not data:
        raise EmptyImageError("The file is empty: 0 bytes came.")
    return Sent(data, file.filename or "", fields)


def _decode_base64(text: str) -> bytes:
    try:
        packed = b"".join(text.encode("ascii").split()).translate(_URL_SAFE).rstrip(b"=")
        return binascii.a2b_base64(packed + b"=" * (-len(packed) % 4), strict_mode=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise MalformedBodyError(f"The field image is not base64: {error}.") from None
