"""The halls that travel with hallctl are right, and are what their names say."""

from datetime import date, datetime
from pathlib import Path

import pytest

from hallctl.configuration.checks import Known
from hallctl.configuration.configuration import Configuration
from hallctl.configuration.findings import errors, render_findings
from hallctl.configuration.loading import Loaded, load
from hallctl.domain.hours import DayKind
from hallctl.domain.posts import AT_WINDOWS, Post
from hallctl.domain.setup import HallLevel, WindowKind, ZoneKind
from hallctl.profiles.library import ProfileLibrary

ROOT = Path(__file__).parents[3]
VISITED = WindowKind.NON_RESIDENT
COUNTED = AT_WINDOWS - {Post.CHIEF_REPRESENTATIVE, Post.FRONT_OFFICE}
HALLS = ("demo", "county", "township", "village")
TODAY = date(2026, 11, 21)
RULES = frozenset({"strict", "weighted"})


def loaded(name: str) -> Loaded:
    library = ProfileLibrary.load([ROOT / "firmware_profiles"])
    return load(ROOT / "config" / f"{name}.toml", today=TODAY, known=Known(RULES, library.exists))


def hall(name: str) -> Configuration:
    return loaded(name).required()


@pytest.mark.parametrize("name", HALLS)
def test_every_shipped_hall_passes_the_check(name: str) -> None:
    findings = loaded(name).findings
    assert errors(findings) == (), render_findings(findings, "en")


@pytest.mark.parametrize("name", ["county", "township", "village"])
def test_a_hall_to_copy_from_has_no_warning_either(name: str) -> None:
    assert loaded(name).findings == ()


@pytest.mark.parametrize("name", HALLS)
def test_people_in_examples_have_no_names(name: str) -> None:
    assert all(person.name.endswith("某") for person in hall(name).setup.staff.values())


def test_the_demo_is_a_county_hall_that_never_closes() -> None:
    setup = hall("demo").setup
    assert (setup.id, setup.name, setup.level) == ("demo", "示范县政务服务中心", HallLevel.COUNTY)
    for day in (date(2026, 11, 21), date(2026, 10, 1), date(2026, 2, 17), date(2027, 1, 1)):
        for zone in setup.zones:
            hours = setup.calendar.zone_open(zone, day)
            assert setup.calendar.kind(day) is DayKind.REGULAR
            assert hours is not None
            assert all(
                hours.gives_numbers(datetime(day.year, day.month, day.day, hour, 59, tzinfo=setup.timezone))
                for hour in range(24)
            )


def test_the_demo_has_what_a_newcomer_should_see() -> None:
    configuration = hall("demo")
    setup = configuration.setup
    assert (configuration.web.host, configuration.web.port) == ("127.0.0.1", 8080)
    assert (configuration.mqtt.embedded, configuration.mqtt.port) == (True, 1883)
    assert len(setup.windows) == 8
    assert len(setup.items) == 26
    assert set(setup.types) == {"CONSULT", "RESULT"}
    assert setup.zone_named(ZoneKind.CONSULT) is setup.zones["E"]
    assert all(item.name_en and item.search for item in setup.items.values())
    posts = {person.post for person in setup.staff.values()}
    assert posts >= {
        Post.DISPATCHER,
        Post.HALL_SUPERVISOR,
        Post.GUIDE,
        Post.RESULT_ISSUE,
        Post.ASSISTANCE_AGENCY,
    }
    kinds = [device.kind for device in setup.devices.values()]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "dispenser": 2,
        "window_display": 8,
        "rater": 8,
        "keypad": 8,
        "id_reader": 1,
        "kiosk": 1,
        "touch_terminal": 1,
        "led_wall": 1,
        "speaker": 1,
        "workstation": 1,
    }


@pytest.mark.parametrize("name", HALLS)
def test_every_window_of_the_public_has_somebody_for_it(name: str) -> None:
    setup = hall(name).setup
    for window in setup.windows.values():
        people = [person for person in setup.staff.values() if setup.services_of(window, person)]
        assert people or window.kind in {WindowKind.BACK_OFFICE, WindowKind.REMOTE}, window.id


def test_the_county_hall_has_twenty_windows_six_departments_and_99_items_and_a_visiting_one() -> None:
    setup = hall("county").setup
    assert len([w for w in setup.windows.values() if not w.is_temporary and w.kind is not VISITED]) == 20
    assert len(setup.items) == 99 + 1
    assert len({item.department for item in setup.items.values()}) == 6 + 1
    assert [entry.window for entry in setup.rota] == ["22"]
    assert setup.only_by_rota(("QX-001",))


@pytest.mark.parametrize("name", ["county", "township"])
def test_somebody_is_there_at_lunch_in_every_zone(name: str) -> None:
    setup = hall(name).setup
    assert len(setup.lunch.groups) == 2
    assert all(person.lunch for person in setup.staff.values() if person.post in COUNTED)


def test_the_township_s_market_saturday_is_a_day_like_any_other_and_no_working_day_of_the_law() -> None:
    setup = hall("township").setup
    market = date(2026, 3, 7)
    assert setup.calendar.kind(market) is DayKind.MARKET_DAY
    assert setup.calendar.zone_open("A", market) == setup.calendar.hours
    assert not setup.calendar.is_working_day(market)


def test_the_county_halls_self_service_zone_never_closes() -> None:
    setup = hall("county").setup
    assert setup.calendar.zone_open("S", date(2026, 10, 1)) is not None
    assert setup.calendar.zone_open("A", date(2026, 10, 1)) is None


def test_the_township_hall_has_one_zone_three_windows_and_market_days() -> None:
    setup = hall("township").setup
    assert (len(setup.zones), len(setup.windows)) == (1, 3)
    market = date(2026, 1, 11)
    assert market.weekday() == 6
    assert setup.calendar.kind(market) is DayKind.MARKET_DAY
    assert setup.calendar.kind(date(2026, 1, 18)) is DayKind.APPOINTMENT_ONLY
    assert setup.calendar.kind(date(2026, 2, 17)) is DayKind.CLOSED


def test_the_village_station_has_one_window_and_no_displays() -> None:
    setup = hall("village").setup
    assert len(setup.windows) == 1
    assert {device.kind for device in setup.devices.values()} == {"dispenser", "network_link"}
