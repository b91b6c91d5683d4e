"""A correction over HTTP: kept, learned, judged, live, undone; whose it is; and what jobs tell."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from vistazo import Recognizer
from vistazo.service.schemas import Job, JobList, ProfileList, VersionDiff, VersionList

Teach = Callable[..., dict[str, Any]]
MODEL = "/v1/models/digits"
OCTETS = {"content-type": "application/octet-stream"}
UNKNOWN = "0123456789abcdef" * 2


def ask(client: httpx.Client, pixels: np.ndarray, model: str = MODEL, **query: Any) -> Any:
    height, width = pixels.shape
    params = {"width": width, "height": height, **query}
    answer = client.post(
        f"{model}/predict", content=pixels.tobytes(), params=params, headers=OCTETS
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def blocks(number: int) -> np.ndarray:
    """A picture of nothing, another for each number."""
    rng = np.random.default_rng(number)
    pixels = np.zeros((28, 28), np.uint8)
    for x, y in rng.integers(3, 20, (3, 2)):
        pixels[y : y + 6, x : x + 6] = 255
    return pixels


def wrong_label(client: httpx.Client, pixels: np.ndarray) -> str:
    """The label that is the least probable."""
    probabilities = ask(client, pixels)["probabilities"]
    return min(probabilities, key=lambda label: probabilities[label])


def versions(client: httpx.Client, **query: Any) -> dict[str, Any]:
    answer = client.get(f"{MODEL}/versions", params=query)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    VersionList.model_validate(content)
    return content


def fixed_since(client: httpx.Client, profile: str) -> int | None:
    """Of a profile's only correction; noted just after the version has gone live."""
    end = time.monotonic() + 10
    while True:
        page = client.get("/v1/corrections", params={"profile": profile}).json()
        number: int | None = page["corrections"][0]["fixed_since"]
        if number is not None or time.monotonic() > end:
            return number
        time.sleep(0.05)


def events(client: httpx.Client, job: str) -> list[tuple[str, dict[str, Any]]]:
    """What a job's stream says, to its end."""
    found, name = [], ""
    with client.stream("GET", f"/v1/jobs/{job}/events") as stream:
        assert stream.status_code == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        for line in stream.iter_lines():
            key, _, value = line.partition(": ")
            if key == "event":
                name = value
            elif key == "data":
                Job.model_validate(json.loads(value))
                found.append((name, json.loads(value)))
    return found


@pytest.fixture
def profile() -> str:
    return uuid.uuid4().hex[:16]


