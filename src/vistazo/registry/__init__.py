"""Versions of recognisers by the hash of their file, and the log of which of them went live."""

from vistazo.registry.records import Mode, NewVersion, Promotion, Version
from vistazo.registry.registry import Registry

__all__ = ["Mode", "NewVersion", "Promotion", "Registry", "Version"]
