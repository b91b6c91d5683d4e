"""Examples as Pascal VOC keeps them: `Annotations`, `JPEGImages` and a list of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from vistazo.feedback.correction import Correction
from vistazo.image import picture_size


@dataclass(frozen=True)
class Example:
    """A correction with its picture's file, and the suffix that says of which format it is."""

    correction: Correction
    picture: bytes
    suffix: str


Write = Callable[[str, bytes], None]
"""Writes a file of that name."""

Writer = tuple[Callable[[Example], None], Callable[[], None]]
"""Adds an example, and writes what comes last."""


def voc_writer(write: Write) -> Writer:
    """Pascal VOC's folders; each label is an object as large as the picture."""
    names: list[str] = []
    seen: set[tuple[str, tuple[str, ...]]] = set()

    def add(example: Example) -> None:
        item = example.correction
        if (item.image, item.labels) in seen:
            return
        seen.add((item.image, item.labels))
        names.append(item.id)
        write(f"JPEGImages/{item.id}{example.suffix}", example.picture)
        name = f"{item.id}{example.suffix}"
        size = picture_size(example.picture)
        content = annotation(name, item.labels, size, database="Vistazo corrections")
        write(f"Annotations/{item.id}.xml", content)

    def finish() -> None:
        write("ImageSets/Main/corrections.txt", "".join(f"{name}\n" for name in names).encode())

    return add, finish


def annotation(
    filename: str, labels: Sequence[str], size: tuple[int, int], *, database: str, path: str = ""
) -> bytes:
    """One annotation as XML; each label is an object as large as the picture.

    Args:
        filename: The picture's.
        labels: What it shows.
        size: Its width and height.
        database: Where the labels come from.
        path: Where the picture lies, if that is told.
    """
    width, height = size
    root = ElementTree.Element("annotation")
    _texts(root, folder="VOC", filename=filename, **({"path": path} if path else {}))
    _texts(ElementTree.SubElement(root, "source"), database=database)
    _texts(ElementTree.SubElement(root, "size"), width=width, height=height, depth=3)
    _texts(root, segmented=0)
    for label in labels:
        part = ElementTree.SubElement(root, "object")
        _texts(part, name=label, pose="Unspecified", truncated=0, difficult=0)
        box = ElementTree.SubElement(part, "bndbox")
        _texts(box, xmin=1, ymin=1, xmax=width, ymax=height)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, "utf-8")
    return text


def _texts(parent: ElementTree.Element, **values: object) -> None:
    for name, value in values.items():
        ElementTree.SubElement(parent, name).text = str(value)
