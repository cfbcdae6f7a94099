"""The access rules as a table: who may read and write what."""

from pathlib import Path

import pytest

from hallctl.accounts import digest_of
from hallctl.contracts.topics import DEVICE_READS, DEVICE_WRITES, SHARED_KINDS, Topics
from hallctl.mqtt.acl import HALL, INTEGRATOR, RULES, Acl, covers
from hallctl.mqtt.mosquitto import (
    Account,
    access_list,
    is_of,
    password_file,
    passwords_in,
    write_files,
)

KINDS = {
    "hall": HALL,
    "led-3": "window_display",
    "pad-3": "rater",
    "city": INTEGRATOR,
    "a/b": "rater",
    "+": "rater",
}
ACL = Acl("demo", KINDS.get)
TOPICS = Topics("demo")
SHIPPED = Path(__file__).parents[3] / "config" / "mosquitto"


@pytest.mark.parametrize(
    ("allowed", "asked", "result"),
    [
        ("a/b", "a/b", True),
        ("a/+", "a/b", True),
        ("a/+", "a/+", True),
        ("a/b", "a/+", False),
        ("a/+", "a/#", False),
        ("a/+", "#", False),
        ("a/+", "a/b/c", False),
        ("a/+", "+/b", False),
        ("a/+", "a", False),
    ],
)
def test_a_rule_covers_what_it_matches_and_no_more(allowed: str, asked: str, result: bool) -> None:
    assert covers(allowed, asked) is result


@pytest.mark.parametrize("account", ["led-3", "pad-3"])
@pytest.mark.parametrize("leaf", [*DEVICE_WRITES, *DEVICE_READS, "other"])
def test_a_device_has_its_own_leaves_only(account: str, leaf: str) -> None:
    own, foreign = TOPICS.device(account, leaf), TOPICS.device("led-9", leaf)
    assert ACL.may_write(account, own) is (leaf in DEVICE_WRITES)
    assert ACL.may_read(account, own) is (leaf in DEVICE_READS)
    assert not ACL.may_write(account, foreign)
    assert not ACL.may_read(account, foreign)


@pytest.mark.parametrize(
    "asked",
    [
        "#",
        "+",
        "hall/#",
        "hall/demo/#",
        "hall/+/wall",
        "hall/demo/device/+/command",
        "$SYS/#",
        "",
        "hall/other/wall",
    ],
)
@pytest.mark.parametrize("account", ["led-3", "pad-3", "city"])
def test_nobody_reads_across(account: str, asked: str) -> None:
    assert not ACL.may_read(account, asked)
    assert not ACL.may_write(account, asked)


def test_only_the_kinds_that_show_it_read_the_shared_topics() -> None:
    for topic in (TOPICS.wall, TOPICS.zone("A"), TOPICS.window("3"), TOPICS.zone("+")):
        assert ACL.may_read("led-3", topic)
        assert not ACL.may_read("pad-3", topic)
    assert set(RULES) >= SHARED_KINDS


def test_the_hall_hears_devices_and_writes_what_it_owns() -> None:
    for leaf in DEVICE_WRITES:
        assert ACL.may_read("hall", TOPICS.every_device(leaf))
        assert not ACL.may_write("hall", TOPICS.device("led-3", leaf))
    for topic in (
        TOPICS.event("ticket", "called"),
        TOPICS.window("3"),
        TOPICS.map,
        TOPICS.device("led-3", "command"),
    ):
        assert ACL.may_write("hall", topic)


@pytest.mark.parametrize("account", ["nobody", "", "a/b", "+", "#", "a\0b"])
def test_an_unknown_or_crooked_name_may_nothing(account: str) -> None:
    assert ACL.rule(account) == ((), ())


def test_the_shipped_access_list_is_the_written_one() -> None:
    assert (SHIPPED / "hall.acl").read_text() == access_list("demo", [Account("led-3", "window_display")])


def test_an_account_with_nothing_beyond_its_own_gets_no_section() -> None:
    assert "user pad-3" not in access_list("demo", [Account("pad-3", "rater")])


def test_the_password_file_holds_salted_hashes_only() -> None:
    text = password_file({"led-3": "secret", "led-4": "secret"})
    lines = dict(line.split(":") for line in text.splitlines())
    assert set(lines) == {"led-3", "led-4"}
    assert "secret" not in text
    assert lines["led-3"] != lines["led-4"]
    assert all(line.startswith("$7$101$") for line in lines.values())


def test_a_password_file_says_of_which_tokens_it_is(tmp_path: Path) -> None:
    write_files(tmp_path, "demo", {Account("led-3", "window_display"): "t3"}, "secret")
    written = passwords_in(tmp_path)
    assert set(written) == {"hall", "led-3"}
    assert is_of("led-3", written["led-3"], [digest_of("another"), digest_of("t3")])
    assert not is_of("led-3", written["led-3"], [digest_of("another")])
    assert not is_of("led-4", written["led-3"], [digest_of("t3")])
    assert not is_of("led-3", "", [digest_of("t3")])
    # Who keeps the password keeps the very line, and the rights of the kind.
    city = Account("city", INTEGRATOR)
    write_files(
        tmp_path, "demo", {city: "t5"}, "secret", {Account("led-3", "window_display"): written["led-3"]}
    )
    assert passwords_in(tmp_path)["led-3"] == written["led-3"]
    assert set(passwords_in(tmp_path)) == {"city", "hall", "led-3"}
    assert {"user led-3", "user city"} <= set((tmp_path / "hall.acl").read_text().splitlines())
    assert passwords_in(tmp_path / "nowhere") == {}


def test_the_files_are_written_for_owner_and_group_only(tmp_path: Path) -> None:
    tokens = {Account("led-3", "window_display"): "t3", Account("pad-3", "rater"): "t4"}
    write_files(tmp_path, "demo", tokens, "of yesterday")
    paths = write_files(tmp_path, "demo", tokens, "secret")
    assert {path.stat().st_mode & 0o777 for path in paths} <= {0o640, 0o600}
    assert set(tmp_path.iterdir()) == set(paths)
    acl, passwords = (path.read_text() for path in paths)
    assert "user led-3" in acl
    assert [line.split(":")[0] for line in passwords.splitlines()] == ["hall", "led-3", "pad-3"]
