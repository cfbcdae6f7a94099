"""Metrics for Prometheus. Counting on the way costs nothing that matters; rendering is done in a thread.

No label holds anything personal, and none grows with time: zones, windows, classes, items, staff numbers,
routes, codes, devices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from hallctl.contracts import metrics as names
from hallctl.domain.state import WindowState
from web.day_metrics import NO_FIGURES, DayFigures, families
from web.histograms import Histogram, counters, histograms
from web.visit_metrics import VisitMeters

HTTP_BUCKETS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5)
COMMIT_BUCKETS_S: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5)
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
REFUSALS: Final = names.Metric("hall_refusals", "Requests refused", ("code",))
REQUESTS: Final = names.Metric("hall_http_requests", "Requests answered", ("method", "route", "status"))
REQUEST_SECONDS: Final = names.Metric("hall_http_request_seconds", "Time to answer", ("method", "route"))
COMMIT_SECONDS: Final = names.Metric("hall_journal_commit_seconds", "Time of a commit")
WINDOW_STATES: Final[Mapping[str, int]] = {state.value: n for n, state in enumerate(WindowState)}


@dataclass(slots=True)
class Meters:
    """What the web room counts itself."""

    requests: dict[tuple[str, str], Histogram] = field(default_factory=dict)  # (method, route)
    answers: Counter[tuple[str, str, int]] = field(default_factory=Counter)  # (method, route, status)
    readers: int = 0  # live connections
    readers_reset: int = 0
    visits: VisitMeters = field(default_factory=VisitMeters)

    def request(self, method: str, route: str, status: int, took_s: float) -> None:
        """One answered request."""
        histogram = self.requests.get((method, route))
        if histogram is None:
            histogram = self.requests[method, route] = Histogram(HTTP_BUCKETS_S)
        histogram.observe(took_s)
        self.answers[method, route, status] += 1


@dataclass(frozen=True, slots=True)
class JournalGauge:
    """State of the journal when metrics are asked for."""

    durable_seq: int
    batches: int
    records: int
    wal_bytes: int
    commit_s: Histogram | None = None


@dataclass(frozen=True, slots=True)
class LinkGauge:
    """State of one device's link."""

    kind: str
    device: str
    up: bool


@dataclass(slots=True)
class Gauges:
    """Where the composition root plugs in what other rooms know. Each is called in a thread."""

    journal: Callable[[], JournalGauge] | None = None
    links: Callable[[], Iterable[LinkGauge]] | None = None
    others: tuple[Collector, ...] = ()  # of rooms that make their own families


@dataclass(frozen=True, slots=True)
class HallGauge:
    """The hall at one moment."""

    running: bool
    queue: Mapping[str, int]
    windows: Mapping[str, str]
    alarms: Mapping[str, int]
    lags: Mapping[str, int]  # subscriber of the feed → events it is behind
    figures: DayFigures = NO_FIGURES


class HallCollector(Collector):
    """Everything, at one moment."""

    def __init__(self, meters: Meters, gauges: Gauges, refusals: Mapping[str, int], hall: HallGauge) -> None:
        self._meters = meters
        self._gauges = gauges
        self._refusals = refusals
        self._hall = hall

    def collect(self) -> Iterator[Metric]:
        """All families."""
        yield from self._meters.visits.collect()
        yield from _hall_now(self._hall)
        yield from families(self._hall.figures)
        yield from self._journal()
        yield from self._http()
        for other in self._gauges.others:
            yield from other.collect()

    def _journal(self) -> Iterator[Metric]:
        gauges = self._gauges
        if gauges.journal is not None:
            yield from _journal_now(gauges.journal())
        if gauges.links is not None:
            up = GaugeMetricFamily("hall_device_up", "Whether a device's link is up", labels=("kind", "dev"))
            for link in gauges.links():
                up.add_metric((link.kind, link.device), float(link.up))
            yield up

    def _http(self) -> Iterator[Metric]:
        meters = self._meters
        yield counters(REFUSALS, [((code,), n) for code, n in self._refusals.items()])
        yield counters(REQUESTS, [((m, r, str(s)), n) for (m, r, s), n in list(meters.answers.items())])
        yield histograms(REQUEST_SECONDS, list(meters.requests.items()))
        readers = GaugeMetricFamily("hall_feed_readers", "Open live connections")
        readers.add_metric((), float(meters.readers))
        yield readers
        resets = CounterMetricFamily("hall_feed_resets", "Live connections that had to start afresh")
        resets.add_metric((), float(meters.readers_reset))
        yield resets


def render(collector: HallCollector) -> bytes:
    """The exposition. Blocking: called in a thread."""
    registry = CollectorRegistry()
    registry.register(collector)
    return generate_latest(registry)


def _hall_now(hall: HallGauge) -> Iterator[Metric]:
    queue = GaugeMetricFamily("hall_queue_length", "Tickets waiting", labels=("zone",))
    for zone, waiting in hall.queue.items():
        queue.add_metric((zone,), float(waiting))
    yield queue
    meaning = ", ".join(f"{n} {state}" for state, n in WINDOW_STATES.items())
    windows = GaugeMetricFamily("hall_window_state", f"State of a window: {meaning}", labels=("window",))
    for window, state in hall.windows.items():
        windows.add_metric((window,), float(WINDOW_STATES[state]))
    yield windows
    alarms = GaugeMetricFamily("hall_alarms", "Alarms that stand", labels=("code",))
    for code, count in hall.alarms.items():
        alarms.add_metric((code,), float(count))
    yield alarms
    lag = GaugeMetricFamily("hall_feed_lag_events", "Events a subscriber is behind", labels=("subscriber",))
    for name, events in hall.lags.items():
        lag.add_metric((name,), float(events))
    yield lag
    yield GaugeMetricFamily("hall_intake_running", "1 while commands are taken", value=float(hall.running))


def _journal_now(journal: JournalGauge) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "hall_journal_durable_seq", "Number of the last durable event", value=float(journal.durable_seq)
    )
    yield CounterMetricFamily("hall_journal_batches", "Transactions", value=float(journal.batches))
    yield CounterMetricFamily("hall_journal_records", "Events written", value=float(journal.records))
    yield GaugeMetricFamily(
        "hall_journal_wal_bytes", "Size of the write-ahead log", value=float(journal.wal_bytes)
    )
    if journal.commit_s is not None:
        yield histograms(COMMIT_SECONDS, [((), journal.commit_s)])
