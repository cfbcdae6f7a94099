"""How documents put dates, limits and sums of money."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hallctl.domain.applications.papers import DocumentFacts
from hallctl.domain.catalogue.kinds import CertificateClass, Medium, SpecialKind, Unit
from hallctl.paperwork import wording

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (100, "壹元整"),
        (105, "壹元零伍分"),
        (1250, "壹拾贰元伍角整"),
        (12050, "壹佰贰拾元伍角整"),
        (1_000_000, "壹万元整"),
        (1_000_500, "壹万零伍元整"),
        (10_020_300, "壹拾万零贰佰零叁元整"),
        (100_000_000_00, "壹亿元整"),
        (100_010_000_00, "壹亿零壹万元整"),
        (1_234_567_89, "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
    ],
)
def test_sums_in_capital_characters(fen: int, said: str) -> None:
    assert wording.money(fen) == said


def test_times_are_those_of_the_hall() -> None:
    at = datetime(2026, 3, 1, 16, 5, tzinfo=UTC)
    assert wording.moment(at, ZONE) == "2026年3月2日0时05分"
    assert wording.last_day(datetime(2026, 3, 10, tzinfo=ZONE), ZONE) == "2026年3月9日"


def test_limits_are_a_day_or_a_number_of_days() -> None:
    due = DocumentFacts(due=datetime(2026, 3, 10, tzinfo=ZONE))
    assert wording.limit(due, ZONE) == "于2026年3月9日前（含当日）"
    assert wording.limit(DocumentFacts(limit=5), ZONE) == "自收到本通知之日起5个工作日内"
    days = DocumentFacts(limit=30, unit=Unit.CALENDAR_DAY)
    assert wording.limit(days, ZONE) == "自收到本通知之日起30日内"
    assert wording.limit(DocumentFacts(), ZONE) == ""


def test_reasons_fit_into_sentences() -> None:
    assert wording.clause("NO_RETURN") == "预审后逾期未返回办理"
    assert wording.sentence("场所不符合要求。") == "场所不符合要求。"


@pytest.mark.parametrize("codes", [SpecialKind, CertificateClass, Medium])
def test_what_the_catalogue_keeps_as_codes_has_words(codes: type[SpecialKind]) -> None:
    assert all(not wording.label(code.value).isascii() for code in codes)
