"""Reads the XML that cameras send. They are strangers: no document type, no entity of their own. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

MOST: Final = 256_000


class NotXml(ValueError):
    """What came is no XML, or more than a camera has to say."""


def read_xml(body: bytes) -> ET.Element:
    """The root. Raises NotXml."""
    if len(body) > MOST:
        raise NotXml("too long")
    try:
        return ET.fromstring(body, ET.XMLParser(target=_Plain()))  # noqa: S314 - it has no entities to blow up
    except NotXml:
        raise
    except (ET.ParseError, ValueError, LookupError) as error:
        raise NotXml(str(error)) from None


class _Plain(ET.TreeBuilder):
    """Told of a document type by the parser itself, whatever the encoding that it stands in."""

    def doctype(self, *_: str | None) -> None:
        raise NotXml("with a document type")


def find(root: ET.Element, name: str) -> ET.Element | None:
    """The first element of that local name: namespaces differ among makers."""
    return next(find_all(root, name), None)


def find_all(root: ET.Element, name: str) -> Iterator[ET.Element]:
    """Every element of that local name, in order."""
    return (element for element in root.iter() if local(element) == name)


def text(root: ET.Element, name: str) -> str:
    """What stands in the first element of that name, without blanks; empty where there is none."""
    found = find(root, name)
    return "" if found is None else (found.text or "").strip()


def local(element: ET.Element) -> str:
    """Its name without the namespace."""
    return element.tag.rpartition("}")[2]
