"""The table of documents: every kind has its rule, and nothing incomplete counts as complete."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from hallctl.domain.applications.documents import (
    DOCUMENTS,
    PrintedBy,
    Profile,
    SealNeed,
    document_id,
    missing,
    number_of,
    title_of,
)
from hallctl.domain.applications.papers import DocumentFacts, DocumentKind, MaterialLine, SealedText

D = DocumentKind
AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
FULL = DocumentFacts(
    materials=(MaterialLine("M1", "身份证", 0, 1, "PAPER"),),
    reason="依法不需要取得行政许可",
    authority="云溪县市场监督管理局",
    basis="《中华人民共和国行政许可法》第三十二条",
    standard="每证10元",
    amount=1000,
    participants=("申请人", "专家组"),
    mode="COLLECT",
    at=AT,
    due=AT,
    certificate="PERMIT",
    signed_by="u01",
    proof="sha256:00",
    subject="HEARING",
)


def test_every_kind_has_a_rule() -> None:
    assert set(DOCUMENTS) == set(DocumentKind)


@pytest.mark.parametrize("kind", DocumentKind)
def test_what_says_everything_lacks_nothing(kind: DocumentKind) -> None:
    assert [missing(kind, FULL, step) for step in DOCUMENTS[kind].steps] == [()] * len(DOCUMENTS[kind].steps)


@pytest.mark.parametrize("kind", DocumentKind)
def test_what_says_nothing_lacks_all_that_the_rule_names(kind: DocumentKind) -> None:
    for step in DOCUMENTS[kind].steps:
        rule = DOCUMENTS[kind]
        assert missing(kind, DocumentFacts(), step) == (*rule.needs, *rule.also.get(step, ()))


@pytest.mark.parametrize(
    ("kind", "step", "without", "lacks"),
    [
        (D.RECEIPT_NOTICE, "T05", {"materials": ()}, "materials"),
        (D.ACCEPTANCE_NOTICE, "T10", {"due": None}, "due"),
        (D.NON_ACCEPTANCE_NOTICE, "T07", {"reason": " "}, "reason"),
        (D.NON_ACCEPTANCE_NOTICE, "T08", {"authority": ""}, "authority"),
        (D.ONE_TIME_NOTICE, "T11", {"due": None}, "limit"),
        (D.RETURN_NOTICE, "T09", {"authority": ""}, "authority"),
        (D.SPECIAL_NOTICE, "T22", {"participants": ("",)}, "participants"),
        (D.SPECIAL_NOTICE, "T22", {"due": None}, "limit"),
        (D.SPECIAL_RESULT, "T23", {"signed_by": ""}, "signed_by"),
        (D.REFUSAL_DECISION, "T27", {"reason": ""}, "reason"),
        (D.AUTO_CLOSE_RECORD, "T15", {"materials": ()}, "materials"),
        (D.DELIVERY_RECEIPT, "T34", {"proof": ""}, "proof"),
        (D.PAYMENT_RECEIPT, "T53", {"amount": 0}, "amount"),
    ],
)
def test_each_mandatory_fact_is_missed(
    kind: DocumentKind, step: str, without: dict[str, object], lacks: str
) -> None:
    assert missing(kind, msgspec.structs.replace(FULL, **without), step) == (lacks,)


def test_a_matter_that_needs_no_licence_names_no_other_authority() -> None:
    assert missing(D.NON_ACCEPTANCE_NOTICE, msgspec.structs.replace(FULL, authority=""), "T07") == ()


def test_the_officers_own_words_are_a_reason_and_days_are_a_limit() -> None:
    text = SealedText("text-1", "00")
    assert missing(D.REFUSAL_DECISION, msgspec.structs.replace(FULL, reason="", text=text), "T27") == ()
    assert missing(D.ONE_TIME_NOTICE, msgspec.structs.replace(FULL, due=None, limit=10), "T11") == ()


def test_the_custody_seal_is_for_intake_documents_and_those_leave_the_intake_window_only() -> None:
    custody = {kind for kind, rule in DOCUMENTS.items() if rule.seal is SealNeed.CUSTODY}
    assert custody == {D.RECEIPT_NOTICE, D.ACCEPTANCE_NOTICE, D.NON_ACCEPTANCE_NOTICE, D.ONE_TIME_NOTICE}
    assert all(DOCUMENTS[kind].printed is PrintedBy.INTAKE for kind in custody)


def test_regions_have_their_own_names() -> None:
    assert title_of(D.ACCEPTANCE_NOTICE) == "受理通知书"
    assert title_of(D.ACCEPTANCE_NOTICE, Profile.ANSHUN) == "受理单"
    assert title_of(D.RECEIPT_NOTICE, Profile.WEIDONG) == "收件凭证"
    assert title_of(D.REFUSAL_DECISION, Profile.ANSHAN) == "不予行政许可决定书"


def test_numbers_differ_by_kind_year_and_count() -> None:
    assert number_of("云溪政务", 2026, D.ACCEPTANCE_NOTICE, 12) == "云溪政务受〔2026〕000012号"
    words = [rule.word for rule in DOCUMENTS.values()]
    assert len(set(words)) == len(words)
    assert document_id("SI-001-20260302-0001", D.ONE_TIME_NOTICE, 1) == "SI-001-20260302-0001-D04-1"
