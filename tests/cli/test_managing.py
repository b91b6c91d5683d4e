"""The commands that list, teach, promote, copy and delete."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from vistazo.image import encode_png
from vistazo.learning import Shop

Run = Callable[..., Result]


@pytest.fixture
def teach(shop: Shop, scribbles: Any) -> Callable[..., list[str]]:
    def correct(digit: int, seeds: range = range(6), **more: Any) -> list[str]:
        return [
            shop.correct(
                "digits", [str(digit)], picture=scribbles.draw(digit, seed, style=1), **more
            )[0].id
            for seed in seeds
        ]

    return correct


@pytest.fixture
def two(tmp_path: Path, scribbles: Any) -> Path:
    """A two that is taken for a three until it is learned."""
    path = tmp_path / "two.png"
    path.write_bytes(encode_png(scribbles.draw(2, 77, style=1)))
    return path


Teach = Callable[..., list[str]]


class TestRetrain:
    def test_learns_and_tells(self, run: Run, shop: Shop, teach: Teach, two: Path) -> None:
        assert run("predict", two).stdout.partition(": ")[2][0] == "3"
        teach(2)
        done = run("retrain", "digits")
        assert done.exit_code == 0
        assert "(v2), 6 corrections" in done.stdout
        assert "; live\n" in done.stdout
        assert "6 of 6" in done.stdout
        assert run("predict", two).stdout.partition(": ")[2][0] == "2"
        assert shop.registry.champion("digits").number == 2

    def test_says_why_it_is_not_live(self, run: Run, shop: Shop, teach: Teach) -> None:
        shop.registry.set_mode("digits", "manual")
        teach(2)
        assert "not promoted: a person has to promote it" in run("retrain", "digits").stdout

    def test_for_a_profile(self, run: Run, shop: Shop, teach: Teach, two: Path) -> None:
        shop.registry.set_mode("digits", "manual")
        teach(2, profile="ana")
        assert "v2 of ana" in run("retrain", "digits", "--profile", "ana").stdout
        assert run("models", "promote", "digits", "v2", "--profile", "ana").exit_code == 0
        assert run("predict", two, "--profile", "ana").stdout.partition(": ")[2][0] == "2"
        assert run("predict", two).stdout.partition(": ")[2][0] == "3"

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("cyrillic",), "no recogniser 'cyrillic'"),
            (("digits", "--deep", "--profile", "ana"), "Only everybody's version"),
            (("digits", "--deep"), "Nobody has corrected 'digits'"),
        ],
    )
    @pytest.mark.usefixtures("shop")
    def test_what_cannot_be(self, run: Run, arguments: tuple[str, ...], message: str) -> None:
        done = run("retrain", *arguments)
        assert done.exit_code == 2
        assert message in done.stderr


class TestModels:
    def test_lists_what_answers(self, run: Run, shop: Shop, teach: Teach) -> None:
        teach(2)
        shop.work_off()
        for command in (("models",), ("models", "list")):
            assert shop.registry.champion("digits").model in run(*command).stdout
        rows = {row["name"]: row for row in json.loads(run("models", "list", "--json").stdout)}
        assert rows["digits"]["id"] == shop.registry.champion("digits").model

    def test_shows_versions_and_log(self, run: Run, shop: Shop, teach: Teach) -> None:
        teach(2)
        shop.work_off()
        done = run("models", "show", "digits")
        assert done.exit_code == 0
        assert (
            f"{shop.registry.champion('digits').model} (v2) is live; mode automatic" in done.stdout
        )
        assert "* v2  " in done.stdout
        assert "  v1  " in done.stdout
        assert "promote v2 by vistazo" in done.stdout
        shown = json.loads(run("models", "show", "digits", "--json").stdout)
        assert [row["number"] for row in shown["versions"]] == [2, 1]
        assert [row["action"] for row in shown["log"]] == ["promote", "install"]

    def test_shows_one_version(self, run: Run, shop: Shop, teach: Teach) -> None:
        teach(2)
        shop.work_off()
        done = run("models", "show", "digits@v2")
        assert "passed  Of 400 golden answers" in done.stdout
        shown = json.loads(run("models", "show", "digits@v2", "--json").stdout)
        assert shown["sha256"] == shop.registry.champion("digits").sha256

    def test_rolls_back_and_promotes(self, run: Run, shop: Shop, teach: Teach) -> None:
        teach(2)
        shop.work_off()
        done = run("models", "rollback", "digits", "--author", "ana", "--reason", "worse")
        assert done.stdout == f"live: {shop.registry.get('digits', 1).model}\n"
        line = shop.registry.log("digits")[0]
        assert (line.author, line.reason) == ("ana", "worse")
        assert run("models", "rollback", "digits").exit_code == 2
        assert run("models", "promote", "digits", "v2").exit_code == 0
        shop.refresh()
        assert shop.registry.champion("digits").number == 2
        assert run("models", "rollback", "digits", "--to", "v1").exit_code == 0

    def test_overriding_needs_a_reason(self, run: Run, shop: Shop, scribbles: Any) -> None:
        shop.registry.set_mode("digits", "manual")
        for seed in range(300, 303):
            shop.correct("digits", ["8"], picture=scribbles.draw(3, seed), author="m")
        shop.work_off()
        done = run("models", "promote", "digits", "v2", "--override")
        assert done.exit_code == 2
        assert "override the gate and say why" in done.stderr
        done = run("models", "promote", "digits", "v2", "--override", "--reason", "a test")
        assert done.exit_code == 0
        assert shop.registry.log("digits")[0].override

    def test_compares(self, run: Run, shop: Shop, teach: Teach) -> None:
        ids = teach(2)
        shop.work_off()
        done = run("models", "diff", "digits", "v1", "v2")
        assert "golden pictures: 400" in done.stdout
        assert "corrections: 6; right 0 and 6" in done.stdout
        assert all(found in done.stdout for found in ids)
        found = json.loads(run("models", "diff", "digits", "1", "2", "--json").stdout)
        assert found["golden"]["samples"] == 400

    def test_mode(self, run: Run, shop: Shop) -> None:
        assert run("models", "mode", "digits").stdout == "automatic\n"
        assert run("models", "mode", "digits", "manual").stdout == "manual\n"
        assert shop.registry.mode("digits") == "manual"
        assert run("models", "mode", "digits", "never").exit_code == 2

    def test_an_old_version_still_answers(
        self, run: Run, shop: Shop, teach: Teach, two: Path
    ) -> None:
        teach(2)
        shop.work_off()
        done = run("predict", two, "--model", shop.registry.get("digits", 1).model, "--json")
        assert json.loads(done.stdout)[0]["label"] == "3"


class TestCorrections:
    def test_lists(self, run: Run, shop: Shop, teach: Teach) -> None:
        ids = teach(2, range(2), author="ana") + teach(3, range(2), profile="bob")
        done = run("corrections", "list")
        assert [line.split()[0] for line in done.stdout.splitlines()] == ids[::-1]
        assert "digits: 3 → 2 by ana" in done.stdout
        assert "digits for bob: 4 → 3" in done.stdout
        assert done.stderr == "4 of 4\n"
        found = json.loads(run("corrections", "list", "--author", "ana", "--json").stdout)
        assert found["total"] == 2
        assert {row["author"] for row in found["corrections"]} == {"ana"}

    @pytest.mark.parametrize(
        ("options", "count"),
        [
            (("--label", "2"), 2),
            (("--state", "withdrawn"), 0),
            (("--since", "2001-01-01"), 4),
            (("--until", "2001-01-01T12:00"), 0),
            (("--profile", "bob"), 2),
            (("--limit", "1"), 1),
        ],
    )
    def test_filters(
        self, run: Run, shop: Shop, teach: Teach, options: tuple[str, ...], count: int
    ) -> None:
        teach(2, range(2), author="ana")
        teach(3, range(2), profile="bob")
        assert len(run("corrections", "list", *options).stdout.splitlines()) == count

    @pytest.mark.parametrize("options", [("--state", "new"), ("--since", "noon")])
    @pytest.mark.usefixtures("shop")
    def test_filters_that_do_not_exist(self, run: Run, options: tuple[str, ...]) -> None:
        assert run("corrections", "list", *options).exit_code == 2

    def test_exports(self, run: Run, teach: Teach, tmp_path: Path) -> None:
        teach(2, range(2))
        done = run("corrections", "export", tmp_path / "out", "--format", "folder")
        assert done.stdout.startswith("written: 2 corrections")
        assert len(list((tmp_path / "out" / "2").iterdir())) == 2
        assert run("corrections", "export", tmp_path / "x", "--format", "tar").exit_code == 2

    def test_withdraws_and_unlearns(self, run: Run, shop: Shop, teach: Teach) -> None:
        teach(2, author="mallory")
        shop.work_off()
        done = run("corrections", "withdraw", "--author", "mallory", "--by", "ana")
        assert done.exit_code == 0
        assert done.stdout.startswith("withdrawn: 6\n")
        assert "; live" in done.stdout
        shop.refresh()
        assert shop.registry.champion("digits").number == 1
        assert {item.withdrawn_by for item in shop.corrections.page().items} == {"ana"}

    def test_withdraws_nothing_unless_told_what(self, run: Run, shop: Shop, teach: Teach) -> None:
        teach(2, range(1))
        assert run("corrections", "withdraw").exit_code == 2
        assert len(shop.corrections.current("digits")) == 1


class TestProfilesAndJobs:
    def test_lists_and_deletes_profiles(self, run: Run, shop: Shop, teach: Teach) -> None:
        teach(2, profile="ana")
        shop.work_off()
        assert run("profiles", "list").stdout.startswith("ana  since ")
        (row,) = json.loads(run("profiles", "list", "--json").stdout)
        assert (row["name"], row["corrections"]) == ("ana", 6)
        assert row["models"] == {"digits": shop.registry.champion("digits", "ana").model}
        assert run("profiles", "delete", "ana").exit_code == 1
        done = run("profiles", "delete", "ana", "--yes")
        assert done.stdout == "deleted: ana, 6 corrections, 0 predictions, 1 versions\n"
        assert run("profiles", "list").stdout == ""
        assert shop.registry.champion("digits").number == 1
        assert run("profiles", "delete", "ana", "--yes").exit_code == 2

    def test_lists_jobs(self, run: Run, shop: Shop, teach: Teach) -> None:
        teach(2)
        assert "refit digits: queued" in run("jobs", "list").stdout
        shop.work_off()
        model = shop.registry.champion("digits").model
        assert f"refit digits: done  {model}, live" in run("jobs", "list").stdout
        (row,) = json.loads(run("jobs", "list", "--json").stdout)
        assert (row["state"], row["result"]["model"]) == ("done", model)


class TestData:
    def test_a_backup_brings_everything_back(
        self, run: Run, shop: Shop, teach: Teach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        teach(2)
        shop.work_off()
        file = tmp_path / "backup.tar"
        assert run("data", "backup", file).stdout.startswith(f"written: {file} (")
        monkeypatch.setenv("VISTAZO_DATA_FOLDER", str(tmp_path / "other"))
        done = run("data", "restore", file)
        assert done.exit_code == 0, done.stderr
        assert "correction: 6" in done.stdout
        with Shop.open() as other:
            assert other.champion("digits") == shop.registry.champion("digits")
            assert other.recognizer("digits").sha256 == shop.registry.champion("digits").sha256
        assert run("data", "restore", file).exit_code == 2

    def test_copies_to_another_database(
        self, run: Run, shop: Shop, teach: Teach, tmp_path: Path
    ) -> None:
        teach(2)
        shop.work_off()
        source, target = (
            f"sqlite:///{tmp_path}/{name}" for name in ("data/vistazo.db", "copy/vistazo.db")
        )
        done = run("data", "copy", source, target)
        assert done.exit_code == 0, done.stderr
        assert "promotion: 2" in done.stdout
        with Shop.open(shop.folder, target) as other:
            assert other.champion("digits") == shop.registry.champion("digits")
        assert run("data", "copy", source, target).exit_code == 2
