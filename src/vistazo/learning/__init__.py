"""Learning from what people correct: `Shop` keeps, learns, judges, promotes and rolls back.

Who only asks for answers never waits for the libraries that learning needs.
"""

from vistazo.learning.bundles import ModelFiles
from vistazo.learning.outcome import Outcome
from vistazo.learning.shop import Shop

__all__ = ["ModelFiles", "Outcome", "Shop"]
