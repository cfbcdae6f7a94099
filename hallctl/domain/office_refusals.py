"""Refusals around enquiries, postings, hand-overs and lists of papers: code, words and hint; then English."""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = """
ENQUIRY_UNKNOWN     没有这个待办咨询 | 请核对编号，或已答复
                    No such open enquiry | Check its id: it may be answered
"""

CONFLICT: Final = """
HANDOVER_REQUIRED   顶岗结束前须交接 | 请先列出未结号票、办件和代管原件
                    What is open must be handed over first | List open tickets, applications and originals
ENQUIRY_OWNED       该咨询由他人负责 | 请由首问责任人办理或转办
                    Somebody else answers for it | That person answers or hands it on
ENQUIRY_UNANSWERED  首问未答复 | 请答复，或转给指定人员
                    It is not answered | Answer it, or hand it to a named person
"""

UNACCEPTABLE: Final = """
FACE_CONSENT        人脸核验须经本人同意 | 请先征得同意
                    A face is compared only with the person's consent | Ask first
PICK_UP_PAST        接办时间已过 | 请填写稍后的时间
                    The time to take it up is over | Give a later one
POSTING_TERM        派驻期限不正确 | 截止日不早于起始日
                    Not a term of a posting | It ends after it begins
"""
