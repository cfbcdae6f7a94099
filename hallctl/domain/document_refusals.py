"""Refusals around documents (文书) and seals (印章): code, words and hint; below them in English."""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = """
DOCUMENT_UNKNOWN    没有这份文书 | 请核对文书编号
                    No such document | Check its id
SEAL_UNKNOWN        没有这枚印章 | 请核对印章编号
                    No such seal | Check the seal's id
"""

FORBIDDEN: Final = """
NOT_CUSTODIAN       不是该印章的保管人 | 请由保管人操作
                    You are not a custodian of this seal | Ask its custodian
SEAL_PLACE          该印章不得在此处使用 | 请在规定的窗口使用
                    This seal may not be used here | Use it at its own window
SEAL_SCOPE          该印章不得用于此文书 | 请使用规定的印章
                    This seal may not be put on such a document | Use the one that belongs on it
DOCUMENT_PLACE      此文书不得在此处出具 | 请在综合窗口或该事项的窗口出具
                    This document is not issued here | Issue it at the comprehensive or the item's own window
"""

CONFLICT: Final = """
SEAL_CLOSED         印章未启封 | 请保管人先在本窗口启封
                    The seal is locked away | Its custodian opens it at this window first
SEALED_ALREADY      此文书已加盖印章 | 无需再次盖章
                    The document bears a seal already | Nothing more is to be done
DOCUMENT_DONE       此文书已制作完成 | 请刷新后再试
                    The document is drawn already | Look at it again
DOCUMENT_DRAWING    文书正在制作 | 请稍后再试
                    The document is still being drawn | Try again in a moment
PAPERWORK_DOWN      文书暂时无法制作 | 请稍后再试，或告知管理员
                    No document can be drawn now | Try again later, or tell whoever looks after the hall
RESULT_UNSEALED     结果文书尚未盖章 | 请所列印章的保管人先启封并加盖
                    The result bears no seal yet | Have a custodian of the seal named put it on first
"""
