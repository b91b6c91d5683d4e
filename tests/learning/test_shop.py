from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from vistazo.errors import (
    ConflictError,
    DamagedImageError,
    GateError,
    ModelError,
    ModelNotFoundError,
    NotFoundError,
    OptionError,
    StorageError,
    UnknownLabelError,
)
from vistazo.feedback import NewPrediction
from vistazo.image import encode_png
from vistazo.learning import ModelFiles, Shop
from vistazo.runtime import Recognizer
from vistazo.types import Score

Answers = Callable[..., list[str]]
Teach = Callable[..., list[str]]


def count(shop: Shop, folder: str) -> int:
    return sum(path.is_file() for path in (shop.folder / folder).rglob("*"))


class TestInstalling:
    def test_the_first_file_goes_live(self, shop: Shop, learner: ModelFiles) -> None:
        live = shop.champion("digits")
        assert live.sha256 == hashlib.sha256(learner.model).hexdigest()
        assert (live.kind, live.number, live.profile) == ("shipped", 1, "")
        assert shop.names() == ("digits",)
        assert [line.action for line in shop.registry.log("digits")] == ["install"]

    def test_again_changes_nothing(self, shop: Shop, learner: ModelFiles) -> None:
        files = count(shop, "versions")
        assert shop.install([learner]) == ("digits",)
        assert len(shop.registry.list("digits")) == len(shop.registry.log("digits")) == 1
        assert count(shop, "versions") == files

    def test_a_newer_file_replaces_an_installed_one(
        self, shop: Shop, build_learner: Any, learner: ModelFiles
    ) -> None:
        newer = ModelFiles(*build_learner(version="1"))
        shop.install([newer])
        assert shop.champion("digits").number == 2

    def test_of_files_that_were_installed_the_last_named_answers(
        self, shop: Shop, build_learner: Any, learner: ModelFiles
    ) -> None:
        newer = ModelFiles(*build_learner(version="1"))
        for files, number in ((newer, 2), (learner, 1), (newer, 2)):
            shop.install([files])
            assert shop.champion("digits").number == number
        shop.rollback("digits", author="ana")
        shop.install([newer])
        assert shop.champion("digits").number == 1

    def test_a_newer_file_learns_before_it_replaces_a_learned_one(
        self, shop: Shop, build_learner: Any, teach: Teach, answers: Answers
    ) -> None:
        teach(shop, 2)
        shop.work_off()
        shop.install([ModelFiles(*build_learner(version="1"))])
        newer, learned = shop.registry.get("digits", 3), shop.champion("digits")
        assert (newer.kind, learned.number) == ("shipped", 2)
        (outcome,) = shop.work_off()
        assert outcome.promoted, outcome.decision
        assert outcome.version.base == newer.sha256
        assert answers(shop, 2) == ["2"] * 5

    def test_no_model_is_refused_and_nothing_kept(self, shop: Shop, learner: ModelFiles) -> None:
        files = count(shop, "versions")
        with pytest.raises(ModelError):
            shop.install([learner, ModelFiles(b"no model")])
        assert count(shop, "versions") == files

    def test_without_a_bank_it_answers_and_says_why_it_does_not_learn(
        self, shop: Shop, build_learner: Any, scribbles: Any
    ) -> None:
        model, _ = build_learner(name="plain")
        shop.install([ModelFiles(model)])
        picture = scribbles.draw(2, 0, style=1)
        assert shop.recognizer("plain").predict(scribbles.draw(2, 0)).label == "2"
        _, job = shop.correct("plain", ["2"], picture=picture)
        shop.work_off()
        assert job is not None
        failed = shop.jobs.get(job.id)
        assert failed.state == "failed"
        assert failed.error is not None
        assert "came without its bank" in failed.error

    def test_what_ships_is_installed_when_it_is_asked_for(
        self, tmp_path: Path, model_path: Path
    ) -> None:
        with Shop.open(tmp_path) as shop:
            assert shop.names() == ()
            assert shop.recognizer("digits").id == Recognizer.load("digits").id
            assert shop.names() == ("digits",)


