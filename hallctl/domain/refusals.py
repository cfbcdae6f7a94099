"""Refusals: every way in which the hall says no, with a stable code and words for the person at the window.

The catalogue is data, so that the API, the panel, MQTT and the documentation say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from hallctl.domain import application_refusals, document_refusals, item_refusals, office_refusals

if TYPE_CHECKING:
    from hallctl.domain.events import Event


class Kind(StrEnum):
    """What sort of no it is; transports map it to their own status."""

    UNKNOWN = "unknown"  # no such thing
    FORBIDDEN = "forbidden"  # this person or device may not
    CONFLICT = "conflict"  # not in this state
    UNACCEPTABLE = "unacceptable"  # understood, but not acceptable content
    UNAVAILABLE = "unavailable"  # the hall cannot take anything now


class Words(NamedTuple):
    """One refusal in both languages, and what to do about it."""

    kind: Kind
    zh: str
    en: str
    hint_zh: str
    hint_en: str


class Refused(Exception):
    """The command changes nothing. `detail` names the thing it is about, never a person."""

    def __init__(self, code: str, detail: str = "", **offer: str) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.offer = offer
        self.leaves: Event | None = None
        """What the journal must hold although nothing changes: an attempt that supervision has to see."""

    def leaving(self, trace: Event) -> Self:
        """The same refusal, which leaves `trace` in the journal."""
        self.leaves = trace
        return self

    @property
    def words(self) -> Words:
        """The catalogue entry."""
        return CATALOGUE[self.code]


# By kind: code, words and hint in Chinese; below them the same in English.
_TABLES: Final = {
    Kind.UNKNOWN: """
ITEM_UNKNOWN        没有这个事项 | 请到咨询台取咨询号
                    No such item | Offer a consultation number instead
ZONE_UNKNOWN        没有这个分区 | 请检查分区编号
                    No such zone | Check the zone id
TYPE_UNKNOWN        没有这种业务 | 请检查业务类型
                    No such business type | Check the type id
WINDOW_UNKNOWN      没有这个窗口 | 请检查窗口编号
                    No such window | Check the window id
TICKET_UNKNOWN      没有这张号票 | 请核对号码
                    No such ticket | Check the ticket number
STAFF_UNKNOWN       没有这名工作人员 | 请检查工号
                    No such person | Check the person id
DEVICE_UNKNOWN      没有这台设备 | 请检查设备编号
                    No such device | Check the device id
CAPTURE_UNKNOWN     没有这个采集任务，或已结束 | 请重新采集
                    No such capture, or it is over | Capture again
PAGE_UNKNOWN        没有这一页，或已删除 | 请核对材料和页码
                    No such page, or it was erased | Check the material and the page
PARCEL_UNKNOWN      没有这个邮件 | 请核对运单号
                    No such parcel | Check the tracking number
REPAIR_UNKNOWN      没有这个报修任务，或已完成 | 请刷新后再试
                    No such repair, or it is done | Look at the list again
CALL_UNKNOWN        没有这个来电记录 | 请重新推送
                    No such call | Send it again
CHANNEL_UNKNOWN     没有这个回路或输入 | 请检查设备配置
                    No such channel or input | Check the device's section of the hall's file
APPOINTMENT_UNKNOWN 没有这个预约 | 请核对预约
                    No such appointment | Check the booking
APPLICATION_UNKNOWN 没有这个办件 | 请核对办件编号
                    No such application | Check the number
CLIP_UNKNOWN        没有这段录像，或已到期删除 | 请核对录像编号
                    No such clip, or its retention is over | Check the clip id
VIDEO_UNKNOWN       没有这个视频会话 | 请核对会话编号
                    No such video session | Check the session id
CARD_UNKNOWN        没有读到此证件，或已过时 | 请重新刷身份证
                    No such card reading, or it is too old | Read the card again
ANNOUNCEMENT_UNKNOWN 没有这条公告，或已结束 | 请刷新后再试
                    No such announcement, or it is over | Look at the list again
LETTER_UNKNOWN      没有这份授权委托书，或已失效 | 请核对授权委托书
                    No such letter of authority, or it is over | Look at the list of letters
MESSAGE_UNKNOWN     没有这条待发通知 | 请刷新后再试
                    No such message waits | Look at the list again
