"""The routes that recognise: plain ASGI in front of FastAPI, documented by `openapi.py`."""

from __future__ import annotations

import json
import re
from time import perf_counter
from typing import Any

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from vistazo.errors import BodyTooLargeError, SlowBodyError
from vistazo.runtime import OPTIONAL, Recognizer
from vistazo.service import answers
from vistazo.service.batch_path import THRESHOLD, BatchPath
from vistazo.service.bench import Bench
from vistazo.service.bodies import Upload, read_body
from vistazo.service.finder import Finder
from vistazo.service.parts import Parts
from vistazo.service.pictures import (
    Sent,
    parse_json,
    parse_picture,
    picture_in_json,
    pixels_in_json,
    text_in_json,
)
from vistazo.service.problems import problem_of
from vistazo.service.query import Query, fraction
from vistazo.service.replies import send_json, send_problem
from vistazo.service.timed import Timed
from vistazo.service.wishes import Wish
from vistazo.types import Prediction

_NATIVE = re.compile(r"/v1/models/([^/]+)/(predict|read|predict-batch)")
_PHOTOS = "/batch_predict"
_OTHERS = ("/predict", "/predict-image", "/predict_text", _PHOTOS)
_DIGITS = ("digits",)
_CHARACTERS = ("characters", "digits")
_TOP = 5
_PLAIN = Wish()


class HotPath:
    """Answers the routes that recognise a picture."""

    def __init__(self, parts: Parts) -> None:
        """Answer with the parts of a running service."""
        self._models = parts.models
        self._finder = Finder(parts.models, parts.guard)
        self._recorder = parts.recorder
        settings = parts.settings
        self._limit = settings.upload_limit
        self._seconds = float(settings.body_timeout_s)
        self._bench = Bench(settings.threads, settings.queue)
        self._batches = BatchPath(
            self._finder, settings, parts.recorder, self._bench, parts.shop.folder
        )

    def takes(self, path: str) -> bool:
        """Whether this path is answered here."""
        return path in _OTHERS or _NATIVE.fullmatch(path) is not None

    def close(self) -> None:
        """Let running work end."""
        self._bench.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what a caller did wrong becomes a problem.

        Raises:
            ClientGoneError: The client went away before its request had arrived.
        """
        headers = Headers(scope=scope)
        try:
            if scope["method"] != "POST":
                raise HTTPException(405, headers={"Allow": "POST"})
            answer = await self._answer(scope, headers, receive, send)
        except (BodyTooLargeError, SlowBodyError) as error:
            # What is left of the body is not waited for: the server throws it away as it comes,
            # so that its sender gets to read this. One who waits to be asked for it, or stalls,
            # is told that the connection ends.
            stalled = "expect" in headers or isinstance(error, SlowBodyError)
            problem = problem_of(error, scope["path"])
            await send_problem(send, problem, {"Connection": "close"} if stalled else {})
            return
        if answer is not None:
            await send_json(send, 200, json.dumps(answer, ensure_ascii=False).encode())

    async def _answer(
        self, scope: Scope, headers: Headers, receive: Receive, send: Send
    ) -> dict[str, Any] | None:
        """The answer as one JSON object; None where it was sent line by line."""
        path, query = scope["path"], Query(scope["query_string"])
        native = _NATIVE.fullmatch(path)
        if native and native[2] == "predict-batch":
            await self._batches.predict(native[1], query, headers, receive, send)
            return None
        if path == _PHOTOS:
            return await self._batches.photos(headers, receive)
        # Before the body is read: an unknown model, or one that does not read, needs no upload.
        recognizer = await self._finder.find(native[1], query, headers) if native else None
        if native and recognizer and native[2] == "read":
            recognizer.require_reader()
        body = await read_body(headers, receive, self._limit, self._seconds)
        started = perf_counter()
        upload = Upload(body, headers.get("content-type", ""), query)
        if native and recognizer:
            answer = self._recognise if native[2] == "predict" else self._read
            return await answer(recognizer, upload, started)
        if path == "/predict_text":
            return await self._text(upload, started)
        if path == "/predict-image":
            done = await self._digits(await parse_picture(upload, self._limit), started)
            return answers.digit_answer(done)
        return await self._predict(upload, started)

    async def _recognise(
        self, recognizer: Recognizer, upload: Upload, started: float
    ) -> dict[str, Any]:
        outputs = upload.query.words("outputs", OPTIONAL)
        top = _top(upload, len(recognizer.labels))
        prior, threshold = upload.query.prior(), upload.query.fraction("threshold")
        attended = upload.query.each("attention_labels", recognizer.labels)
        wish = Wish.of(upload.query)
        sent = await parse_picture(upload, self._limit)
        done = await self._bench.recognise(
            recognizer, sent.picture, started, outputs=outputs, prior=prior, threshold=threshold
        )
        if not attended and recognizer.card.task == "many":
            attended = done.answer.labels or (done.answer.label,)
        identifier = self._keep(recognizer, sent, done, wish)
        return answers.prediction_answer(done, top, identifier, attended)

    async def _read(self, recognizer: Recognizer, upload: Upload, started: float) -> dict[str, Any]:
        top = _top(upload, len(recognizer.require_reader().labels))
        sent = await parse_picture(upload, self._limit)
        done = await self._bench.read(recognizer, sent.picture, started, top=top)
        return answers.reading_answer(done)

    async def _text(self, upload: Upload, started: float) -> dict[str, Any]:
        if upload.body and upload.is_json:
            picture = text_in_json(parse_json(upload.body))
        else:
            picture = (await parse_picture(upload, self._limit)).picture
        recognizer = self._models.first(_CHARACTERS)
        return answers.text_answer(await self._bench.read(recognizer, picture, started, top=_TOP))

    async def _predict(self, upload: Upload, started: float) -> dict[str, Any]:
        """Three front ends speak to one address; the content tells them apart."""
        if upload.media_type == "multipart/form-data":
            return await self._photo(upload, started)
        if upload.body and upload.is_json:
            content = parse_json(upload.body)
            if isinstance(content.get("image"), list):
                pixels = Sent(pixels_in_json(content))
                done = await self._first(_CHARACTERS, pixels, started)
                return answers.character_answer(done)
            sent = Sent(picture_in_json(content))
        else:
            sent = await parse_picture(upload, self._limit)
        return answers.timed_digit_answer(await self._digits(sent, started))

    async def _photo(self, upload: Upload, started: float) -> dict[str, Any]:
        recognizer = self._models.photos()
        sent = await parse_picture(upload, self._limit)
        threshold = fraction("threshold", sent.fields.get("threshold", THRESHOLD))
        done = await self._bench.recognise(recognizer, sent.picture, started, threshold=threshold)
        self._keep(recognizer, sent, done, _PLAIN)
        return answers.photo_answer(done, sent.filename, threshold)

    async def _digits(self, sent: Sent, started: float) -> Timed[Prediction]:
        return await self._first(_DIGITS, sent, started)

    async def _first(self, names: tuple[str, ...], sent: Sent, started: float) -> Timed[Prediction]:
        recognizer = self._models.first(names)
        done = await self._bench.recognise(recognizer, sent.picture, started)
        self._keep(recognizer, sent, done, _PLAIN)
        return done

    def _keep(
        self, recognizer: Recognizer, sent: Sent, done: Timed[Prediction], wish: Wish
    ) -> str | None:
        if self._recorder is None or not wish.record:
            return None
        return self._recorder.record(wish.entry(recognizer, sent, done))


def _top(upload: Upload, most: int) -> int:
    return upload.query.whole("top", 1, most, default=min(_TOP, most))