class TestAnswering:
    def test_by_name_and_version(self, shop: Shop, teach: Teach) -> None:
        teach(shop, 2)
        shop.work_off()
        new, old = shop.recognizer("digits"), shop.recognizer("digits@v1")
        assert shop.recognizer(new.id) is new
        assert shop.recognizer(f"digits@{old.sha256[:6]}") is old
        assert new.card.parent == old.sha256

    def test_an_unknown_name_or_version(self, shop: Shop) -> None:
        with pytest.raises(ModelNotFoundError, match="there are: digits"):
            shop.recognizer("cyrillic")
        with pytest.raises(NotFoundError, match="no version 'v9'"):
            shop.recognizer("digits@v9")

    def test_a_version_is_made_again_from_base_and_head(
        self, shop: Shop, folder: Path, database_url: str, teach: Teach, answers: Answers
    ) -> None:
        teach(shop, 2)
        shop.work_off()
        live = shop.champion("digits")
        assert live.head is not None
        assert not (folder / "versions" / live.sha256[:2] / f"{live.sha256}.onnx").exists()
        with Shop.open(folder, database_url) as other:
            again = other.recognizer("digits")
            assert again.sha256 == live.sha256
            assert hashlib.sha256(other.file("digits")).hexdigest() == live.sha256
            assert answers(other, 2) == ["2"] * 5

    @pytest.mark.parametrize("damage", [b"", b"no head"])
    def test_a_damaged_head_is_said(
        self, shop: Shop, folder: Path, database_url: str, teach: Teach, damage: bytes
    ) -> None:
        teach(shop, 2)
        shop.work_off()
        (head,) = (folder / "versions").rglob("*.head.npz")
        head.write_bytes(damage)
        with Shop.open(folder, database_url) as other, pytest.raises(StorageError, match="damaged"):
            other.recognizer("digits")

    def test_a_lost_head_is_said(
        self, shop: Shop, folder: Path, database_url: str, teach: Teach
    ) -> None:
        teach(shop, 2)
        shop.work_off()
        (head,) = (folder / "versions").rglob("*.head.npz")
        head.unlink()
        with Shop.open(folder, database_url) as other, pytest.raises(StorageError, match="backup"):
            other.recognizer("digits")

    def test_another_shop_sees_what_went_live(
        self, shop: Shop, folder: Path, database_url: str, teach: Teach
    ) -> None:
        with Shop.open(folder, database_url) as other:
            heard: list[str] = []
            other.listeners.append(lambda: heard.append("changed"))
            assert other.champion("digits").number == 1
            teach(shop, 2)
            shop.work_off()
            other.refresh()
            assert other.champion("digits") == shop.champion("digits")
            assert not other.refresh()
            assert heard == ["changed", "changed"]


