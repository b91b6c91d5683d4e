"""The list of corrections: tags, filters, one picture's story, withdrawing with a way back."""

from __future__ import annotations

import base64
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from ..photo_model import photo_file
from .test_access import LOOKS, outside, small, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def service(photo_service: Any) -> Any:
    """A server without corrections that hold, at the beginning of each test."""
    found = photo_service.ask("/v1/corrections?limit=200")["corrections"]
    ids = [item["id"] for item in found if item["withdrawn_at"] is None]
    if ids:
        body = json.dumps({"ids": ids}).encode()
        photo_service.ask("/v1/corrections/withdraw", body, "application/json")
    return photo_service


@pytest.fixture
def say(service: Any) -> Callable[..., Any]:
    """A function that says what a photo of some light shows, and returns what was kept."""

    def say_(
        light: tuple[float, float, float], labels: list[str], author: str = "", **size: int
    ) -> Any:
        picture = photo_file(*light, **size)
        kept = service.ask("/v1/models/photos/predict?record=true&source=upload", picture)
        body = {"recognizer": "photos", "labels": labels, "author": author}
        body["prediction"] = kept["id"]
        told = service.ask("/v1/corrections", json.dumps(body).encode(), "application/json")
        return told["correction"]

    return say_


@pytest.fixture
def look(open_page: Any) -> Callable[..., Any]:
    """A function that opens the corrections that hold, or all of them."""

    def look_(query: str = "", state: str = "current", **options: Any) -> Any:
        page = open_page(f"?tab=corrections{query}", **options)
        page.panel.get_by_role("combobox").last.select_option(state)
        return page

    return look_


def cards(page: Any) -> Any:
    return page.panel.locator(".record")


def chips(card: Any) -> Any:
    """What is seen of the labels, without the words for who cannot see it."""
    return card.locator(".chip [aria-hidden]")


def test_an_empty_list_says_how_to_fill_it(look: Any) -> None:
    page = look(state="")
    expect(page.page).to_have_title("Vistazo: corrections")
    assert "tab=corrections" in page.page.url
    page.panel.get_by_role("textbox", name="By whom").fill("nobody at all")
    expect(page.panel.get_by_text("Nothing matches these filters.")).to_be_visible()


def test_a_card_tells_what_was_answered_and_what_is_right(look: Any, say: Any) -> None:
    say((0.9, 0.9, 0.05), ["red", "blue"], "Ana", width=61)
    page = look()
    expect(cards(page)).to_have_count(1)
    expect(chips(cards(page))).to_have_text(["red", "− green", "+ blue"])
    read_out = cards(page).locator(".chip .unseen")
    expect(read_out).to_have_text(["red, kept", "green, removed", "blue, added"])
    expect(cards(page)).to_contain_text("not fixed yet")
    expect(cards(page)).to_contain_text("by Ana")
    shown = cards(page).locator("img")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 50


def test_none_and_confirmed_are_said(look: Any, say: Any) -> None:
    say((0.9, 0.05, 0.05), [], width=62)
    say((0.9, 0.05, 0.05), ["red"], width=63)
    page = look()
    expect(cards(page)).to_have_count(2)
    expect(cards(page).first).to_contain_text("Confirmed")
    expect(chips(cards(page).last)).to_have_text(["− red"])
    expect(cards(page).last).to_contain_text("shows none of the labels")


def test_what_was_learned_says_since_when(look: Any, say: Any, service: Any) -> None:
    say((0.46, 0.05, 0.05), ["red"], noise=6)
    service.settle()
    page = look()
    expect(cards(page)).to_have_count(1)
    expect(cards(page).first).to_contain_text(re.compile(r"fixed since v\d+"))


def test_filters(look: Any, say: Any) -> None:
    say((0.9, 0.9, 0.05), ["red"], "Ana", width=64)
    say((0.05, 0.05, 0.9), ["blue", "red"], "Bo", width=65)
    page = look()
    expect(cards(page)).to_have_count(2)
    author = page.panel.get_by_role("textbox", name="By whom")
    author.fill("Bo")
    expect(cards(page)).to_have_count(1)
    expect(cards(page)).to_contain_text("by Bo")
    author.fill("")
    page.panel.get_by_role("textbox", name="Label").fill("blue")
    expect(cards(page)).to_have_count(1)
    page.panel.get_by_role("textbox", name="Label").fill("")
    page.panel.get_by_role("combobox", name="Recogniser").select_option("digits")
    expect(page.panel.get_by_text("Nothing matches these filters.")).to_be_visible()


