"""Profiles: what a row belongs to. Rows from before belong to everybody, the profile ''."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_OWNED = ("prediction", "correction", "job", "version", "promotion")


def upgrade() -> None:
    """Give the tables their profile, and rebuild the indices that it belongs to."""
    op.create_table(
        "profile",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
    )
    for table in _OWNED:
        op.add_column(table, sa.Column("profile", sa.String(64), nullable=False, server_default=""))
    _rebuild_prediction()
    op.drop_index("job_queued_once", "job")
    queued = sa.text("state = 'queued'")
    op.create_index(
        "job_queued_once",
        "job",
        ["kind", "recognizer", "profile"],
        unique=True,
        sqlite_where=queued,
        postgresql_where=queued,
    )
    op.drop_index("promotion_sequence", "promotion")
    op.create_index(
        "promotion_sequence", "promotion", ["recognizer", "profile", "sequence"], unique=True
    )


def _rebuild_prediction() -> None:
    filtered = ["recognizer", "profile", "label", "verdict", "corrected", "source"]
    columns = {
        "prediction_by_time": ["created_at", "id", *filtered, "confidence"],
        "prediction_by_confidence": ["confidence", "id", *filtered, "created_at"],
    }
    shown = sa.text("deleted_at IS NULL")
    for name, listed in columns.items():
        op.drop_index(name, "prediction")
        op.create_index(name, "prediction", listed, sqlite_where=shown, postgresql_where=shown)
