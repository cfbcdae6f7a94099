"""Notices (通知书): their templates, and jobs that print them (DEV-15; domain chapter 4.10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import msgspec


@dataclass(frozen=True, slots=True)
class NoticeTemplate:
    """What a notice says. `lines` name their facts in braces; `sealed`: it bears a seal (印章)."""

    code: str
    title: str
    version: str
    lines: tuple[str, ...]
    sealed: bool = True


class NoticeState(StrEnum):
    """How far a job is."""

    REQUESTED = "REQUESTED"
    PRINTED = "PRINTED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


class NoticeJob(msgspec.Struct, frozen=True, kw_only=True):
    """A notice on its way to the printer. Nothing in it is personal: who it is for is looked up."""

    id: str
    device: str
    template: str
    version: str
    application: str
    operator: str
    copies: int
    seal: str | None


_OPENING: Final = ("{applicant}：", "")

TEMPLATES: Final[Mapping[str, NoticeTemplate]] = {
    template.code: template
    for template in (
        NoticeTemplate(
            "RECEIPT_NOTICE",
            "收件通知书",
            "1",
            (
                *_OPENING,
                "你于{received}提交的“{item}”申请材料已收到，办件编号：{application}。",
                "收件人：{clerk}",
            ),
        ),
        NoticeTemplate(
            "ACCEPTANCE_NOTICE",
            "受理通知书",
            "1",
            (*_OPENING, "你申请的“{item}”（办件编号：{application}）材料齐全，现予受理。", "受理人：{clerk}"),
        ),
        NoticeTemplate(
            "RETURN_NOTICE",
            "退件通知书",
            "1",
            (
                *_OPENING,
                "你申请的“{item}”（办件编号：{application}）现予退回，理由见附页。",
                "经办人：{clerk}",
            ),
            sealed=False,
        ),
    )
}
"""Code → template. A changed text is a new version: what was printed stays known."""
