"""Quirks of some firmware: strict paths, applied to the version that a device reports."""

from typing import Any

import pytest
from pydantic import ValidationError

from hallctl.profiles import ModbusProfile
from hallctl.profiles.schema import Firmware

PLAIN: dict[str, Any] = {
    "name": "acme-x1",
    "kind": "relay",
    "format": 1,
    "model": "X1",
    "makers": ["Acme"],
    "driver": "relays",
    "wire": {"type": "modbus", "over": ["tcp"]},
    "values": {"lamp": {"type": "flag", "table": "coil", "address": 3}},
    "poll": {"face": {"reads": ["lamp"]}},
}


def profile(*quirks: dict[str, Any]) -> ModbusProfile:
    return ModbusProfile.model_validate({**PLAIN, "quirk": list(quirks)})


OLD = {"firmware": {"below": "2.0"}, "set": {"wire.timeout_s": 0.6, "values.lamp.address": 4}}
NEW = {"firmware": {"since": "2.0"}, "set": {"wire.timeout_s": 0.2}}


def test_a_quirk_holds_in_its_range() -> None:
    quirky = profile(OLD, NEW)
    assert quirky.for_firmware(None) is quirky
    assert quirky.for_firmware("1.9").wire.timeout_s == 0.6
    assert quirky.for_firmware("1.9").values["lamp"].address == 4
    assert quirky.for_firmware("2.0").wire.timeout_s == 0.2
    assert quirky.for_firmware("2.0").values["lamp"].address == 3


def test_several_quirks_of_one_version_add_up() -> None:
    quirky = profile(OLD, {"firmware": {"since": "1.5"}, "set": {"poll.face.interval_s": 9.0}})
    here = quirky.for_firmware("1.7")
    assert (here.wire.timeout_s, here.poll["face"].interval_s) == (0.6, 9.0)


def test_without_a_quirk_for_it_the_profile_stays_itself() -> None:
    quirky = profile(OLD)
    assert quirky.for_firmware("3.1") is quirky


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"wire.timeout": 1.0}, "'wire.timeout': there is no 'timeout'"),
        ({"values.lamps.address": 1}, "'values.lamps.address': there is no 'lamps'"),
        ({"wire.timeout_s": "long"}, "wire.timeout_s: Input should be a valid number"),
        ({"values.lamp.address": 70000}, "values.lamp.flag.address: Input should be less than"),
        ({"poll.face.reads": ["bell"]}, "no value is called 'bell'"),
        ({"model": "X2"}, "'model' is the same in every firmware"),
    ],
)
def test_a_quirk_that_leads_nowhere_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=r"quirk\.0\.set: ") as error:
        profile({"firmware": {}, "set": change})
    assert said in str(error.value)


def test_two_quirks_cannot_give_one_key_two_values() -> None:
    with pytest.raises(ValidationError, match=r"quirk\.1\.set: 'wire.timeout_s' has another value there"):
        profile(OLD, {"firmware": {"since": "1.5"}, "set": {"wire.timeout_s": 1.0}})


@pytest.mark.parametrize(
    ("since", "below", "version", "covered"),
    [
        ("1.0", None, "1", True),
        ("1", None, "1.0", True),
        ("1.9", "1.10", "1.9.3", True),
        ("1.9", "1.10", "1.10", False),
        ("1.4", None, "V1.4.2 build 0318", True),
        ("1.4", None, "unknown", False),
        (None, None, "unknown", True),
    ],
)
def test_versions_are_compared_by_their_numbers(
    since: str | None, below: str | None, version: str, covered: bool
) -> None:
    assert Firmware(since=since, below=below).covers(version) is covered
