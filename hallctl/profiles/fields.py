"""The fields of a frame (帧): how a number, text, digits or raw bytes become bytes on a line, and back.

A field with a fixed size says it; the others say between how many bytes they are, so that a frame has an end.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from hallctl.profiles.checksums import Algorithm, bytes_of

Content = int | str | bytes
"""What a field holds: a number or its word, text, raw bytes."""
Contents = Mapping[str, Content]
"""Name of the field → what it holds."""

LONGEST: Final = 8192
"""Bytes of the longest frame that a profile may describe."""


class FrameError(ValueError):
    """Bytes that are no such frame, or values that no such frame can hold."""


class Incomplete(FrameError):
    """The bytes begin such a frame, but do not end it."""


def _hex(text: str) -> str:
    if not re.fullmatch(r"[0-9A-Fa-f]{2}( ?[0-9A-Fa-f]{2})*", text):
        raise ValueError(f"{text!r} is not written as bytes, for example 'FF 68'")
    return text.upper()


Hex = Annotated[str, AfterValidator(_hex)]
"""Bytes written as two digits each: `FF 68`."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Byte = Annotated[int, Field(ge=0, le=255)]
Size = Annotated[int, Field(ge=1, le=LONGEST)]
Written = Literal["binary", "hex", "decimal"]


