import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import insert, select, text

from vistazo.errors import (
    ConflictError,
    OptionError,
    SchemaError,
    StorageError,
    StorageUnavailableError,
)
from vistazo.storage import Database
from vistazo.storage.tables import setting


def put(database: Database, key: str, value: str = "1") -> None:
    with database.write() as connection:
        connection.execute(insert(setting).values(recognizer="digits", key=key, value=value))


def keys(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(select(setting.c.key).order_by(setting.c.key)).scalars())


class TestOpen:
    def test_says_what_it_is_and_answers(self, database_url):
        database = Database.open(database_url)
        assert database.dialect == database_url.split(":")[0]
        assert (database.file is not None) == (database.dialect == "sqlite")
        database.ping()
        database.dispose()

    def test_keeps_what_was_written_for_the_next(self, database_url):
        database = Database.open(database_url)
        put(database, "mode")
        database.dispose()
        again = Database.open(database_url, migrate=False)
        assert keys(again) == ["mode"]
        again.dispose()

    @pytest.mark.parametrize(
        "url", ["", "digits.db", "mysql://localhost/x", "sqlite://", "sqlite:///:memory:"]
    )
    def test_refuses_other_addresses(self, url):
        with pytest.raises(OptionError, match="expected sqlite:///FILE or postgresql://"):
            Database.open(url)

    def test_never_shows_the_password(self, tmp_path):
        url = f"postgresql://ana:secret@/x?host={tmp_path}"
        with pytest.raises(StorageUnavailableError) as caught:
            Database.open(url)
        assert "secret" not in str(caught.value)
        assert "ana:***@" in str(caught.value)

    def test_needs_a_folder_that_can_be_made(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(StorageUnavailableError, match="check the folder"):
            Database.open(f"sqlite:///{tmp_path}/file/vistazo.db")

    def test_makes_no_file_where_only_an_old_one_will_do(self, tmp_path):
        with pytest.raises(StorageUnavailableError, match="there is no such database"):
            Database.open(f"sqlite:///{tmp_path}/vistazo.db", migrate=False)
        assert not list(tmp_path.iterdir())

    def test_refuses_a_file_that_is_no_database(self, tmp_path):
        path = tmp_path / "vistazo.db"
        path.write_bytes(b"something else" * 1000)
        with pytest.raises(SchemaError, match="expected a SQLite database"):
            Database.open(f"sqlite:///{path}")

    def test_sqlite_is_safe_against_power_failures(self, sqlite_url):
        database = Database.open(sqlite_url)
        with database.read() as connection:
            values = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
        database.dispose()
        assert values == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": 10_000,
        }


class TestWrite:
    def test_an_error_undoes_all_of_it(self, database):
        def work():
            with database.write() as connection:
                connection.execute(insert(setting).values(recognizer="digits", key="a", value=""))
                raise RuntimeError

        with pytest.raises(RuntimeError):
            work()
        assert keys(database) == []

    def test_a_contradiction_is_a_conflict(self, database):
        put(database, "mode")
        with pytest.raises(ConflictError, match="somebody else changed the same thing"):
            put(database, "mode")

    def test_within_a_transaction_nothing_is_kept_before_its_end(self, database):
        def work():
            with database.write() as outer:
                with database.within(outer) as inner:
                    assert inner is outer
                    inner.execute(insert(setting).values(recognizer="digits", key="a", value=""))
                raise RuntimeError

        with pytest.raises(RuntimeError):
            work()
        with database.within(None) as own:
            own.execute(insert(setting).values(recognizer="digits", key="b", value=""))
        assert keys(database) == ["b"]

    def test_a_mistake_of_ours_is_not_hidden(self, database):
        with pytest.raises(Exception, match="syntax error") as caught, database.read() as opened:
            opened.execute(text("SELECT FROM WHERE"))
        assert not isinstance(caught.value, StorageError)

    def test_a_missing_table_is_named(self, database_url):
        database = Database.open(database_url)
        with database.write() as connection:
            connection.execute(text("DROP TABLE setting"))
        with pytest.raises(SchemaError, match="setting"):
            put(database, "mode")
        database.dispose()

    def test_a_second_connection_inside_is_a_mistake(self, database):
        for use in (database.read, database.write):
            with database.write(), pytest.raises(RuntimeError, match="hand its connection on"):
                use().__enter__()
        put(database, "mode")
        assert keys(database) == ["mode"]

    def test_many_threads_lose_nothing(self, database):
        def work(thread):
            for number in range(10):
                put(database, f"{thread:02d}-{number}")

        threads = [threading.Thread(target=work, args=(index,)) for index in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(keys(database)) == 200

    def test_one_who_waits_too_long_is_told(self, sqlite_url, monkeypatch):
        monkeypatch.setattr("vistazo.storage.database.WAIT_S", 0.01)
        database = Database.open(sqlite_url)
        with database.write():
            caught = []

            def work():
                try:
                    put(database, "mode")
                except StorageUnavailableError as error:
                    caught.append(str(error))

            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        database.dispose()
        assert len(caught) == 1
        assert "other changes took too long" in caught[0]

    def test_serialised_transactions_come_one_after_the_other(self, database):
        order = []
        entered = threading.Event()

        def second():
            entered.wait()
            with database.write() as connection:
                database.serialise(connection)
                order.append("second")

        thread = threading.Thread(target=second)
        thread.start()
        with database.write() as connection:
            database.serialise(connection)
            entered.set()
            time.sleep(0.2)
            order.append("first")
        thread.join()
        assert order == ["first", "second"]


WRITER = """
import sys
from sqlalchemy import insert
from vistazo.storage import Database
from vistazo.storage.tables import setting

database = Database.open(sys.argv[1])
for number in range(50):
    with database.write() as connection:
        connection.execute(
            insert(setting).values(recognizer="digits", key=f"{sys.argv[2]}-{number}", value="")
        )
database.dispose()
"""


def test_processes_that_start_at_once_make_one_database_and_lose_nothing(database_url):
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITER, database_url, name]) for name in "abc"
    ]
    assert [process.wait(timeout=120) for process in processes] == [0, 0, 0]
    database = Database.open(database_url, migrate=False)
    assert len(keys(database)) == 150
    database.dispose()


def test_what_was_committed_survives_a_kill(database_url, tmp_path):
    code = (
        WRITER.replace("range(50)", "range(10**6)").replace("database.dispose()", "")
        + "    print(number, flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, database_url, "a"], stdout=subprocess.PIPE, text=True
    )
    said = [int(process.stdout.readline()) for _ in range(30)]
    process.kill()
    said += [int(line) for line in process.stdout if line.endswith("\n")]
    process.stdout.close()
    process.wait()
    database = Database.open(database_url)
    kept = {int(key.removeprefix("a-")) for key in keys(database)}
    database.dispose()
    assert set(said) <= kept
    assert len(kept) <= len(said) + 1
