"""`python -m vistazo.cli` is the command `vistazo`."""

import sys

from vistazo.cli import app

sys.exit(app())