class TestProfile:
    def test_learns_at_once_and_for_itself(
        self, learner: httpx.Client, teach: Teach, profile: str
    ) -> None:
        picture = blocks(1)
        label = wrong_label(learner, picture)
        before = ask(learner, picture)
        job = teach(picture, label, profile=profile)
        assert job["state"] == "done", job
        result = job["result"]
        assert result["approved"], result["decision"]
        assert result["promoted"]
        assert result["decision"]["summary"]
        assert result["samples"] == 1
        mine = ask(learner, picture, profile=profile)
        assert (mine["model"], mine["label"]) == (result["model"], label)
        again = ask(learner, picture)
        assert (again["model"], again["label"]) == (before["model"], before["label"])
        assert fixed_since(learner, profile) == result["number"]
        found = versions(learner, profile=profile)
        assert found["champion"] == result["model"]
        (own,) = (item for item in found["versions"] if item["profile"] == profile)
        assert own["live"]
        assert own["decision"] == result["decision"]
        assert found["log"][0]["profile"] == profile

    def test_goes_with_all_that_it_learned(
        self, learner: httpx.Client, teach: Teach, profile: str
    ) -> None:
        picture = blocks(2)
        job = teach(picture, wrong_label(learner, picture), profile=profile)
        assert job["result"]["promoted"], job
        made = job["result"]["model"]
        ask(learner, picture, profile=profile)
        content = learner.get("/v1/profiles").json()
        ProfileList.model_validate(content)
        (row,) = (item for item in content["profiles"] if item["name"] == profile)
        assert row["models"] == {"digits": made}
        assert (row["corrections"], row["protected"]) == (1, False)
        gone = learner.delete(f"/v1/profiles/{profile}")
        assert gone.status_code == 200, gone.text
        assert gone.json()["name"] == profile
        assert gone.json()["corrections"] == 1
        assert gone.json()["versions"] >= 1
        assert profile not in learner.get("/v1/profiles").text
        assert learner.get("/v1/predictions", params={"profile": profile}).json()["total"] == 0
        again = ask(learner, picture, profile=profile, record="false")
        assert again["model"] != made
        assert learner.get(f"/v1/models/{made}").status_code == 404
        assert learner.delete(f"/v1/profiles/{profile}").status_code == 404

    def test_with_a_token(self, learner: httpx.Client, profile: str) -> None:
        made = learner.post("/v1/profiles", json={"name": profile, "token": True})
        assert made.status_code == 201, made.text
        header = {"X-Vistazo-Profile": made.json()["token"]}
        size = {"width": 28, "height": 28, "profile": profile}
        requests: list[tuple[str, str, dict[str, Any]]] = [
            (
                "POST",
                f"{MODEL}/predict",
                {"params": size, "content": blocks(3).tobytes(), "headers": OCTETS},
            ),
            ("GET", "/v1/predictions", {"params": {"profile": profile}}),
            ("GET", "/v1/corrections", {"params": {"profile": profile}}),
            ("GET", f"{MODEL}/versions", {"params": {"profile": profile}}),
            ("POST", f"{MODEL}/retrain", {"json": {"profile": profile}}),
            ("DELETE", f"/v1/profiles/{profile}", {}),
        ]
        for method, path, more in requests:
            for token in ({}, {"X-Vistazo-Profile": "guessed"}):
                headers = {**more.get("headers", {}), **token}
                answer = learner.request(method, path, **{**more, "headers": headers})
                assert answer.status_code == 401, (path, answer.text)
                assert answer.json()["type"] == "urn:vistazo:problem:profile-token"
        for method, path, more in requests:
            headers = {**more.get("headers", {}), **header}
            answer = learner.request(method, path, **{**more, "headers": headers})
            assert answer.is_success, (path, answer.text)

    def test_what_cannot_be_made(self, learner: httpx.Client, profile: str) -> None:
        assert learner.post("/v1/profiles", json={"name": profile}).json() == {
            "name": profile,
            "token": None,
        }
        again = learner.post("/v1/profiles", json={"name": profile})
        assert again.status_code == 409
        for name in ("", "/", "x" * 65, " ", "a\n"):
            assert learner.post("/v1/profiles", json={"name": name}).status_code == 422


