"""What an adapter hears of itself is taken out of what comes in, and nothing else."""

import random

import pytest

from hallctl.links.address import Address, SerialLine
from hallctl.links.serial_port import Echo

BYTE_S = 0.001
ASKED, ANSWERED = bytes.fromhex("05 03 00 20 00 01 84 44"), bytes.fromhex("05 03 02 00 11 89 88")


class Watch:
    now = 10.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def echo(watch: Watch) -> Echo:
    return Echo(BYTE_S, monotonic=watch)


@pytest.mark.parametrize("seed", range(20))
def test_the_echo_is_gone_in_whatever_pieces_it_comes(echo: Echo, seed: int) -> None:
    chance, line = random.Random(seed), ASKED + ANSWERED
    echo.said(ASKED[:3])
    echo.said(ASKED[3:])
    heard = b""
    while line:
        count = chance.randint(1, len(line))
        heard += echo.taken_from(line[:count])
        line = line[count:]
    assert heard == ANSWERED


def test_an_acknowledgement_that_repeats_the_frame_is_heard_once(echo: Echo) -> None:
    echo.said(ASKED)
    assert echo.taken_from(ASKED + ASKED) == ASKED


def test_nothing_is_taken_from_who_speaks_by_himself(echo: Echo) -> None:
    assert echo.taken_from(ANSWERED) == ANSWERED


def test_an_answer_is_whole_although_the_echo_was_lost(echo: Echo) -> None:
    echo.said(ASKED)
    assert echo.taken_from(ANSWERED) == ANSWERED
    assert echo.taken_from(ASKED) == ASKED


def test_an_echo_that_never_came_is_forgotten(echo: Echo, watch: Watch) -> None:
    echo.said(ASKED)
    watch.now += len(ASKED) * BYTE_S + Echo.LATE_S + 0.1
    assert echo.taken_from(ASKED) == ASKED


def test_a_long_frame_is_given_the_time_that_it_takes(echo: Echo, watch: Watch) -> None:
    echo.said(bytes(2000))
    watch.now += 2000 * BYTE_S
    assert echo.taken_from(bytes(2000) + ANSWERED) == ANSWERED


def test_the_address_says_it_or_the_profile() -> None:
    plain, echoing = Address.parse("serial:///dev/ttyS1"), Address.parse("serial:///dev/ttyS1?echo=true")
    assert echoing.settings(SerialLine()).echo
    assert plain.settings(SerialLine(echo=True)).echo
    assert not Address.parse("serial:///dev/ttyS1?echo=false").settings(SerialLine(echo=True)).echo
    with pytest.raises(ValueError, match="echo"):
        Address.parse("serial:///dev/ttyS1?echo=yes")
