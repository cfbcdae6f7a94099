"""From a call to the lamps of a wall: hall, reaction, painter, datagrams, a controller that reads them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from at_work import stopped
from ears import an_ear
from free_ports import free_port
from halls import a_setup, running_hall, staff_actor
from pictured_walls import a_face
from PIL.Image import Image
from polling import until

import firmware_profiles
from displays.pixel_wall import PixelWall, driver
from hallctl.conformance.bench import no_broker
from hallctl.contracts.devices import DeviceNews, LinkState, Outcome
from hallctl.contracts.wall_faces import WallFace, wall_face
from hallctl.domain import commands as c
from hallctl.domain.pixels import Order, Pixels
from hallctl.domain.setup import DeviceEntry, HallSetup
from hallctl.domain.walls import WallStyle
from hallctl.hall import Hall
from hallctl.links.modbus import ModbusLines
from hallctl.links.wires import Wires
from hallctl.profiles import ProfileLibrary
from hallctl.raster.wall import Moment, painted
from hallctl.reactions.walls import Walls
from hallctl.simulation.devices import SimulatedDevices
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.pixel_wall import SimulatedPixelWall
from hallctl.simulation.simulator import Surroundings

PROFILES = ProfileLibrary.load([firmware_profiles.folder()])
SMALL = Pixels(128, 64)
STILL = WallStyle(shift_px=0, rotate_s=3600)
LANGUAGES = ("generic-ddp", "generic-artnet", "generic-sacn")


@dataclass
class Work:
    wall: PixelWall
    lamps: SimulatedPixelWall
    simulated: SimulatedDevices
    news: list[DeviceNews]

    def shows(self, face: WallFace) -> bool:
        """Whether the lamps are lit as the face is painted at any of its turns."""
        size = self.lamps.pixels.width, self.lamps.pixels.height
        seen = self.lamps.image.tobytes()
        return any(seen == painted(face, *size, Moment(turn)).tobytes() for turn in range(6))


@asynccontextmanager
async def at_work(
    profile: str = "generic-ddp", pixels: Pixels = SMALL, *, simulate: bool = True
) -> AsyncIterator[Work]:
    entry = DeviceEntry("wall-1", "led_wall", profile, f"udp://127.0.0.1:{free_port()}", pixels=pixels)
    simulated = SimulatedDevices([entry], PROFILES, Surroundings())
    if simulate:
        await simulated.start()
    news: list[DeviceNews] = []
    wires = Wires(ModbusLines(), no_broker())
    found = PROFILES.get(profile, "led_wall").changed({"stream.again_s": 0.05, "wire.poll_s": 0.05})
    wall = PixelWall.made(entry, found, wires, an_ear(news.append))
    tasks = [asyncio.create_task(wires.run()), asyncio.create_task(wall.run())]
    lamps = simulated.simulators["wall-1"]
    assert isinstance(lamps, SimulatedPixelWall)
    try:
        yield Work(wall, lamps, simulated, news)
    finally:
        await stopped(*tasks)
        await simulated.stop()


@pytest.mark.parametrize("profile", LANGUAGES)
async def test_the_lamps_show_what_was_painted(profile: str) -> None:
    face = a_face("A012 3", "B105 12", style=STILL)
    async with at_work(profile) as work:
        assert await work.wall.show(face) is Outcome.DONE
        await until(lambda: work.shows(face))
        await until(lambda: bool(work.news) and work.news[-1].state is LinkState.ONLINE)
        assert work.lamps.lamps.lost == 0


@pytest.mark.parametrize("colours", ["grb", "bgr"])
async def test_pixels_that_hang_in_serpentines_show_the_same(colours: str) -> None:
    face = a_face("A012 3", style=STILL)
    pixels = replace(SMALL, order=Order.SERPENTINE, colours=colours, first=300)
    async with at_work("generic-sacn", pixels) as work:
        await work.wall.show(face)
        await until(lambda: work.shows(face))


async def test_a_controller_that_lost_its_power_shows_the_last_picture_again() -> None:
    face = a_face("A012 3", style=STILL)
    async with at_work() as work:
        await work.wall.show(face)
        await until(lambda: work.shows(face))
        work.lamps.suffer(Trouble(Fault.REBOOT, delay_s=0.1))
        assert not work.shows(face)
        await until(lambda: work.shows(face))


async def test_nothing_is_sent_before_there_is_something_to_show() -> None:
    async with at_work() as work:
        await asyncio.sleep(0.3)  # several times as long as between two pictures
        assert work.lamps.lamps.frames == 0


async def test_the_network_tells_of_a_controller_that_is_not_there() -> None:
    async with at_work(simulate=False) as work:
        face = a_face("A012 3", style=STILL)
        await work.wall.show(face)
        await until(lambda: bool(work.news) and work.news[-1].state is LinkState.OFFLINE)
        assert await work.wall.show(face) is not Outcome.DONE
        await work.simulated.start()
        await until(lambda: work.shows(face))
        await until(lambda: work.news[-1].state is LinkState.ONLINE)


async def test_a_node_of_art_net_that_falls_silent_is_noticed_and_goes_on_being_sent_to() -> None:
    face = a_face("A012 3", style=STILL)
    async with at_work("generic-artnet") as work:
        await work.wall.show(face)
        await until(lambda: bool(work.news) and work.news[-1].firmware == "1.4")
        work.lamps.suffer(Trouble(Fault.MUTE))
        await until(lambda: work.news[-1].state is not LinkState.ONLINE)
        work.lamps.suffer(WELL)
        await until(lambda: work.news[-1].state is LinkState.ONLINE)
        await until(lambda: work.shows(face))


@pytest.mark.parametrize(
    "after",
    [
        a_face("B105 12", "A012 3", style=STILL),
        a_face("A012 3", alarms=("请立即撤离",), style=STILL),
    ],
    ids=["call", "emergency"],
)
async def test_what_is_new_and_large_blinks_three_times_and_then_stands(
    monkeypatch: pytest.MonkeyPatch, after: WallFace
) -> None:
    monkeypatch.setattr(driver, "BLINK_S", 0.15)
    before = a_face("A012 3", style=STILL)
    async with at_work() as work:
        await work.wall.show(before)
        await until(lambda: work.shows(before))
        seen: list[bool] = []
        lit = painted(after, 128, 64).getpixel((8, 8))
        await work.wall.show(after)
        while len(seen) < 6 or not work.shows(after):
            now = work.lamps.image.getpixel((8, 8)) == lit
            if not seen or seen[-1] != now:
                seen.append(now)
            await asyncio.sleep(0.01)
        assert seen.count(False) == driver.BLINKS


async def test_it_is_as_bright_as_the_hour_wants() -> None:
    async with at_work() as work:
        await work.wall.show(a_face("A012 3", style=STILL, brightness=20))
        await until(lambda: work.lamps.lamps.frames > 0)
        await until(lambda: max(work.lamps.lamps.lit) == 51)


async def test_a_picture_that_nobody_renews_stays_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "STALE_S", 0.2)
    face = a_face("A012 3", style=STILL)
    async with at_work() as work:
        await work.wall.show(face)
        await until(lambda: work.shows(face))
        await until(lambda: not work.shows(face))
        seen = work.lamps.image
        differing = min(
            (_differing(seen, painted(face, 128, 64, Moment(turn))) for turn in range(9)), key=len
        )
        assert 0 < len(differing) <= 9
        assert all(x > 118 and y < 8 for x, y in differing)


def _differing(one: Image, other: Image) -> list[tuple[int, int]]:
    places = [(x, y) for x in range(one.width) for y in range(one.height)]
    return [place for place in places if one.getpixel(place) != other.getpixel(place)]


async def test_it_shows_itself() -> None:
    async with at_work() as work:
        assert await work.wall.identify() is Outcome.DONE
        await until(lambda: work.lamps.image.getpixel((0, 0)) == (255, 0, 0))
        assert [work.lamps.image.getpixel((x, 9)) for x in (40, 70, 127)] == [
            (0, 255, 0),
            (0, 0, 255),
            (255, 255, 255),
        ]


def test_universes_that_do_not_exist_are_refused() -> None:
    pixels = replace(SMALL, first=63_999)
    entry = DeviceEntry("w", "led_wall", "generic-sacn", "udp://127.0.0.1:9", pixels=pixels)
    wires = Wires(ModbusLines(), no_broker())
    with pytest.raises(ValueError, match="universes 63999 to 64047; there are 1 to 63999"):
        PixelWall.made(entry, PROFILES.get("generic-sacn", "led_wall"), wires, an_ear())


# --- with a hall ---


async def a_call(hall: Hall, window: str) -> None:
    await hall.do(c.IssueTicket(items=("A1",)), staff_actor(hall.setup, "u90"))
    actor = staff_actor(hall.setup, f"u0{window}", window)
    for press in (c.OpenWindow(window=window), c.CallNext(window=window)):
        await hall.do(press, actor)


async def test_a_call_of_the_hall_is_on_the_lamps(tmp_path: Path) -> None:
    async with at_work() as work, running_hall(tmp_path / "hall.db", _setup(work)) as hall:
        entry = hall.setup.devices["wall-1"]
        task = asyncio.create_task(Walls(hall, {"wall-1": work.wall}).run())
        try:
            await until(lambda: work.lamps.lamps.frames > 0)
            await a_call(hall, "1")
            await until(lambda: work.shows(wall_face(hall.day, hall.setup, hall.now(), entry)))
            assert hall.day.state.calls[0].number == "A001"
        finally:
            await stopped(task)
        before = work.lamps.lamps.frames
        await until(lambda: work.lamps.lamps.frames > before + 3)  # nobody tells it anything any more
        assert work.shows(wall_face(hall.day, hall.setup, hall.now(), entry))


def _setup(work: Work) -> HallSetup:
    setup = a_setup()
    entry = DeviceEntry(
        work.wall.id, "led_wall", "generic-ddp", "udp://127.0.0.1:9", pixels=work.lamps.pixels
    )
    return replace(setup, devices={**setup.devices, "wall-1": entry}, wall=STILL)