class TestCorrecting:
    @pytest.mark.parametrize("kind", ["array", "bytes", "path", "image"])
    def test_takes_a_picture(self, shop: Shop, scribbles: Any, tmp_path: Path, kind: str) -> None:
        pixels = scribbles.draw(2, 0, style=1)
        file = tmp_path / "two.png"
        file.write_bytes(encode_png(pixels))
        forms: dict[str, Any] = {"array": pixels, "bytes": file.read_bytes(), "path": file}
        forms["image"] = Image.fromarray(pixels)
        kept, job = shop.correct("digits", ["2"], picture=forms[kind], author="ana")
        answered = shop.recognizer("digits").predict(pixels)
        assert kept.image == hashlib.sha256(file.read_bytes()).hexdigest()
        assert shop.images.get(kept.image) == file.read_bytes()
        assert (kept.predicted, kept.model) == ((answered.label,), answered.model)
        assert (kept.kind, kept.author) == ("corrected", "ana")
        assert job is not None
        assert (job.kind, job.recognizer, job.profile, job.state) == (
            "refit",
            "digits",
            "",
            "queued",
        )

    def test_takes_a_recorded_prediction(self, shop: Shop, scribbles: Any) -> None:
        image = shop.images.put(encode_png(scribbles.draw(2, 0, style=1)))
        new = NewPrediction(
            "digits", "digits@old", image, ("9",), 0.5, "sure", 0.1, (Score("9", 0.5),)
        )
        shop.predictions.add([new])
        kept, _ = shop.correct("digits", ["2"], prediction=new.id)
        assert (kept.image, kept.predicted, kept.model) == (image, ("9",), "digits@old")
        assert kept.prediction_id == new.id

    def test_needs_one_of_the_two(self, shop: Shop) -> None:
        for given in ({}, {"picture": b"x", "prediction": "y"}):
            with pytest.raises(OptionError, match="a picture or the id"):
                shop.correct("digits", ["2"], **given)

    def test_no_such_prediction(self, shop: Shop) -> None:
        with pytest.raises(NotFoundError):
            shop.correct("digits", ["2"], prediction="0" * 32)

    def test_an_unknown_label(self, shop: Shop, scribbles: Any) -> None:
        with pytest.raises(UnknownLabelError, match=r"'x'\. It has: 0 1 2 3 4 5 6 7 8 9"):
            shop.correct("digits", ["x"], picture=scribbles.draw(2, 0))
        kept, _ = shop.correct("digits", ["x"], picture=scribbles.draw(2, 0), new_labels=True)
        assert kept.labels == ("x",)

    @pytest.mark.parametrize(
        ("labels", "message"), [(["1", "2"], "has one label"), ("12", "list of labels")]
    )
    def test_labels_that_cannot_be(
        self, shop: Shop, scribbles: Any, labels: Any, message: str
    ) -> None:
        with pytest.raises(OptionError, match=message):
            shop.correct("digits", labels, picture=scribbles.draw(2, 0))

    def test_a_picture_that_cannot_be_used_leaves_nothing(self, shop: Shop) -> None:
        with pytest.raises(DamagedImageError):
            shop.correct("digits", ["2"], picture=encode_png(np.zeros((9, 9), np.uint8))[:40])
        assert count(shop, "images") == 0
        assert shop.corrections.page().total == 0
        assert shop.jobs.list().total == 0

    def test_twice_under_one_id_is_once(self, shop: Shop, scribbles: Any) -> None:
        given: dict[str, Any] = {"picture": scribbles.draw(2, 0, style=1), "id": "1" * 32}
        first, job = shop.correct("digits", ["2"], **given)
        shop.work_off()
        again, none = shop.correct("digits", ["2"], **given)
        assert (first.id, again.id, again.created_at) == ("1" * 32, "1" * 32, first.created_at)
        assert (job is None, none) == (False, None)
        assert shop.corrections.page().total == 1
        with pytest.raises(ConflictError):
            shop.correct("digits", ["3"], **given)

    def test_confirming_what_is_live_teaches_nothing(self, shop: Shop, scribbles: Any) -> None:
        kept, job = shop.correct("digits", ["2"], picture=scribbles.draw(2, 0))
        assert (kept.kind, job) == ("confirmed", None)

    def test_confirming_what_somebody_denied_is_learned(self, shop: Shop, scribbles: Any) -> None:
        picture = scribbles.draw(2, 0)
        shop.correct("digits", ["3"], picture=picture, author="ana")
        shop.work_off()
        kept, job = shop.correct("digits", ["2"], picture=picture, author="bob")
        assert kept.kind == "confirmed"
        assert job is not None

    def test_a_profile_is_made_and_learns_first(self, shop: Shop, teach: Teach) -> None:
        teach(shop, 2, range(1), profile="ana")
        assert [item.name for item in shop.profiles.list()] == ["ana"]
        queued = sorted(shop.jobs.list().items, key=lambda job: job.created_at)
        assert [job.profile for job in queued] == ["ana", ""]

    def test_many_at_once_lose_nothing(self, shop: Shop, scribbles: Any) -> None:
        def teach(number: int) -> str:
            picture = scribbles.draw(number % 10, number, style=number % 2)
            profile = f"person {number % 3}" if number % 4 else ""
            label = str(number % 10)
            return shop.correct("digits", [label], picture=picture, profile=profile)[0].id

        shop.start_worker()
        with ThreadPoolExecutor(40) as pool:
            ids = list(pool.map(teach, range(120)))
        assert {item.id for item in shop.corrections.current("digits")} == set(ids)
        assert len(set(ids)) == 120


