"""What monitoring reads: true figures, readable by Prometheus, nothing personal."""

import asyncio
from collections.abc import Iterable

from prometheus_client.parser import text_string_to_metric_families
from served_hall import Served

from web.metrics import Histogram, JournalGauge, LinkGauge


async def samples(served: Served) -> dict[str, float]:
    reply = await served.get("/metrics")
    assert reply.status == 200
    return {
        sample.name
        + "".join(f",{name}={value}" for name, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(reply.body)
        for sample in family.samples
    }


async def until_counted(served: Served, name: str, value: float) -> dict[str, float]:
    async with asyncio.timeout(10):
        while (found := await samples(served)).get(name) != value:  # noqa: ASYNC110 - as Prometheus does
            await asyncio.sleep(0.01)
    return found


async def test_a_visit_is_counted_from_number_to_rating(served: Served) -> None:
    clerk = await served.clerk()
    ticket = await served.take()
    await served.take()
    served.clock.forward(seconds=240)
    await served.post("windows/1/next", {}, clerk)
    await served.post("windows/1/start", {}, clerk)
    served.clock.forward(seconds=400)
    await served.post("windows/1/complete", {"outcome": "enquiry_only"}, clerk)
    await served.post("ratings", {"ticket": ticket["id"], "level": 5}, served.device)
    found = await until_counted(served, "hall_eval_total,channel=device,level=5", 1.0)
    expected = {
        "hall_tickets_issued_total,class=NORMAL,zone=A": 2.0,
        "hall_tickets_total,class=NORMAL,outcome=completed,zone=A": 1.0,
        "hall_wait_seconds_sum,window=1,zone=A": 240.0,
        "hall_wait_seconds_bucket,le=300,window=1,zone=A": 1.0,
        "hall_wait_seconds_bucket,le=180,window=1,zone=A": 0.0,
        "hall_service_seconds_sum,window=1,zone=A": 400.0,
        "hall_queue_length,zone=A": 1.0,
        "hall_queue_length,zone=B": 0.0,
        "hall_window_state,window=1": 1.0,
        "hall_window_state,window=2": 0.0,
        "hall_intake_running": 1.0,
        "hall_http_requests_total,method=POST,route=/api/v1/tickets,status=201": 2.0,
    }
    assert {name: found.get(name) for name in expected} == expected


async def test_other_rooms_plug_their_figures_in(served: Served) -> None:
    commits = Histogram((0.001, 0.01))
    commits.observe(0.002)
    gauges = served.services.gauges
    gauges.journal = lambda: JournalGauge(41, 7, 41, 4096, commits)
    gauges.links = lambda: [LinkGauge("window_display", "led-1", up=True)]
    slow = served.services.feed.subscribe("mqtt")
    await served.take()
    found = await samples(served)
    assert found["hall_journal_wal_bytes"] == 4096
    assert found["hall_journal_commit_seconds_bucket,le=0.01"] == 1
    assert found["hall_journal_batches_total"] == 7
    assert found["hall_device_up,dev=led-1,kind=window_display"] == 1
    assert found["hall_feed_lag_events,subscriber=mqtt"] == await served.seq()
    slow.close()


async def test_metrics_answer_while_the_journal_is_down(served: Served) -> None:
    with served.journal_down("no space left on device"):
        found = await samples(served)
    assert found["hall_intake_running"] == 0


async def test_labels_do_not_grow_with_what_callers_send(served: Served) -> None:
    for n in range(20):
        await served.get(f"tickets/T-{n}", served.reader)
        await served.get(f"nothing-{n}")
    names = await samples(served)
    assert not [name for name in names if "T-1" in name or "nothing" in name]
    routes = {route for name in names for route in _values(name, "route")}
    assert "other" in routes


def _values(sample: str, label: str) -> Iterable[str]:
    return (part.partition("=")[2] for part in sample.split(",") if part.startswith(f"{label}="))