class TestGate:
    """What the gate turns down stays a candidate until a person overrides it."""

    @pytest.fixture
    def refused(self, learner: httpx.Client, teach: Teach) -> Iterator[dict[str, Any]]:
        """The result of teaching everybody what the gate does not let through."""
        learner.put(f"{MODEL}/mode", json={"mode": "manual"})
        for number in range(10, 40):
            picture = blocks(number)
            result = teach(picture, wrong_label(learner, picture), author="refused")["result"]
            if not result["approved"]:
                break
        assert not result["approved"]
        assert not result["promoted"]
        yield result
        learner.post("/v1/corrections/withdraw", json={"author": "refused"})
        learner.put(f"{MODEL}/mode", json={"mode": "automatic"})

    def test_it_says_why_and_can_be_overridden_and_undone(
        self, learner: httpx.Client, refused: dict[str, Any]
    ) -> None:
        before = versions(learner)["champion"]
        failed = [check for check in refused["decision"]["checks"] if not check["passed"]]
        assert failed
        assert all(len(check["message"]) > 20 for check in failed)
        version = f"v{refused['number']}"
        for body in ({}, {"override": True}, {"override": True, "reason": " "}, {"reason": "x"}):
            answer = learner.post(f"{MODEL}/promote", json={"version": version, **body})
            assert answer.status_code == 409, answer.text
            assert answer.json()["type"] == "urn:vistazo:problem:gate-refused"
        assert ask(learner, blocks(0))["model"] == before
        told = {"version": version, "override": True, "reason": "to see it", "author": "Ana"}
        done = learner.post(f"{MODEL}/promote", json=told)
        assert done.status_code == 200, done.text
        assert done.json()["model"] == refused["model"]
        line = done.json()["promotion"]
        assert (line["override"], line["reason"], line["author"]) == (True, "to see it", "Ana")
        assert line["previous"] == before
        assert ask(learner, blocks(0))["model"] == refused["model"]
        assert learner.post(f"{MODEL}/promote", json=told).status_code == 409
        back = learner.post(f"{MODEL}/rollback", json={"author": "Ana", "reason": "enough"})
        assert back.json()["model"] == before
        assert back.json()["promotion"]["action"] == "rollback"
        assert ask(learner, blocks(0))["model"] == before
        assert [row["action"] for row in versions(learner)["log"][:2]] == ["rollback", "promote"]

    def test_two_versions_side_by_side(
        self, learner: httpx.Client, refused: dict[str, Any]
    ) -> None:
        answer = learner.get(f"{MODEL}/diff", params={"a": "v1", "b": refused["model"]})
        assert answer.status_code == 200, answer.text
        diff = answer.json()
        VersionDiff.model_validate(diff)
        golden = diff["golden"]
        parts = ("both", "only_a", "only_b", "neither")
        assert sum(golden[part] for part in parts) == golden["samples"] > 0
        assert golden["accuracy_a"] == pytest.approx(
            (golden["both"] + golden["only_a"]) / golden["samples"]
        )
        for row in diff["corrections"]:
            assert learner.get(f"/v1/images/{row['image']}").status_code == 200

    @pytest.mark.parametrize(
        ("method", "path", "body", "status"),
        [
            ("POST", "promote", {}, 422),
            ("POST", "promote", {"version": ""}, 422),
            ("POST", "promote", {"version": "v999"}, 404),
            ("POST", "promote", {"version": "000000"}, 404),
            ("POST", "promote", {"version": "../x"}, 404),
            ("POST", "promote", {"version": "v1", "profile": "/"}, 422),
            ("POST", "rollback", {"to": "v999"}, 404),
            ("POST", "rollback", {"colour": "red"}, 422),
            ("PUT", "mode", {"mode": "wild"}, 422),
            ("PUT", "mode", {}, 422),
            ("POST", "retrain", {"epochs": 0}, 422),
            ("POST", "retrain", {"deep": "perhaps"}, 422),
            ("POST", "retrain", {"deep": True, "profile": "ana"}, 422),
            ("GET", "diff", None, 422),
            ("GET", "diff?a=v1&b=v999", None, 404),
        ],
    )
    def test_what_is_wrong(
        self, learner: httpx.Client, method: str, path: str, body: Any, status: int
    ) -> None:
        answer = learner.request(method, f"{MODEL}/{path}", json=body)
        assert answer.status_code == status, answer.text
        assert answer.json()["type"].startswith("urn:vistazo:problem:")

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("GET", "versions", None),
            ("GET", "mode", None),
            ("PUT", "mode", {"mode": "manual"}),
            ("GET", "diff?a=v1&b=v1", None),
            ("POST", "promote", {"version": "v1"}),
            ("POST", "rollback", {}),
            ("POST", "retrain", {}),
        ],
    )
    def test_an_unknown_recogniser(
        self, learner: httpx.Client, method: str, path: str, body: Any
    ) -> None:
        answer = learner.request(method, f"/v1/models/dgits/{path}", json=body)
        assert answer.status_code == 404
        assert answer.json()["type"] == "urn:vistazo:problem:model-not-found"


