"""Documents (文书) of an application as the journal keeps them: what each says, never how it looks.

What is personal is named by the id of its sealed record; whoever draws the document opens it then.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from hallctl.domain.catalogue.kinds import Unit


class DocumentKind(StrEnum):
    """The documents of domain chapter 4.10 that belong to an application."""

    RECEIPT_NOTICE = "D01"  # 收件通知书
    ACCEPTANCE_NOTICE = "D02"  # 受理通知书
    NON_ACCEPTANCE_NOTICE = "D03"  # 不予受理通知书
    ONE_TIME_NOTICE = "D04"  # 一次性告知通知书
    RETURN_NOTICE = "D05"  # 退件书面告知
    SPECIAL_NOTICE = "D06"  # 特殊环节通知书
    REVIEW_OPINION = "D07"  # 审查意见
    INITIAL_OPINION = "D08"  # 初步审查意见
    SPECIAL_RESULT = "D09"  # 特殊环节实施结果
    GRANT_DECISION = "D10"  # 准予许可决定
    REFUSAL_DECISION = "D11"  # 不予许可决定书
    CERTIFICATE = "D12"  # 许可证
    JOINT_OPINION = "D13"  # 决定意见
    EXTENSION_NOTICE = "D14"  # 延时告知
    AUTO_CLOSE_RECORD = "D15"  # 自动办结记录
    DELIVERY_RECEIPT = "D16"  # 送达回执
    REVOCATION = "D17"  # 撤销决定
    PROXY_MANDATE = "D20"  # 代办委托
    TOLERANCE_PROMISE = "D21"  # 容缺承诺
    PRE_REVIEW_RESULT = "D26"  # 预审结果通知
    PAYMENT_RECEIPT = "D27"  # 缴费凭证


class SealedText(msgspec.Struct, frozen=True):
    """Free text in the personal store: its id, and a salted digest that proves what it said."""

    id: str
    digest: str


class MaterialLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A numbered line of a list of materials: code, name, how many, on what, and what is wrong with it."""

    code: str
    name: str
    originals: int = 0
    copies: int = 0
    medium: str = ""
    note: str = ""


class DocumentFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a document says beyond the application itself. Which are needed is the kind's (`documents`).

    `reason`: a code or a public sentence; `text`: the officer's own words. `authority`: whom to turn to.
    `at`: the time that the document states (receipt, acceptance, decision). `due`: its deadline; `limit`: the
    same as a number of `unit`, where it counts from service. `amount`: in fen. `subject`: what it is about
    where that is a part only: a special procedure, a clock, a department. `outcome`: what it comes to.
    """

    materials: tuple[MaterialLine, ...] = ()
    reason: str = ""
    text: SealedText | None = None
    authority: str = ""
    basis: str = ""
    standard: str = ""
    amount: int | None = None
    participants: tuple[str, ...] = ()
    mode: str = ""
    at: datetime | None = None
    due: datetime | None = None
    limit: int | None = None
    unit: Unit = Unit.WORKING_DAY
    subject: str = ""
    outcome: str = ""
    certificate: str = ""
    signed_by: str = ""
    proof: str = ""


class Document(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A document that an act has made. `number` (文号) is unique in the hall. `version`: of its template."""

    id: str
    kind: DocumentKind
    number: str
    version: int = 1
    facts: DocumentFacts = DocumentFacts()


class DocumentRef(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What the application itself remembers of a document.

    `sha256`: of the file as it lies now; empty until it is drawn. `seal`: which it bears.
    `printed`: how often it came out of a printer.
    """

    id: str
    kind: DocumentKind
    number: str
    at: datetime
    sha256: str = ""
    seal: str | None = None
    printed: int = 0


def counter_of(kind: DocumentKind, year: int) -> str:
    """By what the documents of a kind and year are counted."""
    return f"{year}-{kind.value}"
