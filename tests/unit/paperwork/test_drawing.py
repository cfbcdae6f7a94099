"""Documents as PDF: every kind says what it must, on one page, with letters for everything it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from pdf_text import PANGO, draw, fonts_of, lines_of, text_of

from hallctl.domain.applications.documents import DOCUMENTS, Profile, missing
from hallctl.domain.applications.papers import DocumentKind, MaterialLine
from hallctl.paperwork.composing import html
from hallctl.paperwork.page import DocumentPage
from hallctl.paperwork.samples import AT, FACTS, MATERIALS, sample

pytestmark = PANGO
D = DocumentKind
REMEDIES = "申请行政复议，也可以自收到本决定之日起六个月内依法向云溪县人民法院提起行政诉讼"


@pytest.mark.needs("pdftotext")
@pytest.mark.parametrize("kind", DocumentKind)
def test_every_document_fits_one_page_with_its_fonts_in_it(kind: DocumentKind, tmp_path: Path) -> None:
    page = sample(kind)
    drawn = draw(page)
    assert (drawn.pages, drawn.missing) == (1, "")
    said = text_of(drawn.pdf)
    assert page.number in said
    assert "SP-001-20260302-0007" in said
    for line in page.facts.materials:
        assert line.name in said
    fonts = fonts_of(drawn.pdf, tmp_path)
    assert fonts
    assert {tuple(font[-5:-2]) for font in fonts} == {("yes", "yes", "yes")}
    assert len(drawn.pdf) < 100_000


@pytest.mark.parametrize("kind", DocumentKind)
def test_the_samples_say_all_that_their_kind_must(kind: DocumentKind) -> None:
    assert missing(kind, FACTS[kind], DOCUMENTS[kind].steps[-1]) == ()


@pytest.mark.parametrize("kind", [D.REFUSAL_DECISION, D.NON_ACCEPTANCE_NOTICE, D.REVOCATION])
def test_who_is_told_no_is_told_how_to_contest_it(kind: DocumentKind) -> None:
    assert REMEDIES in text_of(draw(sample(kind, sealed=False)).pdf)


@pytest.mark.parametrize("kind", [D.RECEIPT_NOTICE, D.ACCEPTANCE_NOTICE])
def test_five_materials_are_five_numbered_lines(kind: DocumentKind) -> None:
    rows = lines_of(draw(sample(kind)).pdf)
    numbered = [row for row in rows if row and row[0].isdigit()]
    assert [row[0] for row in numbered] == ["1", "2", "3", "4", "5"]
    assert numbered[0] == ["1", "食品经营许可申请书", "1份", "—", "纸质"]
    assert numbered[1] == ["2", "营业执照", "—", "1份", "电子"]
    assert numbered[4] == ["5", "法定代表人（负责人）身份证", "1份", "1份", "不限"]


def test_the_same_page_is_the_same_file() -> None:
    page = sample(D.ONE_TIME_NOTICE)
    assert draw(page, signed=True).pdf == draw(page, signed=True).pdf


def test_a_long_list_goes_on_over_pages_and_heads_each() -> None:
    lines = tuple(msgspec.structs.replace(MATERIALS[n % 5], code=f"M{n}") for n in range(60))
    facts = msgspec.structs.replace(FACTS[D.RECEIPT_NOTICE], materials=lines)
    drawn = draw(_with(sample(D.RECEIPT_NOTICE), facts=facts))
    assert drawn.pages > 2
    said = text_of(drawn.pdf)
    assert said.count("材料名称") in {drawn.pages - 1, drawn.pages}, "the last page may only be signed"
    assert f"第1页共{drawn.pages}页" in said


def test_a_copy_says_that_it_is_one_and_when_it_was_made() -> None:
    original = text_of(draw(sample(D.ACCEPTANCE_NOTICE)).pdf)
    copy = text_of(draw(_with(sample(D.ACCEPTANCE_NOTICE), copied_at=AT + timedelta(days=8))).pdf)
    assert "副本" not in original
    assert "副本" in copy
    assert "本件为副本，与原件内容一致，打印于2026年3月10日10时05分" in copy


def test_an_unsealed_notice_shows_where_the_seal_goes() -> None:
    assert "（盖章）" in text_of(draw(sample(D.ACCEPTANCE_NOTICE, sealed=False)).pdf)
    assert "（盖章）" not in text_of(draw(sample(D.RETURN_NOTICE, sealed=False)).pdf)


def test_a_deadline_is_the_last_day_and_a_limit_counts_from_service() -> None:
    assert "承诺办结日期：2026年3月16日" in html(sample(D.ACCEPTANCE_NOTICE))
    assert "请自收到本通知之日起10个工作日内一次补齐" in html(sample(D.ONE_TIME_NOTICE))


def test_a_silent_acceptance_says_what_made_it() -> None:
    assert "依法自收到申请材料之日起即为受理" in html(_with(sample(D.ACCEPTANCE_NOTICE), deemed=True))


def test_words_of_people_stay_words() -> None:
    page = _with(sample(D.REFUSAL_DECISION), words="<b>甲</b>\n<script>乙</script>")
    assert "&lt;b&gt;甲&lt;/b&gt;" in html(page)
    lines = (MaterialLine("M1", "<img src=http://example.org/>", 1),)
    assert "<img src=http" not in html(
        _with(page, facts=msgspec.structs.replace(page.facts, materials=lines))
    )


def test_a_letter_that_no_font_has_is_named() -> None:
    assert draw(_with(sample(D.RETURN_NOTICE), applicant="王\U0010fffd")).missing == "\U0010fffd"


def test_a_region_and_a_hall_have_their_own_templates(tmp_path: Path) -> None:
    assert "受理单" in html(sample(D.ACCEPTANCE_NOTICE, Profile.ANSHUN))
    (tmp_path / "anshun").mkdir()
    (tmp_path / "D02.html").write_text("甲 {{ page.number }}", encoding="utf-8")
    (tmp_path / "anshun" / "D02.html").write_text("乙 {{ facts.at | day }}", encoding="utf-8")
    folder = str(tmp_path)
    assert html(_with(sample(D.ACCEPTANCE_NOTICE), folder=folder)).startswith("甲 云溪政务受")
    assert html(_with(sample(D.ACCEPTANCE_NOTICE, Profile.ANSHUN), folder=folder)) == "乙 2026年3月2日"
    assert "收件通知书" in html(_with(sample(D.RECEIPT_NOTICE), folder=folder))


def _with(page: DocumentPage, **changes: object) -> DocumentPage:
    return replace(page, **changes)  # type: ignore[arg-type] # fields by name
