"""Named values in registers: how text, bits, numbers and versions become 16-bit words, and back.

Written content is named by its role: `text`, or the name of a bit field (`colour`, `blink`), or of a number.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

WORD_BITS = 16
Table = Literal["holding", "input", "coil", "discrete"]
"""The four tables of Modbus: words to write and to read, bits to write and to read."""
Address = Annotated[int, Field(ge=0, le=65535)]
Registers = Annotated[int, Field(ge=1, le=120)]
Content = Mapping[str, str | int | Sequence[str]]
"""What is to be written: role → text rows, the word for a bit field, or a number."""


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    table: Table
    address: Address
    access: Literal["read", "write"] = "write"

    @property
    def writable(self) -> bool:
        """Whether the hall may write it."""
        return self.table in {"holding", "coil"} and self.access == "write"


class _InRegisters(_Value):
    table: Literal["holding", "input"] = "holding"


class TextValue(_InRegisters):
    """Rows of text, each of the same width, two bytes in a register."""

    type: Literal["text"]
    registers: Registers
    rows: int = Field(default=1, ge=1, le=16)
    encoding: str = "gb18030"
    pad: int = Field(default=0x20, ge=0, le=255)
    first_byte: Literal["high", "low"] = "high"

    @property
    def columns(self) -> int:
        """Width of a row in bytes, which are half-width cells in the encodings of the trade."""
        return self.registers * 2 // self.rows

    def encode(self, rows: Sequence[str]) -> list[int]:
        """The words of `rows`; a row that is too long ends before the character that does not fit."""
        shown = [*rows, *[""] * self.rows][: self.rows]
        raw = b"".join(self._row(row) for row in shown)
        order: Literal["big", "little"] = "big" if self.first_byte == "high" else "little"
        return [int.from_bytes(raw[i : i + 2], order) for i in range(0, len(raw), 2)]

    def decode(self, words: Sequence[int]) -> tuple[str, ...]:
        """The rows in `words`, without padding."""
        order: Literal["big", "little"] = "big" if self.first_byte == "high" else "little"
        raw = b"".join(word.to_bytes(2, order) for word in words)
        cells = [raw[i : i + self.columns] for i in range(0, len(raw), self.columns)]
        return tuple(cell.decode(self.encoding, "replace").rstrip(chr(self.pad) + "\0 ") for cell in cells)

    def _row(self, row: str) -> bytes:
        raw = b""
        for character in row:
            encoded = character.encode(self.encoding, "replace")
            if len(raw) + len(encoded) > self.columns:
                break
            raw += encoded
        return raw.ljust(self.columns, bytes([self.pad]))

    @field_validator("encoding")
    @classmethod
    def _known(cls, encoding: str) -> str:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise ValueError(f"unknown encoding {encoding!r}") from None
        return encoding

    @model_validator(mode="after")
    def _whole_rows(self) -> TextValue:
        if self.registers % self.rows:
            raise ValueError(f"{self.registers} registers do not make {self.rows} rows of the same width")
        return self


class BitField(BaseModel):
    """A few bits of a register: words for their values, or the fault that they report when set."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    bit: int = Field(ge=0, lt=WORD_BITS)
    width: int = Field(default=1, ge=1, le=WORD_BITS)
    meanings: dict[str, Annotated[int, Field(ge=0)]] = {"off": 0, "on": 1}
    default: str = "off"
    fault: str | None = None

    @property
    def mask(self) -> int:
        """The bits of this field in the register."""
        return ((1 << self.width) - 1) << self.bit

    def encode(self, word: str | None) -> int:
        """The register's bits for `word`; a word the device does not know gives the default."""
        return self.meanings.get(word or self.default, self.meanings[self.default]) << self.bit

    def decode(self, register: int) -> str | None:
        """The word for these bits, None when the profile has none."""
        number = (register & self.mask) >> self.bit
        return next((word for word, value in self.meanings.items() if value == number), None)

    @model_validator(mode="after")
    def _fits(self) -> BitField:
        if self.bit + self.width > WORD_BITS:
            raise ValueError(f"bits {self.bit} to {self.bit + self.width - 1} are beyond the register")
        too_big = [word for word, value in self.meanings.items() if value >= 1 << self.width]
        if too_big:
            raise ValueError(f"{too_big[0]!r} does not fit into {self.width} bits")
        if len(set(self.meanings.values())) != len(self.meanings):
            raise ValueError("two meanings have the same bits")
        if self.default not in self.meanings:
            raise ValueError(f"default {self.default!r} is none of {sorted(self.meanings)}")
        return self


