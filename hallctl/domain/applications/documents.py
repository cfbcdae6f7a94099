"""What each document (文书) must say, which acts make it, who seals and who prints it (domain chapter 4.10).

Data only: how a document looks is in its template, and no act issues one that is incomplete.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from hallctl.domain.applications.papers import DocumentFacts, DocumentKind

D = DocumentKind


class SealNeed(StrEnum):
    """Which seal (印章) a document bears."""

    CUSTODY = "CUSTODY"  # 受理专用章: kept at the window, for intake documents alone (SEC-05)
    PROCEDURE = "PROCEDURE"  # procedure documents: the window's seal or the department's
    DEPARTMENT = "DEPARTMENT"  # the department's own, or the hall's one approval seal (SEC-14)
    SIGNATURE = "SIGNATURE"  # somebody signs by hand, nobody seals
    NONE = "NONE"


class PrintedBy(StrEnum):
    """Where a document is printed and handed out (INT-24)."""

    INTAKE = "INTAKE"  # the comprehensive window in one-window mode, else the item's own window
    DEPARTMENT = "DEPARTMENT"  # the department's people
    RESULT = "RESULT"  # whoever hands out results


class Profile(StrEnum):
    """Whose names for documents a hall uses (X3)."""

    STANDARD = "standard"
    GUIZHOU = "guizhou"  # 贵州省
    QIANXINAN = "qianxinan"  # 黔西南州
    ANSHUN = "anshun"  # 安顺市
    WEIDONG = "weidong"  # 卫东区
    ANSHAN = "anshan"  # 鞍山市


Given = Callable[[DocumentFacts], bool]

_GIVEN: Final[Mapping[str, Given]] = {
    "materials": lambda facts: bool(facts.materials),
    "reason": lambda facts: bool(facts.reason.strip()) or facts.text is not None,
    "opinion": lambda facts: bool(facts.reason.strip()) or facts.text is not None,
    "authority": lambda facts: bool(facts.authority.strip()),
    "basis": lambda facts: bool(facts.basis.strip()),
    "standard": lambda facts: bool(facts.standard.strip()),
    "amount": lambda facts: facts.amount is not None and facts.amount > 0,
    "participants": lambda facts: any(who.strip() for who in facts.participants),
    "mode": lambda facts: bool(facts.mode),
    "proof": lambda facts: bool(facts.proof.strip()),
    "at": lambda facts: facts.at is not None,
    "due": lambda facts: facts.due is not None,
    "limit": lambda facts: facts.due is not None or (facts.limit is not None and facts.limit > 0),
    "subject": lambda facts: bool(facts.subject.strip()),
    "certificate": lambda facts: bool(facts.certificate),
    "signed_by": lambda facts: bool(facts.signed_by),
}
"""What a document may have to say → whether the facts say it."""


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """One row of the table. `title`: the standard name; `titles`: others' by profile.

    `word` stands in the number (文号). `steps`: transitions that make it. `needs`: what it must say, as
    `missing` names it; `also`: what it must say besides when a certain step makes it. `version`: of its
    template; a changed text is a new version, so that what was issued stays known.
    """

    title: str
    word: str
    steps: tuple[str, ...]
    needs: tuple[str, ...]
    seal: SealNeed = SealNeed.NONE
    printed: PrintedBy = PrintedBy.DEPARTMENT
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[Profile, str] = field(default_factory=dict)
    version: int = 1


_CUSTODY, _DEPARTMENT, _SIGNATURE = SealNeed.CUSTODY, SealNeed.DEPARTMENT, SealNeed.SIGNATURE
_PROCEDURE, _INTAKE, _RESULT = SealNeed.PROCEDURE, PrintedBy.INTAKE, PrintedBy.RESULT

DOCUMENTS: Final[Mapping[DocumentKind, DocumentRule]] = {
    D.RECEIPT_NOTICE: DocumentRule(
        "收件通知书",
        "收",
        ("T05", "T14", "T19", "T41", "T42", "T47"),
        ("at", "materials", "signed_by"),
        seal=_CUSTODY,
        printed=_INTAKE,
        titles={Profile.WEIDONG: "收件凭证"},
    ),
    D.ACCEPTANCE_NOTICE: DocumentRule(
        "受理通知书",
        "受",
        ("T10", "T12", "T13", "T20"),
        ("at", "due", "materials"),
        seal=_CUSTODY,
        printed=_INTAKE,
        titles={Profile.GUIZHOU: "决定受理通知书", Profile.ANSHUN: "受理单"},
    ),
    D.NON_ACCEPTANCE_NOTICE: DocumentRule(
        "不予受理通知书",
        "不受",
        ("T07", "T08"),
        ("reason",),
        seal=_CUSTODY,
        printed=_INTAKE,
        also={"T08": ("authority",)},
    ),
    D.ONE_TIME_NOTICE: DocumentRule(
        "一次性告知通知书",
        "告",
        ("T11",),
        ("materials", "limit"),
        seal=_CUSTODY,
        printed=_INTAKE,
        titles={Profile.QIANXINAN: "一次性告知书", Profile.ANSHUN: "一次性告知单"},
    ),
    D.RETURN_NOTICE: DocumentRule("退件告知书", "退", ("T09",), ("reason", "authority"), printed=_INTAKE),
    D.SPECIAL_NOTICE: DocumentRule(
        "特殊环节通知书", "特", ("T22",), ("subject", "participants", "limit"), seal=_PROCEDURE
    ),
    D.REVIEW_OPINION: DocumentRule(
        "审查意见", "审", ("T25",), ("materials", "opinion", "signed_by"), seal=_SIGNATURE
    ),
    D.INITIAL_OPINION: DocumentRule(
        "初步审查意见", "初", ("T18",), ("materials", "opinion", "signed_by"), seal=_SIGNATURE
    ),
    D.SPECIAL_RESULT: DocumentRule(
        "特殊环节实施结果", "果", ("T23",), ("subject", "opinion", "signed_by"), seal=_DEPARTMENT
    ),
    D.GRANT_DECISION: DocumentRule(
        "准予许可决定书", "准", ("T06", "T26"), ("at", "signed_by"), seal=_DEPARTMENT, printed=_RESULT
    ),
    D.REFUSAL_DECISION: DocumentRule(
        "不予许可决定书",
        "不准",
        ("T27",),
        ("at", "reason", "signed_by"),
        seal=_DEPARTMENT,
        printed=_RESULT,
        titles={Profile.GUIZHOU: "不予许可决定通知书", Profile.ANSHAN: "不予行政许可决定书"},
    ),
    D.CERTIFICATE: DocumentRule(
        "证照", "证", ("T06", "T31"), ("certificate",), seal=_DEPARTMENT, printed=_RESULT
    ),
    D.JOINT_OPINION: DocumentRule(
        "并联审批决定意见", "并", ("T25",), ("subject", "opinion", "signed_by"), seal=_DEPARTMENT
    ),
    D.EXTENSION_NOTICE: DocumentRule(
        "延期告知书",
        "延",
        ("T24",),
        ("reason", "due"),
        seal=_PROCEDURE,
        titles={Profile.ANSHAN: "延时告知书"},
    ),
    D.AUTO_CLOSE_RECORD: DocumentRule(
        "自动办结记录", "结", ("T15", "T45"), ("at", "reason"), also={"T15": ("materials",)}
    ),
    D.DELIVERY_RECEIPT: DocumentRule(
        "送达回执", "送", ("T06", "T34"), ("at", "mode"), printed=_RESULT, also={"T34": ("proof",)}
    ),
    D.REVOCATION: DocumentRule("撤销决定书", "撤", ("T38",), ("at", "reason", "signed_by"), seal=_DEPARTMENT),
    D.PROXY_MANDATE: DocumentRule(
        "代办委托书", "托", ("T05", "T06"), ("subject", "at", "proof"), seal=_SIGNATURE, printed=_INTAKE
    ),
    D.TOLERANCE_PROMISE: DocumentRule(
        "容缺受理承诺书", "诺", ("T10",), ("materials", "limit"), seal=_SIGNATURE, printed=_INTAKE
    ),
    D.PRE_REVIEW_RESULT: DocumentRule(
        "预审结果通知",
        "预",
        ("T03", "T04", "T28"),
        ("limit",),
        also={"T04": ("materials",)},
    ),
    D.PAYMENT_RECEIPT: DocumentRule(
        "缴费凭证", "费", ("T53",), ("amount", "basis", "standard"), printed=_INTAKE
    ),
}


RESULTS: Final = frozenset(
    kind
    for kind, rule in DOCUMENTS.items()
    if rule.printed is PrintedBy.RESULT and rule.seal is SealNeed.DEPARTMENT
)
"""What leaves the hall as a result, under the seal of its department."""

INTERNAL: Final = frozenset({D.REVIEW_OPINION, D.INITIAL_OPINION, D.SPECIAL_RESULT, D.JOINT_OPINION})
"""Documents of the authorities among themselves: no applicant is given them."""


def missing(kind: DocumentKind, facts: DocumentFacts, step: str = "") -> tuple[str, ...]:
    """What the document would have to say and does not: names of facts, in the order of its rule.

    `reason` and `opinion` are given by `reason` or by `text`; `limit` by `due` or by a number of days.
    """
    rule = DOCUMENTS[kind]
    return tuple(need for need in (*rule.needs, *rule.also.get(step, ())) if not _GIVEN[need](facts))


def title_of(kind: DocumentKind, profile: Profile = Profile.STANDARD) -> str:
    """How the hall's region calls the document."""
    rule = DOCUMENTS[kind]
    return rule.titles.get(profile, rule.title)


def number_of(hall: str, year: int, kind: DocumentKind, count: int) -> str:
    """The number (文号): `hall` is its short name, `count` runs per kind and year.

    For example 云溪政务受〔2026〕000012号.
    """
    return f"{hall}{DOCUMENTS[kind].word}〔{year}〕{count:06d}号"


def document_id(application: str, kind: DocumentKind, count: int) -> str:
    """The id of the `count`-th document of that kind in an application, from 1."""
    return f"{application}-{kind.value}-{count}"