WORDS_UNKNOWN       该办件没有这项内容 | 请刷新后再看
                    The case holds nothing of the kind, or it was erased | Look at it again
FILING_UNKNOWN      没有这个收件号，或查询码不对 | 请核对收件凭条
                    No such application, or a wrong code | Look at the receipt again
""",
    Kind.FORBIDDEN: """
OPERATOR_NEEDED     须由工作人员办理优先取号 | 请到导服台
                    Only staff may give this class | Ask at the guide desk
NOT_AUTHORISED      该窗口未获授权办理此事项 | 请转办到有权窗口
                    This window may not take it | Transfer it
NOT_YOUR_WINDOW     不是您登录的窗口 | 请在本窗口操作
                    Not the window you signed on to | Use your own window
POWER_NOT_HELD      没有此项权限 | 请联系调度岗
                    You do not hold this power | Ask the dispatcher
NOT_SUBSTITUTE      该人员不能顶岗 | 请选择B岗或帮办岗
                    This person may not stand in | Choose B or an assistance clerk
PURPOSE_LIMIT       录像不得用于此目的 | 请核对录像用途和调阅目的
                    This clip may not be used for that | Compare its purpose with the use
SELF_RATING         工作人员不得代为评价 | 请由办事人自行评价
                    Staff may not rate | The visitor rates
""",
    Kind.CONFLICT: """
HALL_CLOSED         大厅现在不办公 | 请在办公时间前来
                    The hall is closed | Come in opening hours
LAST_TICKET_PASSED  今日已停止取号 | 请预约明日办理
                    No more numbers today | Book for another day
LUNCH_BREAK         午休时间暂停取号 | 请午休后取号
                    Closed for lunch | Come back after lunch
INTAKE_STOPPED      今日已排满，停止取号 | 请预约下一办公日
                    No more numbers today: those who wait fill the day | Book one of the offered slots
APPOINTMENT_ONLY    今日仅接待预约 | 请先预约
                    Today by appointment only | Book a visit first
SLOT_FULL           该时段已约满 | 请选择其他时段
                    This slot is full | Choose another slot
CHECK_IN_EARLY      未到签到时间 | 请稍后签到
                    Too early to check in | Come back later
CHECK_IN_LATE       预约时段已过 | 请现场取号
                    The booked slot has passed | Take an ordinary number
APPOINTMENT_STATE   预约已使用或已取消 | 请重新预约
                    The booking is used or cancelled | Book again
TICKET_STATE        号票当前状态不能这样操作 | 请刷新后再试
                    Not possible in the ticket's state | Look at the ticket again
WINDOW_STATE        窗口当前状态不能这样操作 | 请刷新后再试
                    Not possible in the window's state | Look at the window again
WINDOW_PAUSED       窗口已暂停 | 请先恢复服务
                    The window is paused | Resume first
TICKET_OPEN         当前号票尚未办结 | 请先办结、挂起或转办
                    A ticket is still open here | Complete, hold or transfer it
NO_TICKET           窗口没有当前号票 | 请先呼叫
                    No ticket at this window | Call somebody first
IN_MAINTENANCE      设备正在检修 | 请待检修结束
                    The device is under maintenance | Wait until it is over
NOT_SELF_SERVICE    此事项不能自助申报 | 请取号到窗口办理
                    This matter is not for the kiosk | Take a number for a window
KIOSK_NEEDED        只能在自助办理一体机上申报 | 请到自助区办理
                    Only a kiosk of the hall takes this | Go to the self-service area
CARD_NEEDED         申报须先读身份证 | 请把身份证放在读卡区
                    An identity card is needed | Put the card on the reader
NO_DRIVER           该设备不能接受命令 | 请检查设备型号和地址
                    The device takes no commands | Check its profile and address
KEY_UNKNOWN         没有这个按键 | 请检查设备配置
                    No such key | Check the keypad's profile
NOBODY_SIGNED_ON    窗口无人签到 | 请先登录
                    Nobody is signed on at the window | Sign on first
STALE               窗口已变化，本次按键未生效 | 请看清当前号再按
                    The window has moved on | Look again, then press
CALLS_TOO_FEW       呼叫次数不足，不能过号 | 请先重呼
                    Not called often enough | Recall first
CALLS_ENOUGH        已达呼叫次数 | 请按未到
                    Called often enough | Press no-show
GRACE_PASSED        已超过重新排队时限 | 请重新取号
                    Too late to queue again | Take a new number
