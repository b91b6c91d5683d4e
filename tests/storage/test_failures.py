"""Disks that run full, and servers that go away and come back."""

import sqlite3

import psycopg
import pytest
from sqlalchemy import func, insert, select, text

from vistazo.errors import SchemaError, StorageFullError, StorageUnavailableError
from vistazo.storage import Database, FileStore, backup, engines
from vistazo.storage.engines import parse_url
from vistazo.storage.tables import setting


def put(database, key, size=10):
    with database.write() as connection:
        connection.execute(insert(setting).values(recognizer="digits", key=key, value="x" * size))


def count(database):
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(setting)).scalar_one()


class TestFullDisk:
    def test_sqlite(self, small_disk, fill):
        database = Database.open(f"sqlite:///{small_disk}/vistazo.db")
        put(database, "before")
        ballast = fill()
        with pytest.raises(StorageFullError, match="no room is left; nothing was stored"):
            put(database, "while", 1_000_000)
        assert count(database) == 1
        with pytest.raises(StorageFullError):
            FileStore(small_disk / "images").put(bytes(100_000))
        ballast.unlink()
        put(database, "after", 1_000_000)
        assert count(database) == 2
        with database.read() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        database.dispose()

    def test_sqlite_that_begins_on_a_full_disk(self, small_disk, fill):
        ballast = fill()
        with pytest.raises(StorageFullError):
            Database.open(f"sqlite:///{small_disk}/vistazo.db")
        ballast.unlink()
        database = Database.open(f"sqlite:///{small_disk}/vistazo.db")
        put(database, "after")
        database.dispose()

    def test_postgresql(self, postgres_server, small_disk, fill):
        postgres_server.own(small_disk)
        with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{small_disk}'")
            connection.execute("CREATE DATABASE small TEMPLATE template0 TABLESPACE small")
        try:
            database = Database.open(postgres_server.url("small"))
            put(database, "before")
            ballast = fill()
            with pytest.raises(StorageFullError, match="no room is left; nothing was stored"):
                put(database, "while", 3_000_000)
            assert count(database) == 1
            ballast.unlink()
            put(database, "after")
            assert count(database) == 2
            database.dispose()
        finally:
            with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
                connection.execute("DROP DATABASE small WITH (FORCE)")
                connection.execute("DROP TABLESPACE small")

    def test_a_backup_leaves_nothing(self, sqlite_url, small_disk, fill, tmp_path):
        Database.open(sqlite_url).dispose()
        images = FileStore(tmp_path / "data" / "images")
        for number in range(30):
            images.put(bytes([number]) * 1_000_000)
        with pytest.raises(StorageFullError):
            backup(tmp_path / "data", sqlite_url, small_disk / "backup.tar")
        assert list(small_disk.iterdir()) == []


class TestAwayAndBack:
    @pytest.fixture
    def database(self, postgres_server):
        name = "away"
        with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        database = Database.open(postgres_server.url(name))
        yield database
        database.dispose()
        with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def test_the_same_object_goes_on(self, postgres_server, database):
        put(database, "before")
        postgres_server.stop()
        try:
            for use in (database.ping, lambda: put(database, "while"), lambda: count(database)):
                with pytest.raises(StorageUnavailableError, match="does not answer"):
                    use()
            with pytest.raises(StorageUnavailableError):
                Database.open(postgres_server.url("away"))
        finally:
            postgres_server.start()
        put(database, "after")
        assert count(database) == 2

    def test_a_transaction_in_the_middle_is_undone(self, postgres_server, database):
        def work():
            with database.write() as connection:
                connection.execute(insert(setting).values(recognizer="a", key="a", value=""))
                postgres_server.stop()
                connection.execute(insert(setting).values(recognizer="b", key="b", value=""))

        try:
            with pytest.raises(StorageUnavailableError):
                work()
        finally:
            postgres_server.start()
        assert count(database) == 0

    def test_too_many_connections(self, postgres_url, monkeypatch):
        monkeypatch.setitem(engines._POOL, "pool_timeout", 0.1)
        database = Database(parse_url(postgres_url))
        held = [database.engine.connect() for _ in range(20)]
        with pytest.raises(StorageUnavailableError, match="all connections were busy"):
            database.ping()
        for connection in held:
            connection.close()
        database.ping()
        database.dispose()


class TestSqlite:
    def test_somebody_who_holds_the_file_for_too_long(self, sqlite_url, tmp_path, monkeypatch):
        monkeypatch.setattr("vistazo.storage.engines.WAIT_S", 0.1)
        database = Database.open(sqlite_url)
        other = sqlite3.connect(tmp_path / "data" / "vistazo.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailableError, match="locked"):
            put(database, "while")
        assert count(database) == 0
        other.close()
        put(database, "after")
        database.dispose()

    def test_a_file_that_gets_damaged(self, sqlite_url, tmp_path):
        Database.open(sqlite_url).dispose()
        path = tmp_path / "data" / "vistazo.db"
        data = bytearray(path.read_bytes())
        data[4096:] = bytes(len(data) - 4096)
        path.write_bytes(data)
        with pytest.raises(SchemaError, match="damaged or something else"):
            Database.open(sqlite_url)
