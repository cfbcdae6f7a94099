"""What no single section can know: references, ids, service, equipment, posts."""

from collections.abc import Callable

import pytest
from halls_on_disk import HallOnDisk

from hallctl.configuration.checks import Known
from hallctl.configuration.findings import Severity, errors, render_findings
from hallctl.domain.equipment import MANDATORY, TITLES, DeviceKind

Codes = Callable[..., list[str]]
COUNTY = "hall.level=county"
LINES = ("extranet", "backup")
"""Beside the internet, which the small hall has."""


def mandatory_devices(*without: DeviceKind) -> str:
    kinds = [kind for kind in MANDATORY if kind not in without]
    devices = [f'id = "{kind}-x"\nkind = "{kind}"\nwindow = "1"' for kind in kinds]
    devices += [f'id = "net-{role}"\nkind = "network_link"\nlink = "{role}"' for role in LINES]
    return "".join(f'[[device]]\nprofile = "asset"\n{device}\n' for device in devices)


@pytest.mark.parametrize(
    ("override", "key"),
    [
        ("window.1.zone=Z", "window.1.zone"),
        ("item.SI-001.zone=Z", "item.SI-001.zone"),
        ("device.led-1.zone=Z", "device.led-1.zone"),
        ("device.led-1.window='9'", "device.led-1.window"),
        ("staff.u01.substitute=u99", "staff.u01.substitute"),
        ("staff.u01.substitute=u01", "staff.u01.substitute"),
        ('staff.u01.items=["SI-001", "SI-999"]', "staff.u01.items"),
    ],
)
def test_naming_what_does_not_exist_is_an_error(hall: HallOnDisk, override: str, key: str) -> None:
    found = [finding for finding in hall.findings(override) if finding.code == "UNKNOWN_REFERENCE"]
    assert [finding.key for finding in found] == [key]
    assert found[0].severity is Severity.ERROR


def test_a_reference_suggests_the_nearest(hall: HallOnDisk) -> None:
    (finding,) = hall.findings('staff.u01.items=["SI-001", "SI-002"]')
    assert finding.nearest == "SI-001"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[[window]]\nid = "1"\nzone = "A"\nkind = "RESULT"\n', "window.1.id"),
        ('[[staff]]\nid = "u01"\nname = "赵某"\npost = "guide"\n', "staff.u01.id"),
        ('[[staff]]\nid = "u09"\nnumber = "u01"\nname = "赵某"\npost = "guide"\n', "staff.u09.number"),
        ('[[zone]]\nid = "A"\nname = "另一区"\nprefix = "B"\n', "zone.A.id"),
        ('[[device]]\nid = "led-1"\nkind = "kiosk"\nprofile = "asset"\n', "device.led-1.id"),
    ],
)
def test_an_id_used_twice_is_an_error_at_its_second_place(hall: HallOnDisk, text: str, key: str) -> None:
    hall.append(text)
    found = [finding.key for finding in hall.findings() if finding.code == "DUPLICATE_ID"]
    assert key in found


def test_two_zones_with_one_prefix_are_an_error(hall: HallOnDisk) -> None:
    hall.append('[[zone]]\nid = "B"\nname = "另一区"\nprefix = "A"\n')
    assert [(finding.code, finding.key) for finding in hall.findings()] == [
        ("DUPLICATE_PREFIX", "zone.B.prefix")
    ]


@pytest.mark.parametrize(
    "overrides",
    [
        ["staff.u01.items=[]"],
        ["staff.u01.post=guide"],
        ["window.1.kind=BACK_OFFICE"],
        ["window.1.kind=RESIDENT"],
        ['item.SI-001.window_kinds=["REMOTE"]'],
        ["window.1.kind=RESIDENT", "window.1.department=公安局"],
    ],
    ids=["no letter", "no power", "no public queue", "no department", "no such window", "other department"],
)
def test_an_item_that_nobody_may_serve_is_an_error(hall: HallOnDisk, overrides: list[str]) -> None:
    found = errors(hall.findings(*overrides))
    assert [(finding.code, finding.key) for finding in found] == [("NOBODY_SERVES", "item.SI-001")]


def test_a_department_window_serves_the_items_of_its_department(codes: Codes) -> None:
    assert codes("window.1.kind=RESIDENT", "window.1.department=人社局") == ["NO_LEADER"]


def test_a_hall_of_back_offices_has_no_queue(hall: HallOnDisk) -> None:
    found = errors(hall.findings("window.1.kind=BACK_OFFICE", "window.2.kind=BACK_OFFICE"))
    assert [finding.code for finding in found] == ["NO_PUBLIC_WINDOW"]


