"""Parts that several folders of tests share: a model file, data sets, databases."""

from __future__ import annotations

import contextlib
import dataclasses
import getpass
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import psycopg
import pytest
from sqlalchemy import make_url

import vistazo
from vistazo.runtime import Bank, Card, bank_path, reader_path
from vistazo.storage import Database
from vistazo.storage.tables import metadata

from .photo_model import build_photo_bank, build_photo_model

DIGITS = tuple("0123456789")
PRINTABLE = tuple(map(chr, range(32, 127)))
SHIPPED = Path(vistazo.__file__).parent / "models" / "digits.onnx"

ModelBuilder = Callable[..., Any]


@pytest.fixture(scope="session", autouse=True)
def no_shop_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing that a test starts comes near the folder and the database of who runs it."""
    os.environ["VISTAZO_DATA_FOLDER"] = str(tmp_path_factory.mktemp("shop"))
    os.environ.pop("VISTAZO_DATABASE_URL", None)


@pytest.fixture(scope="session")
def card() -> Card:
    """The card of the tiny model."""
    return Card(
        name="digits",
        version="0",
        task="one",
        input="ink",
        labels=DIGITS,
        temperature=1.0,
        thresholds=dict.fromkeys(DIGITS, 0.9),
        novelty_threshold=0.5,
    )


@pytest.fixture(scope="session")
def build_model(card: Card) -> ModelBuilder:
    """A function that makes an ONNX model of a few nodes with the real contract.

    Its label is k for a mean brightness of k / 9; its novelty is 1 minus the contrast, so a blank
    picture is as novel as can be.
    """
    pytest.importorskip("onnx", reason="the workshop's libraries are not installed")
    from onnx import TensorProto, helper, numpy_helper

    def build(
        card_text: str | None = card.to_json(),
        *,
        labels: int = 10,
        shape: Sequence[int | str] = ("batch", "height", "width"),
        dtype: int = TensorProto.UINT8,
        drop: Sequence[str] = (),
    ) -> Any:
        levels = np.linspace(0.0, 1.0, labels)[None]
        steps = [
            ("Cast", ["image"], "raw", {"to": TensorProto.FLOAT}),
            ("Div", ["raw", "white"], "light", {}),
            ("ReduceMean", ["light", "plane"], "mean", {"keepdims": 0}),
            ("Unsqueeze", ["mean", "one"], "column", {}),
            ("Sub", ["column", "levels"], "off", {}),
            ("Mul", ["off", "off"], "squared", {}),
            ("Mul", ["squared", "sharpness"], "logit", {}),
            ("Softmax", ["logit"], "probability", {"axis": 1}),
            ("Identity", ["off"], "embedding", {}),
            ("ReduceMax", ["light", "plane"], "high", {"keepdims": 0}),
            ("ReduceMin", ["light", "plane"], "low", {"keepdims": 0}),
            ("Sub", ["high", "low"], "contrast", {}),
            ("Sub", ["unit", "contrast"], "novelty", {}),
            ("Unsqueeze", ["light", "one"], "channel", {}),
            ("Shape", ["channel"], "batch_size", {"end": 2}),
            ("Concat", ["batch_size", "size"], "target", {"axis": 0}),
            ("Resize", ["channel", "", "", "target"], "small", {"mode": "linear"}),
            ("Squeeze", ["small", "one"], "seen", {}),
            ("MaxPool", ["small"], "coarse", {"kernel_shape": [4, 4], "strides": [4, 4]}),
            ("Mul", ["coarse", "spread"], "attention", {}),
        ]
        nodes = [helper.make_node(kind, into, [out], **more) for kind, into, out, more in steps]
        constants = {
            "white": np.float32(255.0),
            "plane": np.array([1, 2]),
            "one": np.array([1]),
            "unit": np.float32(1.0),
            "levels": levels.astype(np.float32),
            "sharpness": np.float32(-1000.0),
            "size": np.array([28, 28]),
            "spread": levels.reshape(1, labels, 1, 1).astype(np.float32),
        }
        shapes: dict[str, list[int | str]] = {
            "probability": ["batch", labels],
            "embedding": ["batch", labels],
            "novelty": ["batch"],
            "seen": ["batch", 28, 28],
            "attention": ["batch", labels, 7, 7],
        }
        graph = helper.make_graph(
            nodes,
            "tiny",
            [helper.make_tensor_value_info("image", dtype, list(shape))],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, size)
                for name, size in shapes.items()
                if name not in drop
            ],
            [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
        if card_text is not None:
            helper.set_model_props(model, {"vistazo.card": card_text})
        return model

    return build


@pytest.fixture(scope="session")
def build_reader() -> ModelBuilder:
    """A function that makes a reader of bars: one that is 2 k pixels high says label k of 95.

    A column without ink says the blank; neighbouring columns of one height say one label.
    """
    pytest.importorskip("onnx", reason="the workshop's libraries are not installed")
    from onnx import TensorProto, helper, numpy_helper

    def build(card: Card | None = None, *, columns: int = 96, drop: Sequence[str] = ()) -> Any:
        levels = np.arange(columns, dtype=np.float32)[None, None]
        steps = [
            ("Cast", ["image"], "raw", {"to": TensorProto.FLOAT}),
            ("Div", ["raw", "white"], "seen", {}),
            ("Greater", ["seen", "half"], "inked", {}),
            ("Cast", ["inked"], "ink", {"to": TensorProto.FLOAT}),
            ("ReduceSum", ["ink", "one"], "count", {"keepdims": 0}),
            ("Mul", ["count", "half"], "place", {}),
            ("Unsqueeze", ["place", "two"], "column", {}),
            ("Sub", ["column", "levels"], "off", {}),
            ("Mul", ["off", "off"], "squared", {}),
            ("Mul", ["squared", "sharpness"], "logit", {}),
            ("LogSoftmax", ["logit"], "log_probability", {"axis": 2}),
            ("Mul", ["count", "nothing"], "flat", {}),
            ("Add", ["flat", "unit"], "ones", {}),
            ("CumSum", ["ones", "axis"], "until", {}),
            ("Sub", ["until", "half"], "position", {}),
        ]
        nodes = [helper.make_node(kind, into, [out], **more) for kind, into, out, more in steps]
        constants = {
            "white": np.float32(255.0),
            "half": np.float32(0.5),
            "one": np.array([1]),
            "two": np.array([2]),
            "axis": np.array(1),
            "unit": np.float32(1.0),
            "nothing": np.float32(0.0),
            "sharpness": np.float32(-8.0),
            "levels": levels,
        }
        shapes: dict[str, list[int | str]] = {
            "log_probability": ["batch", "steps", columns],
            "position": ["batch", "steps"],
            "seen": ["batch", "height", "width"],
        }
        graph = helper.make_graph(
            nodes,
            "bars",
            [
                helper.make_tensor_value_info(
                    "image", TensorProto.UINT8, ["batch", "height", "width"]
                )
            ],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
                for name, shape in shapes.items()
                if name not in drop
            ],
            [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
        helper.set_model_props(model, {"vistazo.card": (card or reader_card()).to_json()})
        return model

    return build


def reader_card() -> Card:
    """The card of the reader of bars."""
    return Card(
        name="characters.reader",
        version="0",
        task="text",
        input="ink",
        labels=PRINTABLE,
        temperature=1.0,
        thresholds=dict.fromkeys(PRINTABLE, 0.9),
        novelty_threshold=0.5,
    )


@pytest.fixture(scope="session")
def reading_path(
    build_model: ModelBuilder,
    build_reader: ModelBuilder,
    card: Card,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Where a tiny model named characters lies, with the reader of bars beside it.

    Its priors are even, its own one, and low, the digits from 0 to 4.
    """
    path = tmp_path_factory.mktemp("models") / "characters.onnx"
    priors = {"even": dict.fromkeys(DIGITS, 0.1), "low": dict.fromkeys(DIGITS[:5], 0.2)}
    named = dataclasses.replace(card, name="characters", priors=priors, prior="even")
    path.write_bytes(build_model(named.to_json()).SerializeToString())
    reader_path(path).write_bytes(build_reader().SerializeToString())
    return path


