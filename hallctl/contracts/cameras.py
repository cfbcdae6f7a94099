"""What the hall expects of a camera (音视频监控设备): a still, and footage that its recorder has kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from hallctl.contracts.devices import Device, Outcome


@dataclass(frozen=True, slots=True)
class Picture:
    """A still."""

    content_type: str
    data: bytes = field(repr=False)


class Camera(Device, Protocol):
    """A camera, or a recorder's channel. A dead one gives outcomes in time, like everything else."""

    async def snapshot(self) -> Picture | None:
        """What it sees now; None where it cannot be had."""
        ...

    async def footage(self, begun_at: datetime, ended_at: datetime, to: Path) -> Outcome:
        """Write what was recorded in that time to `to` (Matroska). Lasts about as long as the footage.

        REFUSED: this camera keeps nothing that can be fetched. TIMED_OUT: nothing came.
        """
        ...
