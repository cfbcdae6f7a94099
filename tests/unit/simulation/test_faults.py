"""What comes through a wire in trouble."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallctl.simulation.faults import OF_THE_WIRE, SILENT, WELL, Fault, Trouble, come_through, garbled

CHANCE = random.Random(1)


@pytest.mark.parametrize("fault", sorted(set(Fault) - OF_THE_WIRE - SILENT))
def test_faults_of_the_device_leave_the_wire_alone(fault: Fault) -> None:
    assert come_through(Trouble(fault), b"data", CHANCE) == ((0.0, b"data"),)


@pytest.mark.parametrize("fault", sorted(SILENT | {Fault.DROP}))
def test_nothing_comes_through_in_silence(fault: Fault) -> None:
    assert come_through(Trouble(fault), b"data", CHANCE) == ()


def test_what_comes_through_a_bad_wire() -> None:
    assert come_through(Trouble(Fault.DELAY, delay_s=2), b"data", CHANCE) == ((2, b"data"),)
    assert come_through(Trouble(Fault.DUPLICATE), b"data", CHANCE) == ((0.0, b"data"), (0.0, b"data"))


def test_the_chance_says_how_many_pieces_are_hit() -> None:
    lost = sum(not come_through(Trouble(Fault.DROP, chance=0.25), b"x", CHANCE) for _ in range(4000))
    assert 900 < lost < 1100


@given(st.binary(min_size=1, max_size=300), st.integers())
def test_noise_changes_a_few_bits_and_no_length(data: bytes, seed: int) -> None:
    noisy = garbled(data, random.Random(seed))
    assert len(noisy) == len(data)
    assert sum((a ^ b).bit_count() for a, b in zip(data, noisy, strict=True)) <= 3


def test_only_slowness_makes_slow() -> None:
    assert (WELL.slow_s, Trouble(Fault.SLOW, delay_s=3).slow_s, Trouble(Fault.DELAY).slow_s) == (0, 3, 0)
