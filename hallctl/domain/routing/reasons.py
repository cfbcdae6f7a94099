"""Why somebody was called (叫号理由): the figures that a rule decided by, and one sentence for people.

The sentence is for the clerk who is asked and for the citizen who complains; it names no rule's jargon.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import msgspec


class PassedOver(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody with more seniority who was not called: number and figures as in `CallReason`."""

    number: str
    seniority_s: int
    serves_s: int
    index: float


class CallReason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Figures of one decision.

    `seniority_s` in seconds of ordinary waiting, `serves_s` the expected handling time, `index` the ratio of
    minutes of seniority to minutes of handling to the power of `lean`. `passed` is the person with the most
    seniority whom the window could have called instead; nobody is passed over who has more than 1/`theta`
    times the seniority of the person called.
    """

    seniority_s: int
    serves_s: int
    index: float
    theta: float
    lean: float
    passed: PassedOver | None = None


class Figures(NamedTuple):
    """The same as they were reckoned: minutes of seniority, logs of minutes of handling, a ticket's id."""

    seniority: float
    work: float
    lean: float
    theta: float
    passed: str | None = None
    passed_seniority: float = 0.0
    passed_work: float = 0.0

    def weighed(self) -> float:
        """Seniority for the time it takes; nothing before a booking's slot."""
        return _index(self.seniority, self.work, self.lean)

    def reason(self, number: str) -> CallReason:
        """To be journaled; `number` is that of the person passed over."""
        passed = PassedOver(
            number=number,
            seniority_s=round(self.passed_seniority * 60),
            serves_s=round(math.exp(self.passed_work) * 60),
            index=round(_index(self.passed_seniority, self.passed_work, self.lean), 4),
        )
        return CallReason(
            seniority_s=round(self.seniority * 60),
            serves_s=round(math.exp(self.work) * 60),
            index=round(self.weighed(), 4),
            theta=self.theta,
            lean=round(self.lean, 3),
            passed=None if self.passed is None else passed,
        )


def _index(seniority: float, work: float, lean: float) -> float:
    return max(0.0, seniority) * math.exp(-lean * work)


class Sentence(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str


CLASSES: Final = {
    "SPECIAL_CHANNEL": Sentence("特别通道", "special channel"),
    "GREEN_CHANNEL": Sentence("绿色通道", "green channel"),
    "CARE": Sentence("特殊群体优先", "care"),
    "BOOKED": Sentence("预约", "appointment"),
    "TRANSFER": Sentence("转办", "transfer"),
    "NORMAL": Sentence("普通", "ordinary"),
}

_PLAIN: Final = {
    "class-order": Sentence(
        "{n}号属{zh}类：按本厅类别顺序轮到该类，同类中先到先办。",
        "{n} is of class {en}, whose turn it was; inside a class the first to come is the first called.",
    ),
    "after-priority-run": Sentence(
        "{n}号：连续优先叫号已达上限，按规定先叫一位普通号。",
        "{n}: after so many priority calls in a row an ordinary number goes first.",
    ),
    "early-booking": Sentence(
        "{n}号预约时间未到，但当时本窗口没有其他可办的人等候。",
        "{n} was booked for later, and nobody else waited whom the window may serve.",
    ),
    "special": Sentence(
        "{n}号走特别通道，先于所有其他号。",
        "{n} came by the special channel, which goes before all others.",
    ),
    "named": Sentence("{n}号由调度人员点名呼叫：{by}。", "{n} was named by a dispatcher: {by}."),
}
_FIRST: Final = Sentence(
    "{n}号折算等候{a:.0f}分钟，是本窗口可办人员中最久的。",
    "{n} had waited longest of all whom the window may serve: {a:.0f} minutes, weighted by class.",
)
_AHEAD: Final = Sentence(
    "{n}号折算等候{a:.0f}分钟、预计办理{m:.0f}分钟，先于{s}号（折算等候{sa:.0f}分钟、预计办理{sm:.0f}分钟）："
    "等候与办理时长之比更高，且让号不超过规定的{limit:.1f}倍。",
    "{n} had waited {a:.0f} weighted minutes for about {m:.0f} minutes of service and went before {s} "
    "({sa:.0f} minutes for about {sm:.0f}): more waiting for the time it takes, and nobody passed over has "
    "waited more than {limit:.1f} times as long.",
)
_NO_GUARD: Final = Sentence(
    "{n}号折算等候{a:.0f}分钟、预计办理{m:.0f}分钟，先于{s}号（{sa:.0f}分钟、{sm:.0f}分钟）：等候与办理时长之比更高。",
    "{n} had waited {a:.0f} weighted minutes for about {m:.0f} minutes of service and went before {s} "
    "({sa:.0f} minutes for about {sm:.0f}): more waiting for the time it takes.",
)


def sentence(number: str, why: str, because: CallReason | None, by_name: str | None = None) -> Sentence:
    """One sentence for a call as it was journaled: `why` is `rule:reason:class`, or `named`."""
    _, reason, klass = [*why.split(":"), "", ""][:3] if why != "named" else ("", "named", "")
    if because is None:
        shape = _PLAIN.get(reason, Sentence("{n}号：{why}", "{n}: {why}"))
        name = CLASSES.get(klass, Sentence(klass, klass))
        facts = {"n": number, "zh": name.zh, "en": name.en, "by": by_name or "", "why": why}
        return Sentence(shape.zh.format(**facts), shape.en.format(**facts))
    figures: dict[str, str | float] = {
        "n": number,
        "a": because.seniority_s / 60,
        "m": because.serves_s / 60,
        "limit": 1 / because.theta if because.theta else 0.0,
    }
    passed = because.passed
    if passed is None:
        return Sentence(_FIRST.zh.format(**figures), _FIRST.en.format(**figures))
    figures |= {"s": passed.number, "sa": passed.seniority_s / 60, "sm": passed.serves_s / 60}
    shape = _AHEAD if because.theta else _NO_GUARD
    return Sentence(shape.zh.format(**figures), shape.en.format(**figures))
