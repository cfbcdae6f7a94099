"""What monitoring reads: true figures, readable by Prometheus, nothing personal."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import cases_hall
import pytest
import served_hall
from cases_hall import APPLICANT, do, registered, serving
from polling import PATIENCE_S
from prometheus_client.parser import text_string_to_metric_families
from served_hall import Served

from web.histograms import Histogram
from web.metrics import JournalGauge, LinkGauge


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
    async with asyncio.timeout(PATIENCE_S):
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


async def test_documents_that_are_to_be_drawn_are_counted(tmp_path: Path) -> None:
    async with served_hall.serve(tmp_path, setup=cases_hall.a_setup()) as served:  # nobody draws here
        assert (await samples(served))["hall_documents_to_draw"] == 0
        clerk = await serving(served)
        born = await registered(served, clerk, applicant=APPLICANT)
        await do(served, clerk, born["application"], "accept")
        case = born["application"]["id"]
        made = (await served.get(f"applications/{case}/documents", clerk)).body["documents"]
        assert made
        assert (await samples(served))["hall_documents_to_draw"] == len(made)


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


# --- visits -------------------------------------------------------------------------------------------------


async def serve(served: Served, clerk: dict[str, str], waits_s: float, takes_s: float) -> None:
    """A visit at window 1 for one item, of which everything is known to the second."""
    await served.take()
    served.clock.forward(seconds=waits_s)
    for press in ("next", "start"):
        assert (await served.post(f"windows/1/{press}", {}, clerk)).status == 200
    served.clock.forward(seconds=takes_s)
    reply = await served.post("windows/1/complete", {"outcome": "enquiry_only"}, clerk)
    assert reply.status == 200


@pytest.mark.req("QUE-31")
async def test_ten_served_numbers_are_ten_waits_and_ten_services(served: Served) -> None:
    clerk = await served.clerk()
    for visit in range(10):
        await serve(served, clerk, 30 + visit, 120)
    found = await until_counted(served, "hall_service_seconds_count,window=1,zone=A", 10.0)
    assert found["hall_wait_seconds_count,window=1,zone=A"] == 10
    await served.take("SI-001", "SI-002")
    await served.post("windows/1/next", {}, clerk)
    for _ in range(2):
        await served.post("windows/1/recall", {}, clerk)
    await served.post("windows/1/no-show", {}, clerk)
    found = await until_counted(served, "hall_no_shows_total,window=1,zone=A", 1.0)
    assert found["hall_wait_seconds_count,window=1,zone=A"] == 11
    assert found["hall_service_seconds_count,window=1,zone=A"] == 10
    for what, label, waits in (("item", "item=SI-001", 10), ("clerk", "staff_no=01", 11)):
        assert found[f"hall_{what}_wait_seconds_count,{label}"] == waits
        assert found[f"hall_{what}_service_seconds_count,{label}"] == 10
        assert found[f"hall_{what}_service_seconds_sum,{label}"] == 1200
    assert found["hall_tickets_issued_total,class=NORMAL,zone=A"] == 11
    assert found["hall_item_issued_total,item=SI-001"] == 10
    assert found["hall_item_issued_total,item=several"] == 1
    assert found["hall_item_no_shows_total,item=several"] == 1
    assert found["hall_clerk_no_shows_total,staff_no=01"] == 1


@pytest.mark.req("KPI-06")
async def test_the_day_so_far_is_told_by_zone_and_window(served: Served) -> None:
    clerk = await served.clerk()
    await served.clerk("2", "u02")
    for wait in (*range(0, 190, 10), 1000):
        await serve(served, clerk, wait, 60)
    found = await until_counted(served, "hall_service_seconds_count,window=1,zone=A", 20.0)
    waits = [*range(0, 190, 10), 1000]
    assert found["hall_wait_today_seconds,statistic=mean,zone=A"] == sum(waits) / 20
    assert found["hall_wait_today_seconds,statistic=p95,zone=A"] == 180
    assert found["hall_service_today_seconds,statistic=mean,zone=A"] == 60
    assert found["hall_service_today_seconds,statistic=p95,zone=A"] == 60
    busy = 20 * 60 / (20 * 60 + sum(waits))
    assert found["hall_utilisation,window=1"] == pytest.approx(busy)
    assert found["hall_utilisation,window=2"] == 0
    assert found["hall_balance_spread,zone=A"] == pytest.approx(busy)
    assert found["hall_balance_jain,zone=A"] == pytest.approx(0.5)


async def test_promises_are_told_by_size(served: Served) -> None:
    clerk = await served.clerk()
    await serve(served, clerk, 20, 60)
    await serve(served, clerk, 100, 60)
    found = await until_counted(served, "hall_promises_total,band=at_once", 2.0)
    assert found["hall_promise_coverage_ratio,band=at_once"] == pytest.approx(0.5, abs=0.01)
    assert found["hall_promise_coverage_ratio,band=all"] == found["hall_promise_coverage_ratio,band=at_once"]
    assert found["hall_promise_error_ratio,band=all"] == pytest.approx(1.0)
    assert "hall_promise_level_ratio,band=at_once" not in found, "nothing is cut there"


async def test_a_visit_set_aside_and_sent_on_is_counted_as_it_was(served: Served) -> None:
    first, second = await served.clerk(), await served.clerk("2", "u02")
    ticket = await served.take()
    await served.post("windows/1/next", {}, first)
    await served.post("windows/1/start", {}, first)
    served.clock.forward(seconds=60)
    await served.post("windows/1/hold", {}, first)
    served.clock.forward(seconds=600)
    await served.post("windows/1/unhold", {"ticket": ticket["id"]}, first)
    served.clock.forward(seconds=30)
    body = {"window": "2", "reason": "other errand", "items": ["SI-002"]}
    assert (await served.post("windows/1/transfer", body, first)).status == 200
    served.clock.forward(seconds=200)
    await served.post("windows/2/next", {}, second)
    await served.post("windows/2/start", {}, second)
    served.clock.forward(seconds=40)
    await served.post("windows/2/complete", {"outcome": "enquiry_only"}, second)
    found = await until_counted(served, "hall_service_seconds_count,window=2,zone=A", 1.0)
    assert found["hall_service_seconds_sum,window=2,zone=A"] == 40
    assert found["hall_item_service_seconds_sum,item=SI-002"] == 40
    assert found["hall_wait_seconds_sum,window=1,zone=A"] == 0
    assert "hall_wait_seconds_sum,window=2,zone=A" not in found, "the first wait only"
    assert found["hall_service_today_seconds,statistic=mean,zone=A"] == 40


async def test_a_booking_waits_from_its_slot(served: Served) -> None:
    clerk = await served.clerk()
    slot = served.clock.now.replace(minute=30)
    booked = await served.post("appointments", {"item": "SI-001", "slot": slot.isoformat()}, served.kiosk)
    assert booked.status == 201, booked.body
    served.clock.forward(minutes=20)
    await served.post(f"appointments/{booked.body['appointment']['id']}/check-in", {}, served.kiosk)
    served.clock.forward(minutes=12)
    await served.post("windows/1/next", {}, clerk)
    found = await until_counted(served, "hall_wait_seconds_count,window=1,zone=A", 1.0)
    assert found["hall_wait_seconds_sum,window=1,zone=A"] == 120
    assert found["hall_wait_today_seconds,statistic=mean,zone=A"] == 120
