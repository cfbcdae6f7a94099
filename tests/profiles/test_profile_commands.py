"""`hallctl profile` on the command line: what it says and how it ends."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import firmware_profiles
from hallctl.cli import app
from hallctl.profiles import read_profile
from hallctl.profiles.recorded import Recording, read_recording, recording_of

SHIPPED = firmware_profiles.folder()
DISPLAY = SHIPPED / "window_display" / "generic-modbus-text.toml"


def profile(*words: str) -> Result:
    return CliRunner().invoke(app, ["profile", *words])


def put(folder: Path, text: str, name: str = "acme-x1", kind: str = "window_display") -> Path:
    file = folder / kind / f"{name}.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_what_is_shipped_is_sound() -> None:
    done = profile("check")
    assert done.exit_code == 0, done.output
    assert done.output.endswith("profiles: ok\n")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("highest = 8", "highst = 8", "values.brightness.highst: unknown key"),
        (
            'driver = "modbus_text"',
            'driver = "modbus_txt"',
            "driver: a window_display has no driver 'modbus_txt'",
        ),
        ('driver = "modbus_text"', 'driver = "acme:Panel"', "driver: the driver acme:Panel cannot be loaded"),
        ('makers = ["generic"]', 'makers = ["x"]\nwhite_labels = ["generic-mqtt"]', "is already a name of"),
    ],
)
def test_what_is_wrong_is_named_and_ends_with_2(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    text = DISPLAY.read_text(encoding="utf-8").replace(right, wrong)
    file = put(tmp_path, text)
    for path in (tmp_path, file):
        done = profile("check", str(path))
        assert done.exit_code == 2
        assert f"{file}:" in done.output
        assert said in done.output


def test_a_kind_without_drivers_is_told(tmp_path: Path) -> None:
    put(tmp_path, DISPLAY.read_text(encoding="utf-8"), kind="window_dsplay")
    done = profile("check", str(tmp_path))
    assert done.exit_code == 2
    assert "no kind of device with drivers is called 'window_dsplay'" in done.output


def test_a_recorded_exchange_of_something_else_is_told(tmp_path: Path) -> None:
    file = put(tmp_path, DISPLAY.read_text(encoding="utf-8"))
    file.with_name("acme-x1.frames.toml").write_text("format = 1\n", encoding="utf-8")
    done = profile("check", str(tmp_path / "window_display"))
    assert done.exit_code == 2
    assert "acme-x1.frames.toml:1: recorded: Field required" in done.output


def test_nothing_to_check_is_no_success(tmp_path: Path) -> None:
    assert profile("check", str(tmp_path)).exit_code == 1


def test_the_list_has_kinds_and_proofs() -> None:
    lines = profile("list", "--kind", "window_display").output.splitlines()
    assert lines[0].split() == ["kind", "name", "model", "firmware", "wire", "driver", "proof"]
    assert {line.split()[0] for line in lines[1:]} == {"window_display"}
    assert any("generic-modbus-text" in line and line.endswith(" proven") for line in lines)


def test_a_name_of_several_kinds_must_be_said_in_full() -> None:
    done = profile("show", "generic-mqtt")
    assert done.exit_code == 1
    assert "say which: " in done.output
    assert "rater/generic-mqtt" in profile("show", "rater/generic-mqtt").output


def test_an_unknown_name_says_which_there_are() -> None:
    done = profile("show", "acme-nothing")
    assert done.exit_code == 1
    assert "window_display/generic-modbus-text" in done.output


def test_firmware_that_no_profile_is_for() -> None:
    done = profile("show", "generic-modbus-text", "--firmware", "0.9")
    assert done.exit_code == 1
    assert "is for firmware 0.9" in done.output


def test_a_new_profile_keeps_layout_and_says_whose_it_is(tmp_path: Path) -> None:
    begin = ["new", "window_display/acme-l3", "--like", "generic-modbus-text", "--out", str(tmp_path)]
    done = profile(*begin, "--model", 'L3 "slim" \\1', "--maker", "Acme")
    assert done.exit_code == 0, done.output
    text = (tmp_path / "window_display" / "acme-l3.toml").read_text(encoding="utf-8")
    assert text.startswith('# L3 "slim" \\1 by Acme.')
    assert 'model = "L3 \\"slim\\" \\\\1"' in text
    assert "[values.control.fields.colour]" in text
    assert profile("check", str(tmp_path)).exit_code == 0
    assert "is there already" in profile(*begin, "--model", "L3", "--maker", "Acme").output


def test_a_name_that_is_none_leaves_no_file(tmp_path: Path) -> None:
    words = ["--like", "generic-modbus-text", "--out", str(tmp_path), "--model", "L3", "--maker", "Acme"]
    done = profile("new", "window_display/L3", *words)
    assert done.exit_code == 1
    assert not list(tmp_path.rglob("*.toml"))


def test_a_device_that_does_not_answer_fails_its_trials() -> None:
    done = profile(
        "test", "generic-modbus-text", "--address", "tcp://127.0.0.1:9/unit/1", "--patience", "0.5"
    )
    assert done.exit_code == 1
    assert "answers" in done.output
    assert "FAILED: no answer within 0.5 s" in done.output


def test_an_address_of_another_wire_is_refused() -> None:
    done = profile("test", "generic-modbus-text", "--address", "udp://127.0.0.1:9/unit/1")
    assert done.exit_code == 1
    assert "goes over tcp, rtu_tcp, serial, not udp" in done.output


def test_without_a_recording_there_is_nothing_to_replay(tmp_path: Path) -> None:
    put(tmp_path, DISPLAY.read_text(encoding="utf-8").replace("Modbus text", "Other text"))
    done = profile("test", "acme-x1", "--profiles", str(tmp_path), "--replay")
    assert done.exit_code == 1
    assert "has no recorded exchange" in done.output


@pytest.mark.parametrize("over", ["serial", "rtu_tcp"])
def test_over_a_serial_line_and_a_gateway_the_exchange_is_the_same(tmp_path: Path, over: str) -> None:
    text = DISPLAY.read_text(encoding="utf-8").replace("Modbus text", "Other text")
    file = put(tmp_path, text.replace('["tcp", "rtu_tcp", "serial"]', f'["{over}"]'))
    done = profile("test", "acme-x1", "--profiles", str(tmp_path), "--record")
    assert done.exit_code == 0, done.output
    other, shipped = (read_recording(recording_of(own), read_profile(own)) for own in (file, DISPLAY))
    assert (other.over, shipped.over) == (over, "tcp")
    assert _writes(other) == _writes(shipped)
    assert profile("test", "acme-x1", "--profiles", str(tmp_path), "--replay").exit_code == 0


def _writes(recording: Recording) -> list[str]:
    return [exchange.sends for exchange in recording.exchange if exchange.sends.startswith("10")]
