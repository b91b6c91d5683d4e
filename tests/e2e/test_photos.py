"""One photo: what it shows, from which threshold on, where that was seen, and correcting it."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from ..photo_model import photo_file
from .test_access import LOOKS, listens, outside, small, violations

pytestmark = pytest.mark.browser

YELLOW = (0.9, 0.9, 0.05)
# Red light of 0.58 has 0.72 for red; three tenths of green have next to nothing.
REDDISH = (0.58, 0.3, 0.05)
# So dim that the model finds no colour; people may say that there is one.
DIM = (0.46, 0.05, 0.05)
LEARNING_MILLISECONDS = 60_000


@pytest.fixture
def service(photo_service: Any) -> Any:
    return photo_service


@pytest.fixture
def look(open_page: Any) -> Callable[..., Any]:
    """A function that opens the photos' tab."""

    def look_(query: str = "", **options: Any) -> Any:
        page = open_page(f"?tab=photo{query}", **options)
        expect(page.panel.get_by_role("heading", level=1)).to_be_visible()
        return page

    return look_


def give(
    page: Any, light: tuple[float, float, float], name: str = "light.png", **size: int
) -> None:
    content = photo_file(*light, **{"width": 400, "height": 300, **size})
    page.panel.locator("input[type=file]").first.set_input_files(
        [{"name": name, "mimeType": "image/png", "buffer": content}]
    )


def given(page: Any) -> Any:
    """The labels that the photo is given, as they are seen."""
    return page.panel.get_by_test_id("labels").locator("li")


def bar(page: Any, label: str) -> Any:
    return page.panel.get_by_role("radio", name=re.compile(f"^{label}:"))


def tick(page: Any, label: str) -> Any:
    return page.panel.get_by_role("checkbox", name=f"Shows {label}")


def test_a_photo_is_given_all_its_labels(look: Any) -> None:
    page = look()
    expect(page.page).to_have_title("Vistazo: photo")
    expect(page.page.get_by_text("Choose a photo, and what it shows appears here.")).to_be_visible()
    give(page, YELLOW)
    expect(given(page)).to_have_text([re.compile("^(red|green)")] * 2)
    expect(page.page.get_by_role("img", name="Your picture, light.png")).to_be_visible()
    expect(page.panel.get_by_text("Sure about all labels")).to_be_visible()
    for label, word in (("red", "likely"), ("green", "likely"), ("blue", "unlikely")):
        expect(bar(page, label)).to_have_accessible_name(re.compile(f", {word}$"))
        row = page.panel.locator(f".photo-bar.{word}").filter(has_text=label)
        expect(row).to_contain_text(word)
    for label, on in (("red", True), ("green", True), ("blue", False)):
        expect(tick(page, label)).to_be_checked(checked=on)
    said = page.page.get_by_role("status").filter(has_text="Shows: ")
    expect(said).to_contain_text("Sure about all labels.")


def test_a_photo_without_any_label_says_so(look: Any) -> None:
    page = look()
    give(page, (0.02, 0.02, 0.02))
    expect(page.panel.get_by_test_id("labels")).to_have_text("None of its labels")
    expect(page.panel.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_the_threshold_decides_which_labels_are_given(look: Any) -> None:
    page = look()
    give(page, REDDISH)
    expect(given(page)).to_have_text([re.compile("^red")])
    slider = page.panel.get_by_role("slider", name="Threshold")
    expect(slider).to_have_attribute("aria-valuetext", "Each label’s own")
    slider.focus()
    for _ in range(5):
        page.page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "From 75% on")
    expect(page.panel.get_by_test_id("labels")).to_have_text("None of its labels")
    assert "threshold=0.75" in page.page.url
    page.page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "From 10% on")
    expect(given(page)).to_have_text([re.compile("^red")])
    page.button("Each label’s own").click()
    expect(slider).to_have_attribute("aria-valuetext", "Each label’s own")
    assert "threshold" not in page.page.url


def test_an_address_leads_to_a_threshold(look: Any) -> None:
    page = look("&threshold=0.8")
    expect(page.panel.get_by_role("slider")).to_have_attribute("aria-valuetext", "From 80% on")
    give(page, REDDISH)
    expect(page.panel.get_by_test_id("labels")).to_have_text("None of its labels")


