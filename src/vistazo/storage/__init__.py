"""The database and the files: one object each, SQLite or PostgreSQL, and their copies."""

from vistazo.storage.backup import backup, restore
from vistazo.storage.database import Database
from vistazo.storage.files import FileStore
from vistazo.storage.transfer import copy_database

__all__ = ["Database", "FileStore", "backup", "copy_database", "restore"]
