"""Vistazo over HTTP."""

from vistazo.service.app import Service, create_app
from vistazo.service.settings import Settings

__all__ = ["Service", "Settings", "create_app"]
