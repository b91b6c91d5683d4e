"""What was used last stays in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Cache(Generic[Key, Value]):
    """At most `capacity` values, from any thread; what was not used for longest goes first."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._turns: dict[Key, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of `key`; made by one thread while others wait for it."""
        found, turn = self._find(key)
        if turn is None:
            return found[0]
        with turn:
            found, turn = self._find(key)
            if turn is None:
                return found[0]
            value = make()
            self.put(key, value)
            return value

    def find(self, key: Key) -> Value | None:
        """The value of `key`, if it is there."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: Key, value: Value) -> None:
        """Keep a value that was made elsewhere."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            self._turns.pop(key, None)
            while len(self._values) > self._capacity:
                self._values.popitem(last=False)

    def drop(self, key: Key) -> None:
        """Forget a value."""
        with self._lock:
            self._values.pop(key, None)

    def clear(self) -> None:
        """Forget every value."""
        with self._lock:
            self._values.clear()

    def _find(self, key: Key) -> tuple[list[Value], threading.Lock | None]:
        """The value, or the lock under which it is to be made."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return [self._values[key]], None
            return [], self._turns.setdefault(key, threading.Lock())
