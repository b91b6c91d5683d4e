"""For every person: axe, keyboard, screen reader, narrow and wide screens, less motion."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(drawing: Any, axe: str) -> list[str]:
    drawing.page.evaluate(axe)
    # Colours that are still on their way would be judged half-way.
    drawing.page.wait_for_timeout(300)
    found = drawing.page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
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
            const region = document.querySelector("#draw-answer [role=status]");
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
    outside = drawing.page.evaluate(
        """() => [...document.querySelectorAll("button, .bar, .segmented label, a.link")]
            .filter(element => element.offsetParent)
            .map(element => element.getBoundingClientRect())
            .filter(box => box.left < 0 || box.right > innerWidth).length"""
    )
    assert outside == 0


def test_targets_are_large_enough(open_page: Any) -> None:
    drawing = open_page(viewport={"width": 320, "height": 640})
    small = drawing.page.evaluate(
        """() => [...document.querySelectorAll("button, label, a.link, input[type=range]")]
            .map(element => [element.textContent || element.ariaLabel,
                             element.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
            .map(([name]) => name)"""
    )
    assert small == []


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
    fill = drawing.page.locator(".bar-fill").first
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
