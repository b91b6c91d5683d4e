"""For every person: axe, keyboard, screen reader, narrow and wide screens, less motion."""

from __future__ import annotations

import json
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

# Between a 1 and a 7: read as 1 by what is shipped, with 7 as its second guess.
DOUBTFUL = [(0.39, 0.285), (0.554, 0.22), (0.515, 0.5), (0.47, 0.8)]

# Each is looked at in the other theme as well, as far as that depends on colours.
LOOKS = [("en", "light"), ("es", "dark")]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def listens(drawing: Any, button: str) -> None:
    """Wait until the page listens to what is dropped: one frame after it is drawn."""
    expect(drawing.button(button)).to_be_visible()
    drawing.page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
    )


# Colours that are still on their way would be judged half-way.
JUDGE = """async (rules) => {
    const settled = () => Promise.race([
        Promise.allSettled(document.getAnimations().map(({finished}) => finished)),
        new Promise(done => setTimeout(done, 400)),
    ]);
    const root = document.documentElement;
    const given = root.dataset.theme;
    const judge = async (options) => {
        await settled();
        const {violations} = await axe.run(document, options);
        return violations.flatMap(({id, nodes}) => nodes.map(
            ({html, failureSummary}) => `${root.dataset.theme} ${id}: ${html} ${failureSummary}`
        ));
    };
    const all = await judge({runOnly: {type: "tag", values: rules}});
    root.dataset.theme = given === "dark" ? "light" : "dark";
    const colours = ["color-contrast", "link-in-text-block"];
    const other = await judge({runOnly: {type: "rule", values: colours}});
    root.dataset.theme = given;
    await settled();
    return [...all, ...other];
}"""


def violations(drawing: Any, axe: str) -> list[str]:
    """What axe finds in the page as it is, and in the colours of the other theme."""
    if not drawing.page.evaluate("() => 'axe' in window"):
        drawing.page.evaluate(axe)
    # The next frame draws what was just asked for.
    drawing.page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
    )
    found: list[str] = drawing.page.evaluate(JUDGE, RULES)
    return found


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_in_any_state(
    open_page: Any, axe: str, digits: Any, seven: bytes, language: str, theme: str
) -> None:
    drawing = open_page(f"?lang={language}&theme={theme}")
    drawing.expected.append("Failed to load resource")
    found = {"empty": violations(drawing, axe)}
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    found["answered"] = violations(drawing, axe)
    drawing.draw([[(0.1, 0.1), (0.9, 0.9), (0.1, 0.9), (0.9, 0.1), (0.5, 0.05), (0.05, 0.5)]])
    drawing.page.wait_for_timeout(300)
    found["scribbled"] = violations(drawing, axe)
    drawing.page.keyboard.press("?")
    found["shortcuts"] = violations(drawing, axe)
    drawing.page.keyboard.press("Escape")
    drawing.upload("seven.png", seven)
    expect(drawing.label).to_have_text("7")
    found["picture"] = violations(drawing, axe)
    drawing.upload("broken.png", b"no picture")
    expect(drawing.answer.locator(".failed")).to_be_visible()
    found["failed"] = violations(drawing, axe)
    assert [(state, broken) for state, broken in found.items() if broken] == []


@pytest.mark.usefixtures("recognises_characters")
@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_where_any_character_is_drawn(
    open_page: Any, axe: str, digits: Any, language: str, theme: str
) -> None:
    drawing = open_page(f"?lang={language}&theme={theme}&model=characters")
    found = {"empty": violations(drawing, axe)}
    drawing.draw(digits["7"])
    expect(drawing.label).to_be_visible()
    found["answered"] = violations(drawing, axe)
    drawing.panel.locator("summary").click()
    found["all labels"] = violations(drawing, axe)
    assert [(state, broken) for state, broken in found.items() if broken] == []


