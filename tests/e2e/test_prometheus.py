"""A real Prometheus scrapes the daemon and evaluates every expression of the shipped rules and dashboard."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from daemon import Daemon, bearer
from debian_programs import path_of
from strangers import said

pytestmark = pytest.mark.needs("prometheus", "promtool")

CONFIG = Path(__file__).parents[2] / "config"
RULES = CONFIG / "prometheus" / "hallctl.rules.yml"
DASHBOARD = CONFIG / "grafana" / "hall.json"
WITHIN_S = 30.0


def dashboard_expressions() -> list[str]:
    """Every query of the dashboard with its variables filled in."""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    return [target["expr"].replace("$hall", ".+") for panel in panels for target in panel.get("targets", [])]


def rule_expressions() -> list[str]:
    """Every `expr` of the rules; each stands on one line."""
    return re.findall(r"^\s+expr: (.+)$", RULES.read_text(), re.MULTILINE)


def metric_names(expressions: list[str]) -> set[str]:
    """The hall's own metrics that the expressions ask for."""
    return {name for expression in expressions for name in re.findall(r"\bhall_[a-z_]+\b", expression)}


def exposed(metrics: str) -> set[str]:
    """The families of an exposition, by the names that their samples have."""
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", metrics, re.MULTILINE))
    parts = ("_bucket", "_sum", "_count")
    return {name + part for name, kind in kinds.items() for part in (parts if kind == "histogram" else ("",))}


class Prometheus:
    """A Prometheus of the test's own, asked over its API."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = url

    async def get(self, path: str, **parameters: str) -> Any:
        """The `data` of an answer; a failed query fails the test with its error."""
        async with self._http.get(self._url + path, params=parameters) as response:
            answer = await response.json()
        assert answer["status"] == "success", (parameters, answer)
        return answer["data"]

    async def value(self, query: str) -> float | None:
        """What an expression of one series gives now; None while there is none."""
        result = (await self.get("/api/v1/query", query=query))["result"]
        return float(result[0]["value"][1]) if result else None

    async def reaches(self, query: str, wanted: float) -> None:
        """Poll until the expression has that value."""

        async def check() -> bool:
            return await self.value(query) == wanted

        await until(check, f"{query} never became {wanted}")


async def until(check: Callable[[], Awaitable[bool]], what: str) -> None:
    """Poll until `check` holds."""
    try:
        async with asyncio.timeout(WITHIN_S):
            while True:
                try:
                    if await check():
                        return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.2)
    except TimeoutError:
        pytest.fail(what)


@pytest.fixture
def hall(make_daemon: Callable[..., Daemon]) -> Daemon:
    """A hall that has seen one whole visit, a refusal and a rating."""
    daemon = make_daemon()
    kiosk = bearer(daemon.token("kiosk", "kiosk-1"))
    daemon.person("clerk-1")
    daemon.start()
    ticket = daemon.post("tickets", {"items": ["IT-001"]}, kiosk).json["ticket"]["id"]
    assert daemon.post("tickets", {"items": ["NO-999"]}, kiosk).status >= 400
    clerk = daemon.log_in("clerk-1", "1")
    for press in ("open", "next", "start"):
        assert daemon.post(f"windows/1/{press}", {}, clerk).status == 200
    assert daemon.post("windows/1/complete", {"outcome": "enquiry_only"}, clerk).status == 200
    assert daemon.post("ratings", {"ticket": ticket, "level": 5}, kiosk).status == 201
    assert daemon.post("tickets", {"items": ["IT-002"]}, kiosk).status == 201
    return daemon


@pytest.fixture
async def prometheus(hall: Daemon, tmp_path: Path, free_port: int) -> AsyncIterator[Prometheus]:
    """Prometheus with the shipped configuration, pointed at the daemon and hurried."""
    shipped = (CONFIG / "prometheus" / "prometheus.yml").read_text()
    hurried = shipped.replace("15s", "1s").replace("127.0.0.1:8080", f"127.0.0.1:{hall.port}")
    assert hurried != shipped
    (tmp_path / "prometheus.yml").write_text(hurried)
    shutil.copy(RULES, tmp_path)
    process = await asyncio.create_subprocess_exec(
        path_of("prometheus"),
        f"--config.file={tmp_path}/prometheus.yml",
        f"--storage.tsdb.path={tmp_path}/data",
        f"--web.listen-address=127.0.0.1:{free_port}",
        "--log.level=error",
    )
    try:
        async with aiohttp.ClientSession() as http:
            yield Prometheus(http, f"http://127.0.0.1:{free_port}")
    finally:
        process.terminate()
        await process.wait()


async def test_promtool_finds_nothing_wrong_with_the_shipped_files(hall: Daemon) -> None:
    await said(path_of("promtool"), "check", "config", str(CONFIG / "prometheus" / "prometheus.yml"))
    await said(path_of("promtool"), "check", "rules", str(RULES))


def test_every_metric_that_rules_and_dashboard_ask_for_exists(hall: Daemon) -> None:
    asked = metric_names(rule_expressions() + dashboard_expressions())
    assert len(asked) > 10
    assert not asked - exposed(hall.get("/metrics").content.decode())


async def test_every_expression_evaluates_in_a_real_prometheus(prometheus: Prometheus) -> None:
    await prometheus.reaches('up{job="hallctl"}', 1.0)
    for expression in rule_expressions() + dashboard_expressions():
        await prometheus.get("/api/v1/query", query=expression)
    groups = (await prometheus.get("/api/v1/rules"))["groups"]
    assert sum(len(group["rules"]) for group in groups) == len(rule_expressions())


async def test_what_happened_in_the_hall_is_seen_in_prometheus(prometheus: Prometheus, hall: Daemon) -> None:
    await prometheus.reaches("sum(hall_tickets_issued_total)", 2.0)
    await prometheus.reaches('sum(hall_tickets_total{outcome="completed"})', 1.0)
    await prometheus.reaches("sum(hall_queue_length)", 1.0)
    await prometheus.reaches('sum(hall_eval_total{level="5"})', 1.0)
    await prometheus.reaches("hall_service_seconds_count", 1.0)
    await prometheus.reaches("sum(hall_refusals_total)", 1.0)
    await prometheus.reaches("min(hall_intake_running)", 1.0)
    await asyncio.to_thread(hall.stop)
    await prometheus.reaches('up{job="hallctl"}', 0.0)

    async def told() -> bool:
        alerts = (await prometheus.get("/api/v1/alerts"))["alerts"]
        return any(alert["labels"]["alertname"] == "HallDown" for alert in alerts)

    await until(told, "nobody is told that the hall is down")
