"""Corrections from the page: thumbs, the label picker, and what became of them."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from playwright.sync_api import Route, expect

pytestmark = pytest.mark.browser

# Between a 1 and a 7: read as 1 by what is shipped, with 7 as its second guess.
DOUBTFUL = [[(0.393, 0.2865), (0.5486, 0.22), (0.5135, 0.5), (0.47, 0.8)]]

LEARNED = re.compile(r"^Learned: version \d+ reads it as 7 \(([\d.]+%)\)\.")
SAYS = re.compile("reads it as 7|does not recognise it")
LEARNING_MILLISECONDS = 60_000


@pytest.fixture
def service(fresh_service: Any) -> Any:
    return fresh_service


def get(drawing: Any, path: str) -> Any:
    return drawing.service.ask(path)


def kept(drawing: Any) -> dict[str, Any]:
    """The one prediction that is kept; it is written a moment after it was answered."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = get(drawing, "/v1/predictions")["predictions"]
        if found:
            (only,) = found
            return dict(only)
        time.sleep(0.1)
    pytest.fail("nothing was kept")


def outcome(drawing: Any) -> Any:
    return drawing.panel.get_by_test_id("outcome")


def correct(drawing: Any, typed: str) -> None:
    """Give the right label by keys alone, with the answer on the screen."""
    drawing.button("No, correct it").click()
    expect(drawing.page.get_by_role("combobox", name="Find a label")).to_be_focused()
    drawing.page.keyboard.type(typed)
    drawing.page.keyboard.press("Enter")


def test_a_correction_is_learned_and_said_so_from_a_fresh_answer(drawing: Any) -> None:
    answers: list[dict[str, Any]] = []
    drawing.page.on(
        "response",
        lambda response: (
            answers.append(response.json()) if "record=false" in response.url else None
        ),
    )
    drawing.draw(DOUBTFUL)
    expect(drawing.label).to_have_text("1")
    correct(drawing, "7")
    expect(outcome(drawing)).to_have_text(LEARNED, timeout=LEARNING_MILLISECONDS)
    expect(drawing.label).to_have_text("7")
    expect(drawing.button("Yes, this is right")).to_have_attribute("aria-pressed", "true")
    # The confidence is the new version's own.
    found = LEARNED.match(outcome(drawing).inner_text())
    assert found is not None
    told = {f"{answer['confidence']:.1%}": answer["model"] for answer in answers}
    assert told[found[1]] == get(drawing, "/v1/models/digits/versions")["champion"]
    (said,) = get(drawing, "/v1/corrections")["corrections"]
    assert (said["labels"], said["kind"], said["source"]) == (["7"], "corrected", "draw")
    assert said["fixed_since"] == 2


def test_what_is_still_read_otherwise_is_never_called_learned(drawing: Any) -> None:
    """Whatever the job says: here the model goes on to answer 1."""

    def insist(route: Route) -> None:
        answer = route.fetch()
        stubborn = {**answer.json(), "label": "1", "confidence": 0.625, "verdict": "sure"}
        route.fulfill(response=answer, json=stubborn)

    drawing.page.route("**/predict?*record=false*", insist)
    drawing.draw(DOUBTFUL)
    expect(drawing.label).to_have_text("1")
    correct(drawing, "7")
    expect(outcome(drawing)).to_contain_text(
        "Not learned yet: version 2 reads it as 1 (62.5%)", timeout=LEARNING_MILLISECONDS
    )


def test_what_the_gate_objects_to_is_told_in_words(open_page: Any, digits: Any) -> None:
    drawing = open_page("?lang=es")
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    drawing.button("No, corregirlo").click()
    drawing.page.keyboard.type("0")
    drawing.page.keyboard.press("Enter")
    expect(outcome(drawing)).to_contain_text(
        "Aún no aprendido: la versión activa lo lee como 7", timeout=LEARNING_MILLISECONDS
    )
    expect(outcome(drawing)).to_contain_text(
        "El control ha dicho que no. Se guarda, pero no se aprende aquí: imposibles"
    )
    drawing.button("Todas las pruebas").click()
    checks = drawing.page.get_by_role("dialog", name="La decisión del control")
    expect(checks.get_by_text("respuestas de oro acierta el")).to_be_visible()
    expect(checks.locator("[lang=en]")).to_have_count(0)
    expect(checks.locator(".broken")).to_have_count(1)


def test_a_right_answer_is_confirmed(drawing: Any, digits: Any) -> None:
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    drawing.button("Yes, this is right").click()
    expect(outcome(drawing)).to_have_text("Saved: this was right.")
    expect(drawing.button("Yes, this is right")).to_have_attribute("aria-pressed", "true")
    (said,) = get(drawing, "/v1/corrections")["corrections"]
    assert (said["labels"], said["kind"]) == (["7"], "confirmed")
    drawing.button("Take back").click()
    expect(outcome(drawing)).to_have_text("Taken back.")
    assert get(drawing, "/v1/corrections?state=current")["total"] == 0
    drawing.button("Close this message").click()
    expect(outcome(drawing)).to_have_count(0)


