"""Times survive the database to the microsecond, in any zone, and keep their order."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from hallctl.journal.moments import micros, moment_of

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001


@given(MOMENTS)
def test_a_moment_comes_back_exactly(moment: datetime) -> None:
    assert moment_of(micros(moment), UTC) == moment


@given(MOMENTS, MOMENTS)
def test_order_is_kept(one: datetime, other: datetime) -> None:
    assert (micros(one) < micros(other)) == (one < other)


@given(MOMENTS, ZONES)
def test_the_reader_gets_the_halls_zone(moment: datetime, zone: timezone) -> None:
    assert moment_of(micros(moment), zone).tzinfo is zone