class TestLearning:
    def test_what_was_corrected_is_answered_right(
        self, shop: Shop, teach: Teach, answers: Answers
    ) -> None:
        assert "2" not in answers(shop, 2)
        ids = teach(shop, 2, author="ana")
        outcome = shop.learn("digits")
        assert outcome.promoted
        assert outcome.version == shop.champion("digits")
        assert (outcome.version.corrections, outcome.version.number) == (6, 2)
        assert answers(shop, 2) == ["2"] * 5
        for digit in range(10):
            assert answers(shop, digit, style=0) == [str(digit)] * 5
        line = shop.registry.log("digits")[0]
        assert (line.author, line.action) == ("vistazo", "promote")
        assert "6 of 6" in line.reason
        assert [shop.corrections.get(found).fixed_since for found in ids] == [2] * 6

    def test_nothing_new_makes_no_version(self, shop: Shop, teach: Teach) -> None:
        teach(shop, 2)
        shop.learn("digits")
        outcome = shop.learn("digits")
        assert (outcome.promoted, outcome.held) in {(False, "live"), (False, "refused")}
        assert shop.champion("digits").number == 2
        assert len(shop.registry.log("digits")) == 2

    def test_nothing_at_all_is_fine(self, shop: Shop) -> None:
        outcome = shop.learn("digits")
        assert (outcome.promoted, outcome.held, outcome.version.number) == (False, "live", 1)

    def test_a_new_label(self, shop: Shop, teach: Teach, answers: Answers) -> None:
        teach(shop, 4, range(10), label="x", new_labels=True)
        assert shop.learn("digits").promoted
        assert shop.recognizer("digits").labels[-1] == "x"
        assert answers(shop, 4) == ["x"] * 5
        assert answers(shop, 4, style=0) == ["4"] * 5

    def test_random_labels_do_not_go_live(self, shop: Shop, scribbles: Any) -> None:
        generator = np.random.default_rng(0)
        for index in range(30):
            digit, label = index % 10, str((index + generator.integers(1, 10)) % 10)
            picture = scribbles.draw(digit, 200 + index)
            shop.correct("digits", [label], picture=picture, author="mallory")
        shop.work_off()
        assert shop.champion("digits").number == 1
        ids, _ = shop.withdraw(author="mallory", by="ana")
        assert len(ids) == 30
        shop.work_off()
        assert shop.champion("digits").number == 1
        assert shop.corrections.current("digits") == []

    def test_a_disputed_picture_is_not_learned(self, shop: Shop, scribbles: Any) -> None:
        for label, author in (("2", "ana"), ("3", "bob")):
            for seed in range(6):
                picture = scribbles.draw(2, seed, style=1)
                shop.correct("digits", [label], picture=picture, author=author)
        (outcome,) = shop.work_off()
        assert (outcome.samples, outcome.held) == (0, "live")
        assert len(shop.corrections.conflicts("digits")) == 12

    def test_one_picture_of_several_people_is_one_example(self, shop: Shop, scribbles: Any) -> None:
        for author in ("ana", "bob"):
            shop.correct("digits", ["2"], picture=scribbles.draw(2, 0, style=1), author=author)
        assert shop.learn("digits").samples == 1

    def test_a_lost_picture_is_left_out(self, shop: Shop, folder: Path, teach: Teach) -> None:
        teach(shop, 2)
        lost = next(path for path in (folder / "images").rglob("*") if path.is_file())
        lost.unlink()
        outcome = shop.learn("digits")
        assert (outcome.promoted, outcome.samples) == (True, 5)

    def test_the_result_stands_in_the_job(self, shop: Shop, teach: Teach) -> None:
        teach(shop, 2)
        outcome = shop.learn("digits")
        (job,) = shop.jobs.list().items
        assert job.state == "done"
        assert job.result is not None
        assert job.result["model"] == outcome.version.model
        assert (job.result["promoted"], job.result["samples"]) == (True, 6)
        assert job.result["decision"]["approved"] is True
        assert set(job.result["seconds"]) >= {"gather", "refit", "gate", "total"}


