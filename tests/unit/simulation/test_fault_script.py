"""What shall go wrong, as a file and as typed lines."""

from pathlib import Path

import pytest

from hallctl.simulation.fault_script import EVERYBODY, Happening, from_line, read
from hallctl.simulation.faults import Fault, Trouble

DEVICES = ("kiosk-1", "led-3")


def written(folder: Path, text: str) -> Path:
    path = folder / "script.toml"
    path.write_text(text)
    return path


def test_a_script_is_read_in_the_order_of_its_times(tmp_path: Path) -> None:
    script = written(
        tmp_path,
        """
        [[fault]]
        at_s = 60
        device = "led-3"
        fault = "garble"
        for_s = 10
        chance = 0.2
        [[fault]]
        at_s = 5
        device = "*"
        fault = "reboot"
        delay_s = 3
        """,
    )
    first, second = read(script, DEVICES)
    assert (first.device, first.at_s, first.trouble) == (EVERYBODY, 5, Trouble(Fault.REBOOT, delay_s=3))
    assert (second.for_s, second.trouble) == (10, Trouble(Fault.GARBLE, chance=0.2))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[fault]]\ndevice = "led-9"\nfault = "mute"', "led-9.*kiosk-1"),
        ('[[fault]]\ndevice = "led-3"\nfault = "explode"', "explode.*fault.*paper_out"),
        ('[[fault]]\ndevice = "led-3"\nfault = "mute"\nat = 5', "unknown field `at`.*at_s"),
        ('[[fault]]\ndevice = "led-3"\nfault = "drop"\nchance = 2', "chance"),
        ("[[fault]", "script.toml"),
    ],
)
def test_what_is_wrong_in_a_script_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"script.toml: .*{said}|{said}"):
        read(written(tmp_path, text), DEVICES)


def test_a_line_is_a_device_and_a_fault_and_how() -> None:
    assert from_line("led-3 mute", DEVICES) == Happening("led-3", Fault.MUTE)
    assert from_line("kiosk-1 slow delay_s=0.5 for_s=20", DEVICES) == Happening(
        "kiosk-1", Fault.SLOW, for_s=20, delay_s=0.5
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("led-3", "paper_out"),
        ("led-3 explode", "explode.*paper_out"),
        ("led-4 mute", "led-4"),
        ("led-3 slow by=2", "by.*for_s"),
    ],
)
def test_a_line_that_is_not_understood_is_explained(line: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        from_line(line, DEVICES)
