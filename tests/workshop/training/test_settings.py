"""Options are checked when they are made, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from vistazo.errors import OptionError
from vistazo.workshop.training.settings import TrainSettings, fast_bfloat16, pick_device


@pytest.mark.parametrize(
    ("option", "value", "named"),
    [
        ("network", "vgg", "--network"),
        ("epochs", 0, "--epochs"),
        ("batch_size", 1, "--batch-size"),
        ("learning_rate", 0.0, "--lr"),
        ("patience", 0, "--patience"),
        ("seed", -1, "--seed"),
        ("device", "tpu", "--device"),
        ("data", (), "--data"),
        ("data", ("imagenet",), "--data"),
        ("outliers", ("mnist",), "--outliers"),
        ("photographed", 1.5, "photographed"),
        ("strength", -1.0, "strength"),
        ("save_path", Path("x.pt"), "--save-path"),
    ],
)
def test_a_value_outside_its_range_is_named(option: str, value: object, named: str) -> None:
    with pytest.raises(OptionError, match=named):
        TrainSettings(**{option: value})  # type: ignore[arg-type]


def test_all_problems_are_said_at_once() -> None:
    with pytest.raises(OptionError) as caught:
        TrainSettings(epochs=0, seed=-1, network="vgg")
    assert all(name in str(caught.value) for name in ("--epochs", "--seed", "--network"))


def test_a_device_that_is_not_there_is_refused() -> None:
    assert pick_device("cpu") == torch.device("cpu")
    assert pick_device("auto").type in ("cpu", "cuda", "mps")
    if not torch.cuda.is_available():
        with pytest.raises(OptionError, match="not available"):
            pick_device("cuda")


def test_bfloat16_is_used_where_the_processor_has_it() -> None:
    has = torch.cpu.get_capabilities()
    expected = bool(has.get("avx512_bf16") or has.get("amx_bf16"))
    assert fast_bfloat16(torch.device("cpu")) is expected