class TestTakingBack:
    def test_all_of_it_is_the_base_again(self, shop: Shop, teach: Teach, answers: Answers) -> None:
        ids = teach(shop, 2)
        shop.work_off()
        withdrawn, job = shop.withdraw(ids, by="ana")
        assert (sorted(withdrawn), job is not None) == (sorted(ids), True)
        shop.work_off()
        assert shop.champion("digits").number == 1
        assert "2" not in answers(shop, 2)
        assert shop.registry.log("digits")[0].reason == "no corrections are left"

    def test_a_part_of_it_leaves_the_rest(self, shop: Shop, teach: Teach, answers: Answers) -> None:
        teach(shop, 2, author="ana")
        shop.work_off()
        before = shop.champion("digits")
        teach(shop, 3, author="bob")
        shop.work_off()
        assert answers(shop, 3) == ["3"] * 5
        shop.withdraw(author="bob")
        shop.work_off()
        assert shop.champion("digits").sha256 == before.sha256
        assert "3" not in answers(shop, 3)
        assert answers(shop, 2) == ["2"] * 5

    def test_restoring_teaches_it_again(self, shop: Shop, teach: Teach, answers: Answers) -> None:
        ids = teach(shop, 2)
        shop.work_off()
        shop.withdraw(ids)
        shop.work_off()
        number, job = shop.restore(ids)
        assert (number, job is not None) == (6, True)
        shop.work_off()
        assert shop.champion("digits").number == 2
        assert answers(shop, 2) == ["2"] * 5

    def test_what_was_learned_before_stays(
        self, shop: Shop, teach: Teach, answers: Answers
    ) -> None:
        teach(shop, 4, author="eva")
        shop.work_off()
        teach(shop, 2, author="bob")
        shop.work_off()
        teach(shop, 3, range(300, 303), style=0, label="8", author="ana")
        shop.work_off()
        shop.withdraw(author="bob")
        shop.work_off()
        assert "2" not in answers(shop, 2)
        assert answers(shop, 4) == ["4"] * 5

    def test_by_an_id_with_hyphens(self, shop: Shop, teach: Teach) -> None:
        (found,) = teach(shop, 2, range(1))
        spelt = str(uuid.UUID(found))
        assert shop.withdraw([spelt])[0] == (found,)
        assert shop.restore([spelt])[0] == 1
        with pytest.raises(OptionError, match="a correction's id"):
            shop.withdraw(["seven"])

    def test_a_changed_mind_is_learned(self, shop: Shop, teach: Teach, answers: Answers) -> None:
        teach(shop, 2, author="ana", label="7")
        shop.work_off()
        teach(shop, 2, author="ana", label="2")
        shop.work_off()
        assert answers(shop, 2) == ["2"] * 5


