"""Many photos at once: folders, files, zips; results as they come, and what is done with them."""

from __future__ import annotations

import base64
import colorsys
import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from ..photo_model import photo_file
from .test_access import LOOKS, listens, outside, small, violations

pytestmark = pytest.mark.browser

MANY = 1000
BROKEN = 50

COUNT_ADDRESSES = """
    window.addresses = new Set();
    const {createObjectURL, revokeObjectURL} = URL;
    URL.createObjectURL = blob => {
        const address = createObjectURL.call(URL, blob);
        window.addresses.add(address);
        return address;
    };
    URL.revokeObjectURL = address => {
        window.addresses.delete(address);
        revokeObjectURL.call(URL, address);
    };
"""


@pytest.fixture
def service(photo_service: Any) -> Any:
    return photo_service


@pytest.fixture
def look(open_page: Any) -> Callable[..., Any]:
    """A function that opens the batches' tab."""

    def look_(query: str = "", **options: Any) -> Any:
        page = open_page(f"?tab=batch{query}", **options)
        expect(page.panel.get_by_role("heading", level=1)).to_be_visible()
        return page

    return look_


def light(number: int, count: int) -> bytes:
    """One of so many colours; red is the first."""
    return photo_file(*colorsys.hsv_to_rgb(number / count, 1, 0.9), width=30 + number % 40)


@pytest.fixture
def trip(tmp_path: Path) -> Path:
    """A folder with six photos in folders, a text, a broken photo and what systems leave behind."""
    folder = tmp_path / "trip"
    for number in range(6):
        path = folder / f"day {number // 3}" / f"photo {number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(light(number, 6))
    (folder / "notes.txt").write_text("It rained.")
    (folder / "broken.png").write_bytes(light(0, 6)[:60])
    (folder / ".DS_Store").write_bytes(b"litter")
    return folder


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def files_input(page: Any) -> Any:
    return page.panel.locator("input[type=file]").first


def folder_input(page: Any) -> Any:
    return page.panel.locator("input[webkitdirectory]")


def cards(page: Any) -> Any:
    return page.panel.get_by_test_id("batch-card")


def progress(page: Any) -> Any:
    return page.panel.get_by_test_id("batch-progress")


def names(page: Any) -> list[str]:
    # Out of sight nothing is drawn, and what is not drawn has no inner text.
    return [str(name) for name in page.panel.locator(".batch-name").all_text_contents()]


def test_a_folder_is_recognised_and_a_bad_file_costs_only_its_card(look: Any, trip: Path) -> None:
    page = look()
    expect(page.page).to_have_title("Vistazo: batch")
    folder_input(page).set_input_files(trip)
    expect(progress(page)).to_have_text("Finished. 8 of 8, without an answer: 2")
    expect(cards(page)).to_have_count(8)
    red = cards(page).filter(has_text="trip/day 0/photo 0.png")
    expect(red.locator(".chip")).to_have_text([re.compile("^red")])
    text = cards(page).filter(has_text="trip/notes.txt")
    expect(text).to_contain_text("This is not a picture that can be read.")
    expect(text.get_by_role("button")).to_have_count(0)
    expect(cards(page).filter(has_text="broken.png")).to_contain_text("This picture is damaged")
    shown = red.locator("img")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 30
    said = page.page.get_by_role("status").filter(has_text="Finished. 8 of 8")
    expect(said).to_have_count(1)


def test_a_dropped_folder_is_walked_through(look: Any, trip: Path) -> None:
    page = look()
    listens(page, "Choose files")
    # As a browser hands over a dropped folder; a script cannot drop a real one.
    page.page.evaluate(
        """files => {
            const file = ({name, content}) => ({
                isFile: true, isDirectory: false, fullPath: `/trip/${name}`,
                file: found => found(new File(
                    [Uint8Array.from(atob(content), letter => letter.charCodeAt(0))], name)),
            });
            const folder = {
                isFile: false, isDirectory: true, fullPath: "/trip",
                createReader() {
                    const parts = [files.slice(0, 2), files.slice(2), []];
                    return {readEntries: found => found(parts.shift().map(file))};
                },
            };
            const event = new DragEvent("drop", {bubbles: true, cancelable: true});
            const items = [{webkitGetAsEntry: () => folder}];
            Object.defineProperty(event, "dataTransfer", {value: {items, files: []}});
            document.body.dispatchEvent(event);
        }""",
        [
            {"name": f"{number}.png", "content": base64.b64encode(light(number, 3)).decode()}
            for number in range(3)
        ],
    )
    expect(progress(page)).to_have_text("Finished. 3 of 3")
    assert names(page) == ["trip/0.png", "trip/1.png", "trip/2.png"]


