"""Copies, backups and restores: row for row and byte for byte equal."""

import hashlib
import io
import json
import random
import tarfile
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from vistazo.errors import (
    ConflictError,
    SchemaError,
    StorageError,
    StorageUnavailableError,
)
from vistazo.storage import Database, FileStore, backup, copy_database, restore, tables
from vistazo.storage.backup import FORMAT

START = datetime(2026, 1, 1, tzinfo=UTC)


def fill(database: Database, seed: int = 0) -> None:
    """Rows with everything that could be lost on the way."""
    chance = random.Random(seed)
    shas = [hashlib.sha256(bytes([number])).hexdigest() for number in range(40)]
    rows = {
        "profile": [{"name": "Zoë Ω", "created_at": START, "token_hash": shas[0]}],
        "version": [
            {
                "sha256": sha,
                "recognizer": "digits",
                "number": number,
                "created_at": START + timedelta(microseconds=number),
                "kind": "refit",
                "profile": "" if number % 2 else "Zoë Ω",
                "base": shas[0],
                "parent": shas[0] if number else None,
                "author": "",
                "corrections": number,
                "decision": {"approved": True, "p": 0.1 + 0.2} if number else None,
                "approved": [True, False, None][number % 3],
                "size": 10**6,
                "head": sha,
            }
            for number, sha in enumerate(shas[:7])
        ],
        "promotion": [
            {
                "recognizer": "digits",
                "profile": "",
                "sequence": number,
                "version": shas[number],
                "action": "promote",
                "author": "ana",
                "reason": "'; DROP TABLE version; --",
                "override": bool(number % 2),
                "created_at": START,
            }
            for number in range(5)
        ],
        "job": [
            {
                "id": "a" * 32,
                "kind": "refit",
                "recognizer": "digits",
                "state": "done",
                "payload": {"ñ": [1, None, "\n"]},
                "result": {"seconds": 1e-9},
                "attempts": 1,
                "worker": "w",
                "fence": 2,
                "created_at": START,
            }
        ],
        "embedding": [{"network": shas[0], "image": shas[1], "vector": bytes(range(256))}],
        "setting": [{"recognizer": "digits", "key": "mode", "value": "manual"}],
        "correction": [
            {
                "id": f"{number:032x}",
                "created_at": START + timedelta(seconds=number),
                "recognizer": "characters",
                "image": chance.choice(shas),
                "labels": chance.choice([(), ("A",), ('"', "\\", "é", "😀")]),
                "kind": "corrected",
                "author": "",
                "source": "api",
                "predicted": chance.choice([None, ("a",)]),
                "model": "",
                "withdrawn_at": chance.choice([None, START]),
                "withdrawn_by": "",
                "fixed_since": chance.choice([None, 3]),
            }
            for number in range(50)
        ],
        "prediction": [
            {
                "id": f"{number:032x}",
                "created_at": START + timedelta(microseconds=chance.randrange(10**9)),
                "recognizer": "digits",
                "model": "digits@0",
                "image": chance.choice(shas),
                "width": chance.choice([None, 28]),
                "labels": ("1", "2"),
                "label": "1",
                "confidence": chance.random(),
                "verdict": "sure",
                "novelty": chance.random(),
                "top": [["1", chance.random()]],
                "source": "draw",
                "filename": "ñandú.png",
                "corrected": chance.random() < 0.5,
                "deleted_at": chance.choice([None, START]),
            }
            for number in range(2500)
        ],
        "prediction_label": [
            {"prediction_id": f"{number:032x}", "label": "2"} for number in range(2500)
        ],
    }
    with database.write() as connection:
        for table in tables.metadata.sorted_tables:
            connection.execute(insert(table), rows[table.name])


def everything(url):
    """Every row of every table."""
    database = Database.open(url, migrate=False)
    with database.read() as connection:
        found = {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in tables.metadata.sorted_tables
        }
    database.dispose()
    return found


@pytest.fixture(scope="module")
def filled_url(tmp_path_factory):
    """A SQLite database with rows, which tests only read."""
    url = f"sqlite:///{tmp_path_factory.mktemp('filled')}/vistazo.db"
    database = Database.open(url)
    fill(database)
    database.dispose()
    return url


