"""Drawing with mouse and finger, and the answer that follows."""

from __future__ import annotations

import json
import urllib.request
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Request, expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("digit", ["0", "1", "3", "4", "7"])
def test_a_drawn_digit_is_recognised(drawing: Any, digits: Any, digit: str) -> None:
    drawing.draw(digits[digit])
    expect(drawing.label).to_have_text(digit)
    expect(drawing.answer.get_by_text("Sure", exact=True)).to_be_visible()


def test_the_answer_comes_while_the_pen_is_down(drawing: Any, digits: Any) -> None:
    drawing.press(digits["7"][0])
    expect(drawing.label).to_have_text("7")
    expect(drawing.page.get_by_text("Draw here")).to_be_hidden()
    drawing.page.mouse.up()
    expect(drawing.label).to_have_text("7")


def test_an_empty_board_has_a_prompt_and_no_answer(drawing: Any) -> None:
    expect(drawing.answer).to_contain_text("Draw a digit, and the answer appears here.")
    expect(drawing.label).to_have_count(0)
    for bar in drawing.page.get_by_role("radio", name="7", exact=True).all():
        expect(bar).to_be_disabled()


def test_a_scribble_is_not_a_digit(drawing: Any) -> None:
    scribble = [(0.1, 0.1), (0.9, 0.9), (0.1, 0.9), (0.9, 0.1), (0.5, 0.05), (0.05, 0.5)]
    drawing.draw([scribble, [(0.2, 0.3), (0.95, 0.5), (0.5, 0.95), (0.2, 0.6), (0.8, 0.4)]])
    expect(drawing.answer.get_by_text("Not a digit", exact=True)).to_be_visible()
    expect(drawing.answer).to_contain_text("Nothing here looks like a digit")
    assert drawing.panel.locator(".bar.best").count() == 0


def test_every_class_has_its_bar_and_the_best_one_stands_out(drawing: Any, digits: Any) -> None:
    drawing.draw(digits["4"])
    expect(drawing.label).to_have_text("4")
    assert drawing.panel.locator(".bar-label").all_inner_texts() == list("0123456789")
    assert drawing.panel.locator(".bar.best .bar-label").all_inner_texts() == ["4"]
    expect(drawing.panel.locator(".bar.best .bar-value")).to_contain_text("%")


def test_it_shows_what_it_saw_and_where_it_looked(drawing: Any, digits: Any) -> None:
    drawing.draw(digits["3"])
    expect(drawing.label).to_have_text("3")
    seen, looked = drawing.answer.locator("canvas.pixels").all()
    assert seen.evaluate("canvas => [canvas.width, canvas.height]") == [28, 28]
    expect(drawing.answer.get_by_text("Where it looked: 3")).to_be_visible()
    own = looked.evaluate("canvas => canvas.toDataURL()")
    drawing.page.get_by_role("radio", name="8:").check(force=True)
    expect(drawing.answer.get_by_text("Where it looked: 8")).to_be_visible()
    assert looked.evaluate("canvas => canvas.toDataURL()") != own
    drawing.button("Clear").click()
    drawing.draw(digits["7"])
    expect(drawing.answer.get_by_text("Where it looked: 7")).to_be_visible()


def test_it_names_the_model_and_both_times(drawing: Any, digits: Any) -> None:
    with urllib.request.urlopen(f"{drawing.service.url}/v1/models") as answer:
        models = {row["name"]: row["id"] for row in json.load(answer)["models"]}
    drawing.draw(digits["1"])
    facts = drawing.answer.locator(".facts")
    expect(facts).to_contain_text(models["digits"])
    expect(facts).to_contain_text("on the server")
    expect(facts).to_contain_text("in all")


def test_nothing_moves_when_an_answer_comes(drawing: Any, digits: Any) -> None:
    watched = "h1, .board, .answer-headline, .bars, .insight, .footer"
    boxes = f"""() => [...document.querySelectorAll("{watched}")].filter(element =>
        element.checkVisibility()
    ).map(element => {{
        const box = element.getBoundingClientRect();
        return [box.left, box.top, box.width, box.height].map(Math.round).join(" ");
    }})"""
    before = drawing.page.evaluate(boxes)
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    assert drawing.page.evaluate(boxes) == before


def test_the_drawing_survives_a_smaller_window(drawing: Any, digits: Any) -> None:
    drawing.draw(digits["4"])
    expect(drawing.label).to_have_text("4")
    before = drawing.ink()
    drawing.page.set_viewport_size({"width": 400, "height": 800})
    drawing.page.wait_for_function(
        """() => {
            const canvas = document.querySelector("canvas.board-canvas");
            return canvas.width === Math.round(canvas.clientWidth * devicePixelRatio);
        }"""
    )
    assert 0 < drawing.ink() < before
    expect(drawing.label).to_have_text("4")


