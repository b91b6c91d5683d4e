"""XML files as trees whose elements know their line; a document type is refused."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from vistazo.errors import DataError

Lines = dict[Element, int]


def parse_xml(path: Path) -> tuple[Element, Lines]:
    """Read a file.

    A document type may declare entities that expand without end or name other files, and no format
    that is read here needs one.

    Returns:
        The root, and the line on which each element begins, from 1.

    Raises:
        DataError: Missing, not XML, or with a document type.
    """
    parser, builder, lines = expat.ParserCreate(), TreeBuilder(), dict[Element, int]()

    def start(name: str, attributes: dict[str, str]) -> None:
        lines[builder.start(name, attributes)] = parser.CurrentLineNumber

    def refuse(*_: object) -> None:
        raise DataError(
            f"{path}, line {parser.CurrentLineNumber}: expected XML without a document type, "
            "got a <!DOCTYPE …>; take it out."
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(path.read_bytes(), True)
        return builder.close(), lines
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file.") from None
    except expat.ExpatError as error:
        raise DataError(
            f"{path}, line {error.lineno}: expected XML, got something else ({error})."
        ) from None
    except (OSError, LookupError, ValueError) as error:
        raise DataError(f"{path}: cannot be read as XML ({error}).") from None