class TestJobs:
    def test_a_stream_tells_how_it_ends(self, learner: httpx.Client) -> None:
        job = learner.post(f"{MODEL}/retrain", json={})
        assert job.status_code == 202, job.text
        told = events(learner, job.json()["job"]["id"])
        assert {name for name, _ in told[:-1]} <= {"progress"}
        name, last = told[-1]
        assert (name, last["state"]) == ("done", "done")
        assert learner.get(f"/v1/jobs/{last['id']}").json() == last
        assert events(learner, last["id"]) == [("done", last)]
        head = learner.head(f"/v1/jobs/{last['id']}/events")
        assert (head.status_code, head.content) == (200, b"")

    def test_the_list(self, learner: httpx.Client) -> None:
        learner.post(f"{MODEL}/retrain", json={})
        content = learner.get("/v1/jobs", params={"recognizer": "digits", "limit": 3}).json()
        JobList.model_validate(content)
        assert content["jobs"]
        assert learner.get("/v1/jobs", params={"recognizer": "none"}).json() == {"jobs": []}
        assert learner.get("/v1/jobs", params={"state": "asleep"}).status_code == 422

    @pytest.mark.parametrize("path", ["", "/events", "/cancel"])
    def test_an_unknown_one(self, learner: httpx.Client, path: str) -> None:
        method = "POST" if path == "/cancel" else "GET"
        answer = learner.request(method, f"/v1/jobs/{UNKNOWN}{path}")
        assert answer.status_code == 404
        assert answer.json()["type"] == "urn:vistazo:problem:not-found"

    def test_one_that_is_over_cannot_be_cancelled(self, learner: httpx.Client) -> None:
        job = learner.post(f"{MODEL}/retrain", json={}).json()["job"]["id"]
        events(learner, job)
        answer = learner.post(f"/v1/jobs/{job}/cancel")
        assert answer.status_code == 409
        assert "done already" in answer.json()["detail"]


class TestRetrainAndWait:
    @pytest.fixture
    def taught(self, start_server: Any, learning_path: Path) -> Iterator[httpx.Client]:
        """Speaks to a server that was told of three pictures."""
        with (
            start_server(models=learning_path, learning=True) as running,
            httpx.Client(base_url=running.url, timeout=60) as client,
        ):
            for number in (60, 61, 62):
                picture = blocks(number)
                made = ask(client, picture)
                labels = [wrong_label(client, picture)]
                told = {"recognizer": "digits", "labels": labels, "prediction": made["id"]}
                assert client.post("/v1/corrections", json=told).status_code == 201
            yield client

    def test_epochs_are_passes_and_the_loss_is_measured(self, taught: httpx.Client) -> None:
        losses = {}
        for epochs in (1, 200):
            answer = taught.post("/retrain", json={"epochs": epochs})
            assert answer.status_code == 200, answer.text
            content = answer.json()
            assert (content["success"], content["samples"]) == (True, 3)
            assert content["decision"]["checks"]
            losses[epochs] = content["final_loss"]
            measured = self.measured(taught, content["model"])
            assert content["final_loss"] == pytest.approx(measured, rel=0.02)
        assert losses[200] != losses[1]

    def learned(self, client: httpx.Client) -> dict[str, str]:
        """What everybody is taught now: labels by picture."""
        query = {"state": "current", "recognizer": "digits", "limit": 200}
        rows = client.get("/v1/corrections", params=query).json()["corrections"]
        return {row["image"]: row["labels"][0] for row in rows if not row["conflict"]}

    def measured(self, client: httpx.Client, model: str) -> float:
        """Mean cross-entropy of it under a version."""
        recognizer = Recognizer(client.get(f"/v1/models/{model}/file").content)
        found = [
            recognizer.predict(client.get(f"/v1/images/{image}").content).probabilities[label]
            for image, label in self.learned(client).items()
        ]
        return float(-np.log(np.maximum(found, 1e-12)).mean())


def test_nothing_of_it_all_was_an_inner_error(learner: httpx.Client) -> None:
    assert learner.get("/health").status_code == 200
