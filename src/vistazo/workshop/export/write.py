"""Writing a recogniser as one ONNX file with its card, and its bank beside it."""

from __future__ import annotations

import copy
import hashlib
import io
import logging
import warnings
from pathlib import Path

import onnx
import onnxruntime
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from vistazo.errors import CardError
from vistazo.runtime.bundle import CARD_KEY, Card
from vistazo.types import UInt8Array
from vistazo.workshop.export.parity import OUTPUTS, Parity, check_parity

OPSET = 18


def convert(
    recogniser: nn.Module, outputs: tuple[str, ...] = OUTPUTS, channels: tuple[int, ...] = ()
) -> onnx.ModelProto:
    """The recogniser, in evaluation mode, as an ONNX graph with dynamic batch, height and width.

    Args:
        recogniser: Takes uint8 (batch, height, width, *channels).
        outputs: What its outputs are called, in order.
        channels: Axes after the width: none for ink, (3,) for photos.
    """
    module = fold_normalisation(recogniser)
    example = torch.randint(0, 256, (3, 40, 50, *channels), dtype=torch.uint8)
    dynamic = torch.export.Dim.DYNAMIC
    # The exporter talks about itself: about torchvision, which is not used, and its own parts.
    loggers = [logging.getLogger(name) for name in ("torch.onnx", "onnxscript", "onnx_ir")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            program = torch.onnx.export(
                module,
                (example,),
                dynamo=True,
                verbose=False,
                input_names=["image"],
                output_names=list(outputs),
                dynamic_shapes=({0: dynamic, 1: dynamic, 2: dynamic},),
                opset_version=OPSET,
            )
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
    assert program is not None
    model = program.model_proto
    _name_dimensions(model)
    return model


def fold_normalisation(recogniser: nn.Module) -> nn.Module:
    """A copy whose batch normalisations are part of the convolutions before them."""
    module = copy.deepcopy(recogniser).eval()
    for block in module.modules():
        convolution = getattr(block, "convolution", None)
        normalisation = getattr(block, "normalisation", None)
        if isinstance(convolution, nn.Conv2d) and isinstance(normalisation, nn.BatchNorm2d):
            block.convolution = fuse_conv_bn_eval(convolution, normalisation)
            block.normalisation = nn.Identity()
    return module


def write_model(
    path: Path,
    recogniser: nn.Module,
    card: Card,
    batches: list[UInt8Array],
    outputs: tuple[str, ...] = OUTPUTS,
) -> Parity:
    """Write `path`, if and only if torch and ONNX Runtime agree on `batches`.

    Raises:
        ParityError: They do not; nothing is written.
    """
    model = convert(recogniser, outputs, batches[0].shape[3:])
    _put_card(model, card)
    content = model.SerializeToString()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    parity = check_parity(recogniser, session, batches, outputs)
    _replace(path, content)
    return parity


def replace_card(path: Path, card: Card) -> None:
    """Give the model file at `path` another card; the graph stays as it is."""
    model = onnx.load(io.BytesIO(path.read_bytes()))
    if card.name == "":
        raise CardError("A card needs a name.")
    _put_card(model, card)
    _replace(path, model.SerializeToString())


def file_hash(path: Path) -> str:
    """sha256 of a file, 64 hex digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _put_card(model: onnx.ModelProto, card: Card) -> None:
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, {CARD_KEY: card.to_json()})
    model.doc_string = ""
    model.producer_name = "vistazo"


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".onnx.part")
    part.write_bytes(content)
    part.replace(path)


def _name_dimensions(model: onnx.ModelProto) -> None:
    """Call the dynamic sizes what they are, and drop the exporter's notes on every node."""
    for axis, name in enumerate(("batch", "height", "width")):
        model.graph.input[0].type.tensor_type.shape.dim[axis].dim_param = name
    for output in model.graph.output:
        output.type.tensor_type.shape.dim[0].dim_param = "batch"
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    del model.graph.value_info[:]
    del model.graph.metadata_props[:]
