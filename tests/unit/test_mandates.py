"""What is handled by proxy needs a signed mandate, costs nothing, and ends with word to the person."""

from dataclasses import replace

import pytest
from case_desk import MANDATE, WHO, CaseDesk, an_item, march

from hallctl.contracts.case_looks import case_view
from hallctl.domain import commands as c
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.mandates import Mandate, MandateScope
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import ApplicationState as S
from hallctl.domain.applications.states import Channel, Payment
from hallctl.domain.catalogue.versions import Fee
from hallctl.domain.refusals import Refused

SCOPE = (MandateScope.FILE, MandateScope.COLLECT_RESULT)


def asked(channel: Channel, mandate: Mandate | None) -> c.SubmitApplication:
    return c.SubmitApplication(item="A1", channel=channel, applicant=WHO, mandate=mandate)


@pytest.mark.parametrize(
    ("channel", "mandate", "code"),
    [
        (Channel.AGENCY, None, "MANDATE_NEEDED"),
        (Channel.AGENCY, Mandate((), march(1), "paper-1"), "MANDATE_NEEDED"),
        (Channel.AGENCY, Mandate(SCOPE, march(1), " "), "MANDATE_UNSIGNED"),
        (Channel.AGENCY, Mandate(SCOPE, march(3), "paper-1"), "TIME_AHEAD"),
        (Channel.COURIER, MANDATE, "NOT_BY_PROXY"),
    ],
    ids=["none", "no scope", "unsigned", "signed tomorrow", "no proxy"],
)
def test_a_proxy_shows_a_signed_mandate_and_nobody_else_has_one(
    channel: Channel, mandate: Mandate | None, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        CaseDesk(an_item("m1")).decide(asked(channel, mandate))


def test_the_mandate_stands_in_the_case_and_on_paper_once() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.submit(Channel.AGENCY, mandate=MANDATE)
    desk.accept()
    assert desk.case.mandate == MANDATE
    (paper,) = desk.documents(D.PROXY_MANDATE)
    assert (paper.facts.subject, paper.facts.proof) == ("FILE,COLLECT_RESULT", "paper-1")
    assert paper.facts.at == MANDATE.signed_at


def test_an_application_of_somebody_who_comes_has_no_mandate() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.accept()
    assert desk.documents(D.PROXY_MANDATE) == []


@pytest.mark.req("HAL-07")
def test_a_case_by_proxy_is_free_and_closes_only_when_the_person_was_told() -> None:
    desk = CaseDesk(an_item("m1"))
    with pytest.raises(Refused, match="MANDATE_NEEDED"):
        desk.decide(asked(Channel.AGENCY, None))
    desk.submit(Channel.AGENCY, mandate=MANDATE)
    desk.ready()
    desk.act(a.Delivered(proof="signature-1"), "u09")
    seen = case_view(desk.case, desk.setup, desk.now)
    assert seen.mandate is not None
    assert (seen.mandate.fee, seen.mandate.reported, seen.payment) == (0, False, "NONE")
    assert desk.no(a.Archive(list_signed=True)) == "FEEDBACK_MISSING"
    assert desk.is_in(S.DELIVERED)
    desk.act(a.GiveFeedback(told_by="phone"), "u01")
    seen = case_view(desk.case, desk.setup, desk.now)
    assert seen.mandate is not None
    assert seen.mandate.reported
    desk.act(a.Archive(list_signed=True))
    assert desk.is_in(S.ARCHIVED)


def test_the_help_is_free_also_where_the_item_itself_has_a_fee() -> None:
    desk = CaseDesk(replace(an_item("m1"), fee=Fee(1000, "《收费目录》", "每证10元")))
    desk.submit(Channel.AGENCY, mandate=MANDATE)
    seen = case_view(desk.case, desk.setup, desk.now)
    assert seen.mandate is not None
    assert (seen.mandate.fee, desk.case.payment) == (0, Payment.DUE)