def test_a_drawing_is_kept_once_when_it_rests(drawing: Any, digits: Any) -> None:
    asked: list[str] = []
    drawing.page.on("request", lambda request: asked.append(request.url))
    drawing.draw(digits["4"])
    expect(drawing.label).to_have_text("4")
    assert get(drawing, "/v1/predictions")["total"] == 0
    with drawing.page.expect_response(re.compile("record=true")):
        pass
    drawing.page.wait_for_timeout(1500)
    found = kept(drawing)
    assert (found["label"], found["source"]) == ("4", "draw")
    assert sum("record=true" in url for url in asked) == 1
    assert all("record=" in url for url in asked if "/predict?" in url)


def test_an_uploaded_picture_is_kept_with_its_name(drawing: Any, seven: bytes) -> None:
    with drawing.page.expect_response(re.compile("record=true")):
        drawing.upload("seven.png", seven)
    found = kept(drawing)
    assert (found["source"], found["filename"]) == ("upload", "seven.png")
    correct(drawing, "7")
    expect(outcome(drawing)).to_have_text("Saved: this was right.")
    (said,) = get(drawing, "/v1/corrections")["corrections"]
    assert said["prediction"] == found["id"]


def test_nothing_is_lost_or_doubled_while_the_server_is_away(drawing: Any, digits: Any) -> None:
    drawing.expected.append("Failed to load resource")
    sent: list[str] = []

    def lose(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "")["id"])
        # The first is lost on its way there, the second on its way back.
        if len(sent) == 1:
            route.abort()
        elif len(sent) == 2:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    drawing.page.route("**/v1/corrections", lose)
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    drawing.button("Yes, this is right").click()
    expect(outcome(drawing)).to_have_text("Saved: this was right.")
    assert len(sent) == 3
    assert len(set(sent)) == 1
    assert get(drawing, "/v1/corrections")["total"] == 1


def test_a_refused_correction_says_why_and_can_be_tried_again(drawing: Any, digits: Any) -> None:
    drawing.expected.append("Failed to load resource")
    full = {"type": "urn:vistazo:problem:storage-full", "title": "", "detail": ""}

    def refuse(route: Route) -> None:
        route.fulfill(status=507, json=full)

    drawing.page.route("**/v1/corrections", refuse)
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    drawing.button("Yes, this is right").click()
    expect(outcome(drawing)).to_contain_text("Not saved yet. The server has no room left")
    drawing.page.unroute("**/v1/corrections", refuse)
    # It stays, also beside another drawing.
    drawing.button("Clear").click()
    expect(outcome(drawing)).to_contain_text("Not saved yet.")
    drawing.button("Try again").click()
    expect(outcome(drawing)).to_have_text("Saved: this was right.")


def test_none_of_the_labels_and_new_ones(drawing: Any, digits: Any) -> None:
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    drawing.button("No, correct it").click()
    drawing.button("None of these").click()
    expect(outcome(drawing)).to_contain_text(SAYS, timeout=LEARNING_MILLISECONDS)
    drawing.button("No, correct it").click()
    drawing.page.keyboard.type("Seven")
    expect(drawing.page.get_by_text("No label is called “Seven”.")).to_be_visible()
    drawing.button("New label…").click()
    name = drawing.page.get_by_role("textbox", name="Name of the new label")
    expect(name).to_be_focused()
    expect(name).to_have_value("Seven")
    name.fill("7")
    expect(drawing.page.get_by_text("“7” is there already")).to_be_visible()
    drawing.page.keyboard.press("Enter")
    expect(name).to_be_visible()
    name.fill("Seven")
    drawing.button("Add “Seven” and save").click()
    expect(outcome(drawing)).to_contain_text("Not learned yet", timeout=LEARNING_MILLISECONDS)
    expect(outcome(drawing)).to_contain_text("for new labels that need more pictures: 1.")
    said = get(drawing, "/v1/corrections?state=current")["corrections"]
    assert [one["labels"] for one in said] == [["Seven"]]


def test_the_picker_works_with_keys_and_hands_the_focus_back(drawing: Any, digits: Any) -> None:
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    thumb = drawing.button("No, correct it")
    thumb.focus()
    keys = drawing.page.keyboard
    keys.press("Enter")
    find = drawing.page.get_by_role("combobox", name="Find a label")
    expect(find).to_be_focused()
    active = drawing.page.locator("[role=option][data-active]")
    expect(active).to_have_count(0)
    keys.press("Enter")
    expect(find).to_be_focused()
    keys.press("ArrowDown")
    expect(active).to_have_text(re.compile("^0"))
    keys.press("ArrowRight")
    keys.press("ArrowDown")
    expect(active).to_have_text(re.compile("^7"))
    expect(find).to_have_attribute("aria-activedescendant", str(active.get_attribute("id")))
    keys.press("Escape")
    expect(find).to_be_hidden()
    expect(thumb).to_be_focused()
    assert get(drawing, "/v1/corrections")["total"] == 0