def test_where_it_looked_is_shown_for_any_label_by_keyboard(look: Any) -> None:
    page = look()
    give(page, YELLOW)
    expect(given(page)).to_have_count(2)
    looked = page.panel.locator(".photo-insight canvas").last
    expect(page.panel.get_by_text(re.compile("Where it looked: (red|green)"))).to_be_visible()
    bar(page, "green").focus()
    while not bar(page, "blue").is_checked():
        page.page.keyboard.press("ArrowDown")
    expect(page.panel.get_by_text("Where it looked: blue")).to_be_visible()
    expect(looked).not_to_have_class(re.compile("blank"))
    assert looked.evaluate("canvas => canvas.width") > 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_the_right_way_up(look: Any, orientation: int) -> None:
    """A wide red photo that is stored turned in every way a camera knows."""
    page = look()
    image = Image.new("RGB", (300, 400) if orientation > 4 else (400, 300), (230, 10, 10))
    content, tags = io.BytesIO(), Image.Exif()
    tags[0x0112] = orientation
    image.save(content, "JPEG", exif=tags)
    page.panel.locator("input[type=file]").first.set_input_files(
        [{"name": "turned.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}]
    )
    shown = page.page.get_by_role("img", name="Your picture, turned.jpg")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [400, 300]
    expect(given(page)).to_have_text([re.compile("^red")])


def test_dropping_and_pasting(look: Any) -> None:
    page = look()
    script = """([kind, content]) => {
        const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], "given.png", {type: "image/png"}));
        const options = {bubbles: true, cancelable: true};
        document.body.dispatchEvent(kind === "paste"
            ? new ClipboardEvent("paste", {...options, clipboardData: transfer})
            : new DragEvent("drop", {...options, dataTransfer: transfer}));
    }"""
    listens(page, "Choose a photo")
    for kind, light, label in (("drop", (0.9, 0, 0), "red"), ("paste", (0, 0, 0.9), "blue")):
        page.page.evaluate(script, [kind, base64.b64encode(photo_file(*light)).decode()])
        expect(given(page)).to_have_text([re.compile(f"^{label}")])


def test_a_phone_offers_its_camera(look: Any) -> None:
    page = look(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    expect(page.button("Take a photo")).to_be_visible()
    expect(page.panel.locator("input[capture=environment]")).to_have_count(1)


def test_a_desktop_does_not_offer_one(look: Any) -> None:
    page = look()
    expect(page.button("Choose a photo")).to_be_visible()
    expect(page.button("Take a photo")).to_have_count(0)


def test_the_model_says_what_it_is(look: Any) -> None:
    page = look()
    about = page.panel.get_by_role("region", name="What this model is")
    expect(about).to_contain_text("Tells red, green and blue light apart")
    page.page.get_by_role("radio", name="Español").check()
    about = page.panel.get_by_role("region", name="Qué es este modelo")
    expect(about).to_contain_text("Distingue la luz roja")


def test_a_measured_figure_is_shown_as_the_card_has_it(look: Any) -> None:
    def measured(route: Route) -> None:
        answer = route.fetch()
        metric = {"name": "mean_average_precision", "value": 0.4312}
        metric |= {"data": "photos_voc20/test", "fingerprint": "a" * 64}
        rows = [{**row, "metrics": [metric]} for row in answer.json()["models"]]
        route.fulfill(response=answer, json={"models": rows})

    page = look()
    page.page.route("**/v1/models", measured)
    page.page.reload()
    expect(page.panel.get_by_text("Mean average precision, measured: 43.1%")).to_be_visible()


def test_a_broken_file_is_explained(look: Any) -> None:
    page = look()
    page.expected.append("Failed to load resource")
    give(page, YELLOW)
    expect(given(page)).to_have_count(2)
    page.panel.locator("input[type=file]").first.set_input_files(
        [{"name": "broken.png", "mimeType": "image/png", "buffer": b"no picture"}]
    )
    expect(page.panel.locator("#photo-answer")).to_contain_text("not a picture that can be read")
    expect(page.panel.get_by_test_id("labels")).to_have_count(0)
    expect(page.panel.get_by_role("checkbox", checked=True)).to_have_count(0)
    expect(page.button("Save correction")).to_have_attribute("aria-disabled", "true")


def test_a_photo_is_kept_once_and_stands_in_the_history_with_all_its_labels(
    look: Any, service: Any
) -> None:
    before = service.ask("/v1/predictions?limit=1")["total"]
    page = look()
    with page.page.expect_response(re.compile("record=true")):
        give(page, YELLOW, "kept.png", width=401)
    page.panel.get_by_role("slider").focus()
    page.page.keyboard.press("ArrowRight")
    bar(page, "blue").check()
    page.page.locator("#tab-history").click()
    card = page.panel.locator(".record").first
    expect(card).to_contain_text(re.compile("red, green|green, red"))
    page.page.locator("#tab-photo").click()
    expect(given(page)).to_have_count(2)
    page.page.wait_for_timeout(500)
    assert service.ask("/v1/predictions?limit=1")["total"] == before + 1
    assert service.ask("/v1/predictions?limit=1")["predictions"][0]["filename"] == "kept.png"


def test_a_right_answer_is_confirmed(look: Any, service: Any) -> None:
    page = look()
    give(page, (0.9, 0.05, 0.9), width=402)
    expect(given(page)).to_have_count(2)
    page.button("Save as right").click()
    expect(page.panel.get_by_test_id("outcome")).to_have_text("Saved: this was right.")
    kept = service.ask("/v1/corrections?limit=1")["corrections"][0]
    assert (kept["kind"], kept["labels"]) == ("confirmed", ["blue", "red"])


def test_none_of_the_labels_can_be_taught(look: Any, service: Any) -> None:
    page = look()
    give(page, (0.9, 0.05, 0.05), width=403)
    expect(given(page)).to_have_count(1)
    page.button("None of these").click()
    expect(page.panel.get_by_text("Ticked: none of the labels")).to_be_visible()
    page.button("As answered").click()
    expect(tick(page, "red")).to_be_checked()
    page.button("None of these").click()
    page.button("Save correction").click()
    expect(page.panel.locator(".outcome-text:not(.busy)")).to_be_visible(
        timeout=LEARNING_MILLISECONDS
    )
    kept = service.ask("/v1/corrections?limit=1")["corrections"][0]
    assert (kept["kind"], kept["labels"], kept["predicted"]) == ("corrected", [], ["red"])
    page.button("Take back").click()
    expect(page.panel.get_by_test_id("outcome")).to_have_text("Taken back.")


def test_a_new_label_is_added_with_those_that_are_ticked(look: Any, service: Any) -> None:
    page = look()
    give(page, YELLOW, width=404)
    expect(given(page)).to_have_count(2)
    page.button("New label…").click()
    dialog = page.page.get_by_role("dialog", name="Name of the new label")
    dialog.get_by_role("textbox").fill("red")
    expect(dialog.get_by_text("“red” is there already")).to_be_visible()
    dialog.get_by_role("textbox").fill("lemon")
    page.page.keyboard.press("Enter")
    expect(page.panel.locator(".outcome-text:not(.busy)")).to_be_visible(
        timeout=LEARNING_MILLISECONDS
    )
    kept = service.ask("/v1/corrections?limit=1")["corrections"][0]
    assert kept["labels"] == ["green", "lemon", "red"]


def test_models_of_photos_stay_out_of_drawing_and_ink_out_of_photos(open_page: Any) -> None:
    page = open_page()
    expect(page.panel.get_by_role("radio", name="Photos")).to_have_count(0)
    page.page.locator("#tab-photo").click()
    expect(page.panel.get_by_role("radio", name="Digits")).to_have_count(0)
    expect(page.button("Choose a photo")).to_be_visible()
    page.page.locator("#tab-models").click()
    expect(page.panel.get_by_role("radio", name="Photos")).to_have_count(1)


def test_a_server_without_such_a_model_says_so(open_page: Any) -> None:
    def without(route: Route) -> None:
        answer = route.fetch()
        rows = [row for row in answer.json()["models"] if row["task"] == "one"]
        route.fulfill(response=answer, json={"models": rows})

    page = open_page()
    page.page.route("**/v1/models", without)
    for tab in ("photo", "batch"):
        page.page.goto(f"{page.service.url}/?tab={tab}")
        expect(page.panel).to_contain_text("No model on this server recognises photos.")


class TestLearning:
    """Each with a server of its own, as what is learned in one would change the next."""

    @pytest.fixture
    def service(self, fresh_photo_service: Any) -> Any:
        return fresh_photo_service

    def test_a_correction_goes_live_and_stands_beside_what_was_said_before(
        self, look: Any, service: Any
    ) -> None:
        page = look()
        give(page, DIM, noise=6)
        expect(page.panel.get_by_test_id("labels")).to_have_text("None of its labels")
        tick(page, "red").check()
        expect(page.panel.get_by_text("Ticked: red")).to_be_visible()
        page.button("Save correction").click()
        outcome = page.panel.get_by_test_id("outcome")
        learned = re.compile(r"Learned: version \d+ gives red \(\d+")
        expect(outcome).to_have_text(learned, timeout=LEARNING_MILLISECONDS)
        expect(given(page)).to_have_text([re.compile("^red")])
        expect(tick(page, "red")).to_be_checked()
        live = service.ask("/v1/models/photos/versions")["champion"]
        before = page.panel.get_by_role("region", name="Before", exact=True)
        after = page.panel.get_by_role("region", name="Now", exact=True)
        expect(before).to_contain_text("None of its labels")
        expect(after).to_contain_text(live)
        expect(before).not_to_contain_text(live)
        expect(after.locator(".chip")).to_have_text(["red"])
        # What stands there is what the server says, not what was hoped for.
        share = service.ask(
            "/v1/models/photos/predict?record=false",
            photo_file(*DIM, width=400, height=300, noise=6),
        )["probabilities"]["red"]
        expect(after.locator(".bar-value").first).to_have_text(f"{share:.1%}")
        give(page, YELLOW)
        expect(given(page)).to_have_count(2)
        expect(page.panel.get_by_test_id("compared")).to_have_count(0)

    @pytest.fixture
    def taught(self, service: Any) -> Any:
        """Where one photo was corrected and learned."""
        image = base64.b64encode(photo_file(*DIM, noise=6)).decode()
        said = {"recognizer": "photos", "labels": ["red"], "image": image}
        service.ask("/v1/corrections", json.dumps(said).encode(), "application/json")
        service.settle()
        return service

    @pytest.mark.usefixtures("taught")
    def test_retraining_takes_a_second_look_and_can_be_followed(self, look: Any) -> None:
        page = look()
        page.button("Retrain").click()
        dialog = page.page.get_by_role("dialog", name="Retrain from all corrections?")
        expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
        page.page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        expect(page.panel.get_by_test_id("retrain")).to_be_empty()
        page.button("Retrain").click()
        dialog.get_by_role("button", name="Retrain").click()
        expect(page.panel.get_by_test_id("retrain")).to_have_text(
            re.compile("passed the gate|nothing new|turned Version"),
            timeout=LEARNING_MILLISECONDS,
        )

    def test_the_history_corrects_several_labels_at_once(self, look: Any, service: Any) -> None:
        page = look()
        with page.page.expect_response(re.compile("record=true")):
            give(page, YELLOW)
        page.page.locator("#tab-history").click()
        page.panel.locator("[data-act=correct]").first.click()
        dialog = page.page.get_by_role("dialog", name="What is it really?")
        options = dialog.get_by_role("option", selected=True)
        expect(options).to_have_count(2)
        dialog.get_by_role("option", name=re.compile("^blue")).click()
        expect(options).to_have_count(3)
        dialog.get_by_role("button", name="Save").click()
        expect(page.panel.locator(".outcome-text:not(.busy)")).to_be_visible(
            timeout=LEARNING_MILLISECONDS
        )
        kept = service.ask("/v1/corrections?limit=1")["corrections"][0]
        assert kept["labels"] == ["blue", "green", "red"]

    @pytest.mark.usefixtures("taught")
    def test_the_gate_s_checks_are_told_in_words_of_ours(self, look: Any) -> None:
        page = look("&lang=es")
        page.page.locator("#tab-models").click()
        page.panel.get_by_role("radio", name="Fotos").check()
        expect(page.panel.get_by_role("button", name="Reentrenar a fondo…")).to_have_count(0)
        page.panel.locator(".version-checks summary").first.click()
        expect(page.panel.locator(".check-line").first).to_contain_text("respuestas de oro")
        expect(page.panel.locator(".check-line [lang=en]")).to_have_count(0)


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing(look: Any, axe: str, language: str, theme: str) -> None:
    page = look(f"&lang={language}&theme={theme}")
    page.expected.append("Failed to load resource")
    found = {"empty": violations(page, axe)}
    give(page, REDDISH)
    expect(given(page)).to_have_count(1)
    found["answered"] = violations(page, axe)
    page.panel.locator(".photo-tick input").last.check()
    page.panel.get_by_role("slider").focus()
    page.page.keyboard.press("End")
    found["edited"] = violations(page, axe)
    page.panel.locator(".retrain button").first.click()
    found["retrain"] = violations(page, axe)
    page.page.keyboard.press("Escape")
    page.panel.locator(".say-actions button").nth(2).click()
    found["new label"] = violations(page, axe)
    page.page.keyboard.press("Escape")
    page.panel.locator("input[type=file]").first.set_input_files(
        [{"name": "broken.png", "mimeType": "image/png", "buffer": b"no picture"}]
    )
    expect(page.panel.locator(".headline.failed")).to_be_visible()
    found["failed"] = violations(page, axe)
    assert [(state, broken) for state, broken in found.items() if broken] == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (1000, 700), (1600, 1000)])
def test_it_fits_and_can_be_hit(look: Any, width: int, height: int, language: str) -> None:
    page = look(f"&lang={language}", viewport={"width": width, "height": height})
    give(page, YELLOW)
    expect(given(page)).to_have_count(2)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width
    assert outside(page) == []
    assert small(page) == []


def test_it_is_all_spanish_in_spanish(look: Any) -> None:
    page = look("&lang=es")
    give(page, YELLOW)
    expect(given(page)).to_have_count(2)
    expect(page.page).to_have_title("Vistazo: foto")
    text = page.panel.inner_text()
    for word in ("Threshold", "likely", "Save", "Sure", "Retrain", "label", "photo "):
        assert word not in text
