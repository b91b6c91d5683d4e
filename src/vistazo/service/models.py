"""The recognisers that a service has loaded, by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from vistazo.errors import ModelNotFoundError, OptionError
from vistazo.runtime import Recognizer, shipped_models
from vistazo.runtime.shelf import matches_version, read_model, read_reader


class Models:
    """Loaded recognisers and the bytes of their files, in the order in which they were named."""

    def __init__(self, files: Sequence[bytes], readers: Sequence[bytes | None] = ()) -> None:
        """Load each file, with its reader where there is one.

        Raises:
            ModelError: A file is no model.
            OptionError: Two files are models of one name.
        """
        self._by_name: dict[str, Recognizer] = {}
        self._files: dict[str, bytes] = {}
        for data, reader in zip_longest(files, readers):
            recognizer = Recognizer(data, reader)
            name = recognizer.card.name
            if name in self._by_name:
                raise OptionError(f"Two of the models to be served are named {name!r}.")
            self._by_name[name] = recognizer
            self._files[name] = data

    @classmethod
    def load(cls, names: Sequence[str]) -> Models:
        """Load shipped names, versions or paths; all shipped models if `names` is empty."""
        chosen = names or shipped_models()
        return cls([read_model(name) for name in chosen], [read_reader(name) for name in chosen])

    def __iter__(self) -> Iterator[Recognizer]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def get(self, name: str) -> Recognizer:
        """The recogniser called `name` or `name@version`.

        Raises:
            ModelNotFoundError: None; the message lists what is loaded.
        """
        plain, at, version = name.partition("@")
        found = self._by_name.get(plain)
        if found is None or (at and not matches_version(found.sha256, version)):
            loaded = ", ".join(recognizer.id for recognizer in self) or "none"
            raise ModelNotFoundError(f"There is no model {name!r}; loaded are: {loaded}.")
        return found

    def file(self, recognizer: Recognizer) -> bytes:
        """The bytes of a loaded recogniser's file."""
        return self._files[recognizer.card.name]

    def first(self, names: Sequence[str]) -> Recognizer:
        """The first of `names` that is loaded.

        Raises:
            ModelNotFoundError: None of them is.
        """
        for name in names:
            if name in self._by_name:
                return self._by_name[name]
        return self.get(names[0])
