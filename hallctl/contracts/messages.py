"""What applicants are told (通知): the words of each message in both languages. Nothing in it is personal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from hallctl.domain.messages import MessageKind

_TABLE: Final = """
INVITED          预审已通过，请携带材料到大厅办理
                 has passed the pre-review: please come with the materials
DEFECTS          预审发现需修改之处，请查看后重新提交
                 needs changes: please look at them and submit it again
NOTICE_SERVED    需要补正材料，请在期限内一次补齐
                 lacks materials: please hand them in within the limit
ACCEPTED         已受理
                 has been accepted
CLOSED           逾期未补正或未到场，已自动办结，可重新申请
                 was closed as its limit has passed; you may apply again
EXTENDED         办理期限已延长，请查看延期告知书
                 takes longer: please read the notice of extension
BRING_ORIGINALS  已作出决定，请携带原件到大厅核验
                 was decided: please bring the originals to be checked
RESULT_READY     已办结，请携带有效证件到出件窗口领取结果
                 is finished: please collect the result with your ID
CHOOSE_DELIVERY  已办结，请选择领取方式：携带有效证件到出件窗口领取，或免费邮寄
                 is finished: collect the result with your ID, or have it mailed free of charge
DISPATCHED       结果已寄出，请注意查收
                 is finished, and the result is on its way by mail
ASK_AGAIN        寄送的结果被退回，请重新选择领取方式
                 came back from the mail: please choose again
UNCOLLECTED      结果逾期未领取，仍由大厅保管
                 waits to be collected; the hall keeps the result for you
RATE             已办结，请凭查询码评价本次服务，自愿评价
                 is finished: please rate the service with your check code, if you like
SUPPLEMENT_DUE   补正期限将满，请尽快补齐材料
                 still lacks materials, and the limit is near: please hand them in
RETURN_DUE       预审后返回期限将满，请尽快到场或重新提交
                 waits for you, and the limit is near: please come or submit it again
COLLECTION_DUE   结果待领取，请尽快到出件窗口领取
                 is finished and waits: please collect the result
"""


def _words() -> Iterator[tuple[MessageKind, tuple[str, str]]]:
    lines = _TABLE.strip().splitlines()
    for chinese, english in zip(lines[::2], lines[1::2], strict=True):
        kind, said = chinese.split(maxsplit=1)
        yield MessageKind(kind), (said, english.strip())


WORDS: Final = dict(_words())
"""Kind → what is said of the application, in Chinese and in English."""


class OpenMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message that nobody has sent yet. `phone`: for a gateway only; empty where none is known."""

    id: str
    application: str
    kind: str
    queued_at: datetime
    text: str
    text_en: str
    phone: str = ""


def text_of(kind: MessageKind, hall: str, item: str, application: str) -> tuple[str, str]:
    """The message in Chinese and in English; `hall` and `item` are names."""
    zh, en = WORDS[kind]
    return (
        f"【{hall}】您申请的“{item}”（办件编号{application}）{zh}。",
        f"[{hall}] Your application {application} ({item}) {en}.",
    )
