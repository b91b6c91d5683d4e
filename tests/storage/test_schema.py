from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, MetaData, Table, cast, inspect, select, text

import vistazo.storage
from vistazo.errors import SchemaError
from vistazo.storage import Database, schema, tables
from vistazo.storage.engines import for_writing, make_engine, parse_url

NOW = datetime(2026, 2, 3, 4, 5, 6, 789000, tzinfo=UTC)
SHA = "ab" * 32


def old_database(url):
    """A database as the first revision made it, with a row in each table."""
    engine = make_engine(parse_url(url))
    if url.startswith("sqlite"):
        Path(parse_url(url).database).parent.mkdir(parents=True)
    rows = {
        "prediction": {
            "id": "1" * 32,
            "created_at": NOW,
            "recognizer": "digits",
            "model": "digits@0",
            "image": SHA,
            "labels": '[\n"2"\n,\n"3"\n]',
            "label": "2",
            "confidence": 0.75,
            "verdict": "sure",
            "novelty": 0.1,
            "top": [["2", 0.75], ["1", 0.2]],
            "source": "draw",
            "filename": "",
            "corrected": True,
        },
        "prediction_label": {"prediction_id": "1" * 32, "label": "3"},
        "correction": {
            "id": "2" * 32,
            "created_at": NOW,
            "recognizer": "digits",
            "image": SHA,
            "labels": '[\n"1"\n]',
            "kind": "corrected",
            "author": "ana",
            "source": "draw",
            "prediction_id": "1" * 32,
            "predicted": '[\n"2"\n]',
            "model": "digits@0",
            "withdrawn_by": "",
        },
        "job": {
            "id": "3" * 32,
            "kind": "refit",
            "recognizer": "digits",
            "state": "queued",
            "payload": {"epochs": 3},
            "attempts": 0,
            "worker": "",
            "fence": 0,
            "created_at": NOW,
        },
        "version": {
            "sha256": SHA,
            "recognizer": "digits",
            "number": 1,
            "created_at": NOW,
            "kind": "shipped",
            "base": SHA,
            "author": "",
            "corrections": 0,
            "size": 10,
        },
        "promotion": {
            "recognizer": "digits",
            "sequence": 1,
            "version": SHA,
            "action": "install",
            "author": "",
            "reason": "",
            "override": False,
            "created_at": NOW,
        },
        "embedding": {"network": SHA, "image": SHA, "vector": b"\0\1"},
        "setting": {"recognizer": "digits", "key": "mode", "value": "manual"},
    }
    with for_writing(engine).begin() as connection:
        schema.upgrade(connection, "0001")
        for table, row in rows.items():
            made = Table(table, MetaData(), autoload_with=connection)
            naive = engine.dialect.name == "sqlite"
            values = {
                name: value.replace(tzinfo=None) if naive and value is NOW else value
                for name, value in row.items()
            }
            connection.execute(made.insert().values(**values))
    engine.dispose()
    return rows


def set_revision(url, revision):
    database = Database.open(url)
    with database.write() as connection:
        connection.execute(text(f"UPDATE {schema.VERSION_TABLE} SET version_num = '{revision}'"))
    database.dispose()


class TestMigrations:
    def test_make_the_tables_that_the_code_expects(self, database):
        with database.read() as connection:
            context = MigrationContext.configure(
                connection, opts={"version_table": schema.VERSION_TABLE, "compare_type": True}
            )
            assert compare_metadata(context, tables.metadata) == []

    def test_make_the_indices_that_the_code_expects(self, database):
        inspector = inspect(database.engine)
        for table in tables.metadata.sorted_tables:
            made = {
                (item["name"], tuple(item["column_names"]), bool(item["unique"]))
                for item in inspector.get_indexes(table.name)
            }
            wanted = {
                (index.name, tuple(column.name for column in index.columns), index.unique)
                for index in table.indexes
            }
            assert made == wanted

    def test_the_newest_is_the_one_that_the_code_expects(self):
        config = Config()
        folder = vistazo.storage.schema._MIGRATIONS
        config.set_main_option("script_location", str(folder))
        config.set_main_option("version_locations", str(folder / "revisions"))
        config.set_main_option("path_separator", "newline")
        script = ScriptDirectory.from_config(config)
        assert script.get_heads() == [schema.HEAD]
        known = {step.revision for step in script.walk_revisions()}
        assert known == set(schema._known())

    def test_keep_every_row_of_an_older_database(self, database_url):
        rows = old_database(database_url)
        with pytest.raises(SchemaError, match="older Vistazo"):
            Database.open(database_url, migrate=False)
        database = Database.open(database_url)
        with database.read() as connection:
            found = {
                table.name: connection.execute(select(table)).mappings().all()
                for table in tables.metadata.sorted_tables
            }
        database.dispose()
        assert {name: len(kept) for name, kept in found.items()} == {
            name: 0 if name == "profile" else 1 for name in found
        }
        for name, row in rows.items():
            kept = found[name][0]
            for column, value in row.items():
                if column not in ("labels", "predicted"):
                    assert kept[column] == value, (name, column)
            assert kept.get("profile", "") == ""
        assert found["prediction"][0]["labels"] == ("2", "3")
        assert found["correction"][0]["predicted"] == ("2",)
        assert found["prediction"][0]["created_at"].utcoffset() == timedelta(0)

    def test_run_whatever_the_folder(self, database_url, tmp_path, monkeypatch):
        strange = tmp_path / "100% other"
        strange.mkdir()
        monkeypatch.chdir(strange)
        Database.open(database_url).dispose()


class TestForeignDatabases:
    def test_one_of_a_newer_vistazo(self, database_url):
        set_revision(database_url, "0999")
        for migrate in (True, False):
            with pytest.raises(SchemaError, match=r"newer Vistazo \(0999"):
                Database.open(database_url, migrate=migrate)

    def test_one_of_another_program(self, database_url):
        database = Database.open(database_url)
        with database.write() as connection:
            connection.execute(text(f"DROP TABLE {schema.VERSION_TABLE}"))
        database.dispose()
        with pytest.raises(SchemaError, match="another program's tables"):
            Database.open(database_url)

    def test_an_empty_one_is_not_up_to_date(self, postgres_url):
        with pytest.raises(SchemaError, match="found none"):
            Database.open(postgres_url, migrate=False)

    def test_strange_tables_beside_are_left_alone(self, postgres_url):
        database = Database(parse_url(postgres_url))
        with database.write() as connection:
            connection.execute(text("CREATE TABLE customer (id integer)"))
        database.dispose()
        Database.open(postgres_url).dispose()


class TestColumns:
    def test_times_are_utc_whatever_the_zone(self, database):
        moment = NOW.astimezone(timezone(timedelta(hours=5)))
        with database.write() as connection:
            connection.execute(
                tables.profile.insert().values(name="ana", created_at=moment, token_hash="")
            )
            found = connection.execute(select(tables.profile.c.created_at)).scalar_one()
        assert found == NOW
        assert found.tzinfo is UTC

    def test_a_time_without_a_zone_is_refused(self, database):
        statement = tables.profile.insert().values(
            name="ana", created_at=NOW.replace(tzinfo=None), token_hash=""
        )
        with database.read() as connection, pytest.raises(Exception, match="must have a zone"):
            connection.execute(statement)

    def test_numbers_that_json_has_not_are_refused(self, database):
        statement = tables.setting.insert().values(
            recognizer="digits", key="a", value=cast({"loss": float("nan")}, JSON)
        )
        with database.read() as connection, pytest.raises(Exception, match="JSON compliant"):
            connection.execute(statement)