class TestCopy:
    def test_both_ways_and_back(self, filled_url, postgres_url, tmp_path):
        back = f"sqlite:///{tmp_path}/back.db"
        there = copy_database(filled_url, postgres_url)
        assert copy_database(postgres_url, back) == there
        rows = everything(filled_url)
        assert everything(postgres_url) == rows
        assert everything(back) == rows
        assert there == {name: len(kept) for name, kept in rows.items()}
        assert there["prediction"] == 2500

    def test_numbers_go_on_after_those_that_were_copied(self, filled_url, database_url):
        copy_database(filled_url, database_url)
        database = Database.open(database_url)
        row = tables.promotion
        with database.write() as connection:
            last = connection.execute(select(row.c.id).order_by(row.c.id.desc())).scalars().first()
            made = connection.execute(
                insert(row)
                .values(
                    recognizer="digits",
                    sequence=99,
                    version=connection.execute(select(row.c.version)).scalars().first(),
                    action="promote",
                    author="",
                    reason="",
                    override=False,
                    created_at=START,
                )
                .returning(row.c.id)
            ).scalar_one()
        database.dispose()
        assert made == last + 1

    def test_an_empty_one(self, tmp_path, database_url):
        source = f"sqlite:///{tmp_path}/source.db"
        Database.open(source).dispose()
        assert set(copy_database(source, database_url).values()) == {0}

    def test_never_into_one_with_rows(self, filled_url, database_url):
        database = Database.open(database_url)
        with database.write() as connection:
            connection.execute(
                insert(tables.setting).values(recognizer="digits", key="a", value="")
            )
        database.dispose()
        before = everything(database_url)
        with pytest.raises(ConflictError, match="its table setting has rows"):
            copy_database(filled_url, database_url)
        assert everything(database_url) == before

    def test_from_one_that_is_not_there(self, tmp_path, database_url):
        with pytest.raises(StorageUnavailableError, match="no such database"):
            copy_database(f"sqlite:///{tmp_path}/none.db", database_url)

    def test_all_or_nothing(self, filled_url, database_url, monkeypatch):
        def fail(connection):
            raise RuntimeError

        monkeypatch.setattr("vistazo.storage.transfer._count_on", fail)
        with pytest.raises(RuntimeError):
            copy_database(filled_url, database_url)
        assert not any(everything(database_url).values())


@pytest.fixture
def data(tmp_path, database_url):
    """A data folder with rows, pictures and models: the folder and the database's address."""
    folder = tmp_path / "data"
    database = Database.open(database_url)
    fill(database)
    database.dispose()
    for number in range(10):
        FileStore(folder / "images").put(bytes([number]) * 100)
    for suffix in (".onnx", ".bank.npz", ".head.npz"):
        FileStore(folder / "versions", suffix).put(suffix.encode())
    return folder, database_url


def stored(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for name in ("images", "versions")
        for path in (folder / name).rglob("*")
        if path.is_file()
    }


class TestBackup:
    @pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
    def test_brings_everything_back_to_either_kind(self, data, tmp_path, kind, request):
        folder, url = data
        target = f"sqlite:///{tmp_path}/new/vistazo.db"
        if kind == "postgresql":
            target = request.getfixturevalue("make_postgres_url")()
        done = backup(folder, url, tmp_path / "backup.tar")
        assert done["files"] == 13
        assert done["bytes"] == (tmp_path / "backup.tar").stat().st_size
        rows = restore(tmp_path / "backup.tar", tmp_path / "new", target)
        assert rows["prediction"] == 2500
        assert everything(target) == everything(url)
        assert stored(tmp_path / "new") == stored(folder)
        assert not list(tmp_path.rglob(".vistazo-*"))

    def test_works_while_others_write(self, data, tmp_path):
        folder, url = data
        database = Database.open(url)
        done = threading.Event()

        def write():
            number = 0
            while not done.is_set():
                with database.write() as connection:
                    for key in ("a", "b"):
                        connection.execute(
                            insert(tables.setting).values(recognizer=str(number), key=key, value="")
                        )
                number += 1

        thread = threading.Thread(target=write)
        thread.start()
        backup(folder, url, tmp_path / "backup.tar")
        done.set()
        thread.join()
        database.dispose()
        target = f"sqlite:///{tmp_path}/new.db"
        restore(tmp_path / "backup.tar", tmp_path / "new", target)
        rows = everything(target)
        assert len(rows["prediction"]) == 2500
        # Transactions are in it whole or not at all.
        assert len(rows["setting"]) % 2 == 1

    def test_replaces_an_older_one(self, data, tmp_path):
        (tmp_path / "backup.tar").write_text("old")
        backup(*data, tmp_path / "backup.tar")
        assert tarfile.is_tarfile(tmp_path / "backup.tar")

    def test_an_old_one_is_brought_up_to_date(self, tmp_path, database_url):
        from vistazo.storage import schema
        from vistazo.storage.engines import for_writing, make_engine, parse_url

        engine = make_engine(parse_url(f"sqlite:///{tmp_path}/old.db"))
        with for_writing(engine).begin() as connection:
            schema.upgrade(connection, "0001")
        engine.dispose()
        archive = rewritten(tmp_path, {"vistazo.db": (tmp_path / "old.db").read_bytes()})
        assert restore(archive, tmp_path / "new", database_url)["prediction"] == 0


