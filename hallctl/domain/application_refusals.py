"""Refusals of acts on applications (办件): code, words and hint; below them in English."""

from __future__ import annotations

from typing import Final

CONFLICT: Final = """
ALREADY_NOTIFIED    已一次性告知，不得再次告知 | 请按首次告知的清单核对
                    There was a one-time notice already | Check what it lists
NOTICE_MISSING      没有待送达的告知书 | 请由后台先出具
                    There is no notice to serve | The back office writes it first
NOT_INSTANT         该事项不是即办件 | 请按受理程序办理
                    It cannot be finished on the spot | Accept it first
NOT_RECEIVE_ONLY    本窗口有受理权，不得退件 | 请作出受理或不予受理
                    This window may decide on acceptance | Accept it or say why not
PAYMENT_DUE         尚未缴费 | 请先缴费或登记减免
                    The fee is still due | Pay it, or enter an exemption
CREDIT_NEEDED       信用状况不允许容缺受理 | 请补齐材料
                    Only good credit allows a promise | Bring the materials
REPORTS_MISSING     尚有部门未反馈收件意见 | 请等待各部门反馈
                    A department has not reported its intake yet | Wait for all of them
REPORTS_DIFFER      各部门意见不支持这样办理 | 请按反馈意见办理
                    The departments' reports do not allow it | Do as they say
NOT_JOINT           该事项不是并联审批事项 | 请按单部门程序办理
                    Not a joint matter | Handle it as one department's
NO_LOWER_REVIEW     该事项不需下级初审 | 请直接审查
                    No lower authority reviews it first | Review it
NOT_FORWARDED       该事项不属代办转报 | 请按受理程序办理
                    It is not forwarded to a superior | Decide on acceptance
NOT_DEEMED          该事项逾期不视为受理 | 请作出决定
                    Silence does not count as acceptance here | Decide on it
ONLINE_FORBIDDEN    该事项依法不得网上办理 | 请到大厅取号办理
                    The law forbids handling it online | Take a number in the hall
"""

UNACCEPTABLE: Final = """
CHECK_MISSING       五项收件核验未完成 | 请逐项核验并登记
                    Not all five intake checks are recorded | Record each of them
POINT_UNCHECKED     有审查要点未核对也未说明 | 请逐条核对或说明
                    A review point is neither ticked nor explained | Tick it or say why
MATERIAL_NOT_IN_LIST 不在该事项材料清单内 | 不得增加材料
                    Not a material of this item | Nobody may add to the list
MATERIAL_MISSING    材料不齐全 | 请补齐或一次性告知
                    Materials are missing | Complete them, or give the one-time notice
MATERIAL_SHARED     该材料可共享获取，不得要求提交 | 请从清单中删去
                    It is available by sharing | Do not ask for it
MATERIALS_NEEDED    请列明需要补正的材料 | 请逐项填写
                    Say which materials are wanted | List each of them
NOTICE_INCOMPLETE   告知书未列全缺少的材料 | 请一次性列全
                    The notice does not name all that is missing | Name everything at once
LIMIT_NEEDED        请填写期限 | 须为正数
                    A limit is needed | Give a positive number
LIMIT_TOO_LONG      期限超过该事项承诺时限 | 请缩短
                    Longer than the item's promise | Make it shorter
PROMISE_NEEDED      容缺受理须有书面承诺 | 请登记承诺
                    A written promise is needed | Enter it
MATERIAL_NOT_WANTED 该材料不在告知或承诺范围 | 不必提交
                    It was neither listed nor promised | It need not be handed in
OPINION_NEEDED      缺少审查意见 | 请填写意见
                    An opinion is needed | Write it
REPORT_INVALID      部门反馈不正确 | 请选择可受理、需补正或无权办理
                    Not a report of an intake | Choose one of the three
DEPARTMENT_UNKNOWN  该部门不参与此办件 | 请核对部门
                    The department has no part in it | Check the department
TIME_BEFORE         时间早于收件时间 | 请核对
                    Before the receipt | Check the time
AUTHORITY_NEEDED    请写明有权办理的机关 | 请填写机关名称
                    Name the competent authority | Enter its name
DOCUMENT_INCOMPLETE 文书缺少必备内容 | 请补全后再出具
                    The document lacks what it must say | Complete it first
"""
