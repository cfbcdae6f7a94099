"""From a profile to a driver: by name, or by the class that the profile names."""

from typing import Any, cast

import pytest
from ears import an_ear

from hallctl.contracts.devices import Device
from hallctl.domain.setup import DeviceEntry
from hallctl.links.wires import Wires
from hallctl.profiles import MqttProfile
from hallctl.registry.making import make

ENTRY = DeviceEntry("pad-1", "rater", "acme-t3", "mqtt:")
WIRES = cast("Wires", None)


def profile(driver: str) -> MqttProfile:
    return MqttProfile.model_validate(
        {
            "name": "acme-t3",
            "kind": "rater",
            "format": 1,
            "model": "T3",
            "makers": ["Acme"],
            "driver": driver,
            "wire": {"type": "mqtt"},
            "commands": {},
        }
    )


class Pad:
    def __init__(self, entry: DeviceEntry, *_: Any) -> None:
        self.id = entry.id


def test_a_driver_of_the_kind_is_taken_by_name() -> None:
    drivers = {"rater": {"pad": cast("Any", Pad)}}
    assert make(drivers, ENTRY, profile("pad"), WIRES, an_ear()).id == "pad-1"


def test_a_class_that_the_profile_names_is_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    import ears

    monkeypatch.setattr(ears, "Pad", Pad, raising=False)
    made: Device = make({}, ENTRY, profile("ears:Pad"), WIRES, an_ear())
    assert isinstance(made, Pad)


@pytest.mark.parametrize(
    ("driver", "said"),
    [
        ("nothing", "pad-1: there is no driver 'nothing' for a rater"),
        ("no.such.module:Pad", "the driver no.such.module:Pad cannot be loaded"),
        ("ears:NoPad", "the driver ears:NoPad cannot be loaded"),
        ("sys:path", "the driver sys:path is no class"),
    ],
)
def test_a_driver_that_is_not_there_is_refused(driver: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make({}, ENTRY, profile(driver), WIRES, an_ear())
