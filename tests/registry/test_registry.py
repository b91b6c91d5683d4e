from __future__ import annotations

import threading
from typing import Any

import pytest

from vistazo.errors import ConflictError, GateError, NotFoundError, OptionError
from vistazo.registry import NewVersion, Registry, Version
from vistazo.storage import Database

YES = {"approved": True, "summary": "Better.", "checks": []}
NO = {"approved": False, "summary": "Worse on the golden set.", "checks": []}


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database)


def sha(number: int) -> str:
    return f"{number:x}".rjust(8, "a").ljust(64, "0")


def add(registry: Registry, number: int, **more: Any) -> Version:
    values: dict[str, Any] = {"recognizer": "digits", "kind": "refit", "size": 10, "base": sha(1)}
    return registry.register(NewVersion(sha256=sha(number), **{**values, **more}))


class TestVersions:
    def test_are_numbered_for_each_recogniser(self, registry: Registry) -> None:
        numbers = [add(registry, 1).number, add(registry, 2).number]
        assert numbers == [1, 2]
        assert add(registry, 3, recognizer="letters").number == 1

    def test_registering_again_changes_nothing(self, registry: Registry) -> None:
        first = add(registry, 1, author="ana")
        assert add(registry, 1, author="bob") == first
        assert len(registry.list("digits")) == 1

    def test_a_new_decision_replaces_the_old_one(self, registry: Registry) -> None:
        first = add(registry, 1, decision=NO)
        second = add(registry, 1, decision=YES)
        assert (first.approved, second.approved) == (False, True)
        assert second.number == first.number
        assert registry.find(sha(1)).decision == YES

    def test_one_file_belongs_to_one_profile(self, registry: Registry) -> None:
        add(registry, 1, profile="ana")
        with pytest.raises(ConflictError, match="of the profile 'ana' already"):
            add(registry, 1, profile="bob")

    def test_no_other_kinds(self, registry: Registry) -> None:
        with pytest.raises(OptionError, match="kind must be one of"):
            add(registry, 1, kind="copied")

    @pytest.mark.parametrize(
        "which", [2, "2", "v2", sha(2), sha(2)[:8], f"digits@{sha(2)[:12]}", "digits@v2"]
    )
    def test_are_found_by(self, registry: Registry, which: str | int) -> None:
        add(registry, 1)
        second = add(registry, 2)
        assert registry.get("digits", which) == second

    @pytest.mark.parametrize("which", ["aaaaa", "v3", 0, "letters@v1", "", "zzzzzz", sha(2) + "0"])
    def test_are_not_found_by(self, registry: Registry, which: str | int) -> None:
        add(registry, 1)
        add(registry, 2)
        with pytest.raises(NotFoundError, match="name one by its number"):
            registry.get("digits", which)

    def test_a_beginning_that_two_share(self, registry: Registry) -> None:
        add(registry, 1)
        add(registry, 2)
        with pytest.raises(NotFoundError, match="is several versions"):
            registry.get("digits", "aaaaaa")

    def test_are_listed_newest_first(self, registry: Registry) -> None:
        add(registry, 1)
        add(registry, 2, profile="ana")
        add(registry, 3)
        assert [item.number for item in registry.list("digits")] == [3, 2, 1]
        assert [item.number for item in registry.list("digits", "ana")] == [2]
        assert [item.number for item in registry.list("digits", "")] == [3, 1]

    def test_threads_that_register_at_once_get_numbers_of_their_own(
        self, registry: Registry
    ) -> None:
        def work(number: int) -> None:
            found.append(add(registry, number).number)

        found: list[int] = []
        threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 9)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(found) == list(range(1, 9))

    def test_files_are_those_of_every_version(self, registry: Registry) -> None:
        add(registry, 1, kind="shipped", bank=sha(8), reader=sha(9))
        add(registry, 2, head=sha(7))
        assert registry.files() == {
            ("model", sha(1)),
            ("model", sha(2)),
            ("bank", sha(8)),
            ("reader", sha(9)),
            ("head", sha(7)),
        }


