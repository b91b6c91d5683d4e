"""Every setting of the service, as rows: the command line, the environment and the docs read these.

A setting `upload_limit_mb` is `VISTAZO_UPLOAD_LIMIT_MB` in the environment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from vistazo.errors import OptionError

PREFIX = "VISTAZO_"
_DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
_SWITCH = {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}
LOG_LEVELS = ("debug", "info", "warning", "error")


def _row(default: Any, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True)
class Settings:
    """How the service runs; each field's metadata holds its one-line help.

    Raises:
        OptionError: On construction, with all problems at once.
    """

    host: str = _row("127.0.0.1", "Address to listen on; 0.0.0.0 lets other machines in.")
    port: int = _row(8000, "Port to listen on; 0 takes a free one.")
    workers: int = _row(1, "Processes that answer; one per core is fastest.")
    models: str = _row(
        "", "Names or paths of models, by commas; empty: all that ship or were installed."
    )
    upload_limit_mb: int = _row(
        16, "Megabytes (2**20 bytes) that one file or its request may have."
    )
    batch_limit_mb: int = _row(1024, "Megabytes that one request with many files may have.")
    body_timeout_s: int = _row(30, "Seconds within which a request's body must have arrived.")
    threads: int = _row(2, "Threads per process that decode pictures.")
    queue: int = _row(64, "Pictures per process that may wait for a thread; more get 503.")
    cors_origins: str = _row("", "Origins of other sites that may call, separated by commas.")
    data_folder: str = _row("", "Where pictures, versions and SQLite lie; empty: the user's own.")
    database_url: str = _row("", "postgresql://… or sqlite:///FILE; empty: SQLite in the folder.")
    history: bool = _row(True, "Whether predictions are kept; corrections always are.")
    history_days: int = _row(90, "Days that predictions are kept; 0 keeps them for ever.")
    history_count: int = _row(100_000, "Predictions that are kept at most; 0 sets no limit.")
    learning: bool = _row(True, "Whether this service learns; else another one has to.")
    log_level: str = _row("info", f"One of {', '.join(LOG_LEVELS)}; info logs every request.")

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise OptionError("Settings: " + "; ".join(problems) + ".")

    @property
    def upload_limit(self) -> int:
        """Bytes that one request's body may have."""
        return self.upload_limit_mb * 2**20

    @property
    def batch_limit(self) -> int:
        """Bytes that the body of a request with many files may have."""
        return self.batch_limit_mb * 2**20

    @property
    def model_list(self) -> tuple[str, ...]:
        """The names or paths in `models`."""
        return _split(self.models)

    @property
    def cors_list(self) -> tuple[str, ...]:
        """The origins in `cors_origins`."""
        return _split(self.cors_origins)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], **given: Any) -> Settings:
        """Settings from `VISTAZO_*` variables; `given` values that are not None win.

        Raises:
            OptionError: A value is not of its setting's kind, or out of range.
        """
        values: dict[str, Any] = {}
        for row in fields(cls):
            text = environment.get(PREFIX + row.name.upper())
            if text is not None:
                values[row.name] = _KINDS[type(row.default)](row.name, text)
        values.update((name, value) for name, value in given.items() if value is not None)
        return cls(**values)

    def to_environment(self) -> dict[str, str]:
        """The variables from which `from_environment` makes the same settings."""
        return {PREFIX + name.upper(): str(value) for name, value in asdict(self).items()}


def _problems(settings: Settings) -> list[str]:
    found = []
    ranges = {
        "port": (0, 65535),
        "workers": (1, 256),
        "upload_limit_mb": (1, 1024),
        "batch_limit_mb": (1, 16_384),
        "body_timeout_s": (1, 3600),
        "threads": (1, 64),
        "queue": (0, 10_000),
        "history_days": (0, 36_500),
        "history_count": (0, 1_000_000_000),
    }
    for name, (low, high) in ranges.items():
        value = getattr(settings, name)
        if not low <= value <= high:
            found.append(f"{name} must lie in {low}..{high}, got {value}")
    if not settings.host:
        found.append("host must not be empty")
    if settings.log_level not in LOG_LEVELS:
        found.append(
            f"log_level must be one of {', '.join(LOG_LEVELS)}, got {settings.log_level!r}"
        )
    if settings.database_url and not settings.database_url.startswith(_DATABASES):
        # What stands there may hold a password.
        found.append(f"database_url must begin with one of {', '.join(_DATABASES)}")
    found.extend(
        f"cors_origins must name each origin as http(s)://host, got {origin!r}"
        for origin in settings.cors_list
        if not origin.startswith(("http://", "https://"))
    )
    return found


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _whole(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise OptionError(f"{PREFIX}{name.upper()} must be a whole number, got {text!r}.") from None


def _switch(name: str, text: str) -> bool:
    found = _SWITCH.get(text.strip().lower())
    if found is None:
        raise OptionError(f"{PREFIX}{name.upper()} must be true or false, got {text!r}.")
    return found


def _text(_: str, text: str) -> str:
    return text


_KINDS: dict[type, Callable[[str, str], Any]] = {int: _whole, bool: _switch, str: _text}
