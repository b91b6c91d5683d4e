"""What runs behind the routes: the shop, the history's writer, the watcher, the worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from vistazo.errors import OptionError
from vistazo.feedback import purge
from vistazo.learning import Shop
from vistazo.service.models import Models
from vistazo.service.parts import Parts
from vistazo.service.periodic import Periodic
from vistazo.service.profiles import ProfileGuard
from vistazo.service.recorder import Recorder, store_in
from vistazo.service.settings import Settings
from vistazo.service.streams import Streams, before_exit
from vistazo.service.views import Views

_WATCH_S = 0.25
_PURGE_S = 600.0


class Engine:
    """Opens everything, starts what runs in the background, and closes it in order.

    Attributes:
        parts: What the routes work with.
    """

    def __init__(self, settings: Settings) -> None:
        """Open the shop and load what is live; nothing runs yet.

        Raises:
            ModelError: A model cannot be loaded.
            OptionError: Two models have one name.
            StorageError: The data folder or the database cannot be used.
        """
        shop = Shop.open(settings.data_folder or None, settings.database_url or None)
        try:
            names = _once(shop.install_named(settings.model_list))
            models = Models(shop, names, others=not settings.model_list)
        except BaseException:
            shop.close()
            raise
        recorder = Recorder(store_in(shop.predictions, shop.images)) if settings.history else None
        self.parts = Parts(
            settings=settings,
            shop=shop,
            models=models,
            guard=ProfileGuard(shop.profiles),
            recorder=recorder,
            streams=Streams(),
            views=Views(shop.registry),
        )
        shop.listeners.append(models.reload)
        self._periodic = (
            Periodic("watcher", _WATCH_S, shop.refresh),
            Periodic("purge", _PURGE_S, self._purge),
        )
        self._closed = False

    @contextmanager
    def running(self) -> Iterator[None]:
        """Everything runs inside, and is closed at the end."""
        for task in self._periodic:
            task.start()
        if self.parts.settings.learning:
            self.parts.shop.start_worker()
        try:
            with before_exit(self.parts.streams.close):
                yield
        finally:
            self.close()

    def close(self) -> None:
        """Store what waits to be stored, end every thread and close the database; once."""
        if self._closed:
            return
        self._closed = True
        for task in self._periodic:
            task.close()
        if self.parts.recorder is not None:
            self.parts.recorder.close()
        self.parts.shop.close()

    def _purge(self) -> None:
        settings, shop = self.parts.settings, self.parts.shop
        purge(
            shop.database,
            shop.images,
            keep_days=settings.history_days or None,
            keep_count=settings.history_count or None,
        )
        shop.sweep()


def _once(names: Sequence[str]) -> Sequence[str]:
    for name in names:
        if names.count(name) > 1:
            raise OptionError(f"Two of the models to be served are named {name!r}.")
    return names
