"""Names and help texts of the metrics of what the hall says aloud."""

from __future__ import annotations

from typing import Final

from hallctl.contracts.metrics import Metric

DELAY: Final = Metric(
    "hall_announcement_delay_seconds", "From the first call of a number to its first sound", ("area",)
)
SPOKEN: Final = Metric(
    "hall_announcements", "What was said aloud, by how fully: full, once, short, chime", ("area", "manner")
)
DROPPED: Final = Metric(
    "hall_announcements_dropped",
    "What was not said: late, over (no longer so), quiet (hours), full (too many waited), unheard",
    ("area", "why"),
)
INTERRUPTED: Final = Metric("hall_announcements_interrupted", "Sentences cut off by an emergency", ("area",))
