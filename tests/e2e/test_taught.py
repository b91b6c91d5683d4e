"""Learning in the page itself: what this device learns, writes, and forgets."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Route, expect
from typer.testing import CliRunner

from vistazo import Recognizer
from vistazo.cli import app

from .test_access import violations
from .worker_talk import PROBABILITY_OFF, arguments, ask_worker, assert_same, strokes

pytestmark = pytest.mark.browser

# Between a 1 and a 7: read as 1 by what is shipped, with 7 as its second guess.
DOUBTFUL = [[(0.393, 0.2865), (0.5486, 0.22), (0.5135, 0.5), (0.47, 0.8)]]
LEARNED = re.compile(r"^Learned: this device reads it as 7 \(([\d.]+)%\)\.")
LEARNING_MILLISECONDS = 60_000

# Teaches the page's worker, asks it again, and lets it write the file.
TEACH_WORKER = """async ([script, {id, name}, remarks]) => {
    const worker = new Worker(script, {type: "module"});
    const at = path => new URL(path, document.baseURI).href;
    const source = {model: id, address: at(`v1/models/${id}/file`)};
    const bank = at(`v1/models/${name}/bank`);
    const bytesOf = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const pictures = remarks.map(({width, height, content}) =>
        ({kind: "grey", width, height, pixels: bytesOf(content)}));
    let asked = 0;
    const perform = task => new Promise(resolve => {
        asked += 1;
        const request = {id: asked, runtime: "small", task};
        const hear = ({data}) => {
            if (data.id !== request.id) return;
            worker.removeEventListener("message", hear);
            resolve(data.outcome);
        };
        worker.addEventListener("message", hear);
        worker.postMessage(request);
    });
    const lesson = {
        bank, profile: "Ana", isUnlearning: false,
        remarks: remarks.map(({labels}, index) =>
            ({id: `${index}`, labels, picture: pictures[index]})),
    };
    const {learned, ...lost} = await perform({kind: "learn", source, lesson});
    if (!learned?.head) return {...lost, decision: learned?.decision};
    const taught = {...source, head: learned.head};
    const answers = [];
    for (const picture of pictures) {
        const wishes = {prior: null, threshold: null};
        answers.push((await perform({kind: "recognise", source: taught, picture, wishes})).answer);
    }
    const {file} = await perform({kind: "write", source: taught});
    worker.terminate();
    let text = "";
    for (let at = 0; at < file.length; at += 32768)
        text += String.fromCharCode(...file.subarray(at, at + 32768));
    return {
        model: learned.head.id,
        learned: learned.learned,
        decision: learned.decision,
        file: btoa(text),
        answers: answers.map(({model, label, labels, scores}) =>
            ({model, label, labels, probabilities: scores.map(({probability}) => probability)})),
    };
}"""


@pytest.fixture
def service(own_service: Any) -> Any:
    """What is taught here is nobody else's."""
    return own_service


@pytest.fixture
def unsent(drawing: Any) -> list[Any]:
    """The corrections that the page tries to send: the server, which is away, must not learn."""
    tried: list[Any] = []

    def lose(route: Route) -> None:
        tried.append(route.request.post_data_json)
        route.abort()

    drawing.expected.append("Failed to load resource")
    drawing.page.route("**/v1/corrections", lose)
    return tried


