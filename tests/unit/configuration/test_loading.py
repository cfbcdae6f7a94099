"""What a configuration comes to, and that overrides and paths are applied as documented."""

from pathlib import Path

import pytest
from halls_on_disk import HallOnDisk

from hallctl.configuration.findings import ConfigurationError
from hallctl.domain.hours import Hours, Span
from hallctl.domain.setup import HallLevel, WindowKind, ZoneKind


def test_a_right_file_gives_the_hall_and_no_finding(hall: HallOnDisk) -> None:
    loaded = hall.load()
    assert loaded.findings == ()
    setup = loaded.required().setup
    assert (setup.id, setup.name, setup.level) == ("small", "小镇便民服务中心", HallLevel.TOWNSHIP)
    assert str(setup.timezone) == "Asia/Shanghai"
    assert setup.calendar.hours == Hours(Span(540, 1020), Span(720, 810), lunch_open=True, last_ticket=1005)
    assert setup.windows["1"].kind is WindowKind.COMPREHENSIVE
    assert setup.items["SI-001"].handling_s == 480
    assert setup.devices["led-1"].kind == "window_display"


def test_patterns_of_letters_become_item_codes_and_the_id_stands_in_for_a_number(hall: HallOnDisk) -> None:
    person = hall.load().required().setup.staff["u01"]
    assert person.items == {"SI-001"}
    assert person.number == "u01"


def test_settings_have_defaults(hall: HallOnDisk) -> None:
    configuration = hall.load().required()
    assert (configuration.suite, configuration.routing_rule) == (
        "international",
        "strict",
    )
    assert (configuration.web.host, configuration.web.port) == ("127.0.0.1", 8080)
    assert configuration.mqtt.embedded
    assert configuration.log.level == "info"


def test_the_house_types_exist_only_where_a_window_serves_them(hall: HallOnDisk) -> None:
    assert set(hall.load().required().setup.types) == {"RESULT"}
    hall.append('[[window]]\nid = "3"\nzone = "A"\nkind = "CONSULT_ASSIST"\n')
    types = hall.load().required().setup.types
    assert set(types) == {"CONSULT", "RESULT"}
    assert types["CONSULT"].window_kinds == {WindowKind.CONSULT_ASSIST}


def test_a_type_of_the_hall_replaces_that_of_the_house(hall: HallOnDisk) -> None:
    hall.append(
        '[[type]]\nid = "RESULT"\nname = "取证"\nzone = "A"\nhandling_s = 60\n'
        'power = "DELIVER_RESULT"\nwindow_kinds = ["RESULT"]\n'
    )
    assert hall.load().required().setup.types["RESULT"].name == "取证"


@pytest.mark.req("HAL-02")
def test_merged_zones_are_one_zone_under_both_names(hall: HallOnDisk) -> None:
    loaded = hall.load(sets=['zone.A.kinds=["ZONE_WINDOW", "ZONE_CONSULT"]'])
    assert loaded.findings == ()
    setup = loaded.required().setup
    window, consult = setup.zone_named(ZoneKind.WINDOW), setup.zone_named(ZoneKind.CONSULT)
    assert window is not None
    assert window is consult
    assert window.id == "A"


def test_queue_rules_are_configuration(hall: HallOnDisk) -> None:
    hall.append("[queue]\ncalls_before_no_show = 2\n[appointments]\nslot_capacity = 5\n")
    rules = hall.load(sets=["routing.priority_in_a_row=7"]).required().setup.rules
    assert (rules.calls_before_no_show, rules.slot_capacity, rules.priority_in_a_row) == (2, 5, 7)
    assert rules.self_declared == {"CARE"}
    assert all(type(name) is str for name in (*rules.order, *rules.self_declared))


def test_a_command_line_override_wins_over_the_environment_and_both_over_the_file(hall: HallOnDisk) -> None:
    hall.append('[web]\nbind = "127.0.0.1:1"\n')
    environment = {"HALLCTL_WEB__BIND": "127.0.0.1:2", "HALLCTL_HALL__NAME": "环境名", "HALLCTL_HOME": "/x"}
    configuration = hall.load(environment=environment, sets=["web.bind=127.0.0.1:0"]).required()
    assert configuration.web.port == 0
    assert configuration.setup.name == "环境名"
    assert hall.load(environment=environment).required().web.port == 2


def test_an_override_reaches_an_entry_by_its_id(hall: HallOnDisk) -> None:
    sets = ["device.led-1.address=tcp://10.0.0.9:502/unit/4", "item.SI-001.handling_s=60"]
    setup = hall.load(sets=sets).required().setup
    assert setup.devices["led-1"].address == "tcp://10.0.0.9:502/unit/4"
    assert setup.items["SI-001"].handling_s == 60


def test_relative_files_of_the_daemon_start_in_its_state_directory(hall: HallOnDisk, tmp_path: Path) -> None:
    environment = {"STATE_DIRECTORY": str(tmp_path / "state")}
    configuration = hall.load(environment=environment).required()
    assert configuration.database_url == f"sqlite:///{tmp_path}/state/var/hall.db"
    assert configuration.database_file == tmp_path / "state/var/hall.db"
    assert configuration.master_key_file == tmp_path / "state/var/master.key"


def test_without_a_state_directory_they_start_in_the_working_directory(
    hall: HallOnDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    configuration = hall.load(sets=["personal.master_key_file=keys/master"]).required()
    assert configuration.database_file == tmp_path / "var/hall.db"
    assert configuration.master_key_file == tmp_path / "keys/master"


def test_an_absolute_path_stays(hall: HallOnDisk) -> None:
    configuration = hall.load(sets=["database.url=sqlite:////srv/hall.db"]).required()
    assert configuration.database_file == Path("/srv/hall.db")


def test_postgresql_is_left_as_written_and_needs_a_key_file(hall: HallOnDisk) -> None:
    url = "database.url=postgresql+psycopg://hall@db/hall"
    assert [finding.code for finding in hall.findings(url)] == ["KEY_FILE_NEEDED"]
    configuration = hall.load(sets=[url, "personal.master_key_file=/etc/key"]).required()
    assert configuration.database_url == "postgresql+psycopg://hall@db/hall"
    assert configuration.database_file is None


def test_files_that_are_read_lie_beside_the_configuration(hall: HallOnDisk) -> None:
    sets = ["mqtt.broker=mqtts://broker:8883", "mqtt.password_file=mqtt.pass"]
    mqtt = hall.load(sets=sets).required().mqtt
    assert mqtt.url == "mqtts://broker:8883"
    assert not mqtt.embedded
    assert mqtt.password_file == hall.folder / "mqtt.pass"


def test_whoever_needs_the_configuration_gets_all_errors_at_once(hall: HallOnDisk) -> None:
    loaded = hall.load(sets=["hall.level=vilage", "web.bind=80"])
    with pytest.raises(ConfigurationError) as raised:
        loaded.required()
    assert {finding.key for finding in raised.value.findings} == {"hall.level", "web.bind"}
