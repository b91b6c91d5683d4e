"""A site behind a plain server of files: many photos at once, on this device."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from vistazo import Recognizer

from .test_batch import (  # noqa: F401 - what is done elsewhere is done here as well
    cards,
    files_input,
    folder_input,
    light,
    look,
    progress,
    test_a_dropped_folder_is_walked_through,
    test_a_folder_is_recognised_and_a_bad_file_costs_only_its_card,
    test_a_threshold_holds_for_the_next_run,
    test_a_zip_is_recognised_with_thumbnails_and_can_be_corrected,
    test_of_a_thousand_files_only_what_is_seen_is_drawn_and_nothing_is_kept,
    test_results_are_filtered_and_sorted,
    test_what_is_no_zip_is_one_card_with_its_error,
    trip,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def service(site: Any) -> Any:
    return site


def test_the_results_are_those_of_the_model(look: Any, trip: Path, photo_model: Path) -> None:  # noqa: F811
    page = look()
    folder_input(page).set_input_files(trip)
    expect(progress(page)).to_contain_text("Finished.")
    with page.page.expect_download() as download:
        page.button("CSV table").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    by_name = {row["filename"]: row for row in csv.DictReader(io.StringIO(text))}
    assert len(by_name) == 8
    told = Recognizer.load(photo_model).predict(light(1, 6))
    row = by_name["trip/day 0/photo 1.png"]
    assert row["labels"] == "|".join(told.labels)
    assert row["verdict"] == told.verdict
    for label, probability in told.probabilities.items():
        assert float(row[label]) == pytest.approx(probability, abs=1e-4)
    assert "picture" in by_name["trip/notes.txt"]["error"]


def test_it_can_be_stopped(look: Any, tmp_path: Path) -> None:  # noqa: F811
    folder = tmp_path / "some"
    folder.mkdir()
    for number in range(400):
        (folder / f"{number:03}.png").write_bytes(light(number, 400))
    page = look()
    folder_input(page).set_input_files(folder)
    page.page.wait_for_function("() => document.querySelector('.batch-card.answered')")
    page.button("Stop").click()
    expect(progress(page)).to_contain_text("Stopped. What was answered stays.")
    answered = page.panel.locator(".batch-card.answered").count()
    assert 0 < answered < 400
