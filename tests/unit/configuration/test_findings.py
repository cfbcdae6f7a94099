"""Every error at once, each with its place, what was found and what is allowed."""

from collections.abc import Callable

import pytest
from halls_on_disk import HallOnDisk

from hallctl.configuration.explain import _MEANINGS
from hallctl.configuration.findings import Finding, Severity, errors, render_findings
from hallctl.configuration.words import WORDS

Codes = Callable[..., list[str]]


def only(findings: list[Finding]) -> Finding:
    (finding,) = findings
    return finding


def test_errors_of_sections_and_between_sections_come_in_one_go(hall: HallOnDisk) -> None:
    hall.change('level = "township"', 'level = "vilage"\ncolour = "red"')
    hall.change('kind = "RESULT"', 'kind = "RESULT"\nzone_x = 1')
    hall.change('items = ["SI-*"]', 'items = ["SI-001", "NO-1"]')
    hall.change('window = "1"', 'window = "9"')
    found = {(finding.code, finding.key) for finding in hall.findings()}
    assert found == {
        ("WRONG_VALUE", "hall.level"),
        ("UNKNOWN_KEY", "hall.colour"),
        ("UNKNOWN_KEY", "window.2.zone_x"),
        ("UNKNOWN_REFERENCE", "staff.u01.items"),
        ("UNKNOWN_REFERENCE", "device.led-1.window"),
    }


def test_a_finding_names_file_line_and_key(hall: HallOnDisk) -> None:
    hall.change("handling_s = 480", 'handling_s = "long"')
    finding = only(hall.findings())
    assert finding.place == f"{hall.path}:{hall.line('handling_s')}"
    assert (finding.key, finding.found) == ("item.SI-001.handling_s", '"long"')


def test_an_entry_left_out_as_faulty_does_not_move_the_places_of_others(hall: HallOnDisk) -> None:
    hall.change('id = "u01"\nname = "王某"', 'id = "u01"')
    hall.change('post = "hall_supervisor"', 'post = "hall_supervisor"\nsubstitute = "u09"')
    missing, unknown = sorted(hall.findings(), key=lambda finding: finding.code)
    assert (missing.code, missing.key) == ("MISSING_KEY", "staff.u01.name")
    assert (unknown.key, unknown.line) == ("staff.u03.substitute", hall.line("substitute"))


def test_naming_a_faulty_entry_is_not_another_error(hall: HallOnDisk) -> None:
    hall.change('name = "综合服务区"\n', "")
    assert [finding.code for finding in hall.findings()] == ["MISSING_KEY"]


def test_an_unknown_key_suggests_the_nearest(hall: HallOnDisk) -> None:
    hall.change("handling_s = 480", "handling_s = 480\nserach = 'sbk'")
    finding = only(hall.findings())
    assert (finding.code, finding.nearest) == ("UNKNOWN_KEY", "search")
    assert "handling_s" in finding.allowed


def test_an_unknown_section_suggests_the_nearest(hall: HallOnDisk) -> None:
    hall.append("[rooting]\nrule = 'strict'\n")
    finding = only(hall.findings())
    assert (finding.key, finding.nearest, finding.line) == ("rooting", "routing", hall.line("[rooting]"))


@pytest.mark.parametrize(
    ("override", "allowed"),
    [
        ("web.bind=8080", "@BIND"),
        ('web.bind="127.0.0.1"', "@BIND"),
        ("web.bind=127.0.0.1:65536", "@BIND"),
        ("mqtt.broker=tcp://broker", "@BROKER"),
        ("database.url=mysql://x/y", "@DATABASE"),
        ('web.public_url="hall.example"', "URL (http, https)"),
        ("hours.weekdays=17:00-09:00", "@SPAN"),
        ("hours.last_ticket=25:00", "@CLOCK"),
        ("hours.last_ticket=17:30", "@WITHIN"),
        ("hours.lunch=08:00-10:00", "@WITHIN"),
        ("hall.timezone=Asia/Nowhere", "@TIME_ZONE"),
        ("hall.id=a/b", "@IDENTIFIER"),
        ("zone.A.prefix=abc", "@PREFIX"),
        ("zone.A.kinds=[]", "@LIST_NOT_EMPTY"),
        ("device.led-1.address=modbus://x", "mqtt:, tcp:, rtu+tcp:"),
        ("device.led-1.heartbeat_s=0", "> 0"),
        ("item.SI-001.handling_s=0", "≥ 1"),
        ("item.SI-001.handling_s=1.5", "@WHOLE_NUMBER"),
        ("hours.lunch_open=1", "@TRUE_FALSE"),
        ("appointments.slot_s=1000", "@SLOT"),
        ('routing.order=["CARE", "NORMAL"]', "@ORDER"),
        ("web=1", "@TABLE"),
        ("staff.u01.name=", "@TEXT_NOT_EMPTY"),
    ],
)
def test_a_wrong_value_says_what_is_allowed(hall: HallOnDisk, override: str, allowed: str) -> None:
    finding = only(hall.findings(override))
    assert finding.code == "WRONG_VALUE"
    assert finding.allowed.startswith(allowed)
    assert finding.file == "--set"


