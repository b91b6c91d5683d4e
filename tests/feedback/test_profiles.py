import os
import time

import pytest
from sqlalchemy import func, insert, select

from vistazo.errors import ConflictError, NotFoundError, OptionError
from vistazo.feedback import PredictionFilter
from vistazo.storage.tables import embedding, profile


def age_all(images):
    for image in images:
        then = time.time() - 3600
        os.utime(images.path(image), (then, then))


class TestNames:
    @pytest.mark.parametrize("name", ["a", "Zoë", "O.K. +1@x_y-z", "日本", "x" * 64])
    def test_that_can_be(self, profiles, name):
        made, token = profiles.add(name)
        assert made.name == name
        assert token is None
        assert [item.name for item in profiles.list()] == [name]

    @pytest.mark.parametrize(
        "name", ["", " a", "a ", "a/b", "..", "a\n", "a\0", "x" * 65, "-a", "<"]
    )
    def test_that_cannot_be(self, profiles, name):
        for use in (profiles.add, profiles.ensure, profiles.check, profiles.delete):
            with pytest.raises(OptionError, match="profile's name must be"):
                use(name)

    def test_are_given_once(self, profiles):
        profiles.add("Zo\u00eb")
        with pytest.raises(ConflictError, match="already"):
            profiles.add("Zoe\u0308")
        profiles.ensure("Zoe\u0308")
        profiles.ensure("bo")
        assert [item.name for item in profiles.list()] == ["Zo\u00eb", "bo"]


class TestToken:
    def test_opens_a_protected_profile(self, profiles, database):
        made, token = profiles.add("ana", with_token=True)
        assert made.protected
        assert profiles.check("ana", token)
        for wrong in (None, "", token + "x", token[:-1], "ñ"):
            assert not profiles.check("ana", wrong)
        with database.read() as connection:
            kept = connection.execute(select(profile.c.token_hash)).scalar_one()
        assert token not in kept
        assert profiles.list()[0].protected

    def test_is_not_needed_otherwise(self, profiles):
        profiles.add("ana")
        assert profiles.check("ana")
        assert profiles.check("ana", "whatever")

    def test_of_a_profile_that_is_not_there(self, profiles):
        with pytest.raises(NotFoundError, match="no profile 'ana'"):
            profiles.check("ana")


def test_list_counts_what_holds(profiles, corrections, predictions, corrected, predicted):
    profiles.add("ana")
    profiles.add("bo")
    predictions.add([predicted(0, profile="ana"), predicted(1, profile="ana"), predicted(2)])
    predictions.delete([predictions.page(PredictionFilter(profile="ana")).items[0].id])
    corrections.add(corrected(0, "1", profile="ana"))
    corrections.add(corrected(0, "7", profile="ana"))
    corrections.withdraw([corrections.add(corrected(1, "7", profile="bo")).id])
    counts = {item.name: (item.corrections, item.predictions) for item in profiles.list()}
    assert counts["bo"] == (0, 0)
    assert counts["ana"] == (1, 1)


class TestDelete:
    @pytest.fixture
    def stored(
        self, database, profiles, images, predictions, corrections, jobs, predicted, corrected
    ):
        """Ana's and everybody's things; two of Ana's pictures are others' too."""
        profiles.add("ana")
        shas = [images.put(bytes([number])) for number in range(5)]
        predictions.add(
            [predicted(profile="ana", image=sha) for sha in shas[:3]]
            + [predicted(image=sha) for sha in shas[2:3]]
        )
        for sha in (shas[0], shas[1], shas[3]):
            corrections.add(corrected(0, "1", image=sha, profile="ana", author="ana"))
        corrections.add(corrected(0, "1", image=shas[1]))
        corrections.add(corrected(0, "1", image=shas[4]))
        jobs.enqueue("refit", "digits", "ana")
        jobs.enqueue("refit", "digits")
        with database.write() as connection:
            for sha in shas:
                connection.execute(insert(embedding).values(network=shas[0], image=sha, vector=b""))
        age_all(images)
        return shas

    def test_leaves_nothing_of_it_and_everything_of_others(
        self, database, profiles, images, predictions, corrections, jobs, stored
    ):
        deletion = profiles.delete("ana")
        assert (deletion.corrections, deletion.predictions, deletion.jobs) == (3, 3, 1)
        assert set(deletion.pictures) == {stored[0], stored[3]}
        # Of the two pictures, and of one that only predictions show.
        assert deletion.embeddings == 3
        assert set(images) == {stored[1], stored[2], stored[4]}
        assert profiles.list() == []
        assert {item.profile for item in predictions.page().items} == {""}
        assert {item.profile for item in corrections.page().items} == {""}
        assert jobs.list().total == 1
        with database.read() as connection:
            left = connection.execute(select(func.count()).select_from(embedding)).scalar_one()
        assert left == 2
        with pytest.raises(NotFoundError, match="no profile 'ana'"):
            profiles.delete("ana")

    def test_keeps_a_picture_that_was_put_just_now(self, profiles, images, stored):
        images.keep(stored[0])
        profiles.delete("ana")
        assert stored[0] in images
        assert stored[3] not in images

    def test_within_a_larger_transaction(self, database, profiles, images, stored):
        def work():
            with database.write() as connection:
                profiles.delete("ana", connection)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            work()
        assert profiles.list()[0].corrections == 3
        with database.write() as connection:
            deletion = profiles.delete("ana", connection)
        assert len(list(images)) == 5
        assert profiles.remove_pictures(deletion) == 2
        assert len(list(images)) == 3

    def test_of_a_picture_that_somebody_refers_to_meanwhile(
        self, database, profiles, images, corrections, corrected, stored
    ):
        with database.write() as connection:
            deletion = profiles.delete("ana", connection)
        corrections.add(corrected(0, "1", image=stored[0]))
        assert profiles.remove_pictures(deletion) == 1
        assert stored[0] in images