PRESSED_TWICE       已取号，正在打印 | 请取走号票
                    Your number is being printed | Take it from the slot
REISSUED            已换发新号 | 请使用新号
                    A new number has been given for it | Use the new number
NO_PUBLIC_QUEUE     该类窗口不对外叫号 | 请使用受理窗口
                    This type of window has no public queue | Use a public window
WINDOW_TAKEN        窗口已由他人值守 | 请先交接
                    Somebody else staffs the window | Hand over first
PERSON_BUSY         该人员正在其他窗口 | 请另选人员
                    The person staffs another window | Choose somebody else
NOTHING_TO_DO       已是该状态 | 无需操作
                    Already so | Nothing to do
NOT_RATEABLE        服务尚未结束，不能评价 | 请在办结后评价
                    The service has not ended | Rate afterwards
RATED_WITH_VISIT    窗口收的办件随当次窗口服务评价 | 请在当日用号票上的二维码评价
                    Handed in at a window: it is rated with the visit | Rate with the paper, on the day
RATING_OVER         评价期限已过 | 有意见请到咨询台反映
                    The time for rating is over | Tell the consultation desk what you think
ALREADY_EVALUATED   本次服务已评价 | 感谢您的评价
                    Already rated | Thank you
VERSION_STALE       办件已被他人更新 | 请刷新后再办
                    The application has changed | Load it again
APPLICATION_STATE   办件当前状态不能这样办理 | 请刷新后再办
                    Not possible in the application's state | Load it again
TEMPORARY_CLOSED    临时窗口今日未启用 | 请由调度岗启用
                    The temporary window is not open | Ask the dispatcher
TEMPORARY_OVER      临时窗口时间已到 | 请由调度岗延时
                    The window's time is over | The dispatcher may prolong it
ROTA_ABSENT         该事项轮值人员今日未到岗 | 请到综合窗口或预约轮值日
                    The rota window is not staffed now | Go to the comprehensive window or book
PARCEL_OPEN         已有寄送中的邮件 | 请查询原运单
                    A parcel is on its way already | Look at its tracking number
DEVICE_BUSY         设备正在采集 | 请稍候或换一台设备
                    The device has a job | Wait, or take another device
NO_CAMERA           该窗口没有摄像设备 | 请检查设备登记
                    No camera sees this window | Check the device register
FOOTAGE_UNAVAILABLE 无法从该摄像机调取录像 | 请检查录像是否结束、设备是否支持
                    No footage can be fetched from this camera | See that it has ended and is kept
VIDEO_OPEN          该窗口视频会话尚未结束 | 请先结束并填写结果
                    A video session is open at the window | End it with its outcome
ANNOUNCEMENTS_FULL  公告过多 | 请先撤回不再需要的公告
                    Too many announcements stand | Withdraw some that are no longer needed
LETTER_TAKEN        已登记此文号的授权委托书 | 请核对文号
                    A letter of this number is entered already | Check the number
ROSTER_UNCOVERED    这样午间将无人值守 | 请先安排他人
                    Nobody would be there at lunch | Give somebody else another group first
""",
    Kind.UNACCEPTABLE: """
ITEMS_NOT_TOGETHER  这些事项不能在同一窗口办理 | 请为每个事项分别取号
                    No window takes these items together | Take one number for each item
NO_WINDOW_SERVES    本厅没有窗口办理此事项 | 请到咨询台
                    No window of this hall serves it | Ask at the consultation desk
CHOICE_NEEDED       请选择事项、分区或业务类型 | 三者选一
                    Choose items, a zone or a type | Give exactly one of the three
CLASS_NOT_CHOSEN    此类别不能自选 | 预约请签到取号
                    This class cannot be asked for | Booked visitors check in
REASON_NEEDED       请说明理由 | 请填写或选择理由
                    A reason is needed | Give a reason or a reason code
REASON_UNKNOWN      特别通道理由不在目录内 | 请选择目录内理由
                    Not a reason of the special channel | Use a listed code
SLOT_INVALID        该时段不可预约 | 请选择办公时间内的时段
                    This slot cannot be booked | Choose a slot in opening hours
TRANSFER_TARGET     不能转到这里 | 请选择能办理的分区或窗口
                    Cannot be transferred there | Choose one that can take it