class FieldBase(BaseModel):
    """What every field of a frame says."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: Name


class ConstField(FieldBase):
    """Bytes that are always the same."""

    type: Literal["const"]
    name: Name = "const"
    hex: Hex

    @property
    def raw(self) -> bytes:
        """The bytes."""
        return bytes.fromhex(self.hex)


class NumberField(FieldBase):
    """Base of all that is a number: binary in 1, 2 or 4 bytes, or `size` digits of ASCII."""

    size: int = Field(default=1, ge=1, le=8)
    order: Literal["big", "little"] = "big"
    written: Written = "binary"

    @property
    def highest_there_is(self) -> int:
        """The biggest number with room in the field."""
        base = {"binary": 256, "hex": 16, "decimal": 10}[self.written]
        return int(base**self.size) - 1

    def number_to(self, number: int) -> bytes:
        """The number as it goes over the line. Raises `FrameError` when it is too big."""
        if not 0 <= number <= self.highest_there_is:
            raise FrameError(f"{self.name}: {number} does not fit into {self.size} bytes")
        match self.written:
            case "binary":
                return number.to_bytes(self.size, self.order)
            case "hex":
                return f"{number:0{self.size}X}".encode("ascii")
            case "decimal":
                return f"{number:0{self.size}d}".encode("ascii")

    def number_from(self, raw: bytes) -> int:
        """The number of these bytes. Raises `FrameError` when they are no digits."""
        if self.written == "binary":
            return int.from_bytes(raw, self.order)
        digits = _HEX_DIGITS if self.written == "hex" else _DIGITS
        if not digits.fullmatch(raw):
            raise FrameError(f"{self.name}: {raw!r} is no number")
        return int(raw, 16 if self.written == "hex" else 10)

    @model_validator(mode="after")
    def _has_a_usual_size(self) -> NumberField:
        if self.written == "binary" and self.size not in {1, 2, 4}:
            raise ValueError(f"size: a binary number has 1, 2 or 4 bytes, not {self.size}")
        return self


_HEX_DIGITS: Final = re.compile(rb"[0-9A-Fa-f]+")
_DIGITS: Final = re.compile(rb"[0-9]+")


class UintField(NumberField):
    """A number; `meanings` gives words to some of them."""

    type: Literal["uint"]
    meanings: dict[str, Annotated[int, Field(ge=0)]] = {}
    lowest: int = Field(default=0, ge=0)
    highest: int | None = None
    default: int | str | None = None

    def encode(self, content: Content) -> bytes:
        """Bytes of a number or its word."""
        number = self.meanings.get(content) if isinstance(content, str) else content
        if not isinstance(number, int):
            raise FrameError(f"{self.name}: {content!r} is no number and none of {sorted(self.meanings)}")
        return self.number_to(self._inside(number))

    def decode(self, raw: bytes) -> Content:
        """The word of the number, or the number where it has none."""
        number = self._inside(self.number_from(raw))
        return next((word for word, value in self.meanings.items() if value == number), number)

    def _inside(self, number: int) -> int:
        if number < self.lowest or (self.highest is not None and number > self.highest):
            raise FrameError(f"{self.name}: {number} is not within {self.lowest} and {self.highest}")
        return number

    @model_validator(mode="after")
    def _words_are_apart(self) -> UintField:
        if len(set(self.meanings.values())) != len(self.meanings):
            raise ValueError("meanings: two words have the same number")
        if any(number > self.highest_there_is for number in self.meanings.values()):
            raise ValueError(f"meanings: a number does not fit into {self.size} bytes")
        if isinstance(self.default, str) and self.default not in self.meanings:
            raise ValueError(f"default: {self.default!r} is none of {sorted(self.meanings)}")
        return self


class LengthField(NumberField):
    """How many bytes the fields `counts` have together; `add` is what the device counts besides."""

    type: Literal["length"]
    counts: list[Name] = Field(min_length=1)
    add: int = Field(default=0, ge=-64, le=64)


class ChecksumField(NumberField):
    """Over the fields `over`, in the order of the frame."""

    type: Literal["checksum"]
    algorithm: Algorithm
    over: list[Name] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_room(self) -> ChecksumField:
        if self.highest_there_is + 1 < 1 << 8 * bytes_of(self.algorithm):
            raise ValueError(f"size: {self.algorithm} does not fit into {self.size} bytes")
        return self


class _SizedField(FieldBase):
    """Either `size` bytes, or any number from `shortest` to `longest`."""

    size: Size | None = None
    shortest: int = Field(default=0, ge=0, le=LONGEST)
    longest: Size | None = None

    @property
    def least(self) -> int:
        """Bytes at the least."""
        return self.shortest if self.size is None else self.size

    @property
    def most(self) -> int:
        """Bytes at the most."""
        return self.size or self.longest or 0

    def sized(self, raw: bytes) -> bytes:
        """`raw`, when the field can hold so much."""
        if not self.least <= len(raw) <= self.most:
            raise FrameError(f"{self.name}: {len(raw)} bytes are not within {self.least} and {self.most}")
        return raw

    @model_validator(mode="after")
    def _says_its_size(self) -> _SizedField:
        if (self.size is None) is (self.longest is None):
            raise ValueError("give size, or longest where the length varies")
        if self.longest is not None and self.shortest > self.longest:
            raise ValueError(f"shortest {self.shortest} is above longest {self.longest}")
        return self


class BytesField(_SizedField):
    """Bytes as they are."""

    type: Literal["bytes"]
    default: Hex | None = None

    def encode(self, content: Content) -> bytes:
        """The bytes; a text is read as `FF 68`."""
        if isinstance(content, str):
            try:
                content = bytes.fromhex(content)
            except ValueError:
                raise FrameError(f"{self.name}: {content!r} is not written as bytes") from None
        if not isinstance(content, bytes):
            raise FrameError(f"{self.name}: {content!r} is no bytes")
        return self.sized(content)

    def decode(self, raw: bytes) -> Content:
        """The bytes."""
        return self.sized(raw)


class TextField(_SizedField):
    """Text. A fixed size is padded; what is too long ends before the character that does not fit."""

    type: Literal["text"]
    encoding: str = "gb18030"
    pad: Byte = 0x20
    align: Literal["left", "right"] = "left"
    default: str | None = None

    def encode(self, content: Content) -> bytes:
        """The bytes of the text."""
        if isinstance(content, bytes):
            raise FrameError(f"{self.name}: text is wanted, not bytes")
        raw = b""
        for character in str(content):
            encoded = character.encode(self.encoding, "replace")
            if len(raw) + len(encoded) > self.most:
                break
            raw += encoded
        fill = bytes([self.pad])
        wide = self.least
        return raw.ljust(wide, fill) if self.align == "left" else raw.rjust(wide, fill)

    def decode(self, raw: bytes) -> Content:
        """The text without padding; what is no character of the encoding becomes U+FFFD."""
        text = self.sized(raw).decode(self.encoding, "replace")
        pad = bytes([self.pad]).decode(self.encoding, "replace")
        if self.size is None:
            return text
        return text.rstrip(pad + "\0") if self.align == "left" else text.lstrip(pad + "\0")

    @field_validator("encoding")
    @classmethod
    def _known(cls, encoding: str) -> str:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise ValueError(f"unknown encoding {encoding!r}") from None
        return encoding


class DigitsField(FieldBase):
    """Digits of a display: one byte each, from `zero` on or as `map` lists them; a space is `blank`."""

    type: Literal["digits"]
    size: int = Field(ge=1, le=32)
    zero: Byte = 0x30
    map: Annotated[list[Byte], Field(min_length=10, max_length=10)] | None = None
    blank: Byte = 0x20
    align: Literal["left", "right"] = "right"
    default: int | str | None = None

    def encode(self, content: Content) -> bytes:
        """The bytes of a number, or of a text of digits and spaces."""
        text = "" if isinstance(content, bytes) else str(content)
        text = text.rjust(self.size) if self.align == "right" else text.ljust(self.size)
        if len(text) != self.size or isinstance(content, bytes):
            raise FrameError(f"{self.name}: {content!r} does not fit into {self.size} digits")
        try:
            return bytes(self._codes[character] for character in text)
        except KeyError as error:
            raise FrameError(f"{self.name}: {error.args[0]!r} cannot be shown") from None

    def decode(self, raw: bytes) -> Content:
        """The text of digits and spaces, as wide as the field."""
        characters = {code: character for character, code in self._codes.items()}
        try:
            return "".join(characters[code] for code in raw)
        except KeyError as error:
            raise FrameError(f"{self.name}: {error.args[0]:#04x} is no digit") from None

    @property
    def _codes(self) -> dict[str, int]:
        codes = self.map or [self.zero + digit for digit in range(10)]
        return {**{str(digit): code for digit, code in enumerate(codes)}, " ": self.blank}

    @model_validator(mode="after")
    def _tells_them_apart(self) -> DigitsField:
        if max(self._codes.values()) > 0xFF:  # noqa: PLR2004 - a byte
            raise ValueError(f"zero: nine is beyond a byte from {self.zero:#04x} on")
        if len(set(self._codes.values())) != len(self._codes):
            raise ValueError("map: two digits, or a digit and the blank, have the same byte")
        return self


AnyField = Annotated[
    ConstField | UintField | TextField | DigitsField | BytesField | LengthField | ChecksumField,
    Field(discriminator="type"),
]


def span(field: AnyField) -> tuple[int, int]:
    """Bytes of the field, at the least and at the most."""
    match field:
        case ConstField():
            return len(field.raw), len(field.raw)
        case BytesField() | TextField():
            return field.least, field.most
        case _:
            return field.size, field.size
