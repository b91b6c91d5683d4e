"""The tables. Ids are 32 hex digits, hashes 64, times UTC; the profile '' stands for everybody.

The migrations make them; a test holds the two together.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    and_,
)

from vistazo.storage.columns import Labels, UtcTime

metadata = MetaData()

prediction = Table(
    "prediction",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("created_at", UtcTime, nullable=False),
    Column("recognizer", String(64), nullable=False),
    Column("model", String(128), nullable=False),
    Column("profile", String(64), nullable=False, server_default=""),
    Column("image", String(64), nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("labels", Labels, nullable=False),
    # The first of the labels; the others lie in `prediction_label`, to be found by.
    Column("label", String(200), nullable=False),
    Column("confidence", Double, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("novelty", Double, nullable=False),
    Column("top", JSON(none_as_null=True), nullable=False),
    Column("source", String(32), nullable=False),
    Column("filename", String(255), nullable=False),
    # Whether its picture has a current correction of the same recogniser and profile.
    Column("corrected", Boolean, nullable=False),
    Column("deleted_at", UtcTime),
)

_SHOWN = prediction.c.deleted_at.is_(None)
_REMOVED = prediction.c.deleted_at.is_not(None)

# Each holds everything that the history filters by, so that a page is found without the rows.
_FILTERED = [
    prediction.c[name]
    for name in ("recognizer", "profile", "label", "verdict", "corrected", "source")
]
Index(
    "prediction_by_time",
    *(prediction.c.created_at, prediction.c.id, *_FILTERED, prediction.c.confidence),
    sqlite_where=_SHOWN,
    postgresql_where=_SHOWN,
)
Index(
    "prediction_by_confidence",
    *(prediction.c.confidence, prediction.c.id, *_FILTERED, prediction.c.created_at),
    sqlite_where=_SHOWN,
    postgresql_where=_SHOWN,
)
Index("prediction_by_image", prediction.c.image, prediction.c.recognizer)
_NAMED = and_(_SHOWN, prediction.c.filename != "")
Index(
    "prediction_by_file",
    prediction.c.filename,
    prediction.c.created_at,
    sqlite_where=_NAMED,
    postgresql_where=_NAMED,
)
Index(
    "prediction_by_deletion",
    prediction.c.deleted_at,
    sqlite_where=_REMOVED,
    postgresql_where=_REMOVED,
)

prediction_label = Table(
    "prediction_label",
    metadata,
    Column(
        "prediction_id",
        String(32),
        ForeignKey("prediction.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("label", String(200), primary_key=True),
)

Index("prediction_label_by_label", prediction_label.c.label, prediction_label.c.prediction_id)

correction = Table(
    "correction",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("created_at", UtcTime, nullable=False),
    Column("recognizer", String(64), nullable=False),
    Column("image", String(64), nullable=False),
    Column("labels", Labels, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("profile", String(64), nullable=False, server_default=""),
    Column("author", String(64), nullable=False),
    Column("source", String(32), nullable=False),
    # What was answered, and by which model; the prediction's row may be gone by now.
    Column("prediction_id", String(32)),
    Column("predicted", Labels),
    Column("model", String(128), nullable=False),
    Column("superseded_at", UtcTime),
    Column("withdrawn_at", UtcTime),
    Column("withdrawn_by", String(64), nullable=False),
    Column("fixed_since", Integer),
)

Index("correction_by_image", correction.c.image, correction.c.recognizer)
Index("correction_by_time", correction.c.created_at, correction.c.id)
Index("correction_by_author", correction.c.author, correction.c.created_at)

profile = Table(
    "profile",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("created_at", UtcTime, nullable=False),
    Column("token_hash", String(64), nullable=False),
)

job = Table(
    "job",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("recognizer", String(64), nullable=False),
    Column("profile", String(64), nullable=False, server_default=""),
    Column("state", String(16), nullable=False),
    Column("payload", JSON(none_as_null=True), nullable=False),
    Column("progress", JSON(none_as_null=True)),
    Column("result", JSON(none_as_null=True)),
    Column("error", Text),
    Column("attempts", Integer, nullable=False),
    Column("worker", String(128), nullable=False),
    # Grows with each taking up; a worker that holds an older number has lost the job.
    Column("fence", Integer, nullable=False),
    Column("lease_until", UtcTime),
    Column("heartbeat_at", UtcTime),
    Column("created_at", UtcTime, nullable=False),
    Column("started_at", UtcTime),
    Column("finished_at", UtcTime),
)

_QUEUED = job.c.state == "queued"
_RUNNING = job.c.state == "running"

Index(
    "job_queued_once",
    job.c.kind,
    job.c.recognizer,
    job.c.profile,
    unique=True,
    sqlite_where=_QUEUED,
    postgresql_where=_QUEUED,
)
Index(
    "job_running_once",
    job.c.kind,
    job.c.recognizer,
    unique=True,
    sqlite_where=_RUNNING,
    postgresql_where=_RUNNING,
)
Index("job_by_time", job.c.created_at, job.c.id)

version = Table(
    "version",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("recognizer", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("profile", String(64), nullable=False, server_default=""),
    # The version whose network it uses; itself where it is a whole file.
    Column("base", String(64), nullable=False),
    Column("parent", String(64)),
    Column("author", String(64), nullable=False),
    Column("corrections", Integer, nullable=False),
    Column("decision", JSON(none_as_null=True)),
    Column("approved", Boolean),
    Column("size", Integer, nullable=False),
    # Hashes of the files that lie beside the model's own.
    Column("bank", String(64)),
    Column("head", String(64)),
    Column("reader", String(64)),
)

Index("version_number", version.c.recognizer, version.c.number, unique=True)

promotion = Table(
    "promotion",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("recognizer", String(64), nullable=False),
    Column("profile", String(64), nullable=False, server_default=""),
    Column("sequence", Integer, nullable=False),
    Column("version", String(64), ForeignKey("version.sha256"), nullable=False),
    Column("previous", String(64)),
    Column("action", String(16), nullable=False),
    Column("author", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("override", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

Index(
    "promotion_sequence",
    promotion.c.recognizer,
    promotion.c.profile,
    promotion.c.sequence,
    unique=True,
)

embedding = Table(
    "embedding",
    metadata,
    Column("network", String(64), primary_key=True),
    Column("image", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    Column("recognizer", String(64), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
