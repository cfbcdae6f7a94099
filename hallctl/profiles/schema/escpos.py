"""What a profile says of a ticket printer that speaks ESC/POS: its paper, and which commands it knows."""

from __future__ import annotations

import codecs
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from hallctl.profiles.schema.base import Transport
from hallctl.profiles.schema.plain import PlainProfile, PlainWire
from hallctl.profiles.schema.strict import Strict


class EscposWire(PlainWire):
    """Raw TCP, port 9100 as a rule, or a serial line."""

    TRANSPORTS: ClassVar[frozenset[Transport]] = frozenset({"tcp", "serial"})

    type: Literal["escpos"]


class EscposPaper(Strict):
    """The roll: `columns` half-width characters in a row of `dots`, each 24 dots high.

    `kanji`: how double-byte text is switched on; `fs_amp` sends `FS &` once, `none` for printers that always
    take it. `codepage`: `ESC t n`, for printers that need one chosen.
    """

    columns: Annotated[int, Field(ge=20, le=96)]
    dots: Annotated[int, Field(ge=192, le=1664, multiple_of=8)]
    encoding: str = "gb18030"
    kanji: Literal["fs_amp", "none"] = "fs_amp"
    codepage: Annotated[int, Field(ge=0, le=255)] | None = None

    @field_validator("encoding")
    @classmethod
    def _known(cls, encoding: str) -> str:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise ValueError(f"unknown encoding {encoding!r}") from None
        return encoding

    @model_validator(mode="after")
    def _rows_fit(self) -> EscposPaper:
        if self.columns * 8 > self.dots:
            raise ValueError(f"{self.columns} columns do not fit into {self.dots} dots")
        return self


class Cut(Strict):
    """`feed` lines, then the knife (`GS V`); `none` where the paper is torn off."""

    mode: Literal["full", "partial", "none"] = "partial"
    feed: Annotated[int, Field(ge=0, le=20)] = 4


class Sensing(Strict):
    """What the printer tells of itself.

    `near_end`: it has a sensor for paper that is about to end. `confirm`: how it tells that everything sent
    before has been printed: `gs_r` answers in line, `none` not at all. `clear`: what empties its buffer after
    a failed print, so that the void ticket does not come out later. `firmware`: `gs_i` answers `GS I 65`.
    """

    status: bool = True
    near_end: bool = True
    confirm: Literal["gs_r", "none"] = "gs_r"
    clear: Literal["dle_dc4", "esc_at", "none"] = "dle_dc4"
    firmware: Literal["gs_i", "none"] = "none"


class EscposProfile(PlainProfile):
    """A ticket printer (号票打印机)."""

    wire: EscposWire
    paper: EscposPaper
    cut: Cut = Cut()
    qr: Literal["native", "raster"] = "native"
    qr_module: Annotated[int, Field(ge=1, le=16)] = 6
    logo: Literal["raster", "none"] = "raster"
    sensing: Sensing = Sensing()

    @model_validator(mode="after")
    def _keeps_its_promises(self) -> EscposProfile:
        can = {
            "print": True,
            "qr": True,
            "identify": True,
            "cut": self.cut.mode != "none",
            "logo": self.logo != "none",
            "status": self.sensing.status,
            "firmware": self.sensing.firmware != "none",
        }
        for capability in self.capabilities:
            if not can.get(capability):
                raise ValueError(f"capabilities: {capability!r} has nothing behind it")
        return self
