"""Metrics for Prometheus. Counting on the way costs nothing that matters; rendering is done in a thread.

No label holds anything personal, and none grows with time: zones, windows, classes, routes, codes, devices.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from hallctl.domain.state import WindowState

HTTP_BUCKETS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5)
WAIT_BUCKETS_S: Final = (60, 180, 300, 600, 900, 1200, 1800, 2700, 3600, 7200)
SERVICE_BUCKETS_S: Final = (60, 120, 180, 300, 480, 600, 900, 1200, 1800, 3600)
COMMIT_BUCKETS_S: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5)
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
WINDOW_STATES: Final[Mapping[str, int]] = {state.value: n for n, state in enumerate(WindowState)}


class Histogram:
    """Counts values in buckets; a list increment, no lock: it is fed by the loop alone."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        """Count one value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    def buckets(self) -> list[tuple[str, float]]:
        """Cumulated, as Prometheus wants them."""
        running = 0
        listed: list[tuple[str, float]] = []
        for bound, count in zip((*map(str, self.bounds), "+Inf"), self.counts, strict=True):
            running += count
            listed.append((bound, float(running)))
        return listed


@dataclass(slots=True)
class Meters:
    """What the web room counts itself."""

    requests: dict[tuple[str, str], Histogram] = field(default_factory=dict)  # (method, route)
    answers: Counter[tuple[str, str, int]] = field(default_factory=Counter)  # (method, route, status)
    readers: int = 0  # live connections
    readers_reset: int = 0
    tickets_issued: Counter[tuple[str, str]] = field(default_factory=Counter)  # (zone, class)
    tickets_ended: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # (zone, class, outcome)
    waits: dict[tuple[str, str], Histogram] = field(default_factory=dict)  # (zone, window)
    services: dict[tuple[str, str], Histogram] = field(default_factory=dict)
    ratings: Counter[tuple[str, str]] = field(default_factory=Counter)  # (level, channel)

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


class HallCollector(Collector):
    """Everything, at one moment."""

    def __init__(self, meters: Meters, gauges: Gauges, refusals: Mapping[str, int], hall: HallGauge) -> None:
        self._meters = meters
        self._gauges = gauges
        self._refusals = refusals
        self._hall = hall

    def collect(self) -> Iterator[Metric]:
        """All families."""
        yield from self._queue()
        yield from _hall_now(self._hall)
        yield from self._journal()
        yield from self._http()
        for other in self._gauges.others:
            yield from other.collect()

    def _queue(self) -> Iterator[Metric]:
        meters = self._meters
        yield _counter(
            "hall_tickets_issued", "Numbers given", ("zone", "class"), list(meters.tickets_issued.items())
        )
        yield _counter(
            "hall_tickets",
            "Tickets that have ended",
            ("zone", "class", "outcome"),
            list(meters.tickets_ended.items()),
        )
        yield _histograms(
            "hall_wait_seconds", "From number to first call", ("zone", "window"), list(meters.waits.items())
        )
        yield _histograms(
            "hall_service_seconds",
            "From start to completion",
            ("zone", "window"),
            list(meters.services.items()),
        )
        yield _counter("hall_eval", "Ratings", ("level", "channel"), list(meters.ratings.items()))

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
        yield _counter(
            "hall_refusals", "Requests refused", ("code",), [((c,), n) for c, n in self._refusals.items()]
        )
        yield _counter(
            "hall_http_requests",
            "Requests answered",
            ("method", "route", "status"),
            [((m, r, str(s)), n) for (m, r, s), n in list(meters.answers.items())],
        )
        yield _histograms(
            "hall_http_request_seconds", "Time to answer", ("method", "route"), list(meters.requests.items())
        )
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
        yield _histograms("hall_journal_commit_seconds", "Time of a commit", (), [((), journal.commit_s)])


def _counter(
    name: str, text: str, labels: tuple[str, ...], values: Iterable[tuple[tuple[str, ...], int]]
) -> Metric:
    family = CounterMetricFamily(name, text, labels=labels)
    for key, value in values:
        family.add_metric(key, float(value))
    return family


def _histograms(
    name: str, text: str, labels: tuple[str, ...], values: Iterable[tuple[tuple[str, ...], Histogram]]
) -> Metric:
    family = HistogramMetricFamily(name, text, labels=labels)
    for key, histogram in values:
        family.add_metric(key, histogram.buckets(), histogram.total)
    return family