OUTCOME_NEEDED      请说明办理结果 | 登记办件或选择仅咨询
                    Say how it ended | Register an application or enquiry only
SEAL_NEEDED         此文书须加盖印章 | 请选择印章
                    This notice bears a seal | Say which seal it is
COPIES_INVALID      份数须为1至10 | 请更正份数
                    Between one and ten copies | Give another number
LEVEL_INVALID       评价等级为1至5 | 请重新选择
                    The level is 1 to 5 | Choose again
NOTICE_NEEDED       录像前须告知或征得同意 | 请告知办事人后选择告知方式
                    The person must be told of the recording | Say how that was done
SPAN_INVALID        录像时段不正确 | 止晚于起，在保存期限内
                    Not a stretch that cameras have kept | End after start, within retention
TIME_AHEAD          时间在未来 | 请核对对方系统的时钟
                    This time is still to come | Check the other system's clock
UNTIL_INVALID       结束时间须为今日稍后 | 请更正时间
                    It must end later today | Give a time of today
HOURS_INVALID       时段不正确 | 止晚于起，末次取号在其中
                    Not a stretch of a day | End after start, last number inside
LUNCH_GROUP_UNKNOWN 没有这个午间轮班组 | 请查看轮班设置
                    No such lunch group | See the configured groups
TEXT_LENGTH         公告须有中文，不超过200字，英文不超过400字符 | 请更正文字
                    A Chinese text of at most 200, an English one of at most 400 characters | Correct it
TEXT_PERSONAL       公告中不得有身份证号码或手机号码 | 请删去个人信息
                    No identity number or mobile phone may be announced | Take out what names a person
TIMES_INVALID       播报次数须为1至10 | 请更正次数
                    It is spoken once to ten times | Give another number
ANNOUNCEMENT_SILENT 公告既不播报也不显示 | 请至少选择一种
                    It is neither spoken nor shown | Choose at least one of them
ANNOUNCEMENT_TIME   公告时间须在今后31天内，显示止于开始之后 | 请更正时间
                    Within the next 31 days, and shown until after it begins | Correct the times
LETTER_INCOMPLETE   授权委托书须有文号、事项和权限 | 请补全
                    A letter has a number, items and powers | Give all three
LETTER_TERM         授权期限不正确 | 签署日不晚于起始日，截止日不早于起始日和今日
                    Not a term of a letter | Signed by the first day; the last day is not over yet
LETTER_DEPARTMENT   该事项不属于授权部门 | 由实施该事项的部门授权
                    Not an item of the department that authorises | Its own department must
LETTER_POWER        该岗位不能获得此权限 | 请核对权限
                    No letter can give this power to that post | Compare the powers of the post
KEY_REUSED          同一请求键用于不同内容 | 请换新的键
                    The key was used with another body | Use a new key
""",
    Kind.UNAVAILABLE: """
INTAKE_PAUSED       系统暂停受理 | 请通知管理员检查磁盘与数据库
                    The hall cannot take anything now | Check disk and database
""",
}


_OF_CASES: Final = (
    (Kind.CONFLICT, application_refusals.CONFLICT),
    (Kind.UNACCEPTABLE, application_refusals.UNACCEPTABLE),
    (Kind.UNKNOWN, document_refusals.UNKNOWN),
    (Kind.UNKNOWN, item_refusals.UNKNOWN),
    (Kind.CONFLICT, item_refusals.CONFLICT),
    (Kind.UNACCEPTABLE, item_refusals.UNACCEPTABLE),
    (Kind.FORBIDDEN, document_refusals.FORBIDDEN),
    (Kind.UNKNOWN, office_refusals.UNKNOWN),
    (Kind.CONFLICT, office_refusals.CONFLICT),
    (Kind.UNACCEPTABLE, office_refusals.UNACCEPTABLE),
    (Kind.CONFLICT, document_refusals.CONFLICT),
)


def _entries() -> Iterator[tuple[str, Words]]:
    for kind, table in (*_TABLES.items(), *_OF_CASES):
        lines = table.strip().splitlines()
        for chinese, english in zip(lines[::2], lines[1::2], strict=True):
            code, said = chinese.split(maxsplit=1)
            zh, hint_zh = said.split(" | ")
            en, hint_en = english.strip().split(" | ")
            yield code, Words(kind, zh, en, hint_zh, hint_en)


CATALOGUE: Final = dict(_entries())
