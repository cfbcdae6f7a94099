"""Prepared announcements in a configuration, and what is wrong with them."""

import pytest
from halls_on_disk import HallOnDisk

from hallctl.domain.announcements import Anchor, AnnouncementPriority, Prepared

TEXT = """
[[announcement]]
id = "closing"
text = "本厅十五分钟后下班"
text_en = "We close in fifteen minutes"
anchor = "closing"
before_min = 15
weekdays = ["monday", "friday"]
zones = ["A"]
times = 2
show_min = 15
"""


def codes(hall: HallOnDisk, *more: str) -> list[tuple[str, str]]:
    hall.append(TEXT + "\n".join(more))
    return [(finding.code, str(finding.key)) for finding in hall.findings()]


def test_a_prepared_text_is_read_in_full(hall: HallOnDisk) -> None:
    hall.append(TEXT)
    hall.append('[[announcement]]\nid = "fire"\ntext = "请撤离"\npriority = "EMERGENCY"\n')
    texts = hall.load().required().setup.announcements
    assert texts["closing"] == Prepared(
        id="closing",
        zh="本厅十五分钟后下班",
        en="We close in fifteen minutes",
        zones=("A",),
        times=2,
        show_min=15,
        anchor=Anchor.CLOSING,
        before_min=15,
        weekdays=frozenset({0, 4}),
    )
    assert texts["fire"].priority is AnnouncementPriority.EMERGENCY


@pytest.mark.parametrize(
    ("line", "code", "key"),
    [
        ('at = "12:00"', "WRONG_VALUE", "announcement.closing"),
        ('priority = "EMERGENCY"', "WRONG_VALUE", "announcement.closing"),
        ("loud = true", "UNKNOWN_KEY", "announcement.closing.loud"),
    ],
)
def test_what_contradicts_itself_is_said(hall: HallOnDisk, line: str, code: str, key: str) -> None:
    assert codes(hall, line) == [(code, key)]


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ('zones = ["A"]', 'zones = ["Q"]', "UNKNOWN_REFERENCE", "announcement.closing.zones"),
        ("本厅十五分钟后下班", "请致电138 0013 8000", "TEXT_PERSONAL", "announcement.closing.text"),
        ("We close", "Call 13800138000, we close", "TEXT_PERSONAL", "announcement.closing.text_en"),
        ("本厅", "本" * 200, "WRONG_VALUE", "announcement.closing.text"),
        ("We close", "We close" * 50, "WRONG_VALUE", "announcement.closing.text_en"),
        ("times = 2", "times = 11", "WRONG_VALUE", "announcement.closing.times"),
        ("show_min = 15", "speak = false", "WRONG_VALUE", "announcement.closing"),
        ('"monday", "friday"', "", "WRONG_VALUE", "announcement.closing.weekdays"),
    ],
)
def test_what_cannot_be_announced_is_found_before_the_start(
    hall: HallOnDisk, old: str, new: str, code: str, key: str
) -> None:
    hall.append(TEXT.replace(old, new))
    found = hall.findings()
    assert [(finding.code, str(finding.key)) for finding in found] == [(code, key)]
    assert not any("0013" in (finding.found or "") for finding in found)


def test_an_id_is_used_once(hall: HallOnDisk) -> None:
    assert codes(hall, TEXT) == [("DUPLICATE_ID", "announcement.closing.id")]