def rewritten(folder, files, manifest=None):
    """A backup with those files; `manifest` replaces entries of its list."""
    path = folder / "made.tar"
    facts = {
        "format": FORMAT,
        "vistazo": "9",
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        **(manifest or {}),
    }
    with tarfile.open(path, "w") as archive:
        for name, data in {**files, "manifest.json": json.dumps(facts).encode()}.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


class TestBadBackups:
    @pytest.fixture
    def target(self, tmp_path):
        return f"sqlite:///{tmp_path}/new/vistazo.db"

    def check_nothing_restored(self, target):
        assert not any(everything(target).values())

    def test_no_backup_at_all(self, tmp_path, target):
        (tmp_path / "x.tar").write_bytes(b"something else")
        with pytest.raises(StorageError, match="expected a whole backup of Vistazo"):
            restore(tmp_path / "x.tar", tmp_path / "new", target)
        with pytest.raises(StorageUnavailableError):
            restore(tmp_path / "none.tar", tmp_path / "new", target)
        with tarfile.open(tmp_path / "y.tar", "w"):
            pass
        with pytest.raises(StorageError, match="expected a whole backup"):
            restore(tmp_path / "y.tar", tmp_path / "new", target)
        self.check_nothing_restored(target)

    def test_cut_off(self, data, tmp_path, target):
        backup(*data, tmp_path / "backup.tar")
        whole = (tmp_path / "backup.tar").read_bytes()
        for share in (0.1, 0.5, 0.9):
            (tmp_path / "cut.tar").write_bytes(whole[: int(len(whole) * share)])
            with pytest.raises(StorageError):
                restore(tmp_path / "cut.tar", tmp_path / "new", target)
        self.check_nothing_restored(target)

    def test_damaged(self, data, tmp_path, target):
        backup(*data, tmp_path / "backup.tar")
        whole = bytearray((tmp_path / "backup.tar").read_bytes())
        with tarfile.open(tmp_path / "backup.tar") as archive:
            place = next(item for item in archive if item.name.startswith("images/")).offset_data
        whole[place] ^= 1
        (tmp_path / "backup.tar").write_bytes(whole)
        with pytest.raises(StorageError, match="is damaged"):
            restore(tmp_path / "backup.tar", tmp_path / "new", target)
        self.check_nothing_restored(target)

    @pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "images/../../evil", "images/ab/c"])
    def test_names_that_lead_elsewhere(self, tmp_path, target, name):
        archive = rewritten(tmp_path, {name: b"evil"})
        with pytest.raises(StorageError, match="a file named"):
            restore(archive, tmp_path / "new", target)
        assert not list(tmp_path.rglob("evil"))

    def test_a_file_that_is_not_on_its_list(self, tmp_path, target):
        archive = rewritten(tmp_path, {"vistazo.db": b""}, {"files": {}})
        with pytest.raises(StorageError, match="expected a whole backup"):
            restore(archive, tmp_path / "new", target)

    def test_a_file_that_is_missing(self, tmp_path, target):
        archive = rewritten(tmp_path, {}, {"files": {"vistazo.db": "0"}})
        with pytest.raises(StorageError, match="lacks 1 of its files"):
            restore(archive, tmp_path / "new", target)

    def test_from_a_newer_vistazo(self, tmp_path, target):
        archive = rewritten(tmp_path, {}, {"format": FORMAT + 1})
        with pytest.raises(SchemaError, match="install Vistazo 9"):
            restore(archive, tmp_path / "new", target)

    def test_never_over_rows(self, data, tmp_path):
        folder, url = data
        backup(folder, url, tmp_path / "backup.tar")
        with pytest.raises(ConflictError, match="expected an empty database"):
            restore(tmp_path / "backup.tar", folder, url)