def test_a_routing_rule_must_exist(hall: HallOnDisk) -> None:
    (finding,) = hall.findings("routing.rule=wighted")
    assert (finding.code, finding.allowed, finding.nearest) == (
        "RULE_UNKNOWN",
        "strict, weighted",
        "weighted",
    )
    only_strict = Known(frozenset({"strict"}), lambda _profile, _kind: True)
    assert errors(hall.load(sets=["routing.rule=weighted"], known=only_strict).findings)


def test_a_profile_must_exist_for_the_kind_of_device(codes: Codes) -> None:
    assert codes("device.led-1.profile=generic-rater") == ["PROFILE_UNKNOWN"]


def test_an_unknown_profile_is_answered_with_those_that_there_are(hall: HallOnDisk) -> None:
    there = ["generic-modbus-text", "generic-window_display"]
    known = Known(frozenset({"strict"}), lambda profile, _kind: profile in there, lambda _kind: there)
    (finding,) = hall.load(sets=["device.led-1.profile=generic-modbus"], known=known).findings
    assert (finding.code, finding.nearest) == ("PROFILE_UNKNOWN", "generic-modbus-text")
    assert finding.allowed == "generic-modbus-text, generic-window_display"


def test_an_asset_needs_neither_profile_nor_address(hall: HallOnDisk) -> None:
    hall.append('[[device]]\nid = "scanner-1"\nkind = "scanner"\nprofile = "asset"\n')
    assert hall.findings() == []


def test_a_device_with_a_driver_needs_an_address(codes: Codes) -> None:
    assert codes("device.led-1.address=''") == ["ADDRESS_NEEDED"]


def test_a_device_of_a_window_names_it(hall: HallOnDisk) -> None:
    hall.change('window = "1"\n', "")
    assert [finding.code for finding in hall.findings()] == ["WINDOW_NEEDED"]


def test_two_devices_of_a_kind_cannot_share_an_address_but_may_share_the_broker(hall: HallOnDisk) -> None:
    other = '[[device]]\nid = "{}"\nkind = "window_display"\nprofile = "generic-window_display"\n'
    for name in ("led-2", "led-3"):
        hall.append(other.format(name) + 'address = "mqtt:"\nwindow = "2"\n')
    assert hall.findings() == []
    (finding,) = hall.findings("device.led-2.address=tcp://127.0.0.1:502/unit/1")
    assert (finding.code, finding.key) == ("DUPLICATE_ADDRESS", "device.led-2.address")


def test_no_device_takes_the_name_of_the_halls_own_account(hall: HallOnDisk) -> None:
    hall.append('[[device]]\nid = "hall"\nkind = "scanner"\nprofile = "asset"\n')
    assert [(finding.code, finding.key) for finding in hall.findings()] == [("RESERVED_ID", "device.hall.id")]


@pytest.mark.req("DEV-02")
def test_a_county_hall_without_broadcasting_fails_and_a_township_passes(hall: HallOnDisk) -> None:
    hall.append(mandatory_devices(DeviceKind.BROADCAST))
    (finding,) = errors(hall.findings(COUNTY))
    assert finding.code == "EQUIPMENT_MISSING"
    assert "BROADCAST" in render_findings([finding], "en")
    assert "大厅广播设备" in render_findings([finding], "zh")
    assert hall.load(sets=["hall.level=township"]).configuration is not None


def test_a_county_hall_with_all_twelve_kinds_passes(hall: HallOnDisk) -> None:
    assert len(MANDATORY) == 12
    hall.append(mandatory_devices())
    assert hall.findings(COUNTY) == []


def test_a_partly_equipped_county_hall_gets_one_warning(hall: HallOnDisk) -> None:
    (finding,) = hall.findings(COUNTY, "hall.equipment=partial")
    assert (finding.code, finding.severity) == ("EQUIPMENT_PARTIAL", Severity.WARNING)
    assert len(finding.found.split(", ")) == 12
    assert finding.found.endswith("network_link")


@pytest.mark.req("HAL-01")
def test_a_village_has_no_mandatory_equipment_and_an_unknown_level_is_rejected(hall: HallOnDisk) -> None:
    assert len(errors(hall.findings(COUNTY))) == 12
    assert hall.findings("hall.level=village") == []
    (finding,) = errors(hall.findings("hall.level=hamlet"))
    assert (finding.code, finding.key) == ("WRONG_VALUE", "hall.level")
    assert finding.allowed == "province, city, county, township, village, subhall, self_service"


@pytest.mark.req("ROLE-10")
@pytest.mark.parametrize(("supervisors", "warned"), [(0, True), (1, False), (2, False), (3, True)])
def test_one_or_two_supervisors_are_named(hall: HallOnDisk, supervisors: int, warned: bool) -> None:
    hall.change('post = "hall_supervisor"', 'post = "guide"')
    for number in range(supervisors):
        hall.append(f'[[staff]]\nid = "s{number}"\nname = "督导"\npost = "hall_supervisor"\n')
    loaded = hall.load()
    assert loaded.configuration is not None
    printed = render_findings(loaded.findings, "en")
    assert ("[SUPERVISORS]" in printed) is warned
    assert (printed == "") is not warned


