"""A signature inside a PDF (ISO 32000-1, 12.8): room for it, what it covers, and putting it in.

The signature is a detached CMS (RFC 5652) over every byte of the file but its own place. Whoever signs sees
those bytes only: which key it is and where it lies is not known here.
"""

from __future__ import annotations

import re
from typing import Final

import pydyf

ROOM: Final = 8192
"""Bytes for the CMS: a signature, its certificate and a few more of the chain."""

_PLACE: Final = b"0" * (2 * ROOM)
_RANGE: Final = b"[0 0000000000 0000000000 0000000000]"
_FOUND: Final = re.compile(rb"/ByteRange (\[0 \d{10} \d{10} \d{10}\])")
_HIDDEN_AND_PRINTED: Final = 132
_SIGNATURES_EXIST: Final = 3


class NoRoomError(ValueError):
    """The file was drawn without room for a signature, or the signature is too long."""


class _Signature(pydyf.Object):  # type: ignore[misc] # the library has no types
    """The dictionary of a signature. It lies in clear: its places must be found again."""

    @property
    def compressible(self) -> bool:
        """Never."""
        return False

    @property
    def data(self) -> bytes:
        """With nothing in it yet."""
        return (
            b"<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange "
            + _RANGE
            + b" /Contents <"
            + _PLACE
            + b">>>"
        )


def reserve(pdf: pydyf.PDF) -> None:
    """Make room for one signature of the whole file."""
    value = _Signature()
    pdf.add_object(value)
    page = pdf.objects[pdf.pages["Kids"][0]]
    field = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String("seal"),
            "V": value.reference,
            "P": page.reference,
            "Rect": pydyf.Array([0, 0, 0, 0]),
            "F": _HIDDEN_AND_PRINTED,
        }
    )
    pdf.add_object(field)
    page.setdefault("Annots", pydyf.Array()).append(field.reference)
    pdf.catalog["AcroForm"] = pydyf.Dictionary(
        {"Fields": pydyf.Array([field.reference]), "SigFlags": _SIGNATURES_EXIST}
    )


def covered(pdf: bytes) -> tuple[bytes, bytes]:
    """(the file with the range in it, the bytes that are to be signed). Raises NoRoomError."""
    begins = pdf.find(b"<" + _PLACE + b">")
    found = _FOUND.search(pdf)
    if begins < 0 or found is None:
        raise NoRoomError("no room for a signature")
    ends = begins + len(_PLACE) + 2
    span = f"[0 {begins:010d} {ends:010d} {len(pdf) - ends:010d}]".encode()
    filled = pdf[: found.start(1)] + span + pdf[found.end(1) :]
    return filled, filled[:begins] + filled[ends:]


def signed(pdf: bytes, signature: bytes) -> bytes:
    """The file from `covered` with the CMS (DER) in its place. Raises NoRoomError."""
    place = pdf.find(b"<" + _PLACE + b">")
    written = signature.hex().encode()
    if place < 0 or len(written) > len(_PLACE):
        raise NoRoomError(f"no room for a signature of {len(signature)} bytes")
    return pdf[: place + 1] + written.ljust(len(_PLACE), b"0") + pdf[place + 1 + len(_PLACE) :]


def signature_of(pdf: bytes) -> tuple[bytes, bytes] | None:
    """(what was signed, the CMS with zeros behind it) of a signed file; None where it bears no signature."""
    found = _FOUND.search(pdf)
    if found is None:
        return None
    _, first, second, rest = (int(number) for number in found.group(1)[1:-1].split())
    if not 0 < first < second <= len(pdf) or second + rest != len(pdf):
        return None
    try:
        signature = bytes.fromhex(pdf[first + 1 : second - 1].decode("ascii"))
    except (UnicodeDecodeError, ValueError):
        return None
    return (pdf[:first] + pdf[second:], signature) if any(signature) else None
