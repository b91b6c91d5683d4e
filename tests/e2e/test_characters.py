"""Drawing any of the 94 characters: the model, what it is to expect, lines to write on."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Request, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("recognises_characters")]

# Drawn between the writing lines, in heights of the board.
BASE, CAP = 0.66, 0.33


def capital(strokes: Any) -> list[list[tuple[float, float]]]:
    return [[(0.38 + 0.24 * x, CAP + (BASE - CAP) * y) for x, y in stroke] for stroke in strokes]


H = capital([[(0, 0), (0, 1)], [(1, 0), (1, 1)], [(0, 0.5), (1, 0.5)]])
ONE = capital([[(0.5, 0), (0.5, 1)]])


@pytest.fixture
def characters(open_page: Any) -> Any:
    return open_page("?model=characters")


def choose_model(drawing: Any, name: str) -> None:
    drawing.page.get_by_role("radio", name=name, exact=True).check(force=True)


def expect_only(drawing: Any, prior: str) -> None:
    drawing.page.get_by_label("Expect").select_option(label=prior)


def test_the_same_drawing_is_asked_of_another_model(drawing: Any, digits: Any) -> None:
    drawing.draw(digits["7"])
    expect(drawing.label).to_have_text("7")
    choose_model(drawing, "Characters")
    expect(drawing.page.get_by_role("heading", level=1)).to_have_text("Draw a character")
    expect(drawing.answer.locator(".facts")).to_contain_text("characters@")
    choose_model(drawing, "Digits")
    expect(drawing.answer.locator(".facts")).to_contain_text("digits@")
    expect(drawing.label).to_have_text("7")


def test_a_letter_is_recognised_and_named(characters: Any) -> None:
    characters.draw(H)
    expect(characters.label).to_have_text("H")
    expect(characters.answer).to_contain_text("H (capital H)")
    assert characters.panel.locator(".bar.best .bar-label").all_inner_texts() == ["H"]


def test_the_best_five_stand_in_order_and_all_94_in_their_places(characters: Any) -> None:
    characters.draw(H)
    expect(characters.label).to_have_text("H")
    values = characters.panel.locator(".bar-value").all_inner_texts()
    shares = [float(value.strip("> %")) for value in values]
    assert len(shares) == 5
    assert shares == sorted(shares, reverse=True)
    cells = characters.page.locator(".cell")
    expect(cells.first).to_be_hidden()
    characters.answer.get_by_text("All 94 labels").click()
    expect(cells).to_have_count(94)
    shown = characters.page.locator(".cell-label").all_inner_texts()
    assert sorted(shown) == [chr(code) for code in range(33, 127)]
    characters.page.get_by_role("radio", name="vertical bar:").check(force=True)
    expect(characters.answer.get_by_text("Where it looked: |")).to_be_visible()


def test_what_is_expected_decides_between_alike_characters(characters: Any) -> None:
    characters.draw(ONE)
    for prior, allowed in (
        ("Digits", "0123456789"),
        ("Capital letters", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        ("Small letters", "abcdefghijklmnopqrstuvwxyz"),
    ):
        expect_only(characters, prior)
        characters.page.wait_for_function(
            "allowed => allowed.includes(document.querySelector('.bar-label')?.textContent)",
            arg=allowed,
        )


def test_model_and_prior_stand_in_the_address(characters: Any) -> None:
    expect_only(characters, "Digits")
    assert "model=characters" in characters.page.url
    assert "prior=digits" in characters.page.url
    characters.page.reload()
    expect(characters.page.get_by_label("Expect")).to_have_value("digits")
    with characters.page.expect_request("**/characters/predict?*prior=digits*"):
        characters.draw(ONE)
    expect_only(characters, "Any character")
    assert "prior=" not in characters.page.url
    expect_only(characters, "Symbols")
    choose_model(characters, "Digits")
    assert "prior=" not in characters.page.url
    assert "model=digits" in characters.page.url


def test_writing_lines_can_be_hidden_and_are_never_sent(open_page: Any) -> None:
    bodies: list[list[bytes]] = []
    drawing = open_page("?model=characters")
    for shown in (True, False):
        lines = drawing.page.locator(".writing-lines")
        expect(lines).to_have_count(1 if shown else 0)
        sent: list[bytes] = []
        bodies.append(sent)
        listener = _keeper(sent)
        drawing.page.on("request", listener)
        drawing.draw(H)
        expect(drawing.label).to_have_text("H")
        drawing.page.wait_for_timeout(300)
        drawing.page.remove_listener("request", listener)
        drawing.button("Clear").click()
        drawing.page.get_by_role("checkbox", name="Writing lines").set_checked(not shown)
    assert bodies[0][-1] == bodies[1][-1]
    drawing.page.get_by_role("checkbox", name="Writing lines").uncheck()
    drawing.page.reload()
    expect(drawing.page.get_by_role("checkbox", name="Writing lines")).not_to_be_checked()


def test_digits_have_no_writing_lines(drawing: Any) -> None:
    expect(drawing.page.locator(".writing-lines")).to_have_count(0)


def test_what_is_no_character_is_not_called_no_digit(characters: Any) -> None:
    scribble = [(0.1, 0.1), (0.9, 0.9), (0.1, 0.9), (0.9, 0.1), (0.5, 0.05), (0.05, 0.5)]
    characters.draw([scribble, [(0.2, 0.3), (0.95, 0.5), (0.5, 0.95), (0.2, 0.6), (0.8, 0.4)]])
    expect(characters.answer.get_by_text("Not a character", exact=True)).to_be_visible()
    expect(characters.page.get_by_text("Not a digit")).to_have_count(0)


def test_a_model_that_is_not_there_is_said(open_page: Any, digits: Any) -> None:
    drawing = open_page("?model=runes")
    drawing.expected.append("Failed to load resource: the server responded with a status of 404")
    drawing.draw(digits["7"])
    expect(drawing.answer).to_contain_text("The server does not have this model.")


def _keeper(bodies: list[bytes]) -> Any:
    def keep(request: Request) -> None:
        if "/predict" in request.url and request.post_data_buffer:
            bodies.append(request.post_data_buffer)

    return keep
