"""Who can be driven can be simulated, and nothing is simulated that nobody drives."""

import devices
import displays
import firmware_profiles
from hallctl.profiles import ProfileLibrary
from hallctl.simulation.devices import SIMULATORS

DRIVERS = {
    (kind, driver)
    for kinds in (devices.DRIVERS, displays.DRIVERS)
    for kind in kinds
    for driver in kinds[kind]
}

IN_THE_MACHINE = {("speaker", "sound_card")}
"""Not on any wire: it sounds in the machine that simulates, too."""


def test_every_driver_has_a_simulator_and_every_simulator_a_driver() -> None:
    assert set(SIMULATORS) == DRIVERS - IN_THE_MACHINE


def test_every_shipped_profile_can_be_simulated() -> None:
    shipped = ProfileLibrary.load([firmware_profiles.folder()])
    drivers = {(profile.kind, profile.driver) for profile in shipped}
    assert drivers - set(SIMULATORS) == IN_THE_MACHINE
