"""Whatever the hall may say of a case has its words on the pages, in both languages."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.papers import DocumentKind
from hallctl.domain.applications.states import (
    ApplicationState,
    Channel,
    ChildState,
    Custody,
    IntakeCheck,
    MaterialStatus,
)
from hallctl.domain.applications.tasks import TaskKind
from hallctl.domain.catalogue.kinds import Stage
from hallctl.domain.decide.acts.table import STEPS
from hallctl.domain.events import TYPES
from hallctl.journal.entities import ALSO
from web.api.act_forms import fields_of
from web.api.said_acts import ACTS
from web.pages.words import Words

WORDS = Words.load(Path(__file__).parents[2] / "web" / "pages" / "words.toml")
CHOICES = ("choice", "material", "clock", "application", "check")


def known(*sections: str) -> set[str]:
    return {key.partition(".")[2] for key in WORDS.of("en", *sections)}


@pytest.mark.parametrize(
    ("section", "kinds"),
    [
        ("application", ApplicationState),
        ("clock", ClockKind),
        ("check", IntakeCheck),
        ("channel", Channel),
        ("material", MaterialStatus),
        ("material", Custody),
        ("choice", ChildState),
        ("choice", Stage),
        ("task", TaskKind),
    ],
)
def test_each_of_a_closed_list_has_its_words(section: str, kinds: type[StrEnum]) -> None:
    assert {kind.value for kind in kinds} <= known(section)


def test_each_document_has_its_words() -> None:
    assert {kind.name for kind in DocumentKind} <= known("notice")


def test_each_act_each_field_and_each_choice_has_its_words() -> None:
    assert ACTS.keys() <= known("case_act")
    fields = [field for act in ACTS.values() for field in fields_of(act)]
    assert {field.name for field in fields} <= known("case_field")
    assert {choice for field in fields for choice in field.choices} <= known(*CHOICES)


def test_each_row_of_the_table_is_called_something_in_the_timeline() -> None:
    assert {step.event for step in STEPS} | {step.act for step in STEPS} <= known("case_act", "done")


def test_each_event_that_the_timeline_shows_is_called_something() -> None:
    told = [kind for kind in TYPES if kind.partition(".")[0] in ALSO["application"]]
    assert told
    for kind in told:
        assert {kind.replace(".", "_"), kind.partition(".")[2]} & known("done"), kind


def test_each_state_can_be_searched_for_and_each_open_one_stands_in_a_view() -> None:
    script = (Path(__file__).parents[2] / "web" / "static" / "js" / "case_views.js").read_text("utf-8")
    named = re.findall(r'"([A-Z_]{5,})"', script)
    assert set(ApplicationState) <= set(named)
    states = [name for name in named if name in set(ApplicationState)]
    assert len(states) == len(set(states)), "each stands where it belongs, and nowhere else"
