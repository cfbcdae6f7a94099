"""The face of a display as dots (点阵): how many, in which colours, and where its rows of text are."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from hallctl.profiles.schema.strict import Strict

Line = Literal["main", "place", "post", "english"]
"""What a window's frame says, in the order of its lines."""


class PanelSpec(Strict):
    """`rows`: heights of its rows of text from the top; what is left over is dark above and below.

    `shows`: which line stands in which row; without it, the most important ones. `scroll`: a line that is
    too long travels, otherwise it is shortened. `digits`: it has so many seven-segment digits and no text.
    """

    width: Annotated[int, Field(ge=8, le=4096)] = 128
    height: Annotated[int, Field(ge=8, le=4096)] = 48
    rows: list[Annotated[int, Field(ge=8, le=512)]] = Field(default=[16, 16, 16], min_length=1)
    colours: list[Literal["red", "green", "amber"]] = Field(default=["red", "green", "amber"], min_length=1)
    shows: list[Line] = Field(default_factory=list)
    scroll: bool = False
    digits: Annotated[int, Field(ge=1, le=12)] | None = None

    @model_validator(mode="after")
    def _rows_have_room(self) -> PanelSpec:
        if sum(self.rows) > self.height:
            raise ValueError(f"rows: {sum(self.rows)} dots, but the panel is {self.height} high")
        if len(self.shows) > len(self.rows):
            raise ValueError(f"shows: {len(self.shows)} lines, but there are {len(self.rows)} rows")
        return self