def test_one_drawing_is_one_picture_on_every_screen(open_page: Any, digits: Any) -> None:
    pictures = []
    for options in ({}, {"color_scheme": "dark", "device_scale_factor": 3}):
        drawing = open_page(**options)
        bodies: list[bytes | None] = []
        drawing.page.on("request", lambda request, to=bodies: _keep(request, to))
        drawing.draw(digits["7"])
        expect(drawing.label).to_have_text("7")
        drawing.page.wait_for_timeout(400)
        pictures.append(bodies[-1])
    assert pictures[0] is not None
    assert len(pictures[0]) == 280 * 280
    assert pictures[0] == pictures[1]


def test_questions_never_overtake_each_other(drawing: Any) -> None:
    """One request in flight, but for those that the page itself gave up."""
    asked: list[Request] = []
    drawing.page.on(
        "request", lambda request: asked.append(request) if "/predict" in request.url else None
    )
    drawing.press([(0.1 + 0.08 * (step % 11), 0.1 + 0.008 * step) for step in range(100)], steps=1)
    drawing.page.mouse.up()
    drawing.page.wait_for_timeout(700)
    answered = [request for request in asked if request.failure is None]
    assert len(answered) > 1
    spans = [
        (request.timing["startTime"], request.timing["startTime"] + request.timing["responseEnd"])
        for request in answered
    ]
    for (_, end), (begin, _) in pairwise(sorted(spans)):
        assert begin >= end - 1.0, "in milliseconds, which the browser rounds"


def test_a_finger_draws(open_page: Any, digits: Any) -> None:
    drawing = open_page(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        device_scale_factor=3,
    )
    _touch(drawing, digits["4"])
    expect(drawing.label).to_have_text("4")
    assert drawing.page.evaluate("window.scrollY") == 0
    expect(drawing.label).to_be_in_viewport()


def test_a_second_finger_does_not_disturb_the_first(open_page: Any, digits: Any) -> None:
    drawing = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    _touch(drawing, digits["7"], palm=(0.9, 0.95))
    expect(drawing.label).to_have_text("7")
    expect(drawing.page.get_by_role("img", name="Drawing board, strokes: 1")).to_be_visible()


def test_a_pen_turned_round_erases(drawing: Any) -> None:
    drawing.draw([[(0.2, 0.5), (0.8, 0.5)]])
    before = drawing.ink()
    drawing.board.evaluate(
        """canvas => {
            const box = canvas.getBoundingClientRect();
            canvas.setPointerCapture = () => {};
            const fire = (type, x, button) => canvas.dispatchEvent(new PointerEvent(type, {
                bubbles: true, pointerId: 9, pointerType: "pen", button,
                clientX: box.left + x * box.width, clientY: box.top + 0.5 * box.height,
            }));
            fire("pointerdown", 0.4, 5);
            fire("pointermove", 0.6, -1);
            fire("pointerup", 0.6, 5);
        }"""
    )
    drawing.page.wait_for_timeout(100)
    assert drawing.ink() < before


def test_a_stroke_of_50_000_points_is_drawn(drawing: Any) -> None:
    drawing.board.evaluate(
        """canvas => {
            const box = canvas.getBoundingClientRect();
            canvas.setPointerCapture = () => {};
            const fire = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, {
                bubbles: true, pointerId: 1, pointerType: "mouse", button: 0,
                clientX: box.left + x * box.width, clientY: box.top + y * box.height,
            }));
            fire("pointerdown", 0.5, 0.2);
            for (let step = 0; step < 50000; step += 1) {
                const turn = step / 40;
                fire("pointermove", 0.5 + 0.3 * Math.sin(turn), 0.5 - 0.3 * Math.cos(turn));
            }
            fire("pointerup", 0.5, 0.2);
        }"""
    )
    expect(drawing.label).to_be_visible()
    assert drawing.ink() > 0


def _keep(request: Request, bodies: list[bytes | None]) -> None:
    if "/predict" in request.url:
        bodies.append(request.post_data_buffer)


def _touch(drawing: Any, strokes: Any, palm: tuple[float, float] | None = None) -> None:
    devtools = drawing.page.context.new_cdp_session(drawing.page)

    def send(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    resting = drawing.places([palm]) if palm else []
    for stroke in strokes:
        first, *others = drawing.places(stroke)
        send("touchStart", first)
        if resting:
            send("touchStart", first, *resting)
        for (x0, y0), (x1, y1) in zip([first, *others], others, strict=False):
            for part in range(1, 9):
                send("touchMove", (x0 + (x1 - x0) * part / 8, y0 + (y1 - y0) * part / 8), *resting)
        send("touchEnd")
