"""The recognisers that answer here: a view of the shop, which another thread may move on."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

import structlog

from vistazo.errors import BankNotFoundError, ModelNotFoundError, NotFoundError, VistazoError
from vistazo.learning import Shop
from vistazo.runtime import Recognizer
from vistazo.runtime.shelf import matches_version

_PACKED = 8
"""Files that are kept compressed."""


class Models:
    """What is live, by name, in the order in which the names were given.

    A request keeps the recogniser that it began with; the next one gets what is live then.
    """

    def __init__(self, shop: Shop, names: Sequence[str], *, others: bool = False) -> None:
        """Serve these recognisers of the shop.

        Args:
            shop: Where they are installed.
            names: Which, in order.
            others: Whether to serve all others that are installed, too, now or later.

        Raises:
            ModelError: What is live under one of `names` cannot be loaded.
        """
        self._shop = shop
        self._others = others
        self._live = {name: shop.recognizer(name) for name in names}
        self._lock = threading.RLock()
        self._packed: OrderedDict[str, bytes] = OrderedDict()
        self._log = structlog.get_logger("vistazo.service")
        self.reload()

    def __iter__(self) -> Iterator[Recognizer]:
        return iter(self._live.values())

    def __len__(self) -> int:
        return len(self._live)

    def reload(self) -> None:
        """Take over what is live now; what cannot be loaded is told, and the old one goes on."""
        # One after the other, so that the last to write has asked last.
        with self._lock:
            live = dict(self._live)
            for name in dict.fromkeys((*live, *(self._shop.names() if self._others else ()))):
                old = live.get(name)
                try:
                    live[name] = self._shop.recognizer(name)
                except VistazoError as error:
                    self._log.error("a version cannot be loaded", name=name, reason=str(error))
                    continue
                if old is None or live[name].id != old.id:
                    self._log.info("live", model=live[name].id, before=old.id if old else None)
            self._live = live

    def at_hand(self, name: str, profile: str = "") -> Recognizer | None:
        """The recogniser, if it is found without the database; see `get`."""
        plain, at, version = name.partition("@")
        found = self._live.get(plain)
        if found is None or profile or not at:
            return None if profile else found
        return found if matches_version(found.sha256, version) else None

    def get(self, name: str, profile: str = "") -> Recognizer:
        """The recogniser called `name` or `name@version`; may have to ask the database.

        Args:
            name: A version is `v12`, or the first 6 or more characters of its sha256.
            profile: Whose; one without a version of their own gets everybody's.

        Raises:
            ModelNotFoundError: None; the message lists what is live.
            StorageUnavailableError: The database is needed, and does not answer.
        """
        found = self.at_hand(name, profile)
        if found is not None:
            return found
        if name.partition("@")[0] in self._live:
            try:
                return self._shop.recognizer(name, profile)
            except NotFoundError as error:
                raise ModelNotFoundError(f"{error} {self._what_is_live()}") from None
        raise ModelNotFoundError(f"There is no model {name!r}; {self._what_is_live()}")

    def file(self, recognizer: Recognizer, profile: str = "") -> bytes:
        """The bytes of a recogniser's file.

        Raises:
            StorageError: They cannot be read.
        """
        return self._shop.file(recognizer.id, profile)

    def reader_file(self, recognizer: Recognizer, profile: str = "") -> bytes:
        """The bytes of the file of a recogniser's reader of lines.

        Raises:
            ReaderNotFoundError: It has none.
            StorageError: They cannot be read.
        """
        recognizer.require_reader()
        return self._shop.files(recognizer.id, profile).reader or b""

    def bank_file(self, recognizer: Recognizer, profile: str = "") -> bytes:
        """The bytes of the bank of a recogniser's network.

        Raises:
            BankNotFoundError: It has none.
            StorageError: They cannot be read.
        """
        self.require_bank(recognizer)
        return self._shop.files(recognizer.id, profile).bank or b""

    def require_bank(self, recognizer: Recognizer) -> str:
        """sha256 of the bank of a recogniser's network.

        Raises:
            BankNotFoundError: It has none.
        """
        if recognizer.bank is None:
            raise BankNotFoundError(
                f"{recognizer.id} came without its bank, so nothing can be learned on top of it."
            )
        return recognizer.bank

    def packed(self, sha256: str, read: Callable[[], bytes]) -> bytes:
        """A file of that sha256, which `read` gives, compressed by gzip."""
        with self._lock:
            packed = self._packed.pop(sha256, None)
        packed = packed or gzip.compress(read(), 6, mtime=0)
        with self._lock:
            self._packed[sha256] = packed
            while len(self._packed) > _PACKED:
                self._packed.popitem(last=False)
        return packed

    def require(self, name: str) -> None:
        """Refuse a name that is not served.

        Raises:
            ModelNotFoundError: The message lists what is live.
        """
        if name not in self._live:
            raise ModelNotFoundError(f"There is no model {name!r}; {self._what_is_live()}")

    def first(self, names: Sequence[str]) -> Recognizer:
        """The first of `names` that is served.

        Raises:
            ModelNotFoundError: None of them is.
        """
        for name in names:
            if name in self._live:
                return self._live[name]
        return self.get(names[0])

    def photos(self) -> Recognizer:
        """The recogniser of photos: `photos`, or else the first that gives several labels.

        Raises:
            ModelNotFoundError: There is none.
        """
        several = (item for item in self if item.card.task == "many")
        found = self._live.get("photos") or next(several, None)
        if found is None:
            raise ModelNotFoundError(f"There is no model for photos here; {self._what_is_live()}")
        return found

    def _what_is_live(self) -> str:
        return f"loaded are: {', '.join(item.id for item in self) or 'none'}."