@pytest.mark.usefixtures("reads_lines")
@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_while_reading(
    open_page: Any, axe: str, written: Any, language: str, theme: str
) -> None:
    reading = open_page(f"?lang={language}&theme={theme}&tab=read")
    reading.expected.append("Failed to load resource")
    found = {"empty": violations(reading, axe)}
    reading.write("TEN", 0.2, 0.3, 0.4)
    expect(reading.panel.locator(".glyph-button")).to_have_count(3)
    found["written"] = violations(reading, axe)
    reading.panel.locator(".glyph-button").nth(1).click()
    found["editor"] = violations(reading, axe)
    reading.page.keyboard.press("Tab")
    reading.page.keyboard.press("Enter")
    expect(reading.panel.locator(".corrected").first).to_be_visible()
    reading.page.keyboard.press("v")
    found["corrected"] = violations(reading, axe)
    reading.upload("page.png", written("NET", 3))
    expect(reading.panel.locator(".text-line")).to_have_count(3)
    found["picture"] = violations(reading, axe)
    reading.upload("broken.png", b"no picture")
    expect(reading.panel.locator(".failed")).to_be_visible()
    found["failed"] = violations(reading, axe)
    assert [(state, broken) for state, broken in found.items() if broken] == []


@pytest.fixture
def learned(own_service: Any, digits: Any) -> Any:
    """A server with a history, a correction of it, and the versions that came of that."""
    if not own_service.ask("/v1/corrections")["total"]:
        for stroke, label in ((DOUBTFUL, "7"), (digits["3"][0], "1")):
            kept = own_service.ask(
                "/v1/models/digits/predict?record=true&source=draw&width=280&height=280",
                picture_of(stroke),
                "application/octet-stream",
            )
            said = {"recognizer": "digits", "labels": [label], "prediction": kept["id"]}
            own_service.ask("/v1/corrections", json.dumps(said).encode(), "application/json")
        own_service.settle()
    return own_service


def picture_of(stroke: Any) -> bytes:
    image = Image.new("L", (280, 280), 0)
    points = [(x * 280, y * 280) for x, y in stroke]
    ImageDraw.Draw(image).line(points, fill=255, width=20, joint="curve")
    return image.tobytes()


def on(drawing: Any, service: Any, query: str) -> Any:
    """The same page as another server serves it."""
    drawing.service = service
    drawing.page.goto(f"{service.url}/{query}")
    return drawing


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_while_correcting(
    open_page: Any, axe: str, digits: Any, learned: Any, language: str, theme: str
) -> None:
    drawing = on(open_page(), learned, f"?lang={language}&theme={theme}")
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    thumbs = drawing.panel.locator(".thumbs button")
    thumbs.first.click()
    expect(drawing.panel.get_by_test_id("outcome")).to_be_visible()
    found = {"confirmed": violations(drawing, axe)}
    thumbs.last.click()
    drawing.page.keyboard.press("ArrowDown")
    found["picker"] = violations(drawing, axe)
    drawing.page.keyboard.type("new")
    found["nothing found"] = violations(drawing, axe)
    drawing.page.locator("dialog[open] .dialog-actions button").last.click()
    found["new label"] = violations(drawing, axe)
    drawing.page.keyboard.press("Escape")
    thumbs.last.click()
    drawing.page.keyboard.type("0")
    drawing.page.keyboard.press("Enter")
    checks = drawing.panel.get_by_test_id("outcome").locator("+ div").get_by_role("button").first
    expect(drawing.panel.locator(".outcome-text.doubt, .outcome-text.good")).to_be_visible(
        timeout=60_000
    )
    found["outcome"] = violations(drawing, axe)
    checks.click()
    found["checks"] = violations(drawing, axe)
    drawing.page.keyboard.press("Escape")
    drawing.page.locator(".profile-button").click()
    drawing.page.keyboard.press("Tab")
    found["profiles"] = violations(drawing, axe)
    assert [(state, broken) for state, broken in found.items() if broken] == []


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_in_the_lists(
    open_page: Any, axe: str, learned: Any, language: str, theme: str
) -> None:
    page = on(open_page(), learned, f"?tab=history&lang={language}&theme={theme}")
    expect(page.panel.locator(".record").first).to_be_visible()
    found = {"history": violations(page, axe)}
    page.panel.locator(".record input").first.check()
    page.panel.locator("[data-act=correct]").first.click()
    found["picker"] = violations(page, axe)
    page.page.keyboard.press("Escape")
    page.panel.locator("[data-act=remove]").first.click()
    page.panel.locator(".undo-bar button").first.click()
    expect(page.panel.locator(".undo-bar button")).to_have_count(1)
    # Cards that are being replaced are pale for as long.
    expect(page.panel.locator(".records")).to_have_attribute("aria-busy", "false")
    found["restored"] = violations(page, axe)
    page.panel.locator(".selection > button").last.click()
    found["all"] = violations(page, axe)
    page.page.keyboard.press("Escape")
    page.page.get_by_role("tab").last.click()
    expect(page.panel.locator(".version").first).to_be_visible()
    found["models"] = violations(page, axe)
    for summary in page.panel.locator("summary").all():
        summary.click()
    expect(page.panel.locator(".diff").first).to_be_visible()
    found["unfolded"] = violations(page, axe)
    page.panel.locator(".version-actions button").first.click()
    page.page.keyboard.press("Enter")
    found["promote"] = violations(page, axe)
    assert [(state, broken) for state, broken in found.items() if broken] == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (1000, 700), (1600, 1000)])