def test_nothing_dropped_is_said(look: Any) -> None:
    page = look()
    listens(page, "Choose files")
    page.page.evaluate(
        """() => document.body.dispatchEvent(new DragEvent("drop",
            {bubbles: true, cancelable: true, dataTransfer: new DataTransfer()}))"""
    )
    expect(page.panel.get_by_text("There was no file in that.")).to_be_visible()


def test_a_zip_is_recognised_with_thumbnails_and_can_be_corrected(look: Any) -> None:
    page = look()
    content = zipped(
        {
            **{f"walk/{number}.png": light(number, 3) for number in range(3)},
            "../../away.png": light(0, 4),
            "walk/notes.txt": b"It rained.",
        }
    )
    files_input(page).set_input_files(
        [{"name": "walk.zip", "mimeType": "application/zip", "buffer": content}]
    )
    expect(progress(page)).to_have_text("Finished. 5 of 5, without an answer: 1")
    assert names(page)[:3] == ["walk/0.png", "walk/1.png", "walk/2.png"]
    first = cards(page).filter(has_text="walk/0.png")
    shown = first.locator("img")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") >= 30
    first.get_by_role("button", name="Correct walk/0.png").click()
    expect(page.page.get_by_role("tab", name="Photo")).to_have_attribute("aria-selected", "true")
    expect(page.panel.get_by_test_id("labels")).to_have_text(re.compile("^red"))


def test_what_is_no_zip_is_one_card_with_its_error(look: Any) -> None:
    page = look()
    page.expected.append("Failed to load resource")
    files_input(page).set_input_files(
        [{"name": "walk.zip", "mimeType": "application/zip", "buffer": b"no archive"}]
    )
    expect(cards(page)).to_have_count(1)
    expect(cards(page)).to_contain_text("walk.zip")
    expect(cards(page).locator(".failed")).to_have_count(1)


def test_results_are_filtered_and_sorted(look: Any, trip: Path) -> None:
    page = look()
    folder_input(page).set_input_files(trip)
    expect(progress(page)).to_contain_text("Finished.")
    label = page.panel.get_by_role("combobox", name="Label")
    label.select_option(index=1)
    chosen = label.evaluate("select => select.selectedOptions[0].text")
    assert re.fullmatch(r"(red|green|blue): 3", chosen)
    expect(cards(page)).to_have_count(3)
    label.select_option("")
    result = page.panel.get_by_role("combobox", name="Result")
    result.select_option("failed")
    assert sorted(names(page)) == ["trip/broken.png", "trip/notes.txt"]
    result.select_option("unknown")
    expect(page.panel.get_by_text("No result matches.")).to_be_visible()
    result.select_option("")
    order = page.panel.get_by_role("combobox", name="Sort by")
    order.select_option("name")
    assert names(page) == sorted(names(page))
    order.select_option("leastSure")
    assert set(names(page)[-2:]) == {"trip/broken.png", "trip/notes.txt"}


def test_a_threshold_holds_for_the_next_run(look: Any, trip: Path) -> None:
    page = look("&threshold=0.9")
    files_input(page).set_input_files(
        [{"name": "dim.png", "mimeType": "image/png", "buffer": photo_file(0.58, 0.1, 0.1)}]
    )
    expect(cards(page)).to_contain_text("None of its labels")
    page.button("Each label’s own").click()
    page.button("Run again").click()
    expect(cards(page).locator(".chip")).to_have_text([re.compile("^red")])
    page.button("Clear the list").click()
    expect(cards(page)).to_have_count(0)


