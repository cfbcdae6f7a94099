"""A profile that is wrong is refused with its file, the line and the key; everything wrong at once."""

from pathlib import Path

import pytest

import firmware_profiles
from hallctl.profiles import ProfileError, ProfileLibrary, UnknownProfileError

SHIPPED = (firmware_profiles.folder() / "window_display" / "generic-modbus-text.toml").read_text()
PAD = (firmware_profiles.folder() / "rater" / "generic-mqtt.toml").read_text()


def problems(folder: Path, text: str, name: str = "acme-x1", kind: str = "window_display") -> list[str]:
    """What is said of a file with this text: `line: key: message`."""
    file = folder / kind / f"{name}.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    with pytest.raises(ProfileError) as error:
        ProfileLibrary.load([folder])
    assert all(problem.file == file for problem in error.value.problems)
    return [str(problem).removeprefix(f"{file}:") for problem in error.value.problems]


def line(text: str, part: str) -> int:
    return next(number for number, row in enumerate(text.splitlines(), 1) if part in row)


CASES = [
    ("highest = 8", "highst = 8", "values.brightness.highst: unknown key"),
    (
        "registers = 24",
        'registers = "24"',
        "values.text.registers: Input should be a valid integer, found '24'",
    ),
    ("registers = 24", "registers = 25", "values.text: 25 registers do not make 3 rows of the same width"),
    ('"gb18030"', '"gb99"', "values.text.encoding: unknown encoding 'gb99'"),
    ("address = 34", "address = 33", "values.commit: register 33 already belongs to 'brightness'"),
    ("bit = 15", "bit = 16", "values.control.fields.test.bit: Input should be less than 16, found 16"),
    ("bit = 4", "bit = 1", "values.control: field 'blink' uses bits of another field"),
    ('default = "green"', 'default = "blue"', "values.control.fields.colour: default 'blue' is none of"),
    ('type = "modbus"', 'type = "modbuss"', "wire.type: found 'modbuss', allowed: modbus, mqtt, "),
    ("timeout_s = 0.3", "timeout_s = 0", "wire.timeout_s: "),
    ('"control", "commit"]\nsets', '"commit", "control"]\nsets', "commands.identify.writes: 'commit' makes"),
    ('"brightness", "commit"]', '"dimmer", "commit"]', "commands.show.writes: no value is called 'dimmer'"),
    ('"brightness", "commit"]', '"status", "commit"]', "commands.show.writes: 'status' can only be read"),
    (
        '"firmware"]\nnote',
        '"firmware", "scroll"]\nnote',
        "capabilities: 'scroll' has no value or command behind",
    ),
    ('model = "', 'modell = "', "modell: unknown key"),
    ('since = "1.0"', 'since = "1.0"\nbelow = "1.0"', "firmware: since 1.0 is not before below 1.0"),
    ("format = 1", 'format = 1\nname = "x"', "name: unknown key"),
    ('type = "counter"', 'type = "conter"', "values.commit"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), CASES, ids=[case[1].split("\n")[0] for case in CASES])
def test_the_line_and_the_key_are_named(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    assert right in SHIPPED
    text = SHIPPED.replace(right, wrong, 1)
    found = problems(tmp_path, text)
    match = [problem for problem in found if said in problem]
    assert match, found
    number = int(match[0].partition(":")[0])
    key = match[0].split(": ")[1].split(".")[-1]
    assert key in text.splitlines()[number - 1]


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = SHIPPED.replace("registers = 24", 'registers = "24"').replace("highest = 8", "highst = 8")
    found = problems(tmp_path, text)
    assert {problem.split(":")[0] for problem in found} == {
        str(line(text, 'registers = "24"')),
        str(line(text, "highst")),
    }


def test_what_is_not_toml_is_named_with_its_line(tmp_path: Path) -> None:
    text = SHIPPED.replace("address = 34", "address = = 34")
    assert problems(tmp_path, text)[0].startswith(f"{line(text, '= = 34')}: not TOML")


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    text = SHIPPED.replace("interval_s = 3.0\nreads", "# reads")
    assert any("poll.face.reads: must be given" in problem for problem in problems(tmp_path, text))


def test_a_file_needs_a_vendor_and_a_model_in_its_name(tmp_path: Path) -> None:
    assert problems(tmp_path, SHIPPED, name="acme")[0].endswith("must be called <vendor>-<model>.toml")


def test_a_command_that_no_contract_knows_is_refused(tmp_path: Path) -> None:
    text = PAD.replace("[commands.clear]", "[commands.explode]")
    assert "not in the MQTT contract: explode" in problems(tmp_path, text, kind="rater")[0]


def test_the_same_name_twice_for_a_kind_is_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder / "rater").mkdir(parents=True)
        (tmp_path / folder / "rater" / "acme-pad.toml").write_text(PAD)
    with pytest.raises(ProfileError, match="already used by"):
        ProfileLibrary.load([tmp_path / "a", tmp_path / "b"])


def test_an_unknown_name_says_which_there_are() -> None:
    library = ProfileLibrary.load([firmware_profiles.folder()])
    assert library.exists("generic-mqtt")
    assert library.exists("generic-mqtt", "rater")
    assert not library.exists("generic-mqtt", "camera")
    with pytest.raises(UnknownProfileError, match="generic-modbus-text"):
        library.get("generic-tcp", "window_display")
