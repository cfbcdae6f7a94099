"""Every document that an act of the transition table makes reads as one: no code, no gap in a sentence."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from beside_occasions import BESIDE
from filed_cases import CaseStage
from occasions import Occasion
from standing_cases import NOW, put
from table_occasions import OCCASIONS

from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.applications.documents import DOCUMENTS, missing
from hallctl.domain.applications.papers import Document, DocumentKind
from hallctl.domain.decide.applications import carried_out
from hallctl.paperwork.composing import html
from hallctl.paperwork.samples import sample

CODE = re.compile(r"\b[A-Z]{2,}(?:_[A-Z]+)*\b")
GAPS = (
    "因，",
    "因。",
    "请一次",
    "：，",
    "，，",
    "。。",
    "，。",
    "请修改",
    "；。",
    "None",
    "向提出",
    "由办理",
    "“”",
)


def made_by(occasion: Occasion) -> e.ApplicationMoved:
    """What the act makes of the case, in the first of its states."""
    stage = CaseStage(occasion.version, now=NOW)
    put(stage, occasion.case_in(min(occasion.states)))
    if not occasion.who:
        _, event = carried_out(stage.scene(SYSTEM), stage.case, occasion.act, stage.now, by_itself=True)
        return event
    happened = stage.do(stage.asks(occasion.act), stage.who(occasion.who))
    return next(event for event in happened if isinstance(event, e.ApplicationMoved))


MADE = {
    f"{event.step}-{place}-{document.kind.value}": (event, document)
    for place, event in enumerate(map(made_by, (*OCCASIONS, *BESIDE)))
    for document in event.documents
}


def said(event: e.ApplicationMoved, document: Document) -> str:
    """The words of the page between its head and its foot."""
    words = "经核实，情况属实。" if document.facts.text is not None else ""
    page = replace(
        sample(document.kind),
        facts=document.facts,
        number=document.number,
        words=words,
        application="1-20260302-1",
        officer="王敏",
        at=NOW,
        step=event.step,
        promised=any(each.kind is DocumentKind.TOLERANCE_PROMISE for each in event.documents),
    )
    body = html(page).partition("<h1>")[2]
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", body))


def test_the_table_makes_every_kind_of_document() -> None:
    assert {document.kind for _, document in MADE.values()} == set(DocumentKind)


@pytest.mark.parametrize(("event", "document"), MADE.values(), ids=MADE)
def test_a_document_reads_as_one(event: e.ApplicationMoved, document: Document) -> None:
    text = said(event, document)
    assert CODE.findall(text) == []
    assert [gap for gap in GAPS if gap in text] == []
    for line in document.facts.materials:
        assert line.name in text
    for who in document.facts.participants:
        assert who in text
    assert document.facts.authority in text


@pytest.mark.parametrize(("event", "document"), MADE.values(), ids=MADE)
def test_the_rule_of_a_document_knows_which_acts_make_it(
    event: e.ApplicationMoved, document: Document
) -> None:
    rule = DOCUMENTS[document.kind]
    assert event.step in rule.steps
    lacking = missing(document.kind, document.facts, event.step)
    assert set(lacking) <= {"materials"}, "an item may ask for none"
    assert document.version == rule.version