def test_correcting_opens_the_photo_and_keeps_it_once(look: Any, service: Any) -> None:
    page = look()
    picture = photo_file(0.9, 0.1, 0.1, width=333)
    before = service.ask("/v1/predictions?limit=1")["total"]
    files_input(page).set_input_files(
        [{"name": "odd.png", "mimeType": "image/png", "buffer": picture}]
    )
    expect(progress(page)).to_contain_text("Finished.")
    page.button("Correct odd.png").click()
    expect(page.page.get_by_role("img", name="Your picture, odd.png")).to_be_visible()
    assert "tab=photo" in page.page.url
    page.panel.get_by_role("checkbox", name="Shows green").check()
    page.button("Save correction").click()
    expect(page.panel.locator(".outcome-text:not(.busy)")).to_be_visible(timeout=60_000)
    kept = service.ask("/v1/corrections?limit=1")["corrections"][0]
    assert (kept["labels"], kept["predicted"]) == (["green", "red"], ["red"])
    assert service.ask("/v1/predictions?limit=1")["total"] == before + 1
    page.page.locator("#tab-batch").click()
    expect(cards(page)).to_have_count(1)


@pytest.mark.parametrize("kind", ["CSV table", "JSON file"])
def test_the_results_are_taken_along_as_they_are(
    look: Any, trip: Path, service: Any, kind: str
) -> None:
    page = look()
    folder_input(page).set_input_files(trip)
    expect(progress(page)).to_contain_text("Finished.")
    with page.page.expect_download() as download:
        page.button(kind).click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text))) if kind == "CSV table" else json.loads(text)
    assert len(rows) == 8
    by_name = {row["filename"]: row for row in rows}
    told = service.ask("/v1/models/photos/predict?record=false", light(1, 6))
    row = by_name["trip/day 0/photo 1.png"]
    if kind == "CSV table":
        assert row["labels"] == "|".join(told["labels"])
        assert float(row["red"]) == told["probabilities"]["red"]
        assert row["verdict"] == told["verdict"]
    else:
        assert (row["labels"], row["probabilities"]) == (told["labels"], told["probabilities"])
    assert "picture" in by_name["trip/notes.txt"]["error"]


