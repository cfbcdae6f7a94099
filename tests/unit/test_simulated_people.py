"""The simulated day: peaks that fill the hall, a calm between, and everybody where they can be served."""

import random
from pathlib import Path

from hallctl.cli.demo import own_window
from hallctl.cli.files import look_at
from hallctl.simulation.access import Access, Login
from hallctl.simulation.people import DAY_MINUTES, Town, _matter, arrivals_per_minute, seats
from hallctl.simulation.seating import usual_windows

DEMO = Path(__file__).parents[2] / "config" / "demo.toml"
SETUP = look_at(DEMO).required().setup


def access() -> Access:
    places = usual_windows(SETUP)
    users = [Login(p.id, "secret", p.post.value, places.get(p.id)) for p in SETUP.staff.values()]
    return Access("", "", users, "", {})


def test_more_come_in_the_peaks_than_can_be_served_and_fewer_between_and_in_the_evening() -> None:
    day = [arrivals_per_minute(minute, 1.0) for minute in range(DAY_MINUTES)]
    assert day[0] > 0.95, "the hall is busy as soon as it opens"
    assert max(day[:120]) > 1.0
    assert min(day[150:250]) < 0.75
    assert day[-1] < 0.75
    assert sum(day) / len(day) < 0.9, "everybody is served before the evening"


def test_everybody_comes_for_something_that_a_staffed_window_does() -> None:
    staffed = seats(access(), SETUP)
    assert {seat.window for seat in staffed} == set(SETUP.windows)
    town = Town(access(), SETUP, 1.0, random.Random(1), staffed)
    wanted = {_matter(town) for _ in range(2000)}
    assert wanted == set(SETUP.items) | {"type:CONSULT", "type:RESULT"}


def test_the_window_left_to_a_visitor_is_one_that_a_neighbour_can_stand_in_for() -> None:
    own = own_window(SETUP, access().users)
    assert own is not None
    rest = seats(access(), SETUP, without=(str(own.window),))
    assert own.window not in {seat.window for seat in rest}
    assert {code for seat in rest for code in seat.matters} == {
        code for seat in seats(access(), SETUP) for code in seat.matters
    }