def test_this_device_learns_writes_and_forgets(
    drawing: Any, unsent: list[Any], axe: str, tmp_path: Path
) -> None:
    drawing.open("?place=device")
    drawing.draw(DOUBTFUL)
    expect(drawing.label).to_have_text("1")
    drawing.button("No, correct it").click()
    expect(drawing.page.get_by_role("combobox", name="Find a label")).to_be_focused()
    drawing.page.keyboard.type("7")
    drawing.page.keyboard.press("Enter")
    outcome = drawing.panel.get_by_test_id("outcome")
    expect(outcome).to_have_text(LEARNED, timeout=LEARNING_MILLISECONDS)
    told = LEARNED.match(outcome.inner_text())
    assert told is not None
    expect(drawing.label).to_have_text("7")
    model = drawing.answer.locator(".facts-model")
    expect(model).to_have_text(re.compile(r"^digits@[0-9a-f]{12}\+1$"))
    taught = model.inner_text()

    # Closed and opened again, it still knows.
    drawing.open("?place=device")
    drawing.draw(DOUBTFUL)
    expect(model).to_have_text(taught)
    expect(drawing.label).to_have_text("7")

    drawing.page.get_by_role("tab", name="Models").click()
    card = drawing.page.get_by_role("region", name="On this device")
    expect(card).to_contain_text("Corrections learned: 1")
    expect(card).to_contain_text("The gate agreed")
    card.locator("summary").click()
    assert violations(drawing, axe) == []
    with drawing.page.expect_download() as download:
        drawing.button("Export .onnx").click()
    path = tmp_path / "taught.onnx"
    download.value.save_as(path)
    picture = tmp_path / "picture.png"
    picture.write_bytes(base64.b64decode(unsent[0]["image"].rpartition(",")[2]))
    answer = Recognizer.load(path).predict(picture)
    assert answer.label == "7"
    assert f"{answer.confidence:.1%}" == f"{told[1]}%"
    line = CliRunner().invoke(app, ["predict", str(picture), "--model", str(path)])
    assert (line.exit_code, " 7 " in f" {line.output} ") == (0, True), line.output

    drawing.button("Forget…").click()
    assert violations(drawing, axe) == []
    drawing.button("Forget").click()
    expect(card).to_contain_text("Nothing has been learned here yet.")
    expect(card.get_by_role("status")).to_contain_text("Forgotten.")

    # What was written answers as a model of its own; what is no model does not.
    files = drawing.page.get_by_role("region", name="Models from files")
    chosen = files.locator("input[type=file]")
    chosen.set_input_files([file_named("cat.onnx", b"no model at all")])
    expect(files.get_by_role("alert")).to_contain_text("This is not an ONNX model file")
    chosen.set_input_files([file_named("mine.onnx", path.read_bytes())])
    expect(files.get_by_role("status")).to_contain_text("mine.onnx can be chosen")
    assert violations(drawing, axe) == []
    drawing.page.get_by_role("tab", name="Draw").click()
    drawing.draw(DOUBTFUL)
    expect(drawing.label).to_have_text("1")
    drawing.page.get_by_role("radio", name="mine.onnx").check(force=True)
    expect(drawing.label).to_have_text("7")
    expect(drawing.button("No, correct it")).to_be_hidden()


def file_named(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.mark.parametrize("name", ["characters", "photos"])
def test_others_are_taught_and_written(drawing: Any, service: Any, name: str) -> None:
    (row,) = (one for one in service.ask("/v1/models")["models"] if one["name"] == name)
    pictures = strokes(2, np.random.default_rng(7))
    before = Recognizer.load(name)
    second = [sorted(before.predict(one).probabilities.items(), key=lambda item: -item[1])[1][0]
              for one in pictures]  # fmt: skip
    drawing.open()
    script, _, told = arguments(b"", pictures)
    remarks = [{**one, "labels": [label]} for one, label in zip(told, second, strict=True)]
    found = drawing.page.evaluate(TEACH_WORKER, [script, row, remarks])
    assert found["decision"]["approved"], found
    assert found["model"] == f"{row['id']}+{len(found['learned'])}"
    content = base64.b64decode(found["file"])
    after = Recognizer(content)
    assert after.card.training["profile"] == "Ana"
    assert after.card.parent == before.sha256
    for picture, here in zip(pictures, found["answers"], strict=True):
        there = after.predict(picture)
        assert here["model"] == found["model"]
        assert (here["label"], here["labels"]) == (there.label, list(there.labels))
        off = np.subtract(here["probabilities"], list(there.probabilities.values()))
        assert np.abs(off).max() <= PROBABILITY_OFF
    assert any(
        label in here["labels"] for label, here in zip(second, found["answers"], strict=True)
    )
    others = strokes(5, np.random.default_rng(8))
    for picture, here in zip(others, ask_worker(drawing.page, content, others), strict=True):
        assert_same(here, after.predict(picture))