def test_lists_and_dialogs_fit_and_can_be_hit(
    open_page: Any, digits: Any, learned: Any, width: int, height: int, language: str
) -> None:
    viewport = {"width": width, "height": height}
    page = on(open_page(viewport=viewport), learned, f"?lang={language}")

    def fits() -> None:
        assert page.page.evaluate("document.documentElement.scrollWidth") <= width
        assert outside(page) == []
        assert small(page) == []

    page.draw(digits["7"])
    expect(page.label).to_have_text("7")
    page.panel.locator(".thumbs button").last.click()
    fits()
    page.page.keyboard.press("Escape")
    page.page.locator(".profile-button").click()
    fits()
    page.page.keyboard.press("Escape")
    page.page.locator("#tab-history").click()
    expect(page.panel.locator(".record").first).to_be_visible()
    for box in page.panel.locator(".record input").all():
        box.check()
    fits()
    page.page.get_by_role("tab").last.click()
    expect(page.panel.locator(".version").first).to_be_visible()
    for summary in page.panel.locator("summary").all():
        summary.click()
    expect(page.panel.locator(".diff").first).to_be_visible()
    fits()


def test_all_but_drawing_works_with_the_keyboard_alone(drawing: Any, seven: bytes) -> None:
    keys = drawing.page.keyboard
    focused = """() => {
        const element = document.activeElement;
        if (element === document.body) return null;
        const name = element.ariaLabel || element.innerText.trim() || element.type;
        return [name, element.matches(":focus-visible")];
    }"""
    reached = []
    for _ in range(30):
        keys.press("Tab")
        found = drawing.page.evaluate(focused)
        if found is None:
            break
        name, visible = found
        assert visible, name
        reached.append(name)
        if name == "Upload a picture" and len(reached) == len(set(reached)):
            drawing.choose_file("Enter").set_files(
                [{"name": "seven.png", "mimeType": "image/png", "buffer": seven}]
            )
            expect(drawing.label).to_have_text("7")
    assert len(reached) == len(set(reached)), "focus is caught in a circle"
    for name in ("Skip to the answer", "Pen", "Eraser", "range", "Undo", "Redo", "Clear"):
        assert name in reached
    drawing.page.get_by_role("radio", name="7:").focus()
    keys.press("ArrowDown")
    expect(drawing.answer.get_by_text("Where it looked: 8")).to_be_visible()
    keys.press("Escape")
    expect(drawing.button("Back to the drawing")).to_have_count(0)


def test_answers_are_read_out_once_they_stand(drawing: Any, digits: Any) -> None:
    drawing.page.evaluate(
        """() => {
            window.said = [];
            const region = document.querySelector("#draw-answer > [role=status]");
            new MutationObserver(() => window.said.push(region.textContent))
                .observe(region, {childList: true, characterData: true, subtree: true});
        }"""
    )
    drawing.draw(digits["4"])
    expect(drawing.page.get_by_role("status").filter(has_text="4. Sure.")).to_have_count(1)
    said = drawing.page.evaluate("window.said")
    assert len(said) <= 2
    assert said[-1].startswith("4. Sure. Confidence")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("width", "height"), [(320, 640), (390, 844), (768, 1024), (1280, 800), (3840, 2160)]
)
def test_nothing_is_cut_off_or_needs_scrolling_sideways(
    open_page: Any, digits: Any, width: int, height: int, language: str
) -> None:
    drawing = open_page(f"?lang={language}", viewport={"width": width, "height": height})
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    assert drawing.page.evaluate("document.documentElement.scrollWidth") <= width
    expect(drawing.label).to_be_in_viewport()
    assert outside(drawing) == []


