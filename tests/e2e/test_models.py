"""Versions on the page: what they are, promoting, rolling back, comparing, learning on demand."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Route, expect

pytestmark = pytest.mark.browser

# Between a 1 and a 7: read as 1 by what is shipped, with 7 as its second guess.
DOUBTFUL = [(0.39, 0.285), (0.554, 0.22), (0.515, 0.5), (0.47, 0.8)]
END = re.compile("passed the gate|nothing new|turned Version")
LEARNING_MILLISECONDS = 60_000


@pytest.fixture
def service(fresh_service: Any) -> Any:
    return fresh_service


def post(service: Any, path: str, body: dict[str, Any]) -> Any:
    return service.ask(path, json.dumps(body).encode(), "application/json")


@pytest.fixture
def teach(service: Any) -> Callable[[list[tuple[float, float]], str], None]:
    """A function that corrects a picture and waits until that is learned."""

    def teach_(points: list[tuple[float, float]], label: str) -> None:
        image = Image.new("L", (280, 280), 0)
        ImageDraw.Draw(image).line(
            [(x * 280, y * 280) for x, y in points], fill=255, width=20, joint="curve"
        )
        content = io.BytesIO()
        image.save(content, "PNG")
        encoded = base64.b64encode(content.getvalue()).decode()
        correction = {"recognizer": "digits", "labels": [label], "image": encoded}
        post(service, "/v1/corrections", correction)
        service.settle()

    return teach_


@pytest.fixture
def look(open_page: Any) -> Callable[..., Any]:
    """A function that opens the models."""

    def look_(query: str = "", **options: Any) -> Any:
        page = open_page(query, **options)
        page.page.locator("#tab-models").click()
        expect(page.panel.locator(".version").last).to_be_visible()
        return page

    return look_


def rows(models: Any) -> Any:
    return models.panel.locator(".version")


def row(models: Any, number: int) -> Any:
    heading = models.page.get_by_role("heading", name=f"Version {number}", exact=True)
    return rows(models).filter(has=heading)


def test_a_version_tells_what_it_is_and_what_the_gate_said(look: Any, teach: Any) -> None:
    teach(DOUBTFUL, "7")
    models = look()
    expect(models.page).to_have_title("Vistazo: models")
    assert "tab=models" in models.page.url
    expect(row(models, 1)).to_contain_text("Shipped")
    expect(row(models, 1)).to_contain_text("Not judged")
    learned = rows(models).first
    expect(learned).to_contain_text("The gate agreed")
    expect(learned).to_contain_text("Corrections learned: 1")
    learned.locator("summary").click()
    expect(learned.get_by_text(re.compile(r"Of [\d,]+ golden answers"))).to_be_visible()
    expect(learned.get_by_text("Passed: ").first).to_be_attached()
    expect(models.panel.locator("[lang=en]")).to_have_count(0)


def test_it_is_rolled_back_and_promoted_with_reasons(look: Any, teach: Any) -> None:
    teach(DOUBTFUL, "7")
    models = look()
    expect(row(models, 2)).to_contain_text("Live")
    models.button("Roll back to Version 1").click()
    reason = models.page.get_by_role("textbox", name="Reason")
    expect(reason).to_be_focused()
    models.page.keyboard.press("Escape")
    expect(reason).to_be_hidden()
    expect(models.button("Roll back to Version 1")).to_be_focused()
    models.page.keyboard.press("Enter")
    expect(reason).to_be_focused()
    models.page.keyboard.type("looks worse")
    models.page.keyboard.press("Enter")
    expect(models.page.get_by_text("Now live: Version 1.")).to_be_visible()
    expect(row(models, 1)).to_contain_text("Live")
    expect(row(models, 2)).not_to_contain_text("Live")
    models.button("Roll back to Version 2").click()
    models.page.keyboard.press("Enter")
    expect(row(models, 2)).to_contain_text("Live")
    models.page.get_by_text("What went live").click()
    log = models.panel.locator(".log li")
    expect(log.nth(0)).to_contain_text("Rolled back: Version 2")
    expect(log.nth(1)).to_contain_text("Rolled back: Version 1")
    expect(log.nth(1)).to_contain_text("looks worse")


def test_going_against_the_gate_takes_a_reason(look: Any, teach: Any, digits: Any) -> None:
    teach(digits["3"][0], "1")
    models = look()
    refused = rows(models).filter(has_text="The gate refused").first
    name = refused.get_by_role("heading").inner_text()
    models.button(f"Promote {name}").click()
    dialog = models.page.get_by_role("dialog", name=f"Put {name} live?")
    expect(dialog).to_contain_text("The gate turned this version down.")
    expect(dialog.locator(".broken").first).to_be_visible()
    models.page.keyboard.press("Enter")
    expect(dialog.get_by_text("Say why it is to go live against the gate.")).to_be_visible()
    expect(dialog.get_by_role("textbox", name="Reason")).to_be_focused()
    models.page.keyboard.type("an experiment")
    models.page.keyboard.press("Enter")
    expect(models.page.get_by_text(f"Now live: {name}.")).to_be_visible()
    models.page.get_by_text("What went live").click()
    expect(models.panel.locator(".log li").first).to_contain_text("against the gate")
    expect(models.panel.locator(".log li").first).to_contain_text("an experiment")


def test_in_manual_mode_a_version_waits_for_a_person(look: Any, teach: Any) -> None:
    models = look()
    models.page.get_by_role("radio", name="Wait for me").click(force=True)
    expect(models.page.get_by_text("When the gate agrees: Wait for me.")).to_be_visible()
    teach(DOUBTFUL, "7")
    models.page.get_by_role("tab", name="Draw").click()
    models.page.get_by_role("tab", name="Models").click()
    expect(models.page.get_by_role("radio", name="Wait for me")).to_be_checked()
    expect(row(models, 1)).to_contain_text("Live")
    expect(row(models, 2)).to_contain_text("The gate agreed")
    expect(row(models, 2)).not_to_contain_text("Live")
    models.button("Promote Version 2").click()
    models.page.keyboard.press("Enter")
    expect(row(models, 2)).to_contain_text("Live")


def test_two_versions_are_compared(look: Any, teach: Any) -> None:
    teach(DOUBTFUL, "7")
    models = look()
    newest = rows(models).first.get_by_role("heading").inner_text()
    models.page.get_by_text("Compare two versions").click()
    models.panel.get_by_label("First version").select_option(label="Version 1")
    models.panel.get_by_label("Second version").select_option(label=newest)
    golden = models.page.get_by_role("table", name=re.compile("On the golden pictures"))
    expect(golden).to_be_visible(timeout=LEARNING_MILLISECONDS)
    expect(
        golden.get_by_role("row", name=re.compile(r"Right 9\d\.\d\d% 9\d\.\d\d%"))
    ).to_be_visible()
    corrections = models.page.get_by_role("table", name="On the corrections")
    expect(corrections.get_by_role("cell").last).to_contain_text(" of ")
    differing = models.page.get_by_role("table", name="Corrections that they answer differently")
    expect(differing.get_by_role("row").nth(1)).to_contain_text("Should be 7")


def test_learning_is_begun_here_and_followed(look: Any, teach: Any) -> None:
    teach(DOUBTFUL, "7")
    models = look()
    models.button("Learn now").click()
    end = models.panel.locator(".learn-text")
    expect(end).to_have_text(END, timeout=LEARNING_MILLISECONDS)
    expect(models.button("Learn now")).to_have_attribute("aria-disabled", "false")


def test_a_deep_training_shows_how_far_it_is_and_can_be_stopped(look: Any) -> None:
    """With a job of the test's own: a real one takes minutes."""
    models = look()
    job = {
        **{"id": "j" * 32, "kind": "deep", "recognizer": "digits", "profile": "", "attempts": 1},
        **{"state": "running", "progress": {"stage": "training", "epoch": 2, "epochs": 5}},
        **{"result": None, "error": "", "created_at": "2026-01-01T00:00:00Z"},
        **{"started_at": None, "finished_at": None},
    }

    def answer(route: Route) -> None:
        url = route.request.url
        if url.endswith("/retrain"):
            assert json.loads(route.request.post_data or "")["deep"] is True
            route.fulfill(status=202, json={"job": job})
        elif url.endswith("/cancel"):
            job["state"] = "cancelled"
            route.fulfill(json={"job": job})
        elif url.endswith("/events"):
            route.fulfill(status=503)
        else:
            route.fulfill(json=job)

    models.expected.append("Failed to load resource")
    models.page.route("**/v1/jobs/**", answer)
    models.page.route("**/retrain", answer)
    models.button("Deep retrain…").click()
    expect(models.button("Cancel")).to_be_focused()
    models.button("Begin").click()
    expect(models.panel.get_by_text("Deep retraining: pass 2 of 5").first).to_be_visible()
    bar = models.page.get_by_role("progressbar")
    assert bar.evaluate("bar => bar.value") == pytest.approx(0.4)
    expect(models.button("Learn now")).to_have_attribute("aria-disabled", "true")
    models.button("Stop").click()
    expect(models.panel.get_by_text("Stopped.").first).to_be_visible()


def test_what_somebody_else_changed_meanwhile_is_said(look: Any, teach: Any, digits: Any) -> None:
    teach(DOUBTFUL, "7")
    teach(digits["3"][0], "1")
    models = look()
    models.expected.append("Failed to load resource")
    conflict = {"type": "urn:vistazo:problem:conflict", "title": "", "detail": ""}
    models.page.route("**/promote", lambda route: route.fulfill(status=409, json=conflict))
    models.page.get_by_role("button", name=re.compile("^Promote Version")).first.click()
    models.page.keyboard.type("because")
    models.page.keyboard.press("Enter")
    expect(models.page.get_by_role("alert")).to_contain_text("Somebody else was faster.")


def test_it_is_all_spanish_in_spanish(look: Any, teach: Any) -> None:
    teach(DOUBTFUL, "7")
    models = look("?lang=es")
    rows(models).first.locator("summary").click()
    models.page.get_by_text("Qué se ha publicado").click()
    text = models.panel.inner_text()
    for word in ("Version ", "Live", "gate", "golden", "Promote", "Learn", "by "):
        assert word not in text
    expect(models.page).to_have_title("Vistazo: modelos")
