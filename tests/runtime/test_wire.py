from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vistazo.errors import ModelError
from vistazo.runtime.wire import check_self_contained

onnx = pytest.importorskip("onnx", reason="the workshop's libraries are not installed")
helper = onnx.helper


def external_tensor(name: str = "w") -> Any:
    tensor = onnx.TensorProto(name=name, data_type=1, dims=[1])
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/passwd")
    return tensor


def with_node(**attributes: Any) -> Any:
    graph = helper.make_graph([helper.make_node("Any", [], ["y"], **attributes)], "g", [], [])
    return helper.make_model(graph)


def in_initializer(tensor: Any) -> Any:
    return helper.make_model(helper.make_graph([], "g", [], [], [tensor]))


def in_sparse_initializer(tensor: Any) -> Any:
    model = helper.make_model(helper.make_graph([], "g", [], []))
    model.graph.sparse_initializer.add().indices.CopyFrom(tensor)
    return model


def in_sparse_attribute(tensor: Any) -> Any:
    sparse = onnx.SparseTensorProto()
    sparse.values.CopyFrom(tensor)
    return with_node(sparse_value=sparse)


def in_nested_graph(tensor: Any) -> Any:
    inner = helper.make_graph([], "inner", [], [], [tensor])
    return with_node(
        then_branch=helper.make_graph([helper.make_node("If", [], [], b=inner)], "h", [], [])
    )


def in_function(tensor: Any) -> Any:
    model = with_node()
    model.functions.add().node.append(helper.make_node("Constant", [], ["c"], value=tensor))
    return model


def in_training(tensor: Any) -> Any:
    model = with_node()
    model.training_info.add().algorithm.initializer.append(tensor)
    return model


PLACES: list[Callable[[Any], Any]] = [
    in_initializer,
    in_sparse_initializer,
    in_sparse_attribute,
    lambda tensor: with_node(value=tensor),
    lambda tensor: with_node(values=[tensor]),
    lambda tensor: with_node(graphs=[helper.make_graph([], "g", [], [], [tensor])]),
    in_nested_graph,
    in_function,
    in_training,
]


@pytest.mark.parametrize("place", PLACES)
def test_external_data_is_refused_wherever_it_hides(place: Callable[[Any], Any]) -> None:
    with pytest.raises(ModelError, match="another file, which is never read"):
        check_self_contained(place(external_tensor()).SerializeToString())


@pytest.mark.parametrize("place", PLACES)
def test_inner_data_is_taken_in_the_same_places(place: Callable[[Any], Any]) -> None:
    tensor = helper.make_tensor("location", 1, [1], [1.0])
    check_self_contained(place(tensor).SerializeToString())


def test_the_path_alone_is_enough_to_refuse() -> None:
    tensor = external_tensor()
    tensor.data_location = onnx.TensorProto.DEFAULT
    with pytest.raises(ModelError, match="another file"):
        check_self_contained(in_initializer(tensor).SerializeToString())


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"\x80", b"\x08\x0a", b"PK\x03\x04" + bytes(40), b"\x3a\x7f", b"\xff" * 64],
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(ModelError, match="not an ONNX model file"):
        check_self_contained(data)


def test_deep_nesting_is_refused() -> None:
    graph = helper.make_graph([], "g", [], [])
    for _ in range(25):
        graph = helper.make_graph([helper.make_node("If", [], [], b=graph)], "g", [], [])
    with pytest.raises(ModelError, match="nested"):
        check_self_contained(helper.make_model(graph).SerializeToString())


def test_a_file_that_breaks_off(tiny_bytes: bytes) -> None:
    check_self_contained(tiny_bytes)
    with pytest.raises(ModelError, match="breaks off"):
        check_self_contained(tiny_bytes[: len(tiny_bytes) // 2])


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_garbage_raises_nothing_else(data: bytes) -> None:
    with contextlib.suppress(ModelError):
        check_self_contained(b"\x3a" + data)