@pytest.mark.usefixtures("reads_lines")
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("width", "height"), [(320, 640), (1000, 700), (1600, 1000)])
def test_reading_fits_and_its_targets_are_large_enough(
    open_page: Any, width: int, height: int, language: str
) -> None:
    reading = open_page(f"?tab=read&lang={language}", viewport={"width": width, "height": height})
    reading.write("TEN", 0.2, 0.3, 0.4)
    expect(reading.panel.locator(".glyph-button")).to_have_count(3)
    reading.panel.locator(".glyph-button").last.click()
    expect(reading.page.get_by_role("dialog")).to_be_in_viewport()
    assert reading.page.evaluate("document.documentElement.scrollWidth") <= width
    assert outside(reading) == []
    assert small(reading) == []


@pytest.mark.usefixtures("recognises_characters")
@pytest.mark.parametrize(("width", "height"), [(320, 640), (1000, 700), (1600, 1000)])
def test_all_94_labels_fit_and_can_be_hit(
    open_page: Any, digits: Any, width: int, height: int
) -> None:
    drawing = open_page("?model=characters&lang=es", viewport={"width": width, "height": height})
    drawing.draw(digits["7"])
    expect(drawing.label).to_be_visible()
    drawing.panel.locator("summary").click()
    assert drawing.page.evaluate("document.documentElement.scrollWidth") <= width
    assert outside(drawing) == []
    assert small(drawing) == []
    overflowing = drawing.page.evaluate(
        """() => [...document.querySelectorAll(".cell")]
            .filter(cell => cell.scrollWidth > cell.clientWidth).length"""
    )
    assert overflowing == 0


def outside(drawing: Any) -> list[str]:
    """What can be pressed and reaches beyond the window's sides."""
    found: list[str] = drawing.page.evaluate(
        """() => [...document.querySelectorAll("button, label, select, summary, a.link")]
            .filter(element => element.offsetParent)
            .map(element => [element.textContent, element.getBoundingClientRect()])
            .filter(([, box]) => box.left < 0 || box.right > innerWidth)
            .map(([name]) => name)"""
    )
    return found


def small(drawing: Any) -> list[str]:
    """What can be pressed and is smaller than 24 by 24 pixels."""
    found: list[str] = drawing.page.evaluate(
        """() => [...document.querySelectorAll(
                "button, label:has(input), select, summary, a.link, input[type=range]")]
            .map(element => [element.textContent || element.ariaLabel,
                             element.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
            .map(([name]) => name)"""
    )
    return found


def test_targets_are_large_enough(open_page: Any) -> None:
    drawing = open_page(viewport={"width": 320, "height": 640})
    assert small(drawing) == []


def test_the_hint_beside_the_upload_has_room(open_page: Any) -> None:
    for width in (800, 900, 1000, 1100, 1280):
        drawing = open_page(viewport={"width": width, "height": 700})
        hint = drawing.panel.locator(".board-hint").bounding_box()
        assert hint["width"] >= 150, width


def test_it_can_be_zoomed_to_400_percent(open_page: Any, digits: Any) -> None:
    """1280 x 1024 at 400 % is 320 x 256 (WCAG 1.4.10)."""
    drawing = open_page(viewport={"width": 320, "height": 256}, device_scale_factor=4)
    drawing.board.scroll_into_view_if_needed()
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    assert drawing.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_less_motion_means_none(open_page: Any, digits: Any) -> None:
    drawing = open_page(reduced_motion="reduce")
    drawing.draw(digits["7"])
    fill = drawing.panel.locator(".bar-fill").first
    assert fill.evaluate("element => getComputedStyle(element).transitionProperty") == "none"


def test_forced_colours_keep_ink_and_bars_visible(open_page: Any, digits: Any) -> None:
    drawing = open_page(forced_colors="active")
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    assert drawing.ink() > 0
    paper, bar = (
        drawing.page.locator(selector).evaluate(
            "element => getComputedStyle(element).backgroundColor"
        )
        for selector in (".board-paper:visible", ".best .bar-fill")
    )
    assert paper != bar
