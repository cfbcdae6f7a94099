"""A zone without items of its own: its desks count, and so does the time that they take."""

from halls import Stage

from hallctl.contracts import looks


def test_every_open_window_of_a_zone_counts() -> None:
    stage = Stage()
    stage.open("7", "9")
    zone = looks.zone_view(stage.day, stage.setup, stage.setup.zones["C"], stage.now)
    assert zone.open_windows == 2


def test_the_handling_time_of_a_zone_is_that_of_its_types_too() -> None:
    assert Stage().setup.handling_s("zone:C") == 150