@pytest.fixture(scope="session")
def tiny_bytes(build_model: ModelBuilder) -> bytes:
    """The tiny model's file."""
    data: bytes = build_model().SerializeToString()
    return data


@pytest.fixture(scope="session")
def tiny_path(tiny_bytes: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tiny model lies."""
    path = tmp_path_factory.mktemp("models") / "digits.onnx"
    path.write_bytes(tiny_bytes)
    return path


class Scribbles:
    """Pictures of 8 x 8 pixels: each digit is a pattern, and each style mixes it with another."""

    def __init__(self) -> None:
        generator = np.random.default_rng(7)
        self._patterns = generator.integers(0, 256, (10, 8, 8)).astype(np.float64)
        self._flourishes = generator.normal(0.0, 40.0, (12, 8, 8))

    def _pattern(self, digit: int, style: int) -> Any:
        if style == 0:
            return self._patterns[digit]
        if style > 9:
            return 128.0 + 2.0 * self._flourishes[style]
        other = self._patterns[(digit + style) % 10]
        return 0.44 * self._patterns[digit] + 0.56 * other + self._flourishes[style]

    def draw(
        self, digit: int, seed: int, *, style: int = 0, spread: float = 30.0
    ) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """One picture, uint8 (8, 8), always the same for the same numbers.

        Args:
            digit: 0 to 9.
            seed: Of the noise.
            style: 0 as everybody writes; 1 to 9 so that one takes it for the digit that is so
                much greater (after 9 comes 0); 10 and 11 show no digit.
            spread: Of the noise, in grey levels.
        """
        generator = np.random.default_rng((digit, seed, style))
        noisy = self._pattern(digit, style) + generator.normal(0.0, spread, (8, 8))
        pixels: np.ndarray[Any, np.dtype[np.uint8]] = noisy.clip(0, 255).astype(np.uint8)
        return pixels


@pytest.fixture(scope="session")
def scribbles() -> Scribbles:
    """What the models of `build_learner` know in style 0."""
    return Scribbles()


@pytest.fixture(scope="session")
def build_learner(card: Card, scribbles: Scribbles) -> Callable[..., tuple[bytes, bytes]]:
    """A function that makes a model that can learn, and its bank: bytes of the two files.

    Its embedding is the picture itself, 8 x 8; it recognises `scribbles`.
    """
    pytest.importorskip("onnx", reason="the workshop's libraries are not installed")

    def build(name: str = "digits", version: str = "0") -> tuple[bytes, bytes]:
        def embed(seeds: range, **how: Any) -> tuple[Any, Any]:
            labels = np.array([digit for digit in range(10) for _ in seeds], np.int64)
            drawn = [scribbles.draw(digit, seed, **how) for digit in range(10) for seed in seeds]
            flat = np.stack(drawn).reshape(len(drawn), -1).astype(np.float32) / 255.0
            return flat, labels

        replay, labels = embed(range(30))
        means = np.stack([replay[labels == digit].mean(axis=0) for digit in range(10)])
        weight, bias = 4.0 * means, -2.0 * (means * means).sum(axis=1)
        named = dataclasses.replace(card, name=name, version=version)
        model = _learner_graph(named, weight, bias)
        half = np.float16
        calibration, golden = embed(range(30, 50)), embed(range(50, 90))
        bank = Bank(
            embeddings=replay.astype(half),
            labels=labels,
            calibration_embeddings=calibration[0].astype(half),
            calibration_labels=calibration[1],
            outlier_embeddings=embed(range(10), style=11)[0].astype(half),
            golden_embeddings=golden[0].astype(half),
            golden_labels=golden[1],
            weight=weight,
            bias=bias,
            model=hashlib.sha256(model).hexdigest(),
            fingerprint="f" * 64,
        )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "bank.npz")
            bank.save(path)
            return model, path.read_bytes()

    return build


def _learner_graph(card: Card, weight: Any, bias: Any) -> bytes:
    from onnx import TensorProto, helper, numpy_helper

    steps = [
        ("Cast", ["image"], "raw", {"to": TensorProto.FLOAT}),
        ("Div", ["raw", "white"], "light", {}),
        ("Unsqueeze", ["light", "one"], "channel", {}),
        ("Shape", ["channel"], "batch_size", {"end": 2}),
        ("Concat", ["batch_size", "small_size"], "small_target", {"axis": 0}),
        ("Resize", ["channel", "", "", "small_target"], "small", {"mode": "linear"}),
        ("Flatten", ["small"], "embedding", {}),
        (
            "Gemm",
            ["embedding", "network.head.weight", "network.head.bias"],
            "logit",
            {"transB": 1},
        ),
        ("Mul", ["logit", "sharpness"], "sharp", {}),
        ("Softmax", ["sharp"], "probability", {"axis": 1}),
        ("ReduceLogSumExp", ["logit", "one"], "energy", {}),
        ("Mul", ["embedding", "embedding"], "squares", {}),
        ("Concat", ["embedding", "squares", "energy"], "features", {"axis": 1}),
        ("MatMul", ["features", "novelty_weight"], "unlike", {}),
        ("Add", ["unlike", "novelty_bias"], "unlike_by", {}),
        ("Sigmoid", ["unlike_by"], "novelty", {}),
        ("Concat", ["batch_size", "seen_size"], "seen_target", {"axis": 0}),
        ("Resize", ["channel", "", "", "seen_target"], "large", {"mode": "linear"}),
        ("Squeeze", ["large", "one"], "seen", {}),
        ("Unsqueeze", ["embedding", "plane"], "column", {}),
        ("Unsqueeze", ["network.head.weight", "plane"], "filters", {}),
        ("Conv", ["column", "filters"], "attention", {}),
    ]
    width = weight.shape[1]
    constants = {
        "white": np.float32(255.0),
        "one": np.array([1]),
        "plane": np.array([2, 3]),
        "small_size": np.array([8, 8]),
        "seen_size": np.array([28, 28]),
        "network.head.weight": weight.astype(np.float32),
        "network.head.bias": bias.astype(np.float32),
        "sharpness": np.float32(1.0),
        "novelty_weight": np.zeros(2 * width + 1, np.float32),
        "novelty_bias": np.float32(-3.0),
    }
    shapes: dict[str, list[int | str]] = {
        "probability": ["batch", 10],
        "embedding": ["batch", width],
        "novelty": ["batch"],
        "seen": ["batch", 28, 28],
        "attention": ["batch", 10, 1, 1],
    }
    picture = ["batch", "height", "width"]
    graph = helper.make_graph(
        [helper.make_node(kind, into, [out], **more) for kind, into, out, more in steps],
        "learner",
        [helper.make_tensor_value_info("image", TensorProto.UINT8, picture)],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, size)
            for name, size in shapes.items()
        ],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    # As large as a network, beside which the card and a row of the head are small.
    helper.set_model_props(model, {"vistazo.card": card.to_json(), "ballast": 40_000 * "."})
    data: bytes = model.SerializeToString()
    return data


@pytest.fixture(scope="session")
def photo_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a recogniser of photos lies whose labels are red, green and blue, with its bank."""
    pytest.importorskip("onnx", reason="the workshop's libraries are not installed")
    path = tmp_path_factory.mktemp("models") / "photos.onnx"
    path.write_bytes(build_photo_model())
    bank_path(path).write_bytes(build_photo_bank(path.read_bytes()))
    return path


@pytest.fixture(scope="session")
def model_path(request: pytest.FixtureRequest) -> Path:
    """The shipped digits where they exist, else the tiny model."""
    if SHIPPED.is_file():
        return SHIPPED
    path: Path = request.getfixturevalue("tiny_path")
    return path


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder of real data sets; skips (or fails under VISTAZO_TEST_ALL=1) without it."""
    folder = os.environ.get("VISTAZO_MIRROR")
    if not folder:
        missing("needs the real data sets: set VISTAZO_MIRROR to a folder that holds them")
    return Path(folder)


def missing(reason: str) -> NoReturn:
    """Skip the test by name; under VISTAZO_TEST_ALL=1 fail it."""
    if os.environ.get("VISTAZO_TEST_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


class PostgresServer:
    """A PostgreSQL server of one's own in a temporary folder; speaks on a socket in it."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        # A short path: the socket's may have 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="vistazo-pg-", dir="/tmp"))
        self._user = next(_unprivileged()) if os.getuid() == 0 else None
        self.own(self.folder)
        options = ["--username=vistazo", "--auth=trust", "--encoding=UTF8", "--no-sync"]
        self._call("initdb", "--pgdata", str(self.folder / "data"), *options).wait(timeout=120)
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def url(self, name: str = "postgres") -> str:
        return f"postgresql://vistazo@/{name}?host={self.folder}"

    def own(self, folder: Path) -> None:
        """Let the server write into a folder."""
        if self._user is not None:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)

    def start(self) -> None:
        # What a power failure would take, no test looks for.
        settings = ("listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=90")
        options = [part for setting in settings for part in ("-c", setting)]
        data, sockets = str(self.folder / "data"), str(self.folder)
        self._process = self._call("postgres", "-D", data, "-k", sockets, *options)
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url()).close()
                return
            except psycopg.OperationalError:
                log = (self.folder / "postgres.log").read_text("utf-8", "replace")
                assert self._process.poll() is None, log
                assert time.monotonic() < deadline, log
                time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=60)
            self._process = None

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def _call(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        user = self._user
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        with (self.folder / f"{program}.log").open("ab") as log:
            return subprocess.Popen(
                [self._programs / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                **identity,
            )


def _unprivileged() -> Iterator[pwd.struct_passwd]:
    """Users that the server may run as where the tests run as root, which it refuses."""
    for name in ("postgres", "nobody", "daemon"):
        with contextlib.suppress(KeyError):
            yield pwd.getpwnam(name)
    missing(f"needs a user to run PostgreSQL as; {getpass.getuser()} may not")


def _postgres_programs() -> Path:
    """The folder of initdb and postgres."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    whole = [folder for folder in folders if (folder / "postgres").is_file()]
    if not whole:
        missing("needs PostgreSQL: install it, or give a server in VISTAZO_TEST_POSTGRES_URL")
    return whole[0]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server that the tests may stop and start."""
    server = PostgresServer(_postgres_programs())
    try:
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def postgres_address(request: pytest.FixtureRequest) -> str:
    """The address of a real PostgreSQL server's own database."""
    address = os.environ.get("VISTAZO_TEST_POSTGRES_URL")
    return address or request.getfixturevalue("postgres_server").url()


@contextlib.contextmanager
def postgres_databases(address: str) -> Iterator[Callable[[], str]]:
    """A function that makes databases and gives their addresses; they are dropped at the end."""
    made = []

    def execute(statement: str) -> None:
        # Not one connection for all: a test may stop the server and start it again.
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def make() -> str:
        name = f"vistazo_{time.monotonic_ns()}"
        execute(f"CREATE DATABASE {name} TEMPLATE template0")
        made.append(name)
        return make_url(address).set(database=name).render_as_string(hide_password=False)

    yield make
    for name in made:
        execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def make_postgres_url(postgres_address: str) -> Iterator[Callable[[], str]]:
    """A function that makes an empty database on a real PostgreSQL server and gives its address."""
    with postgres_databases(postgres_address) as make:
        yield make


@pytest.fixture(scope="session")
def postgres_shared(postgres_address: str) -> Iterator[str]:
    """A database with Vistazo's tables that tests use one after the other."""
    with postgres_databases(postgres_address) as make:
        url = make()
        Database.open(url).dispose()
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with Vistazo's tables, to copy."""
    path = tmp_path_factory.mktemp("template") / "vistazo.db"
    Database.open(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture
def postgres_url(make_postgres_url: Callable[[], str]) -> str:
    """The address of a new, empty database on a real PostgreSQL server."""
    return make_postgres_url()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a database in a file that is not there yet."""
    return f"sqlite:///{tmp_path / 'data' / 'vistazo.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A new, empty database's address, of each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with its tables and without rows, of each kind."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "vistazo.db")
        database = Database.open(f"sqlite:///{path}")
    else:
        database = Database.open(request.getfixturevalue("postgres_shared"))
    try:
        yield database
        if request.param == "postgresql":
            with database.write() as connection:
                for table in reversed(metadata.sorted_tables):
                    connection.execute(table.delete())
    finally:
        database.dispose()
