"""A device that says what was recorded: at each place what it said there, and nothing that it never said."""

from datetime import date

from hallctl.conformance.recorded_device import RecordedDevice
from hallctl.profiles import PlainProfile
from hallctl.profiles.recorded import Recording
from hallctl.simulation.wire_ends import Hears, Say, WireEnd

PROFILE = PlainProfile.model_validate(
    {
        "name": "acme-x1",
        "kind": "id_reader",
        "format": 1,
        "model": "X1",
        "makers": ["Acme"],
        "driver": "sam",
        "wire": {"type": "sam", "over": ["tcp"]},
    }
)


class Line(WireEnd):
    """A wire in memory: `hall` says something and gets what the device answers."""

    def __init__(self) -> None:
        super().__init__("line")
        self.answers = bytearray()
        self._hears: Hears = lambda _data: None

    async def start(self) -> None:
        (port,) = self.ports
        self._hears = port.opened(self.answers.extend)

    def writes(self) -> tuple[Say, ...]:
        return (self.answers.extend,)

    def hall(self, *pieces: bytes) -> bytes:
        for piece in pieces:
            self._hears(piece)
        said = bytes(self.answers)
        self.answers.clear()
        return said


async def device(*exchanges: tuple[str, str, str]) -> tuple[RecordedDevice, Line]:
    recorded = [{"trial": trial, "sends": sends, "hears": hears} for trial, sends, hears in exchanges]
    recording = Recording.model_validate(
        {
            "format": 1,
            "recorded": date(2026, 1, 5),
            "device": "real",
            "over": "tcp",
            "exchange": recorded,
        },
    )
    line = Line()
    found = RecordedDevice(recording, PROFILE, line)
    await line.start()
    return found, line


async def test_it_answers_what_it_knows_in_any_pieces() -> None:
    found, line = await device(("one", "01 02 03", "AA"), ("one", "04", "BB"))
    assert line.hall(b"\x01", b"\x02\x03\x04") == b"\xaa\xbb"
    assert (found.strange, found.unheard) == ([], [])


async def test_what_it_was_never_asked_is_noted_and_gets_no_answer() -> None:
    found, line = await device(("one", "01 02 03", "AA"))
    assert line.hall(b"\x01\x09") == b""
    assert found.strange == [b"\x01\x09"]
    assert line.hall(b"\x01\x02\x03") == b"\xaa"


async def test_what_the_hall_does_not_say_any_more_is_known() -> None:
    found, line = await device(("one", "01", "AA"), ("two", "02", "BB"))
    line.hall(b"\x01")
    assert [exchange.sends for exchange in found.unheard] == ["02"]


async def test_a_look_is_answered_as_it_was_at_this_place() -> None:
    found, line = await device(
        ("one", "05", "00"),
        ("one", "01", "AA"),
        ("one", "05", "01"),
        ("two", "02", "AA"),
        ("two", "05", "02"),
    )
    found.begin("one")
    assert [line.hall(b"\x05") for _ in range(2)] == [b"\x00", b"\x00"]
    line.hall(b"\x01")
    assert [line.hall(b"\x05") for _ in range(3)] == [b"\x01", b"\x01", b"\x01"]
    found.begin("two")
    line.hall(b"\x02")
    assert line.hall(b"\x05") == b"\x02"
    assert found.unheard == []


async def test_in_its_trial_it_says_by_itself_what_it_said_by_itself() -> None:
    found, line = await device(("event_call", "", "4B"), ("event_call", "4B", ""), ("one", "01", "AA"))
    found.begin("one")
    assert line.hall() == b""
    found.begin("event_call")
    assert line.hall() == b"\x4b"
    assert line.hall(b"\x4b") == b""
    assert found.strange == []
