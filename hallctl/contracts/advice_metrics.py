"""Names and help texts of the metrics that the advice room gives."""

from __future__ import annotations

from typing import Final

from hallctl.contracts.metrics import Metric

DONE: Final = Metric("hall_advice_simulations", "Zones looked at ahead, by what for", ("what",))
FAILED: Final = Metric("hall_advice_failures", "Simulations that came to nothing", ("what",))
SECONDS: Final = Metric(
    "hall_advice_seconds", "Seconds that simulations took, off the event loop but for `take`", ("what",)
)
LATEST: Final = Metric("hall_advice_latest_seconds", "Seconds that the latest one took", ("what",))
SLOWEST: Final = Metric("hall_advice_slowest_seconds", "Seconds that the slowest one took", ("what",))
SURGES: Final = Metric("hall_advice_surges", "Groups of items to which far more come than usual")
