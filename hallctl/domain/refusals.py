"""Refusals: every way in which the hall says no, with a stable code and words for the person at the window.

The catalogue is data, so that the API, the panel, MQTT and the documentation say the same.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


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

    @property
    def words(self) -> Words:
        """The catalogue entry."""
        return CATALOGUE[self.code]


_U, _F, _C, _N, _X = Kind.UNKNOWN, Kind.FORBIDDEN, Kind.CONFLICT, Kind.UNACCEPTABLE, Kind.UNAVAILABLE

CATALOGUE: Final[dict[str, Words]] = {
    "ITEM_UNKNOWN": Words(
        _U, "没有这个事项", "No such item", "请到咨询台取咨询号", "Offer a consultation number instead"
    ),
    "ZONE_UNKNOWN": Words(_U, "没有这个分区", "No such zone", "请检查分区编号", "Check the zone id"),
    "TYPE_UNKNOWN": Words(_U, "没有这种业务", "No such business type", "请检查业务类型", "Check the type id"),
    "WINDOW_UNKNOWN": Words(_U, "没有这个窗口", "No such window", "请检查窗口编号", "Check the window id"),
    "TICKET_UNKNOWN": Words(_U, "没有这张号票", "No such ticket", "请核对号码", "Check the ticket number"),
    "STAFF_UNKNOWN": Words(_U, "没有这名工作人员", "No such person", "请检查工号", "Check the person id"),
    "DEVICE_UNKNOWN": Words(_U, "没有这台设备", "No such device", "请检查设备编号", "Check the device id"),
    "APPOINTMENT_UNKNOWN": Words(
        _U, "没有这个预约", "No such appointment", "请核对预约", "Check the booking"
    ),
    "APPLICATION_UNKNOWN": Words(
        _U, "没有这个办件", "No such application", "请核对办件编号", "Check the number"
    ),
    "ITEMS_NOT_TOGETHER": Words(
        _N,
        "这些事项不能在同一窗口办理",
        "No window takes these items together",
        "请为每个事项分别取号",
        "Take one number for each item",
    ),
    "NO_WINDOW_SERVES": Words(
        _N,
        "本厅没有窗口办理此事项",
        "No window of this hall serves it",
        "请到咨询台",
        "Ask at the consultation desk",
    ),
    "CHOICE_NEEDED": Words(
        _N,
        "请选择事项、分区或业务类型",
        "Choose items, a zone or a type",
        "三者选一",
        "Give exactly one of the three",
    ),
    "CLASS_NOT_CHOSEN": Words(
        _N, "此类别不能自选", "This class cannot be asked for", "预约请签到取号", "Booked visitors check in"
    ),
    "REASON_NEEDED": Words(
        _N, "请说明理由", "A reason is needed", "请填写或选择理由", "Give a reason or a reason code"
    ),
    "REASON_UNKNOWN": Words(
        _N,
        "特别通道理由不在目录内",
        "Not a reason of the special channel",
        "请选择目录内理由",
        "Use a listed code",
    ),
    "OPERATOR_NEEDED": Words(
        _F,
        "须由工作人员办理优先取号",
        "Only staff may give this class",
        "请到导服台",
        "Ask at the guide desk",
    ),
    "HALL_CLOSED": Words(
        _C, "大厅现在不办公", "The hall is closed", "请在办公时间前来", "Come in opening hours"
    ),
    "LAST_TICKET_PASSED": Words(
        _C, "今日已停止取号", "No more numbers today", "请预约明日办理", "Book for another day"
    ),
    "LUNCH_BREAK": Words(_C, "午休时间暂停取号", "Closed for lunch", "请午休后取号", "Come back after lunch"),
    "INTAKE_STOPPED": Words(
        _C,
        "今日已排满，停止取号",
        "No more numbers today: those who wait fill the day",
        "请预约下一办公日",
        "Book one of the offered slots of the next day",
    ),
    "APPOINTMENT_ONLY": Words(
        _C, "今日仅接待预约", "Today by appointment only", "请先预约", "Book a visit first"
    ),
    "SLOT_FULL": Words(_C, "该时段已约满", "This slot is full", "请选择其他时段", "Choose another slot"),
    "SLOT_INVALID": Words(
        _N,
        "该时段不可预约",
        "This slot cannot be booked",
        "请选择办公时间内的时段",
        "Choose a slot in opening hours",
    ),
    "CHECK_IN_EARLY": Words(_C, "未到签到时间", "Too early to check in", "请稍后签到", "Come back later"),
    "CHECK_IN_LATE": Words(
        _C, "预约时段已过", "The booked slot has passed", "请现场取号", "Take an ordinary number"
    ),
    "APPOINTMENT_STATE": Words(
        _C, "预约已使用或已取消", "The booking is used or cancelled", "请重新预约", "Book again"
    ),
    "TICKET_STATE": Words(
        _C,
        "号票当前状态不能这样操作",
        "Not possible in the ticket's state",
        "请刷新后再试",
        "Look at the ticket again",
    ),
    "WINDOW_STATE": Words(
        _C,
        "窗口当前状态不能这样操作",
        "Not possible in the window's state",
        "请刷新后再试",
        "Look at the window again",
    ),
    "WINDOW_PAUSED": Words(_C, "窗口已暂停", "The window is paused", "请先恢复服务", "Resume first"),
    "TICKET_OPEN": Words(
        _C,
        "当前号票尚未办结",
        "A ticket is still open here",
        "请先办结、挂起或转办",
        "Complete, hold or transfer it",
    ),
    "NO_TICKET": Words(_C, "窗口没有当前号票", "No ticket at this window", "请先呼叫", "Call somebody first"),
    "STALE": Words(
        _C,
        "窗口已变化，本次按键未生效",
        "The window has moved on",
        "请看清当前号再按",
        "Look again, then press",
    ),
    "CALLS_TOO_FEW": Words(
        _C, "呼叫次数不足，不能过号", "Not called often enough", "请先重呼", "Recall first"
    ),
    "CALLS_ENOUGH": Words(_C, "已达呼叫次数", "Called often enough", "请按未到", "Press no-show"),
    "GRACE_PASSED": Words(
        _C, "已超过重新排队时限", "Too late to queue again", "请重新取号", "Take a new number"
    ),
    "NO_PUBLIC_QUEUE": Words(
        _C,
        "该类窗口不对外叫号",
        "This type of window has no public queue",
        "请使用受理窗口",
        "Use a public window",
    ),
    "NOT_AUTHORISED": Words(
        _F, "该窗口未获授权办理此事项", "This window may not take it", "请转办到有权窗口", "Transfer it"
    ),
    "NOT_YOUR_WINDOW": Words(
        _F, "不是您登录的窗口", "Not the window you signed on to", "请在本窗口操作", "Use your own window"
    ),
    "POWER_NOT_HELD": Words(
        _F, "没有此项权限", "You do not hold this power", "请联系调度岗", "Ask the dispatcher"
    ),
    "WINDOW_TAKEN": Words(
        _C, "窗口已由他人值守", "Somebody else staffs the window", "请先交接", "Hand over first"
    ),
    "PERSON_BUSY": Words(
        _C, "该人员正在其他窗口", "The person staffs another window", "请另选人员", "Choose somebody else"
    ),
    "NOT_SUBSTITUTE": Words(
        _F,
        "该人员不能顶岗",
        "This person may not stand in",
        "请选择B岗或帮办岗",
        "Choose B or an assistance clerk",
    ),
    "NOTHING_TO_DO": Words(_C, "已是该状态", "Already so", "无需操作", "Nothing to do"),
    "TRANSFER_TARGET": Words(
        _N,
        "不能转到这里",
        "Cannot be transferred there",
        "请选择能办理的分区或窗口",
        "Choose one that can take it",
    ),
    "OUTCOME_NEEDED": Words(
        _N,
        "请说明办理结果",
        "Say how it ended",
        "登记办件或选择仅咨询",
        "Register an application or enquiry only",
    ),
    "LEVEL_INVALID": Words(_N, "评价等级为1至5", "The level is 1 to 5", "请重新选择", "Choose again"),
    "NOT_RATEABLE": Words(
        _C, "服务尚未结束，不能评价", "The service has not ended", "请在办结后评价", "Rate afterwards"
    ),
    "ALREADY_EVALUATED": Words(_C, "本次服务已评价", "Already rated", "感谢您的评价", "Thank you"),
    "SELF_RATING": Words(
        _F, "工作人员不得代为评价", "Staff may not rate", "请由办事人自行评价", "The visitor rates"
    ),
    "VERSION_STALE": Words(
        _C, "办件已被他人更新", "The application has changed", "请刷新后再办", "Load it again"
    ),
    "APPLICATION_STATE": Words(
        _C,
        "办件当前状态不能这样办理",
        "Not possible in the application's state",
        "请刷新后再办",
        "Load it again",
    ),
    "TEMPORARY_CLOSED": Words(
        _C, "临时窗口今日未启用", "The temporary window is not open", "请由调度岗启用", "Ask the dispatcher"
    ),
    "TEMPORARY_OVER": Words(
        _C, "临时窗口时间已到", "The window's time is over", "请由调度岗延时", "The dispatcher may prolong it"
    ),
    "ROTA_ABSENT": Words(
        _C,
        "该事项轮值人员今日未到岗",
        "The rota window is not staffed now",
        "请到综合窗口或预约轮值日",
        "Go to the comprehensive window or book",
    ),
    "UNTIL_INVALID": Words(
        _N, "结束时间须为今日稍后", "It must end later today", "请更正时间", "Give a time of today"
    ),
    "HOURS_INVALID": Words(
        _N,
        "时段不正确",
        "Not a stretch of a day",
        "止晚于起，末次取号在其中",
        "End after start, last number inside",
    ),
    "LUNCH_GROUP_UNKNOWN": Words(
        _N, "没有这个午间轮班组", "No such lunch group", "请查看轮班设置", "See the configured groups"
    ),
    "ROSTER_UNCOVERED": Words(
        _C,
        "这样午间将无人值守",
        "Nobody would be there at lunch",
        "请先安排他人",
        "Give somebody else another group first",
    ),
    "KEY_REUSED": Words(
        _N, "同一请求键用于不同内容", "The key was used with another body", "请换新的键", "Use a new key"
    ),
    "INTAKE_PAUSED": Words(
        _X,
        "系统暂停受理",
        "The hall cannot take anything now",
        "请通知管理员检查磁盘与数据库",
        "Check disk and database",
    ),
}
