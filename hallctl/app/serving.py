"""What pages and API are given, and what is told about the daemon when metrics are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import msgspec

from hallctl.accounts import Accounts
from hallctl.advice import Adviser
from hallctl.app.mqtt import Mqtt
from hallctl.app.parts import Floor
from hallctl.configuration.addresses import ASSET
from hallctl.configuration.configuration import Configuration
from hallctl.contracts.devices import LinkState
from hallctl.contracts.lookups import NoLookup
from hallctl.hall import Hall, Intake
from hallctl.mqtt import asyncapi
from hallctl.profiles.schema.panel import PanelSpec
from hallctl.registry import DeviceCollector, DeviceRegister, Fleet
from hallctl.simulation.lookups import FileLookup
from web.histograms import Histogram
from web.metrics import Gauges, JournalGauge, LinkGauge
from web.services import Services, WebSettings


def services_of(
    configuration: Configuration,
    hall: Hall,
    accounts: Accounts,
    mqtt: Mqtt,
    floor: Floor,
    adviser: Adviser,
) -> Services:
    """What every handler may use."""
    settings = configuration.web
    address = f"{mqtt.address.host}:{mqtt.address.port}"
    document = msgspec.json.encode(asyncapi.document(hall.setup.id, address))
    return Services(
        hall=hall,
        accounts=accounts,
        feed=hall.feed,
        settings=WebSettings(
            host=settings.host,
            port=settings.port,
            secure=(settings.public_url or "").startswith("https"),
            trusted_proxies=frozenset(settings.trusted_proxies),
        ),
        not_ready=partial(_not_ready, hall),
        asyncapi=lambda: document,
        register=DeviceRegister(hall, floor.fleet, mqtt.watch, floor.panels),
        gauges=Gauges(
            journal=partial(_journal_gauge, hall),
            links=lambda: _link_gauges(hall, mqtt),
            others=(
                mqtt.collector,
                adviser.collector,
                DeviceCollector(hall, floor.fleet, mqtt.watch),
                floor.said,
            ),
        ),
        adviser=adviser,
        footage=floor.footage,
        scans=floor.scans,
        panel=partial(_panel, floor.fleet),
        voice=floor.voice,
        documents=floor.office.files,
        press=floor.office.press,
        lookup=NoLookup() if configuration.lookup_file is None else FileLookup(configuration.lookup_file),
        lookup_wait_s=configuration.lookup_wait_s,
    )


def _panel(fleet: Fleet, device: str) -> PanelSpec:
    manned = fleet.manned(device)
    profile = manned and (manned.need.profile or manned.need.listed)
    return (profile and profile.panel) or PanelSpec()


def _not_ready(hall: Hall) -> str | None:
    if hall.intake is Intake.RUNNING:
        return None
    return hall.intake_reason or hall.intake.value


def _journal_gauge(hall: Hall) -> JournalGauge:
    stats = hall.journal.stats
    bounds = tuple(bound for bound, _ in stats.within)
    commits = Histogram(bounds)
    below = 0
    for place, (_, count) in enumerate(stats.within):
        commits.counts[place], below = count - below, count
    commits.counts[-1] = stats.commits - below
    commits.total = stats.commit_s
    return JournalGauge(
        durable_seq=hall.durable_seq,
        batches=stats.batches,
        records=stats.records,
        wal_bytes=hall.journal.wal_bytes(),
        commit_s=commits,
    )


def _link_gauges(hall: Hall, mqtt: Mqtt) -> Iterable[LinkGauge]:
    yield LinkGauge("broker", "mqtt", mqtt.link.state is LinkState.ONLINE)
    resting, known = hall.day.state.maintenance, hall.day.state.devices
    for device, up in mqtt.watch.online().items():
        entry = hall.setup.devices[device]
        unheard_asset = entry.profile == ASSET and device not in known
        if device not in resting and not unheard_asset:
            yield LinkGauge(entry.kind, device, up)
