"""The history: cards, filters, sorting, pages, deleting with a way back, correcting, exporting."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

# Between a 1 and a 7: read as 1 by what is shipped, with 7 as its second guess.
DOUBTFUL = [(0.39, 0.285), (0.554, 0.22), (0.515, 0.5), (0.47, 0.8)]
PAGE = 24


def picture(points: list[tuple[float, float]], side: int = 280) -> bytes:
    image = Image.new("L", (side, side), 0)
    ImageDraw.Draw(image).line(
        [(x * side, y * side) for x, y in points], fill=255, width=side // 14, joint="curve"
    )
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def service(own_service: Any) -> Any:
    """A server with a history of its own, empty at the beginning of each test."""
    everything = json.dumps({"filter": {}}).encode()
    own_service.ask("/v1/predictions/delete", everything, "application/json")
    return own_service


@pytest.fixture
def remember(service: Any, digits: Any) -> Callable[..., None]:
    """A function that has so many sevens, ones and doubtful pictures recognised."""

    def remember_(sevens: int = 0, ones: int = 0, doubtful: int = 0) -> None:
        wanted = {"7": sevens, "1": ones, "?": doubtful}
        shapes = {"7": digits["7"][0], "1": digits["1"][0], "?": DOUBTFUL}
        route = "/v1/models/digits/predict?record=true&source=draw"
        for name, count in wanted.items():
            for number in range(count):
                service.ask(route, picture([(x, y + number / 2000) for x, y in shapes[name]]))
        deadline = time.monotonic() + 10
        total = sum(wanted.values())
        while service.ask("/v1/predictions?limit=1")["total"] < total:
            assert time.monotonic() < deadline
            time.sleep(0.1)

    return remember_


def cards(history: Any) -> Any:
    return history.panel.locator(".record")


def labels(history: Any) -> Any:
    return history.panel.locator(".record-label [aria-hidden], .record-label:not(:has(span))")


@pytest.fixture
def look(open_page: Any) -> Callable[..., Any]:
    """A function that opens the history."""

    def look_(query: str = "", **options: Any) -> Any:
        page = open_page(query, **options)
        page.page.locator("#tab-history").click()
        return page

    return look_


def test_an_empty_history_says_how_to_fill_it(look: Any, digits: Any) -> None:
    history = look()
    expect(history.page.get_by_text("Nothing has been recognised yet.")).to_be_visible()
    expect(history.page).to_have_title("Vistazo: history")
    assert "tab=history" in history.page.url
    history.page.get_by_role("tab", name="Draw").click()
    history.draw(digits["4"])
    expect(history.label).to_have_text("4")
    with history.page.expect_response(re.compile("record=true")):
        pass
    history.page.get_by_role("tab", name="History").click()
    expect(labels(history)).to_have_text(["4"])


def test_a_card_tells_what_was_seen_answered_and_when(look: Any, remember: Any) -> None:
    remember(sevens=1)
    history = look()
    card = cards(history)
    expect(card).to_have_count(1)
    expect(card).to_contain_text("Sure")
    expect(card).to_contain_text("Digits, version 1")
    expect(card.locator("time")).to_have_attribute("datetime", re.compile(r"^20\d\d-"))
    shown = card.locator("img")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 90


def test_filters_and_order(look: Any, remember: Any) -> None:
    remember(sevens=2, ones=1, doubtful=1)
    history = look()
    expect(cards(history)).to_have_count(4)
    label = history.page.get_by_role("textbox", name="Label")
    label.fill("7")
    expect(labels(history)).to_have_text(["7", "7"])
    label.fill("3")
    expect(history.page.get_by_text("Nothing matches these filters.")).to_be_visible()
    history.button("Reset filters").click()
    expect(cards(history)).to_have_count(4)
    history.panel.get_by_label("Verdict").select_option("unsure")
    expect(labels(history)).to_have_text(["1"])
    history.button("Reset filters").click()
    history.panel.get_by_label("Confidence to, %").fill("90")
    expect(cards(history)).to_have_count(1)
    history.button("Reset filters").click()
    history.panel.get_by_label("To day").fill("2020-01-01")
    expect(cards(history)).to_have_count(0)
    history.button("Reset filters").click()
    history.panel.get_by_label("Recogniser").select_option("digits")
    history.page.get_by_role("combobox", name="Correction").select_option("no")
    expect(cards(history)).to_have_count(4)
    history.panel.get_by_label("Sort by").select_option("leastSure")
    expect(cards(history).first).to_contain_text("Unsure")
    history.panel.get_by_label("Sort by").select_option("surest")
    expect(cards(history).last).to_contain_text("Unsure")
    # The view can be linked.
    assert "history.order=surest" in history.page.url
    history.page.reload()
    expect(history.page.get_by_role("combobox", name="Correction")).to_have_value("no")
    expect(cards(history)).to_have_count(4)
    expect(cards(history).last).to_contain_text("Unsure")


def test_pages_turn_and_the_chosen_stay_chosen(look: Any, remember: Any) -> None:
    remember(sevens=PAGE + 2)
    history = look()
    expect(cards(history)).to_have_count(PAGE)
    pages = history.page.get_by_role("navigation", name="Pages")
    expect(pages).to_contain_text(f"1–{PAGE} of {PAGE + 2}")
    expect(history.button("Previous page")).to_have_attribute("aria-disabled", "true")
    history.page.get_by_role("checkbox", name="Choose this page").check()
    history.button("Next page").click()
    expect(cards(history)).to_have_count(2)
    expect(pages).to_contain_text(f"{PAGE + 1}–{PAGE + 2} of {PAGE + 2}")
    expect(history.button("Next page")).to_have_attribute("aria-disabled", "true")
    expect(history.button("Next page")).to_be_focused()
    cards(history).first.get_by_role("checkbox").check()
    expect(history.page.get_by_text(f"Chosen: {PAGE + 1}")).to_be_visible()
    history.button("Delete the chosen").click()
    # The page that was looked at is gone; what is left stands on the first one.
    expect(cards(history)).to_have_count(1)
    expect(pages).to_contain_text("1–1 of 1")
    expect(history.page.get_by_text(f"Deleted: {PAGE + 1}")).to_be_visible()
    history.button("Undo").click()
    expect(history.page.get_by_text(f"Restored: {PAGE + 1}")).to_be_visible()
    expect(pages).to_contain_text(f"of {PAGE + 2}")


def test_one_is_deleted_with_a_key_and_the_focus_goes_on(look: Any, remember: Any) -> None:
    remember(sevens=3)
    history = look()
    expect(cards(history)).to_have_count(3)
    history.panel.get_by_role("button", name=re.compile("^Delete 7")).nth(1).focus()
    history.page.keyboard.press("Enter")
    expect(cards(history)).to_have_count(2)
    expect(history.panel.locator("[data-act=remove]").nth(1)).to_be_focused()
    history.page.keyboard.press("Enter")
    expect(cards(history)).to_have_count(1)
    expect(history.panel.locator("[data-act=remove]").nth(0)).to_be_focused()
    said = history.page.get_by_role("status").filter(has_text="Deleted: 1")
    expect(said).to_have_count(1)


def test_all_that_a_filter_finds_is_deleted_only_when_one_is_sure(look: Any, remember: Any) -> None:
    remember(sevens=2, ones=1)
    history = look()
    expect(cards(history)).to_have_count(3)
    history.page.get_by_role("textbox", name="Label").fill("7")
    expect(cards(history)).to_have_count(2)
    history.button("Delete all 2").click()
    dialog = history.page.get_by_role("dialog", name="Delete all of them?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    history.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    history.button("Delete all 2").click()
    dialog.get_by_role("button", name="Delete all 2").click()
    expect(cards(history)).to_have_count(0)
    history.button("Reset filters").click()
    expect(labels(history)).to_have_text(["1"])
    history.button("Undo").click()
    expect(cards(history)).to_have_count(3)


def test_a_card_is_corrected_learned_and_says_since_when(look: Any, remember: Any) -> None:
    remember(doubtful=1)
    history = look()
    expect(labels(history)).to_have_text(["1"])
    history.panel.get_by_role("button", name=re.compile("^Correct 1")).click()
    history.page.keyboard.type("7")
    history.page.keyboard.press("Enter")
    note = history.panel.get_by_test_id("outcome")
    expect(note).to_have_text(re.compile(r"Learned: version \d+ reads it as 7"), timeout=60_000)
    expect(labels(history)).to_have_text(["1 → 7"])
    expect(cards(history)).to_contain_text(re.compile(r"fixed since v\d+"))
    history.page.get_by_role("combobox", name="Correction").select_option("yes")
    expect(cards(history)).to_have_count(1)
    history.button("Take back").click()
    expect(note).to_have_text("Taken back.")
    expect(cards(history)).to_have_count(0)


@pytest.mark.parametrize("name", ["Folders", "CSV table", "Pascal VOC files"])
def test_corrections_are_exported(look: Any, name: str) -> None:
    history = look()
    with history.page.expect_download() as download:
        history.page.get_by_role("link", name=name).click()
    assert zipfile.is_zipfile(download.value.path())


def test_a_server_that_is_away_is_said_and_asked_again(look: Any, remember: Any) -> None:
    remember(sevens=1)
    history = look()
    expect(cards(history)).to_have_count(1)
    history.expected.append("Failed to load resource")
    history.page.route("**/v1/predictions?**", lambda route: route.abort())
    history.panel.get_by_label("Sort by").select_option("oldest")
    expect(history.page.get_by_role("alert")).to_contain_text("The server does not answer.")
    expect(cards(history)).to_have_count(1)
    history.page.unroute("**/v1/predictions?**")
    history.button("Try again").click()
    expect(history.page.get_by_role("alert")).to_have_count(0)


def test_it_is_all_spanish_in_spanish(look: Any, remember: Any) -> None:
    remember(sevens=1, doubtful=1)
    history = look("?lang=es")
    expect(cards(history)).to_have_count(2)
    text = history.panel.inner_text()
    for word in ("Filters", "Sure", "Delete", "Choose", "version ", "Found"):
        assert word not in text
    expect(history.page).to_have_title("Vistazo: historial")