class TestPromoting:
    def test_the_newest_line_is_the_champion(self, registry: Registry) -> None:
        first, second = add(registry, 1), add(registry, 2, decision=YES)
        registry.promote(first, author="ana", reason="because")
        line = registry.promote(second)
        assert registry.champion("digits") == second
        assert (line.sequence, line.previous, line.action) == (2, first.sha256, "promote")
        assert [item.author for item in registry.log("digits")] == ["", "ana"]

    def test_nothing_is_live_at_first(self, registry: Registry) -> None:
        add(registry, 1)
        with pytest.raises(NotFoundError, match="no recogniser 'digits'"):
            registry.champion("digits")
        assert registry.generation() == (0, 0)

    def test_each_line_changes_the_generation(self, registry: Registry) -> None:
        seen = {registry.generation()}
        for number in (1, 2):
            registry.promote(add(registry, number))
            seen.add(registry.generation())
        assert len(seen) == 3

    def test_what_is_live_is_not_promoted_again(self, registry: Registry) -> None:
        registry.promote(add(registry, 1))
        with pytest.raises(ConflictError, match="is live already"):
            registry.promote(registry.champion("digits"))

    def test_the_gate_is_overridden_only_with_a_reason(self, registry: Registry) -> None:
        registry.promote(add(registry, 1))
        refused = add(registry, 2, decision=NO)
        with pytest.raises(GateError, match="Worse on the golden set"):
            registry.promote(refused)
        with pytest.raises(GateError):
            registry.promote(refused, override=True, reason=" ")
        with pytest.raises(GateError):
            registry.promote(refused, reason="I like it")
        assert registry.promote(refused, override=True, reason="I like it").override
        assert registry.champion("digits") == refused

    def test_no_override_where_the_gate_agreed(self, registry: Registry) -> None:
        line = registry.promote(add(registry, 1, decision=YES), override=True, reason="sure")
        assert not line.override

    def test_a_race_is_lost_by_the_second(self, registry: Registry) -> None:
        first, second, third = (add(registry, number) for number in (1, 2, 3))
        registry.promote(first, expected_previous="")
        registry.promote(second, expected_previous=first.sha256)
        with pytest.raises(ConflictError, match="went live in the meantime"):
            registry.promote(third, expected_previous=first.sha256)
        assert registry.champion("digits") == second

    def test_of_threads_that_promote_at_once_one_wins(self, registry: Registry) -> None:
        first = add(registry, 1)
        registry.promote(first)
        versions = [add(registry, number) for number in range(2, 8)]
        done: list[str] = []

        def work(version: Version) -> None:
            try:
                registry.promote(version, expected_previous=first.sha256)
                done.append("live")
            except ConflictError:
                done.append("late")

        threads = [threading.Thread(target=work, args=(item,)) for item in versions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(done) == ["late"] * 5 + ["live"]
        assert len(registry.log("digits")) == 2


class TestRollingBack:
    def test_goes_step_by_step(self, registry: Registry) -> None:
        versions = [add(registry, number) for number in (1, 2, 3)]
        for version in versions:
            registry.promote(version)
        line = registry.rollback("digits", author="ana", reason="worse")
        assert (line.action, line.version, line.reason) == ("rollback", sha(2), "worse")
        registry.rollback("digits")
        assert registry.champion("digits") == versions[0]
        with pytest.raises(ConflictError, match="nothing older"):
            registry.rollback("digits")

    def test_to_a_version(self, registry: Registry) -> None:
        versions = [add(registry, number) for number in (1, 2, 3, 4)]
        for version in versions[:3]:
            registry.promote(version)
        registry.rollback("digits", to=versions[0])
        assert registry.champion("digits") == versions[0]
        with pytest.raises(NotFoundError, match="was never live"):
            registry.rollback("digits", to=versions[3])

    def test_after_it_promoting_goes_on(self, registry: Registry) -> None:
        for number in (1, 2):
            registry.promote(add(registry, number))
        registry.rollback("digits")
        registry.promote(add(registry, 3))
        assert registry.rollback("digits").version == sha(1)

    def test_promoting_what_was_live_before_is_rolling_back(self, registry: Registry) -> None:
        for number in (1, 2):
            registry.promote(add(registry, number))
        assert registry.promote(registry.get("digits", 1)).action == "rollback"

    def test_needs_no_reason_for_what_the_gate_once_refused(self, registry: Registry) -> None:
        registry.promote(add(registry, 1, decision=NO), override=True, reason="wanted")
        registry.promote(add(registry, 2))
        assert registry.rollback("digits").version == sha(1)

    def test_is_known_until_something_is_promoted(self, registry: Registry) -> None:
        for number in (1, 2):
            registry.promote(add(registry, number))
        with registry.database.read() as connection:
            assert registry.rolled_back("digits", "", connection) == 0
        line = registry.rollback("digits")
        with registry.database.read() as connection:
            assert registry.rolled_back("digits", "", connection) == line.id


class TestProfiles:
    def test_have_their_own_or_everybodys(self, registry: Registry) -> None:
        shared, own = add(registry, 1), add(registry, 2, profile="ana")
        registry.promote(shared)
        assert registry.champion("digits", "ana") == shared
        registry.promote(own)
        assert registry.champion("digits", "ana") == own
        assert registry.champion("digits", "bob") == registry.champion("digits") == shared
        assert registry.champions() == {("digits", ""): shared, ("digits", "ana"): own}

    def test_what_is_theirs_goes_live_for_nobody_else(self, registry: Registry) -> None:
        own = add(registry, 1, profile="ana")
        for profile in ("", "bob"):
            with pytest.raises(ConflictError, match="belongs to the profile 'ana'"):
                registry.promote(own, profile=profile)

    def test_may_keep_to_an_old_version_of_everybodys(self, registry: Registry) -> None:
        first, second = add(registry, 1), add(registry, 2)
        registry.promote(first)
        registry.promote(first, profile="ana")
        registry.promote(second)
        assert registry.champion("digits", "ana") == first
        assert registry.champion("digits") == second

    def test_rolling_the_first_back_gives_them_everybodys(self, registry: Registry) -> None:
        first, second = add(registry, 1), add(registry, 2)
        registry.promote(first)
        registry.promote(add(registry, 3, profile="ana"))
        assert registry.rollback("digits", "ana").action == "reset"
        registry.promote(second)
        assert registry.champion("digits", "ana") == second
        assert ("digits", "ana") not in registry.champions()
        with pytest.raises(ConflictError, match="nothing older"):
            registry.rollback("digits", "ana")

    def test_after_a_reset_they_may_get_their_own_again(self, registry: Registry) -> None:
        registry.promote(add(registry, 1))
        own = add(registry, 2, profile="ana")
        registry.promote(own)
        registry.reset("digits", "ana")
        with pytest.raises(ConflictError, match="no 'digits' of its own"):
            registry.reset("digits", "ana")
        registry.promote(own, expected_previous="")
        assert registry.champion("digits", "ana") == own

    def test_deleting_takes_versions_and_log(self, registry: Registry) -> None:
        shared, own = add(registry, 1), add(registry, 2, profile="ana")
        registry.promote(shared)
        registry.promote(own)
        registry.promote(shared, profile="bob")
        before = registry.generation()
        assert registry.delete_profile("ana") == [own]
        assert registry.generation() != before
        assert [item.profile for item in registry.log("digits")] == ["bob", ""]
        assert registry.champion("digits", "ana") == shared
        assert registry.delete_profile("ana") == []
        with pytest.raises(OptionError):
            registry.delete_profile("")

    def test_their_numbers_are_not_given_again(self, registry: Registry) -> None:
        add(registry, 1)
        add(registry, 2, profile="ana")
        registry.delete_profile("ana")
        assert add(registry, 3).number == 3
        registry.delete_profile("ana")
        assert add(registry, 4).number == 4


class TestMode:
    def test_is_automatic_until_chosen(self, registry: Registry) -> None:
        assert registry.mode("digits") == "automatic"
        registry.set_mode("digits", "manual")
        assert registry.mode("digits") == "manual"
        assert registry.mode("letters") == "automatic"
        registry.set_mode("digits", "automatic")
        assert registry.mode("digits") == "automatic"

    def test_is_one_of_two(self, registry: Registry) -> None:
        with pytest.raises(OptionError, match="automatic, manual"):
            registry.set_mode("digits", "never")  # type: ignore[arg-type]


def test_what_fails_in_a_transaction_leaves_nothing(registry: Registry) -> None:
    def fail() -> None:
        with registry.database.write() as connection:
            new = NewVersion("digits", sha(1), 10, "shipped", sha(1))
            registry.promote(registry.register(new, connection), connection=connection)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert registry.list("digits") == []
    assert registry.log("digits") == []