def test_of_a_thousand_files_only_what_is_seen_is_drawn_and_nothing_is_kept(
    look: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(MANY):
        broken = number % (MANY // BROKEN) == 0
        content = b"no picture" if broken else light(number, MANY)
        (folder / f"{number:04}.png").write_bytes(content)
    page = look()
    page.page.add_init_script(COUNT_ADDRESSES)
    page.page.reload()
    folder_input(page).set_input_files(folder)
    # Results stand there while others are still on their way.
    page.page.wait_for_function(
        """() => {
            const done = document.querySelectorAll(".batch-card.answered").length;
            return done > 0 && document.querySelector(".batch-progress progress");
        }"""
    )
    expect(progress(page)).to_have_text(
        f"Finished. 1,000 of 1,000, without an answer: {BROKEN}", timeout=120_000
    )
    assert cards(page).count() < MANY / 2
    page.page.wait_for_function("() => window.addresses.size < 120")
    page.panel.get_by_role("combobox", name="Result").select_option("failed")
    expect(cards(page)).to_have_count(BROKEN)
    page.panel.get_by_role("combobox", name="Result").select_option("")
    page.page.keyboard.press("End")
    page.page.mouse.wheel(0, 100_000)
    page.page.wait_for_timeout(500)
    page.page.wait_for_function("() => window.addresses.size < 120")
    page.button("Clear the list").click()
    expect(cards(page)).to_have_count(0)
    page.page.wait_for_function("() => window.addresses.size === 0")


def test_it_can_be_stopped_and_what_was_answered_stays(look: Any, tmp_path: Path) -> None:
    folder = tmp_path / "some"
    folder.mkdir()
    for number in range(200):
        (folder / f"{number:03}.png").write_bytes(light(number, 200))
    page = look()
    seen = 0

    def hold(route: Route) -> None:
        nonlocal seen
        seen += 1
        if seen > 2:
            return  # Never answered.
        route.continue_()

    page.page.route("**/predict-batch?*", hold)
    folder_input(page).set_input_files(folder)
    expect(progress(page)).to_have_text("100 of 200")
    page.button("Stop").click()
    expect(progress(page)).to_have_text("Stopped. What was answered stays. 100 of 200")
    expect(page.panel.locator(".batch-card.answered")).to_have_count(100)
    page.page.unroute_all(behavior="ignoreErrors")
    page.button("Run again").click()
    expect(progress(page)).to_have_text("Finished. 200 of 200")


def test_on_this_device_nothing_is_sent(look: Any, trip: Path) -> None:
    page = look()
    sent: list[str] = []
    page.page.on(
        "request", lambda request: sent.append(request.url) if "/predict" in request.url else None
    )
    page.page.get_by_role("radio", name="On this device").check(force=True)
    folder_input(page).set_input_files(trip)
    expect(progress(page)).to_have_text("Finished. 8 of 8, without an answer: 2")
    red = cards(page).filter(has_text="trip/day 0/photo 0.png")
    expect(red.locator(".chip")).to_have_text([re.compile("^red")])
    expect(page.panel.locator(".place")).to_contain_text(re.compile(r"On this device\s*·"))
    assert sent == []


def test_this_device_unpacks_what_the_server_does_not_take(look: Any) -> None:
    page = look()
    page.expected.append("Failed to load resource: net::ERR_")
    page.page.route("**/predict*", lambda route: route.abort())
    content = zipped({f"walk/{number}.png": light(number, 3) for number in range(3)})
    files_input(page).set_input_files(
        [{"name": "walk.zip", "mimeType": "application/zip", "buffer": content}]
    )
    expect(progress(page)).to_have_text("Finished. 3 of 3")
    first = cards(page).filter(has_text="walk/0.png").locator("img")
    assert first.evaluate("image => image.decode().then(() => image.naturalWidth)") == 30


def test_a_parcel_that_is_cut_off_is_sent_again(look: Any, trip: Path) -> None:
    page = look()
    page.expected.append("Failed to load resource")
    asked: list[str] = []

    def cut_off(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort()
        else:
            route.continue_()

    page.page.route("**/predict-batch?*", cut_off)
    folder_input(page).set_input_files(trip)
    expect(progress(page)).to_have_text("Finished. 8 of 8, without an answer: 2")
    assert len(asked) == 2


def test_a_file_above_the_limit_is_not_even_sent(look: Any) -> None:
    page = look()
    files_input(page).set_input_files(
        [{"name": "large.png", "mimeType": "image/png", "buffer": bytes(17 * 2**20)}]
    )
    expect(cards(page)).to_contain_text("This file is too large: 17")


def test_it_goes_on_while_another_tab_is_looked_at(look: Any, trip: Path) -> None:
    page = look()
    folder_input(page).set_input_files(trip)
    page.page.locator("#tab-draw").click()
    page.page.wait_for_timeout(1000)
    page.page.locator("#tab-batch").click()
    expect(progress(page)).to_have_text("Finished. 8 of 8, without an answer: 2")


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing(look: Any, axe: str, trip: Path, language: str, theme: str) -> None:
    page = look(f"&lang={language}&theme={theme}")
    found = {"empty": violations(page, axe)}
    folder_input(page).set_input_files(trip)
    expect(cards(page)).to_have_count(8)
    expect(page.panel.locator(".batch-progress progress")).to_have_count(0)
    found["finished"] = violations(page, axe)
    assert [(state, broken) for state, broken in found.items() if broken] == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (1000, 700), (1600, 1000)])
def test_it_fits_and_can_be_hit(
    look: Any, trip: Path, width: int, height: int, language: str
) -> None:
    page = look(f"&lang={language}", viewport={"width": width, "height": height})
    folder_input(page).set_input_files(trip)
    expect(page.panel.locator(".batch-progress progress")).to_have_count(0)
    expect(cards(page)).to_have_count(8)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width
    assert outside(page) == []
    assert small(page) == []
