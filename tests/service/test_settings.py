from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from vistazo.errors import OptionError
from vistazo.service.settings import Settings


def test_every_row_has_its_help() -> None:
    for row in dataclasses.fields(Settings):
        assert row.metadata["help"].endswith(".")


def test_the_environment_is_read_and_written_back() -> None:
    settings = Settings(
        port=0, models="a.onnx, digits", cors_origins="http://a, https://b", history=False
    )
    assert Settings.from_environment(settings.to_environment()) == settings
    assert settings.model_list == ("a.onnx", "digits")
    assert settings.cors_list == ("http://a", "https://b")
    assert Settings.from_environment({}) == Settings()


def test_what_is_given_wins_over_the_environment() -> None:
    environment = {"VISTAZO_PORT": "9000", "VISTAZO_HOST": "::1", "OTHER": "x"}
    settings = Settings.from_environment(environment, port=9001, host=None)
    assert (settings.port, settings.host) == (9001, "::1")


def test_a_text_that_is_no_number() -> None:
    with pytest.raises(OptionError, match="VISTAZO_PORT must be a whole number, got 'http'"):
        Settings.from_environment({"VISTAZO_PORT": "http"})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"port": -1}, "port must lie in 0..65535, got -1"),
        ({"port": 65536}, "port must lie"),
        ({"workers": 0}, "workers must lie"),
        ({"upload_limit_mb": 0}, "upload_limit_mb must lie"),
        ({"body_timeout_s": 0}, "body_timeout_s must lie"),
        ({"threads": 0}, "threads must lie"),
        ({"queue": -1}, "queue must lie"),
        ({"history_days": -1}, "history_days must lie"),
        ({"history_count": -1}, "history_count must lie"),
        ({"database_url": "mysql://a:secret@b/c"}, "database_url must begin with one of"),
        ({"host": ""}, "host must not be empty"),
        ({"log_level": "loud"}, "log_level must be one of"),
        ({"cors_origins": "*"}, r"cors_origins must name each origin .* got '\*'"),
        ({"cors_origins": "example.org"}, "cors_origins must name"),
    ],
)
def test_values_out_of_range(values: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        Settings(**values)


def test_all_problems_at_once() -> None:
    with pytest.raises(OptionError, match=r"port .*; workers .*; host"):
        Settings(port=-1, workers=0, host="")


def test_the_limit_in_bytes() -> None:
    assert Settings().upload_limit == 16 * 1024 * 1024


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("1", True), ("on", True), (" OFF", False), ("0", False)]
)
def test_a_switch(text: str, value: bool) -> None:
    assert Settings.from_environment({"VISTAZO_HISTORY": text}).history is value


def test_a_switch_that_is_neither() -> None:
    with pytest.raises(OptionError, match="VISTAZO_HISTORY must be true or false, got 'maybe'"):
        Settings.from_environment({"VISTAZO_HISTORY": "maybe"})


def test_no_message_tells_the_database_s_password() -> None:
    with pytest.raises(OptionError) as refused:
        Settings(database_url="mysql://a:secret@b/c")
    assert "secret" not in str(refused.value)