class BitsValue(_InRegisters):
    """One register of bit fields."""

    type: Literal["bits"]
    registers: Literal[1] = 1
    fields: dict[str, BitField] = Field(min_length=1)

    def encode(self, content: Content) -> list[int]:
        """The register for the words in `content`; fields not named there get their default."""
        word = 0
        for name, bits in self.fields.items():
            given = content.get(name)
            word |= bits.encode(given if isinstance(given, str) else None)
        return [word]

    def decode(self, words: Sequence[int]) -> dict[str, str | None]:
        """The word of each field."""
        return {name: bits.decode(words[0]) for name, bits in self.fields.items()}

    def faults(self, words: Sequence[int]) -> tuple[str, ...]:
        """Texts of the faults that the register reports."""
        return tuple(b.fault for b in self.fields.values() if b.fault is not None and words[0] & b.mask)

    @model_validator(mode="after")
    def _apart(self) -> BitsValue:
        taken = 0
        for name, bits in self.fields.items():
            if taken & bits.mask:
                raise ValueError(f"field {name!r} uses bits of another field")
            taken |= bits.mask
        return self


class FlagValue(_Value):
    """One coil or discrete input: a relay, a button, a contact. Its name is the role of its word."""

    type: Literal["flag"]
    table: Literal["coil", "discrete"]
    registers: Literal[1] = 1
    meanings: dict[str, Annotated[int, Field(ge=0, le=1)]] = {"off": 0, "on": 1}
    default: str = "off"
    fault: str | None = None

    def encode(self, word: str | None) -> list[int]:
        """The bit for `word`; a word the device does not know gives the default."""
        return [self.meanings.get(word or self.default, self.meanings[self.default])]

    def decode(self, words: Sequence[int]) -> str | None:
        """The word for the bit."""
        return next((word for word, bit in self.meanings.items() if bit == words[0]), None)

    def faults(self, words: Sequence[int]) -> tuple[str, ...]:
        """The text of the fault that the set bit reports."""
        return (self.fault,) if self.fault is not None and words[0] else ()

    @model_validator(mode="after")
    def _two_words(self) -> FlagValue:
        if set(self.meanings.values()) != {0, 1} or len(self.meanings) != 2:  # noqa: PLR2004 - a bit has two
            raise ValueError("meanings: a bit has one word for 0 and one for 1")
        if self.default not in self.meanings:
            raise ValueError(f"default {self.default!r} is none of {sorted(self.meanings)}")
        return self


class NumberValue(_InRegisters):
    """One register with a number, for example brightness."""

    type: Literal["number"]
    registers: Literal[1] = 1
    lowest: int = Field(default=0, ge=0, le=65535)
    highest: int = Field(default=65535, ge=0, le=65535)
    default: int = Field(default=0, ge=0, le=65535)

    def encode(self, number: int | None) -> list[int]:
        """The register for `number`, held inside the range."""
        return [min(max(self.default if number is None else number, self.lowest), self.highest)]

    def share(self, percent: int) -> int:
        """The number for `percent` of its range; never the lowest one, as that is off."""
        return max(self.lowest + 1, round(self.lowest + (self.highest - self.lowest) * percent / 100))

    @model_validator(mode="after")
    def _inside(self) -> NumberValue:
        if not self.lowest <= self.default <= self.highest:
            raise ValueError(f"default {self.default} is not within {self.lowest} and {self.highest}")
        return self


class CounterValue(_InRegisters):
    """A register that counts 1 to 65535. Writable: its change makes the device take over what was written.

    Only to be read: the device counts, the presses of a button say.
    """

    type: Literal["counter"]
    registers: Literal[1] = 1

    @staticmethod
    def after(count: int) -> int:
        """The next count."""
        return count % 65535 + 1


class VersionValue(_InRegisters):
    """A firmware version: major in the high byte, minor in the low one."""

    type: Literal["version"]
    registers: Literal[1] = 1
    access: Literal["read", "write"] = "read"

    def encode(self, version: str) -> list[int]:
        """The register of `major.minor`."""
        major, minor = version.split(".")
        return [int(major) << 8 | int(minor)]

    def decode(self, words: Sequence[int]) -> str:
        """For example `1.4`."""
        return f"{words[0] >> 8}.{words[0] & 0xFF}"


RegisterValue = Annotated[
    TextValue | BitsValue | FlagValue | NumberValue | CounterValue | VersionValue,
    Field(discriminator="type"),
]


def words_for(name: str, value: RegisterValue, content: Content) -> list[int]:
    """The words of the writable value `name` for `content`. A counter is 0: the driver counts."""
    if isinstance(value, TextValue):
        rows = content.get(name, ())
        return value.encode([rows] if isinstance(rows, str) else rows if isinstance(rows, Sequence) else ())
    if isinstance(value, BitsValue):
        return value.encode(content)
    if isinstance(value, FlagValue):
        given = content.get(name)
        return value.encode(given if isinstance(given, str) else None)
    if isinstance(value, NumberValue):
        number = content.get(name)
        return value.encode(number if isinstance(number, int) else None)
    return [0]
