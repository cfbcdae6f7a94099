"""Every shipped profile has every fault that it can have: its driver survives, notices and recovers."""

import asyncio

import pytest

import devices
import displays
import firmware_profiles
from hallctl.conformance import ordeals
from hallctl.conformance.ordeals import ORDEALS, befalls, survived
from hallctl.contracts.devices import Device, DeviceNews, Ear, LinkState
from hallctl.domain.setup import DeviceEntry
from hallctl.links.wires import Wires
from hallctl.profiles import Profile, ProfileLibrary
from hallctl.profiles.schema import PageProfile, SoundCardProfile
from hallctl.simulation.faults import Fault, Trouble

DRIVERS = {**devices.DRIVERS, **displays.DRIVERS}
PROFILES = list(ProfileLibrary.load([firmware_profiles.folder()]))
ON_A_WIRE = [profile for profile in PROFILES if not isinstance(profile, PageProfile | SoundCardProfile)]
"""All but pages and sound cards of the hall, which have no wire that could fail apart from the hall's own."""


def test_every_fault_of_the_list_is_there_once() -> None:
    simulated_otherwise = {Fault.NONE, Fault.MUTE, Fault.REFUSE}
    assert sorted(trouble.fault for trouble in ORDEALS) == sorted(set(Fault) - simulated_otherwise)


def test_what_has_paper_or_tells_its_firmware_can_have_those_faults() -> None:
    lose_paper = {profile.kind for profile in ON_A_WIRE if befalls(Fault.PAPER_OUT, profile)}
    assert lose_paper == {"dispenser", "printer", "mail_terminal", "doc_camera", "scanner"}
    assert {profile.kind for profile in ON_A_WIRE if not befalls(Fault.WRONG_FIRMWARE, profile)} == {
        "camera",  # of which only a stream is known
        "dispenser",
        "id_reader",
        "keypad",
        "led_wall",
        "network_link",
        "printer",
        "rater",
        "speaker",  # that take RTP
        "window_display",  # that never say a word
    }


@pytest.mark.parametrize("trouble", ORDEALS, ids=lambda trouble: trouble.fault.value)
async def test_every_profile_survives(trouble: Trouble, caplog: pytest.LogCaptureFixture) -> None:
    async def why_not(profile: Profile) -> str:
        return await survived(profile, trouble, DRIVERS)

    meant = [profile for profile in ON_A_WIRE if befalls(trouble.fault, profile)]
    ends = await asyncio.gather(*map(why_not, meant), return_exceptions=True)
    failed = {f"{profile.kind}/{profile.name}": end for profile, end in zip(meant, ends, strict=True) if end}
    assert not failed
    assert not [record.getMessage() for record in caplog.records if record.name == "asyncio"]


async def test_a_driver_that_sees_nothing_wrong_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordeals, "PATIENCE_S", 3.0)
    kind, driver = "network_link", "http"

    def rosy(entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> Device:
        def tell(news: DeviceNews) -> None:
            if news.state is LinkState.ONLINE:
                ear.tell(news)

        return DRIVERS[kind][driver](entry, profile, wires, Ear(tell, ear.ask, ear.keep))

    profile = next(one for one in ON_A_WIRE if (one.kind, one.driver) == (kind, driver))
    drivers = {**DRIVERS, kind: {driver: rosy}}
    assert await survived(profile, Trouble(Fault.HALF_OPEN), drivers) == "nobody noticed"
