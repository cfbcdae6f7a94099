"""Simulated printers of notices in front of their drivers: what they print, and how each trouble shows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from at_work import stopped
from devices_hall import PROFILES, quick_wires
from ears import an_ear
from polling import until

from devices.notice_printers import DRIVERS, ipp
from hallctl.contracts.devices import DeviceNews, LinkState, Outcome
from hallctl.contracts.notices import NoticePaper
from hallctl.domain.setup import DeviceEntry
from hallctl.simulation.devices import SimulatedDevices
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.simulator import Surroundings

NAME = "printer-1"
PAGE = b"%PDF-1.4 a page %%EOF"
TWICE = NoticePaper(
    notice="n-1",
    pdf=PAGE,
    copies=2,
)
ADDRESSES = {"generic-ipp": "http://127.0.0.1:{}/ipp/print", "generic-raw": "tcp://127.0.0.1:{}"}


@dataclass
class Desk:
    """A printer, its driver and what the driver told."""

    printer: Any
    driver: Any
    news: list[DeviceNews]
    simulated: SimulatedDevices

    def suffer(self, trouble: Trouble) -> None:
        self.simulated.suffer(NAME, trouble)

    def last(self) -> tuple[LinkState, str | None]:
        return self.news[-1].state, self.news[-1].health


@asynccontextmanager
async def desk(profile: str, port: int) -> AsyncIterator[Desk]:
    entry = DeviceEntry(NAME, "printer", profile, ADDRESSES[profile].format(port), heartbeat_s=0.05)
    simulated = SimulatedDevices([entry], PROFILES, Surroundings(speed=40.0))
    await simulated.start()
    news: list[DeviceNews] = []
    wires = quick_wires()
    found = PROFILES.get(profile, "printer")
    driver = DRIVERS[found.driver](entry, found, wires, an_ear(news.append))
    tasks = [asyncio.create_task(part.run()) for part in (wires, driver)]
    try:
        await until(lambda: news and news[-1].state is LinkState.ONLINE)
        yield Desk(simulated.simulators[NAME], driver, news, simulated)
    finally:
        await stopped(*tasks)
        await simulated.stop()


@pytest.mark.parametrize("profile", ADDRESSES)
async def test_each_copy_comes_out(profile: str, free_port: int) -> None:
    async with desk(profile, free_port) as at:
        assert await at.driver.print_notice(TWICE) is Outcome.DONE
        await until(lambda: len(at.printer.papers) == 2)
        first, second = at.printer.papers
        assert first == second
        assert first.startswith(b"%PDF")


@pytest.mark.parametrize("profile", ADDRESSES)
async def test_without_paper_jobs_wait_for_it(profile: str, free_port: int) -> None:
    async with desk(profile, free_port) as at:
        at.suffer(Trouble(Fault.PAPER_OUT))
        printing = asyncio.create_task(at.driver.print_notice(TWICE))
        if profile == "generic-ipp":
            await until(lambda: at.last() == (LinkState.DEGRADED, "paper_out"))
            await until(lambda: [job.state for job in at.printer.jobs.values()] == [6])
        else:
            await printing
        assert not at.printer.papers
        at.suffer(WELL)
        assert await printing is Outcome.DONE
        await until(lambda: len(at.printer.papers) == 2)
        if profile == "generic-ipp":
            await until(lambda: at.last() == (LinkState.ONLINE, "ok"))


async def test_a_queue_that_takes_nothing_says_so(free_port: int) -> None:
    async with desk("generic-ipp", free_port) as at:
        at.suffer(Trouble(Fault.REFUSE))
        assert await at.driver.print_notice(TWICE) is Outcome.REFUSED
        await until(lambda: at.last() == (LinkState.DEGRADED, "printer_fault"))
        assert not at.printer.jobs


async def test_a_raw_port_has_no_word_for_no(free_port: int) -> None:
    async with desk("generic-raw", free_port) as at:
        at.suffer(Trouble(Fault.REFUSE))
        assert await at.driver.print_notice(TWICE) is Outcome.DONE
        await until(lambda: at.printer.refused == 2)
        assert not at.printer.papers


async def test_a_queue_tells_its_firmware(free_port: int) -> None:
    async with desk("generic-ipp", free_port) as at:
        assert at.news[-1].firmware == "1.0"
        at.suffer(Trouble(Fault.WRONG_FIRMWARE, firmware="0.3"))
        await until(lambda: at.news[-1].firmware == "0.3")


@pytest.mark.parametrize("profile", ADDRESSES)
async def test_after_a_reboot_it_is_back_and_has_forgotten(profile: str, free_port: int) -> None:
    async with desk(profile, free_port) as at:
        if profile == "generic-ipp":
            await at.driver.print_notice(TWICE)
        at.suffer(Trouble(Fault.REBOOT, delay_s=0.2))
        await until(lambda: at.news[-1].state is LinkState.OFFLINE)
        await until(lambda: at.news[-1].state is LinkState.ONLINE)
        assert not getattr(at.printer, "jobs", None)
        assert await at.driver.print_notice(TWICE) is Outcome.DONE


async def test_a_queue_answers_like_one(free_port: int) -> None:
    """Unknown jobs and operations, what is no PDF, what is no IPP; bodies whole and in chunks."""
    uri = f"ipp://127.0.0.1:{free_port}/ipp/print"
    no_pdf = ipp.print_job(uri, 5, title="t", copies=1, document=b"hello")
    pdf = ipp.print_job(uri, 6, title="t", copies=1, document=PAGE)
    cases = [
        (ipp.get_job(uri, 4, 9), 0x0406),
        (no_pdf, 0x0400),
        (pdf[:2] + b"\0\x77" + pdf[4:], 0x0501),
        (pdf, 0),
    ]
    async with desk("generic-ipp", free_port), aiohttp.ClientSession() as client:
        for body, status in cases:
            for chunked in (None, True):
                data = aiohttp.payload.BytesPayload(body)
                async with client.post(uri.replace("ipp:", "http:"), data=data, chunked=chunked) as reply:
                    answer = ipp.read(await reply.read())
                assert (answer.status, answer.request) == (status, body[7])
        for nonsense in (b"", b"\2\0\0\x0b\0\0\0\1\1", b"\2\0\0\x0b\0\0\0\1\1\x47\0\xff"):
            async with client.post(uri.replace("ipp:", "http:"), data=nonsense) as reply:
                assert reply.status == 400


async def test_garbage_on_a_raw_port_is_no_paper(free_port: int) -> None:
    async with desk("generic-raw", free_port) as at:
        _, writer = await asyncio.open_connection("127.0.0.1", free_port)
        writer.write(b"@PJL nonsense %%EOF" + PAGE[:9])
        await writer.drain()
        writer.write(PAGE[9:])
        await until(lambda: at.printer.papers == [PAGE])
        assert at.printer.refused == 1
        writer.close()