def test_a_hall_without_a_dispatcher_is_warned(codes: Codes) -> None:
    assert codes("staff.u04.post=guide") == ["NO_DISPATCHER"]


def test_a_post_that_works_by_letters_needs_some(hall: HallOnDisk) -> None:
    hall.append('[[staff]]\nid = "u09"\nname = "孙某"\npost = "comprehensive_acceptance"\n')
    (finding,) = hall.findings()
    assert (finding.code, finding.key, finding.severity) == (
        "LETTERS_NEEDED",
        "staff.u09",
        Severity.WARNING,
    )


@pytest.mark.parametrize(
    ("handling_s", "found"),
    [(1, ["HANDLING_ABSURD"]), (9, ["HANDLING_ABSURD"]), (10, []), (14400, []), (14401, ["HANDLING_ABSURD"])],
)
def test_handling_times_that_nobody_has_are_a_warning(
    codes: Codes, handling_s: int, found: list[str]
) -> None:
    assert codes(f"item.SI-001.handling_s={handling_s}") == found


def test_a_pattern_that_fits_no_item_is_a_warning(codes: Codes) -> None:
    assert codes('staff.u01.items=["SI-*", "XX-*"]') == ["PATTERN_EMPTY"]


@pytest.mark.parametrize("override", ["web.bind=0.0.0.0:8080", "mqtt.bind=[::]:1883"])
def test_serving_the_network_without_encryption_is_a_warning(codes: Codes, override: str) -> None:
    assert codes(override) == ["OPEN_TO_NETWORK"]


@pytest.mark.parametrize("override", ["web.bind=localhost:80", "web.bind=[::1]:0", "web.bind=127.0.0.2:1"])
def test_serving_the_machine_itself_is_none(codes: Codes, override: str) -> None:
    assert codes(override) == []


def test_a_county_hall_registers_every_kind_of_the_standard() -> None:
    assert set(TITLES) == set(DeviceKind)


DISPENSER = """\
[[device]]
id = "box-1"
kind = "dispenser"
profile = "generic-dispenser"
address = "tcp://127.0.0.1:502/unit/9"
printer = "print-1"
[device.buttons]
1 = { items = ["SI-001"] }
2 = { zone = "A" }

[[device]]
id = "print-1"
kind = "dispenser"
profile = "generic-dispenser"
address = "tcp://127.0.0.1:9100"
"""


def test_buttons_and_a_printer_make_a_dispenser(hall: HallOnDisk) -> None:
    hall.append(DISPENSER)
    assert hall.findings() == []


@pytest.mark.parametrize(
    ("before", "after", "code", "key"),
    [
        ('"SI-001"', '"SI-999"', "UNKNOWN_REFERENCE", "device.box-1.buttons.1.items"),
        ('zone = "A"', 'zone = "Z"', "UNKNOWN_REFERENCE", "device.box-1.buttons.2.zone"),
        ('zone = "A"', 'type = "TEA"', "UNKNOWN_REFERENCE", "device.box-1.buttons.2.type"),
        ('zone = "A"', "", "BUTTON_UNCLEAR", "device.box-1.buttons.2"),
        ('printer = "print-1"', 'printer = "print-2"', "UNKNOWN_REFERENCE", "device.box-1.printer"),
        ('printer = "print-1"', 'printer = "led-1"', "UNKNOWN_REFERENCE", "device.box-1.printer"),
    ],
)
def test_a_button_stands_for_one_thing_that_there_is(
    hall: HallOnDisk, before: str, after: str, code: str, key: str
) -> None:
    hall.append(DISPENSER.replace(before, after))
    assert [(finding.code, finding.key) for finding in hall.findings()] == [(code, key)]


def test_a_published_item_leaves_no_category_empty(hall: HallOnDisk) -> None:
    said = [f"openness.{name}=如此" for name in ("duties", "basis", "conditions", "procedure", "limits")]
    found = [
        finding
        for finding in hall.findings("item.SI-001.published=true", *said)
        if finding.code == "NOT_ALL_PUBLIC"
    ]
    assert [(finding.key, finding.found) for finding in found] == [
        ("item.SI-001.published", "fees, complaints")
    ]
    rest = ("openness.fees=不收费", "item.SI-001.complaints=12345")
    assert "NOT_ALL_PUBLIC" not in {
        finding.code for finding in hall.findings("item.SI-001.published=true", *said, *rest)
    }