class TestRollingBack:
    def test_the_same_corrections_do_not_come_back_by_themselves(
        self, shop: Shop, teach: Teach, answers: Answers
    ) -> None:
        teach(shop, 2)
        shop.work_off()
        shop.rollback("digits", author="ana", reason="I want the old one")
        assert shop.champion("digits").number == 1
        outcome = shop.learn("digits")
        assert (outcome.promoted, outcome.held) == (False, "rolled back")
        assert "2" not in answers(shop, 2)
        shop.promote("digits", "v2", author="ana")
        assert answers(shop, 2) == ["2"] * 5

    def test_what_waited_when_it_came_does_not_go_live(self, shop: Shop, teach: Teach) -> None:
        teach(shop, 2)
        shop.work_off()
        teach(shop, 3)
        shop.rollback("digits")
        (outcome,) = shop.work_off()
        assert (outcome.promoted, outcome.held) == (False, "rolled back")

    def test_something_new_goes_live(self, shop: Shop, teach: Teach, answers: Answers) -> None:
        teach(shop, 2)
        shop.work_off()
        shop.rollback("digits")
        teach(shop, 3)
        (outcome,) = shop.work_off()
        assert outcome.promoted
        assert answers(shop, 3) == ["3"] * 5

    def test_corrections_are_asked_again(self, shop: Shop, teach: Teach) -> None:
        ids = teach(shop, 2)
        shop.work_off()
        shop.rollback("digits")
        assert [shop.corrections.get(found).fixed_since for found in ids] == [None] * 6

    def test_old_recognisers_go_on(self, shop: Shop, teach: Teach, scribbles: Any) -> None:
        old = shop.recognizer("digits")
        teach(shop, 2)
        shop.work_off()
        assert old.predict(scribbles.draw(2, 0)).model == old.id


class TestByHand:
    def test_in_manual_mode_a_person_promotes(
        self, shop: Shop, teach: Teach, answers: Answers
    ) -> None:
        shop.registry.set_mode("digits", "manual")
        teach(shop, 2)
        (outcome,) = shop.work_off()
        assert (outcome.promoted, outcome.held) == (False, "manual")
        assert outcome.version.approved
        line = shop.promote("digits", outcome.version.number, author="ana", reason="good")
        assert (line.author, line.reason, line.override) == ("ana", "good", False)
        assert answers(shop, 2) == ["2"] * 5

    def test_what_the_gate_refused_needs_a_reason(self, shop: Shop, scribbles: Any) -> None:
        shop.registry.set_mode("digits", "manual")
        for seed in range(3):
            shop.correct("digits", ["3"], picture=scribbles.draw(2, 300 + seed), author="m")
        (outcome,) = shop.work_off()
        if outcome.version.approved:
            pytest.fail(f"meant to be refused: {outcome.decision}")
        with pytest.raises(GateError, match="override"):
            shop.promote("digits", outcome.version.number, author="ana")
        line = shop.promote(
            "digits", outcome.version.number, author="ana", reason="a test", override=True
        )
        assert line.override
        assert shop.champion("digits") == outcome.version

    def test_diff(self, shop: Shop, teach: Teach) -> None:
        ids = teach(shop, 2)
        shop.work_off()
        found = shop.diff("digits", 1, "v2")
        assert found.golden is not None
        assert found.golden.samples == 400
        assert found.golden.both + found.golden.only_a + found.golden.only_b <= 400
        assert sorted(row.id for row in found.corrections) == sorted(ids)
        assert not any(row.right_a for row in found.corrections)
        assert all(row.right_b for row in found.corrections)


