"""Refusals around items (事项) and what becomes of them: code, words and hint; below them in English."""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = """
ANSWER_UNKNOWN      答疑手册中没有这一条 | 请刷新后再试
                    No such entry in the handbook | Look at it again
"""

CONFLICT: Final = """
ITEM_CANCELLED      该事项已取消 | 请看公告
                    This item is no longer handled | Read the announcement
ITEM_NOT_OPEN       该事项尚未进驻 | 请到原部门办理
                    This item is not handled here yet | Go to its department
ITEM_EXCLUDED       该事项不在取号机办理 | 请到导服台
                    No machine gives numbers for this | Ask at the guide desk
NO_OWN_SYSTEM       该事项没有自有审批系统 | 请核对事项目录
                    The item has no approval system of its own | Look at the catalogue
ITEM_STEP           进驻步骤不能这样推进 | 请按步骤办理
                    Not the step that comes next, or something is missing | Go step by step
"""

UNACCEPTABLE: Final = """
AGENCY_NOT_LISTED   该事项不在代办清单内 | 请本人办理
                    This item is not on the agency list | The applicant comes in person
ANNOUNCEMENT_NEEDED 取消事项须有公告 | 请填写公告内容
                    A cancellation is announced to the public | Give the announcement
SITUATION_UNKNOWN   该事项没有这种办事情形 | 请重新选择
                    The item has no such variant | Choose one of the item's
FILING_NEEDED       终止一窗办理须经备案 | 请填写备案号
                    One-window handling ends on a filing only | Give its number
ANSWER_INCOMPLETE   答疑须有问题和答案，合计不超过1000字，每个事项至多60条 | 请更正
                    An entry has a question and an answer, 1000 characters, 60 entries an item | Correct it
"""