def test_one_picture_s_story(look: Any, say: Any) -> None:
    light, size = (0.9, 0.9, 0.05), {"width": 66}
    say(light, ["red"], "Ana", **size)
    say(light, ["green"], "Ana", **size)
    say(light, ["blue"], "Bo", **size)
    page = look()
    expect(cards(page)).to_have_count(2)
    expect(cards(page).first).to_contain_text("somebody says otherwise")
    button = cards(page).first.get_by_role("button", name=re.compile("^What was said"))
    button.focus()
    page.page.keyboard.press("Enter")
    dialog = page.page.get_by_role("dialog", name="What was said of this picture")
    lines = dialog.get_by_role("listitem").filter(has=page.page.locator("time"))
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("by Bo")
    expect(lines.nth(1)).to_contain_text("Holds")
    expect(lines.nth(2)).to_contain_text("Replaced by a newer one")
    page.page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_one_is_withdrawn_with_a_key_and_put_back(look: Any, say: Any, service: Any) -> None:
    kept = say((0.9, 0.9, 0.05), ["red"], "Ana", width=67)
    say((0.05, 0.05, 0.9), [], width=68)
    page = look()
    expect(cards(page)).to_have_count(2)
    cards(page).last.get_by_role("button", name=re.compile("^Withdraw red")).focus()
    page.page.keyboard.press("Enter")
    expect(cards(page)).to_have_count(1)
    said = page.page.get_by_role("status").filter(has_text="Withdrawn: nothing is learned")
    expect(said).to_have_count(1)
    expect(page.panel.locator("[data-act=withdraw]")).to_be_focused()
    state = service.ask(f"/v1/corrections?image={kept['image']}")["corrections"][0]
    assert state["withdrawn_at"] is not None
    page.button("Undo").click()
    expect(cards(page)).to_have_count(2)
    expect(page.panel.get_by_text("It holds again.")).to_be_visible()
    state = service.ask(f"/v1/corrections?image={kept['image']}")["corrections"][0]
    assert state["withdrawn_at"] is None


def test_what_is_new_comes_with_a_refresh(look: Any, say: Any) -> None:
    page = look()
    expect(page.panel.get_by_text("Found: 0")).to_be_visible()
    say((0.9, 0.9, 0.05), ["red"], width=69)
    page.button("Refresh").click()
    expect(cards(page)).to_have_count(1)


def test_corrections_of_drawings_stand_there_as_well(look: Any, service: Any, seven: bytes) -> None:
    image = base64.b64encode(seven).decode()
    body = {"recognizer": "digits", "labels": ["1"], "image": image}
    service.ask("/v1/corrections", json.dumps(body).encode(), "application/json")
    page = look()
    expect(chips(cards(page))).to_have_text(["− 7", "+ 1"])
    expect(cards(page)).to_contain_text("Digits")


@pytest.mark.parametrize("name", ["Folders", "CSV table", "Pascal VOC files"])
def test_they_are_exported(look: Any, say: Any, name: str) -> None:
    say((0.9, 0.9, 0.05), ["red", "blue"], width=71)
    page = look()
    with page.page.expect_download() as download:
        page.panel.get_by_role("link", name=name).click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.namelist()


def test_a_server_that_is_away_is_said(look: Any, say: Any) -> None:
    say((0.9, 0.9, 0.05), ["red"], width=72)
    page = look()
    expect(cards(page)).to_have_count(1)
    page.expected.append("Failed to load resource")
    page.page.route("**/v1/corrections?**", lambda route: route.abort())
    page.button("Refresh").click()
    expect(page.page.get_by_role("alert")).to_contain_text("The server does not answer.")
    expect(cards(page)).to_have_count(1)
    page.page.unroute("**/v1/corrections?**")
    page.button("Refresh").click()
    expect(page.page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing(look: Any, axe: str, say: Any, language: str, theme: str) -> None:
    say((0.9, 0.9, 0.05), ["red", "blue"], "Ana", width=73)
    say((0.9, 0.9, 0.05), [], "Bo", width=73)
    page = look(f"&lang={language}&theme={theme}")
    expect(cards(page)).to_have_count(2)
    found = {"list": violations(page, axe)}
    cards(page).first.locator("[data-act=history]").click()
    expect(page.page.locator("dialog[open] .said-lines li").first).to_be_visible()
    found["story"] = violations(page, axe)
    page.page.keyboard.press("Escape")
    cards(page).first.locator("[data-act=withdraw]").click()
    expect(page.panel.locator(".undo-bar button").first).to_be_visible()
    page.panel.get_by_role("combobox").last.select_option("")
    expect(cards(page).first).to_be_visible()
    expect(page.panel.locator(".records")).to_have_attribute("aria-busy", "false")
    found["withdrawn"] = violations(page, axe)
    assert [(state, broken) for state, broken in found.items() if broken] == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (1000, 700), (1600, 1000)])
def test_it_fits_and_can_be_hit(
    look: Any, say: Any, width: int, height: int, language: str
) -> None:
    say((0.9, 0.9, 0.05), ["red", "blue"], "Ana", width=74)
    page = look(f"&lang={language}", viewport={"width": width, "height": height})
    expect(cards(page)).to_have_count(1)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width
    assert outside(page) == []
    assert small(page) == []


def test_it_is_all_spanish_in_spanish(look: Any, say: Any) -> None:
    say((0.9, 0.9, 0.05), ["red"], "Ana", width=75)
    page = look("&lang=es")
    expect(cards(page)).to_have_count(1)
    text = page.panel.inner_text()
    for word in ("Corrections", "State", "Refresh", "fixed", "by ", "Found", "Any"):
        assert word not in text
    expect(page.page).to_have_title("Vistazo: correcciones")