class TestProfiles:
    def test_learn_for_one_person_only(self, shop: Shop, teach: Teach, answers: Answers) -> None:
        shop.registry.set_mode("digits", "manual")
        teach(shop, 2, profile="ana")
        outcome = shop.learn("digits", "ana")
        assert outcome.held == "manual"
        shop.promote("digits", outcome.version.number, "ana")
        assert answers(shop, 2, profile="ana") == ["2"] * 5
        assert "2" not in answers(shop, 2)
        assert "2" not in answers(shop, 2, profile="bob")

    def test_contradict_each_other_and_are_both_right(
        self, shop: Shop, teach: Teach, answers: Answers
    ) -> None:
        teach(shop, 2, profile="ana", author="ana", label="2")
        teach(shop, 2, profile="bob", author="bob", label="5")
        shop.work_off()
        assert answers(shop, 2, profile="ana") == ["2"] * 5
        assert answers(shop, 2, profile="bob") == ["5"] * 5
        assert shop.champion("digits").number == 1

    def test_what_is_theirs_is_served_to_them_only(self, shop: Shop, teach: Teach) -> None:
        teach(shop, 2, profile="ana")
        shop.learn("digits", "ana")
        own = shop.champion("digits", "ana")
        assert shop.recognizer(own.model, "ana").sha256 == own.sha256
        for profile in ("", "bob"):
            with pytest.raises(NotFoundError, match="belongs to a profile"):
                shop.recognizer(own.model, profile)

    def test_cost_kilobytes(self, shop: Shop, folder: Path, teach: Teach) -> None:
        before = {path for path in (folder / "versions").rglob("*") if path.is_file()}
        teach(shop, 2, profile="ana")
        shop.learn("digits", "ana")
        after = {path for path in (folder / "versions").rglob("*") if path.is_file()}
        assert all(path.name.endswith(".head.npz") for path in after - before)
        assert sum(path.stat().st_size for path in after - before) < 20_000

    def test_two_who_teach_the_same_have_versions_of_their_own(
        self, shop: Shop, teach: Teach, answers: Answers
    ) -> None:
        shop.registry.set_mode("digits", "manual")
        for name in ("ana", "bob"):
            teach(shop, 2, profile=name, author=name)
        made = {outcome.version.profile: outcome.version for outcome in shop.work_off()}
        assert made["ana"].head != made["bob"].head
        for name in ("ana", "bob"):
            shop.promote("digits", made[name].number, name)
        shop.delete_profile("ana")
        assert answers(shop, 2, profile="bob") == ["2"] * 5

    def test_rolling_back_the_first_gives_them_everybodys(self, shop: Shop, teach: Teach) -> None:
        teach(shop, 2, profile="ana")
        shop.learn("digits", "ana")
        shop.rollback("digits", "ana")
        assert shop.champion("digits", "ana").profile == ""

    def test_deleting_takes_everything(
        self, shop: Shop, folder: Path, database_url: str, teach: Teach, answers: Answers
    ) -> None:
        teach(shop, 2, profile="ana", author="ana")
        shop.work_off()
        assert answers(shop, 2) == ["2"] * 5
        heads = list((folder / "versions").rglob("*.head.npz"))
        done = shop.delete_profile("ana")
        assert (done.name, done.corrections, done.versions) == ("ana", 6, 1)
        assert len(list((folder / "versions").rglob("*.head.npz"))) == len(heads) - 1
        assert {item.profile for item in shop.registry.list("digits")} == {""}
        assert {line.profile for line in shop.registry.log("digits")} == {""}
        assert {job.profile for job in shop.jobs.list().items} == {""}
        shop.work_off()
        assert shop.champion("digits", "ana").number == 1
        assert "2" not in answers(shop, 2)
        with pytest.raises(NotFoundError):
            shop.delete_profile("ana")
        with Shop.open(folder, database_url) as other:
            assert other.champion("digits", "ana").number == 1

    def test_all_taken_back_gives_them_everybodys(self, shop: Shop, teach: Teach) -> None:
        ids = teach(shop, 2, profile="ana")
        shop.learn("digits", "ana")
        shop.withdraw(ids)
        shop.work_off()
        assert shop.champion("digits", "ana").profile == ""
        assert shop.registry.log("digits", "ana")[0].action == "reset"

    def test_are_not_trained_deeply(self, shop: Shop) -> None:
        with pytest.raises(OptionError, match="Only everybody's"):
            shop.retrain("digits", "ana", deep=True)


def test_sweeping_leaves_what_is_needed(shop: Shop, folder: Path, teach: Teach) -> None:
    teach(shop, 2)
    shop.work_off()
    before = count(shop, "versions")
    assert shop.sweep() == 0
    assert count(shop, "versions") == before
