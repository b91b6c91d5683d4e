"""The first tables: predictions, corrections, jobs, versions, promotions, embeddings, settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _make_prediction()
    _make_correction()
    _make_job()
    _make_versions()
    op.create_table(
        "embedding",
        sa.Column("network", sa.String(64), primary_key=True),
        sa.Column("image", sa.String(64), primary_key=True),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "setting",
        sa.Column("recognizer", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def _make_prediction() -> None:
    op.create_table(
        "prediction",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("recognizer", sa.String(64), nullable=False),
        sa.Column("model", sa.String(128), nullable=False),
        sa.Column("image", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer),
        sa.Column("height", sa.Integer),
        sa.Column("labels", sa.Text, nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("novelty", sa.Double, nullable=False),
        sa.Column("top", sa.JSON, nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("filename", sa.String(255), nullable=False),
        sa.Column("corrected", sa.Boolean, nullable=False),
        sa.Column("deleted_at", _TIME),
    )
    filtered = ["recognizer", "label", "verdict", "corrected", "source"]
    _index(
        "prediction_by_time", ["created_at", "id", *filtered, "confidence"], "deleted_at IS NULL"
    )
    _index(
        "prediction_by_confidence",
        ["confidence", "id", *filtered, "created_at"],
        "deleted_at IS NULL",
    )
    _index(
        "prediction_by_file", ["filename", "created_at"], "deleted_at IS NULL AND filename != ''"
    )
    _index("prediction_by_deletion", ["deleted_at"], "deleted_at IS NOT NULL")
    op.create_index("prediction_by_image", "prediction", ["image", "recognizer"])
    owner = sa.ForeignKey("prediction.id", ondelete="CASCADE")
    op.create_table(
        "prediction_label",
        sa.Column("prediction_id", sa.String(32), owner, primary_key=True),
        sa.Column("label", sa.String(200), primary_key=True),
    )
    op.create_index("prediction_label_by_label", "prediction_label", ["label", "prediction_id"])


def _index(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "prediction", columns, sqlite_where=where, postgresql_where=where)


def _make_correction() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("recognizer", sa.String(64), nullable=False),
        sa.Column("image", sa.String(64), nullable=False),
        sa.Column("labels", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("prediction_id", sa.String(32)),
        sa.Column("predicted", sa.Text),
        sa.Column("model", sa.String(128), nullable=False),
        sa.Column("superseded_at", _TIME),
        sa.Column("withdrawn_at", _TIME),
        sa.Column("withdrawn_by", sa.String(64), nullable=False),
        sa.Column("fixed_since", sa.Integer),
    )
    op.create_index("correction_by_image", "correction", ["image", "recognizer"])
    op.create_index("correction_by_time", "correction", ["created_at", "id"])
    op.create_index("correction_by_author", "correction", ["author", "created_at"])


def _make_job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("recognizer", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("progress", sa.JSON),
        sa.Column("result", sa.JSON),
        sa.Column("error", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("worker", sa.String(128), nullable=False),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("lease_until", _TIME),
        sa.Column("heartbeat_at", _TIME),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("started_at", _TIME),
        sa.Column("finished_at", _TIME),
    )
    for name, state in (("job_queued_once", "queued"), ("job_running_once", "running")):
        where = sa.text(f"state = '{state}'")
        op.create_index(
            name,
            "job",
            ["kind", "recognizer"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )
    op.create_index("job_by_time", "job", ["created_at", "id"])


def _make_versions() -> None:
    op.create_table(
        "version",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("recognizer", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("base", sa.String(64), nullable=False),
        sa.Column("parent", sa.String(64)),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("corrections", sa.Integer, nullable=False),
        sa.Column("decision", sa.JSON),
        sa.Column("approved", sa.Boolean),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("bank", sa.String(64)),
        sa.Column("head", sa.String(64)),
        sa.Column("reader", sa.String(64)),
    )
    op.create_index("version_number", "version", ["recognizer", "number"], unique=True)
    op.create_table(
        "promotion",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("recognizer", sa.String(64), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("version", sa.String(64), sa.ForeignKey("version.sha256"), nullable=False),
        sa.Column("previous", sa.String(64)),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("override", sa.Boolean, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("promotion_sequence", "promotion", ["recognizer", "sequence"], unique=True)
