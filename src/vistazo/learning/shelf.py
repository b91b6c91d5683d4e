"""The files of versions, and what is loaded of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vistazo.errors import ModelError, NotFoundError, StorageError
from vistazo.learning.bundles import ModelFiles
from vistazo.learning.cache import Cache
from vistazo.learning.head import Head, read_head, write_head
from vistazo.registry import Registry, Version
from vistazo.runtime import Bank, Recognizer
from vistazo.runtime.text.reader import Reader
from vistazo.storage import FileStore

if TYPE_CHECKING:
    from vistazo.learning.base import Base

_RECOGNIZERS, _HEADS, _BASES, _READERS = 32, 256, 6, 4
_ABANDONED_S = 3600.0


class Shelf:
    """Reads, makes and keeps versions; safe to use from many threads.

    A whole file lies in the store as it is. Of a version that has only a head of its own, the
    file is made from the base's, and must have the hash that the version is called by.
    """

    def __init__(self, folder: Path, registry: Registry) -> None:
        """Keep files in `folder`; versions that others refer to are found in `registry`."""
        self._registry = registry
        self._stores = {
            name: FileStore(folder, suffix)
            for name, suffix in {
                "model": ".onnx",
                "bank": ".bank.npz",
                "head": ".head.npz",
                "reader": ".reader.onnx",
            }.items()
        }
        self._recognizers: Cache[str, Recognizer] = Cache(_RECOGNIZERS)
        self._heads: Cache[str, Head] = Cache(_HEADS)
        self._bases: Cache[str, Base] = Cache(_BASES)
        self._readers: Cache[str, Reader] = Cache(_READERS)

    def keep_files(self, files: ModelFiles) -> dict[str, str | None]:
        """Store a whole model file and what lies beside it; the hashes by what they are of."""
        return {
            name: None if data is None else self._stores[name].put(data)
            for name, data in files._asdict().items()
        }

    def keep_head(self, head: Head) -> str:
        """Store a head; its hash."""
        return self._stores["head"].put(head.to_bytes())

    def model(self, version: Version) -> bytes:
        """The bytes of a version's file.

        Raises:
            StorageError: A file is missing or damaged, or the bytes have another hash.
        """
        if version.head is None:
            return self._read("model", version.sha256, version)
        base = self._registry.find(version.base)
        data = write_head(self.model(base), self.head(version))
        if hashlib.sha256(data).hexdigest() != version.sha256:
            raise StorageError(
                f"{version.model}: base and head do not make the file that it was; "
                "restore the folder of versions from a backup."
            )
        return data

    def bank_bytes(self, version: Version) -> bytes:
        """The bytes of the bank that belongs to a version's network.

        Raises:
            ModelError: It came without one.
        """
        whole = self._registry.find(version.base)
        if whole.bank is None:
            raise ModelError(
                f"{whole.model} came without its bank, so it cannot learn; install it together "
                f"with its {whole.recognizer}.bank.npz."
            )
        return self._read("bank", whole.bank, whole)

    def files(self, version: Version) -> ModelFiles:
        """A version's file, and what belongs to it: the bank and the reader of its network.

        Raises:
            StorageError: A file is missing or damaged.
        """
        whole = self._registry.find(version.base)
        beside = {
            name: None if sha256 is None else self._read(name, sha256, whole)
            for name, sha256 in (("bank", whole.bank), ("reader", whole.reader))
        }
        return ModelFiles(self.model(version), **beside)

    def head(self, version: Version) -> Head:
        """A version's head.

        Raises:
            StorageError: A file is missing or damaged.
            ModelError: The file's head cannot be learned again.
        """

        def read() -> Head:
            if version.head is None:
                return read_head(self.model(version))
            return Head.from_bytes(self._read("head", version.head, version))

        return self._heads.get(version.sha256, read)

    def base(self, version: Version) -> Base:
        """The whole file that a version's network comes from, ready to be learned on.

        Raises:
            ModelError: It came without a bank, or cannot be learned again.
        """

        def read() -> Base:
            # Here, so that who only answers never waits for SciPy.
            from vistazo.learning.base import Base

            whole = self._registry.find(version.base)
            return Base.of(self.model(whole), self._bank(whole))

        return self._bases.get(version.base, read)

    def recognizer(self, version: Version) -> Recognizer:
        """A version, loaded."""
        return self._recognizers.get(
            version.sha256, lambda: self._load(version, self.model(version))
        )

    def put(self, version: Version, model: bytes) -> None:
        """Load a version whose bytes are at hand, so that nobody has to wait for it later."""
        self._recognizers.get(version.sha256, lambda: self._load(version, model))

    def forget(self, versions: Sequence[Version]) -> None:
        """Drop versions that are registered no more, and their files where no other needs them."""
        needed = self._registry.files()
        for version in versions:
            self._recognizers.drop(version.sha256)
            self._heads.drop(version.sha256)
            if version.head is not None and ("head", version.head) not in needed:
                self._stores["head"].remove(version.head)

    def sweep(self) -> int:
        """Remove files that no version needs, an hour after they were written; how many."""
        needed = self._registry.files()
        removed = 0
        for name, store in self._stores.items():
            removed += store.remove_unfinished()
            for sha256 in store:
                if (name, sha256) not in needed:
                    removed += store.remove_older(sha256, _ABANDONED_S)
        return removed

    def _bank(self, whole: Version) -> Bank:
        self.bank_bytes(whole)
        bank = Bank.load(self._stores["bank"].path(whole.bank or ""))
        if bank.model != whole.sha256:
            raise ModelError(f"The bank of {whole.model} belongs to another file.")
        return bank

    def _load(self, version: Version, model: bytes) -> Recognizer:
        recognizer = Recognizer(model)
        whole = version if version.head is None else self._registry.find(version.base)
        recognizer.bank = whole.bank
        if whole.reader is not None:
            recognizer.reader = self._readers.get(
                whole.reader, lambda: Reader(self._read("reader", whole.reader or "", whole))
            )
        return recognizer

    def _read(self, name: str, sha256: str, version: Version) -> bytes:
        try:
            return self._stores[name].get(sha256)
        except NotFoundError as error:
            raise StorageError(f"{version.model}: {error} Restore it from a backup.") from error