@pytest.mark.parametrize("setting", ["web.bind", "=1", "staff.u99.name=x", "hall.name.first=x"])
def test_an_override_that_cannot_be_applied_is_an_error(codes: Codes, setting: str) -> None:
    assert codes(setting) == ["OVERRIDE_INVALID"]


def test_an_environment_override_that_makes_no_sense_names_the_variable(hall: HallOnDisk) -> None:
    finding = only(list(hall.load(environment={"HALLCTL_WEB__BNID": "x"}).findings))
    assert (finding.file, finding.key, finding.nearest) == ("HALLCTL_WEB__BNID", "web.bnid", "bind")


def test_a_syntax_error_has_its_line(hall: HallOnDisk) -> None:
    hall.change('kind = "RESULT"', "kind = RESULT")
    finding = only(hall.findings())
    assert (finding.code, finding.line) == ("NOT_TOML", hall.line("kind = RESULT"))


@pytest.mark.parametrize("content", ["[hall", 'name = """', "\xff\xfe"])
def test_a_file_that_is_no_toml_is_one_error(hall: HallOnDisk, content: str) -> None:
    hall.path.write_bytes(content.encode("latin-1"))
    assert [finding.code for finding in hall.findings()] == ["NOT_TOML"]


def test_a_missing_file_is_one_error(hall: HallOnDisk) -> None:
    hall.path.unlink()
    assert [finding.code for finding in hall.findings()] == ["FILE_MISSING"]


def test_an_empty_file_lists_every_missing_section(hall: HallOnDisk) -> None:
    hall.path.write_text("", encoding="utf-8")
    assert {finding.key for finding in hall.findings()} == {"hall", "hours", "zone", "window", "staff"}


@pytest.mark.parametrize("override", ["zone=1", 'window="x"', "staff.u01=1", "item=[1]"])
def test_sections_of_the_wrong_shape_are_errors_and_nothing_breaks(hall: HallOnDisk, override: str) -> None:
    assert errors(hall.findings(override))


def test_findings_are_rendered_in_both_languages_in_file_order(hall: HallOnDisk) -> None:
    hall.change('level = "township"', 'level = "vilage"')
    hall.change('window = "1"', 'window = "9"')
    findings = hall.findings()
    english, chinese = (
        render_findings(findings, "en").splitlines(),
        render_findings(findings, "zh").splitlines(),
    )
    assert english[0] == (
        f'{hall.path}:4: error hall.level: this value is not allowed; found "vilage"; '
        "allowed: province, city, county, township, village, subhall, self_service; did you mean village "
        "[WRONG_VALUE]"
    )
    assert chinese[1].startswith(
        f"{hall.path}:{hall.line('window')}: 错误 device.led-1.window: 所指的对象不存在"
    )


def test_the_rest_of_a_phrase_is_translated() -> None:
    finding = Finding(
        "WRONG_VALUE", key="web.bind", allowed="@BIND", file="a.toml", severity=Severity.WARNING
    )
    assert "HOST:PORT" in render_findings([finding], "en")
    assert "主机:端口" in render_findings([finding], "zh")


def test_every_meaning_has_words() -> None:
    named = {meaning.code for meaning in _MEANINGS.values()}
    named |= {meaning.allowed.removeprefix("@") for meaning in _MEANINGS.values() if meaning.allowed}
    assert named <= set(WORDS)
    assert all(words.zh and words.en for words in WORDS.values())
