"""How long a page of a long history takes, for every filter and order, on both databases.

    python benchmarks/history.py [--json] [--rows 100000] [--repeats 9] [--postgresql URL]

Fills a new SQLite database in a temporary folder, and the empty database at URL (a new one on a
server that is there already; without it, SQLite only), and asks for the first, a middle and the
last page of 50. A figure is the median over the repeats of the slowest of these three pages, from
the call to the records: count, rows and corrections. Everything lies in memory by then, as it does
on a page that people look at.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from reporting import machine, markdown_table, print_header
from vistazo.feedback import (
    Corrections,
    NewCorrection,
    NewPrediction,
    PredictionFilter,
    Predictions,
)
from vistazo.storage import Database
from vistazo.types import Score

SEED = 0
LIMIT = 50
START = datetime(2026, 1, 1, tzinfo=UTC)
LABELS = tuple("0123456789")
AIM_MS = 50.0

FILTERS: dict[str, dict[str, Any]] = {
    "none": {},
    "recognizer": {"recognizer": "digits"},
    "label": {"label": "7"},
    "label that is rare": {"label": "dog"},
    "verdict": {"verdict": "unsure"},
    "corrected": {"corrected": True},
    "not corrected": {"corrected": False},
    "confidence": {"min_confidence": 0.4, "max_confidence": 0.8},
    "a week": {"since": START + timedelta(days=30), "until": START + timedelta(days=37)},
    "profile": {"profile": "ana"},
    "source": {"source": "upload"},
    "all at once": {
        "recognizer": "digits",
        "label": "7",
        "verdict": "sure",
        "corrected": False,
        "min_confidence": 0.2,
        "max_confidence": 0.9,
        "since": START,
        "until": START + timedelta(days=60),
        "profile": "",
        "source": "draw",
    },
}


def predictions_of(rows: int) -> Iterator[NewPrediction]:
    """Predictions over 70 days: most of digits, some of photos with several labels."""
    chance = random.Random(SEED)
    for number in range(rows):
        photo = chance.random() < 0.1
        labels = ("cat", "dog") if photo and chance.random() < 0.1 else (chance.choice(LABELS),)
        confidence = 1.0 - chance.random() ** 2
        yield NewPrediction(
            recognizer="photos" if photo else "digits",
            model="digits@0123456789ab",
            image=picture(number),
            labels=labels,
            confidence=confidence,
            verdict="sure" if confidence > 0.7 else "unsure" if confidence > 0.2 else "unknown",
            novelty=chance.random(),
            top=tuple(Score(label, confidence / (rank + 1)) for rank, label in enumerate(LABELS)),
            profile=chance.choice(("", "", "", "ana")),
            source=chance.choice(("draw", "draw", "upload", "api")),
            filename=f"scan-{number}.png",
            width=280,
            height=280,
            created_at=START + timedelta(seconds=number * 70 * 86400 / rows),
        )


def picture(number: int) -> str:
    """The hash that stands for picture `number`."""
    return hashlib.sha256(str(number).encode()).hexdigest()


def fill(database: Database, rows: int) -> None:
    """Record the predictions, and correct each fiftieth."""
    predictions, corrections = Predictions(database), Corrections(database)
    source = predictions_of(rows)
    while part := list(itertools.islice(source, 2000)):
        predictions.add(part)
    with database.write() as connection:
        for number in range(0, rows, 50):
            new = NewCorrection("digits", picture(number), ("1",), predicted=("7",), author="ana")
            corrections.add(new, connection)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # What both do by themselves after a while.
        statement = "ANALYZE" if database.dialect == "sqlite" else "VACUUM ANALYZE"
        connection.execute(text(statement))


def measure(database: Database, repeats: int) -> dict[tuple[str, str], float]:
    """Milliseconds by filter and order."""
    predictions = Predictions(database)
    found = {}
    for (name, values), sort, descending in itertools.product(
        FILTERS.items(), ("created_at", "confidence"), (True, False)
    ):
        wanted = PredictionFilter(**values)
        total = predictions.page(wanted, limit=0).total
        middle, last = max(0, total // 2), max(0, total - LIMIT)
        medians = []
        for offset in (0, middle, last):
            seconds = []
            for _ in range(repeats):
                started = time.perf_counter()
                predictions.page(
                    wanted, sort=sort, descending=descending, offset=offset, limit=LIMIT
                )
                seconds.append(time.perf_counter() - started)
            medians.append(statistics.median(seconds))
        order = f"{sort} {'desc' if descending else 'asc'}"
        found[name, order] = 1000 * max(medians)
    return found


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """A database, closed at the end."""
    database = Database.open(url)
    try:
        yield database
    finally:
        database.dispose()


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--postgresql", metavar="URL", default="")
    given = parser.parse_args()
    print_header("pages of the history", rows=given.rows, repeats=given.repeats, seed=SEED)
    tables = {}
    with tempfile.TemporaryDirectory() as folder:
        for url in filter(None, (f"sqlite:///{folder}/vistazo.db", given.postgresql)):
            with opened(url) as database:
                fill(database, given.rows)
                tables[database.dialect] = measure(database, given.repeats)
    if given.json:
        rows = [
            {"database": name, "filter": key[0], "order": key[1], "ms": value}
            for name, found in tables.items()
            for key, value in found.items()
        ]
        print(json.dumps({"machine": machine(), "rows": given.rows, "pages": rows}))
        return
    orders = sorted({order for found in tables.values() for _, order in found})
    for name, found in tables.items():
        lines = [[key, *(f"{found[key, order]:.1f}" for order in orders)] for key in FILTERS]
        print(f"\n{name}: ms of the slowest of the first, middle and last page\n")
        print(markdown_table(["filter", *orders], lines))
        print(f"\nslowest: {max(found.values()):.1f} ms; aim: {AIM_MS:.0f} ms")


if __name__ == "__main__":
    main()