@pytest.mark.usefixtures("recognises_characters")
def test_94_labels_are_found_by_what_they_are_called(open_page: Any, digits: Any) -> None:
    drawing = open_page("?model=characters&lang=es")
    drawing.draw(digits["7"])
    expect(drawing.label).to_be_visible()
    drawing.button("No, corregirlo").click()
    options = drawing.page.get_by_role("dialog").get_by_role("option")
    expect(options).to_have_count(94 + 6)
    drawing.page.keyboard.type("corchete")
    expect(options).to_have_text(["[", "]"])
    drawing.page.keyboard.press("Control+a")
    drawing.page.keyboard.type("q")
    expect(options.first).to_have_text("q")
    expect(options.nth(1)).to_have_text("Q")


@pytest.mark.usefixtures("reads_lines")
def test_a_character_that_is_corrected_in_a_text_is_taught(open_page: Any) -> None:
    reading = open_page("?tab=read")
    reading.write("TEN", 0.2, 0.3, 0.4)
    expect(reading.panel.locator(".glyph-button")).to_have_count(3)
    # The last stroke is read once more, and what is chosen belongs to one reading.
    reading.page.wait_for_load_state("networkidle")
    reading.panel.locator(".glyph-button").nth(1).click()
    with reading.page.expect_response("**/v1/corrections") as sent:
        reading.page.get_by_role("textbox", name="Another character").fill("F")
        reading.page.keyboard.press("Enter")
    assert sent.value.status == 201
    body = sent.value.request.post_data_json
    assert (body["recognizer"], body["labels"], body["source"]) == ("characters", ["F"], "read")
    assert body["image"].startswith("data:image/png;base64,")
    expect(outcome(reading)).to_be_visible()
    reading.panel.locator(".glyph-button").nth(1).click()
    reading.button("As it was read").click()
    expect(outcome(reading)).to_have_text("Taken back.")
    assert get(reading, "/v1/corrections?state=current")["total"] == 0


def test_a_profile_is_made_used_remembered_and_deleted(drawing: Any, digits: Any) -> None:
    page = drawing.page
    drawing.button("Whose handwriting: Everybody").click()
    page.get_by_role("textbox", name="New profile").fill("Ana")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Now answering for Ana.")).to_be_visible()
    expect(page.get_by_role("radio", name="Ana")).to_be_checked()
    page.keyboard.press("Escape")
    expect(drawing.button("Whose handwriting: Ana")).to_be_focused()
    with page.expect_request(re.compile(r"predict\?.*profile=Ana")):
        drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    with page.expect_request("**/v1/corrections") as sent:
        drawing.button("Yes, this is right").click()
    assert sent.value.post_data_json["profile"] == "Ana"
    expect(outcome(drawing)).to_have_text("Saved: this was right.")
    page.reload()
    drawing.button("Whose handwriting: Ana").click()
    drawing.button("Delete Ana").click()
    expect(drawing.button("Keep it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Ana")).to_be_focused()
    drawing.button("Delete Ana").click()
    drawing.button("Delete for good").click()
    expect(page.get_by_text("Ana was deleted.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawing.button("Whose handwriting: Everybody")).to_be_visible()
    assert get(drawing, "/v1/profiles")["profiles"] == []


def test_a_profile_that_is_gone_does_no_harm(drawing: Any, digits: Any) -> None:
    drawing.expected.append("Failed to load resource")
    drawing.page.evaluate(
        "localStorage.setItem('vistazo.preferences', JSON.stringify({profile: 'Gone'}))"
    )
    drawing.page.reload()
    expect(drawing.button("Whose handwriting: Everybody")).to_be_visible()
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")


def test_what_becomes_of_it_is_read_out(drawing: Any, digits: Any) -> None:
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    drawing.button("Yes, this is right").click()
    said = drawing.page.get_by_role("status").filter(has_text="Saved: this was right.")
    expect(said).to_have_count(1)


def test_nothing_moves_under_the_pen_when_the_outcome_comes(open_page: Any, digits: Any) -> None:
    for width, height in ((390, 844), (1280, 800)):
        drawing = open_page(viewport={"width": width, "height": height})
        drawing.draw(digits["7"])
        expect(drawing.label).to_have_text("7")
        before = drawing.board.bounding_box()
        drawing.button("Yes, this is right").click()
        expect(outcome(drawing)).to_be_in_viewport()
        assert drawing.board.bounding_box() == before
