"""Recognising many files in threads, in their order, with few of them in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from vistazo.errors import InputError, OptionError
from vistazo.image import picture_size, read_file
from vistazo.runtime import Prior, Recognizer
from vistazo.service.timed import Timed, recognise_now
from vistazo.types import Prediction

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
_WAITING = 4
"""Answers for each thread that may wait for a slower one before them."""


@dataclass(frozen=True)
class Outcome:
    """What came of one file: an answer, or what is wrong with it.

    Attributes:
        index: Its place among the files.
        file: As it was named.
        done: The answer.
        error: Why there is none.
        size: Width and height of the picture.
    """

    index: int
    file: Path
    done: Timed[Prediction] | None = None
    error: InputError | None = None
    size: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Bulk:
    """How files are recognised.

    Attributes:
        recognizer: What answers.
        prior: As for `Recognizer.predict`.
        threshold: As for `Recognizer.predict`.
    """

    recognizer: Recognizer
    prior: Prior = None
    threshold: float | None = None

    def run(self, files: Iterable[Path], workers: int) -> Iterator[Outcome]:
        """Recognise files with so many threads; what comes of each, in their order.

        Raises:
            OptionError: `prior` or `threshold` is none of the recogniser's.
            ModelError: The model fails.
        """
        with ThreadPoolExecutor(workers) as pool:
            waiting: deque[Future[Outcome]] = deque()
            try:
                for index, file in enumerate(files):
                    waiting.append(pool.submit(self._recognise, index, file))
                    if len(waiting) >= _WAITING * workers:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    def _recognise(self, index: int, file: Path) -> Outcome:
        try:
            data = read_file(file)
            done = recognise_now(self.recognizer, data, prior=self.prior, threshold=self.threshold)
            return Outcome(index, file, done, size=picture_size(data))
        except OptionError:
            raise
        except InputError as error:
            return Outcome(index, file, error=error)


def find_pictures(given: Sequence[Path]) -> list[Path]:
    """The files that are named, and in place of a folder its pictures, sorted.

    Raises:
        OptionError: A folder holds none.
    """
    found: list[Path] = []
    for path in given:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(item for item in path.rglob("*") if _is_picture(item, path))
        if not inside:
            raise OptionError(f"{path} holds no picture ({', '.join(SUFFIXES)}); name another.")
        found += inside
    return found


def _is_picture(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not hidden and path.suffix.lower() in SUFFIXES and path.is_file()
