"""The database and the files: one object each, SQLite or PostgreSQL, and their copies."""

from vistazo.storage.database import Database
from vistazo.storage.files import FileStore

__all__ = ["Database", "FileStore"]
