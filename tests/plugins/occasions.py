"""Occasions for rows of the transition table: an act, the case that allows it, and who may bring it about."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from filed_cases import HEALTH, HR, MATERIALS, WORDS, version
from standing_cases import running, standing
from transition_rows import ROWS, Row

from hallctl.domain.applications import acts as a
from hallctl.domain.applications.application import Application, Child, MaterialState
from hallctl.domain.applications.clock import ClockKind as K
from hallctl.domain.applications.states import (
    ApplicationState,
    ChildState,
    MaterialStatus,
)
from hallctl.domain.catalogue.kinds import (
    CertificateClass,
    InstantClass,
    SpecialKind,
    VisitClass,
)
from hallctl.domain.catalogue.versions import Fee, ItemVersion, Part, Period
from hallctl.domain.posts import Power

S, P = ApplicationState, Power
Fields = Mapping[str, Any]
NOTHING: Final[Fields] = MappingProxyType({})

BY_ITSELF: Final = frozenset({"T02", "T12", "T15", "T41", "T45", "T51"})
"""Rows that nobody brings about."""

POWERS: Final[Mapping[str, frozenset[Power]]] = {
    number: frozenset(powers)
    for powers, numbers in {
        (P.REVIEW,): "T03 T04 T17 T24 T25 review_material follow_manual sign_list",
        (P.RECEIVE,): "T05 T09 T14 T16 T19 T42 T44 T46 T47 check_filed",
        (P.APPROVE_DECISION,): "T06 T26 T27 T38 T48 new_originals_limit exempt_publication",
        (P.ACCEPT,): "T07 T08 T10 T13 T20 T43 report_intake",
        (P.GIVE_ONE_TIME_NOTICE,): "T11 write_notice",
        (P.RECEIVE, P.GIVE_ONE_TIME_NOTICE): "serve_notice",
        (P.REPORT_UP,): "T18",
        (P.RECEIVE, P.REVIEW): "T21",
        (P.ORGANISE,): "T22 T23",
        (P.REVIEW, P.VERIFY_ORIGINAL, P.DELIVER_RESULT): "T28",
        (P.VERIFY_ORIGINAL,): "T29 T30",
        (P.REVIEW, P.MAKE_CERTIFICATE, P.DELIVER_RESULT): "T31",
        (P.DELIVER_RESULT, P.RECEIVE, P.REVIEW): "T36 T50 choose_delivery move_original",
        (P.DELIVER_RESULT,): "T32 T33 T34 T49",
        (P.REVIEW, P.APPROVE_DECISION): "T35 sign",
        (P.RECEIVE, P.ACCEPT, P.REVIEW): "T37 check_credit",
        (P.ACCEPT, P.REVIEW, P.APPROVE_DECISION): "T52",
        (P.RECEIVE, P.ACCEPT, P.DELIVER_RESULT): "T53 refund",
        (P.REVIEW, P.RECEIVE, P.DELIVER_RESULT, P.ANSWER): "feedback",
        (P.DISPATCH,): "T39",
        (P.MAKE_CERTIFICATE,): "make_certificate",
        (P.VERIFY_NON_RECEIPT,): "verify_non_receipt",
        (P.ACCEPT, P.REVIEW): "fast_track",
    }.items()
    for number in numbers.split()
}
"""Row, or act beside it → the powers of which one is needed (chapters 2.2 and 4.2)."""

HOLDERS: Final[Mapping[Power, frozenset[str]]] = {
    power: frozenset(people.split())
    for power, people in {
        P.RECEIVE: "u01 u04 chief",
        P.ACCEPT: "u01 u04 b1 chief section",
        P.GIVE_ONE_TIME_NOTICE: "u01 u04 b1 chief section",
        P.VERIFY_ORIGINAL: "u01 u04 chief",
        P.REVIEW: "b1 chief section",
        P.APPROVE_DECISION: "chief",
        P.REPORT_UP: "chief",
        P.ORGANISE: "b1 chief section",
        P.MAKE_CERTIFICATE: "b1 section",
        P.DELIVER_RESULT: "u01 u04 u09",
        P.DISPATCH: "u91 boss",
        P.VERIFY_NON_RECEIPT: "boss",
        P.ANSWER: "u01 u04 u05 u07 u09 u90 u91 b1 b2 chief chief2",
    }.items()
}
"""Who of `PANEL` holds a power on an item of the human resources bureau whose chief decides."""

BESIDES: Final = {"T06": frozenset({"u01"}), "T39": frozenset({"u01"})}
"""Who decides by letter, where the result is given in the session; whose case it is."""

OF_HEALTH: Final = frozenset({"b2", "chief2"})
"""Who reviews for the other department of a joint matter."""

PANEL: Final = (
    *("u01", "u04", "u05", "u07", "u09", "u90", "u91", "b1", "b2"),
    *("chief", "chief2", "section", "boss"),
)
"""One of each post: `u05` has letters for other items only, `b2` and `chief2` are of another bureau."""


class Occasion(NamedTuple):
    """`act` in `states` brings about the row `number`, `event`. `item`, `case`: what has to be so.

    `after`: where the case is then, if it is not the row's. `who`: somebody who may; empty: it happens by
    itself. `clocks`: which run beside those of the state.
    """

    number: str
    event: str
    states: frozenset[ApplicationState]
    act: a.Act
    who: str = ""
    item: Fields = NOTHING
    case: Fields = NOTHING
    after: ApplicationState | None = None
    clocks: tuple[K, ...] = ()

    @property
    def row(self) -> Row | None:
        """The row of the domain's table; None for an act beside it."""
        return next((row for row in ROWS if (row.number, row.event) == (self.number, self.event)), None)

    def may(self, person: str) -> bool:
        """Whether somebody of `PANEL` holds the power."""
        powers = POWERS.get(self.number if self.row else self.event)
        if powers is None:
            return True
        if self.who in OF_HEALTH:
            return person in OF_HEALTH
        held = any(person in HOLDERS[power] for power in powers)
        return held or person in BESIDES.get(self.number, ())

    @property
    def version(self) -> ItemVersion:
        """The item that it is about."""
        return version(**dict(self.item))

    def case_in(self, state: ApplicationState) -> Application:
        """Such a case in that state."""
        beside = {"clocks": (*running(state), *running(S.SUBMITTED, *self.clocks))} if self.clocks else {}
        return standing(state, self.version, **{**beside, **self.case})


_BY_EVENT: Final = {(row.number, row.event): row for row in ROWS}
ITEM_PARTS: Final = {"parts": (Part(HR), Part(HEALTH))}
FEE: Final = {"fee": Fee(2000, "价格法", "每件二十元")}


def children(state: ChildState, *, missing: tuple[str, ...] = ()) -> tuple[Child, ...]:
    return tuple(Child(department=each, state=state, missing=missing) for each in (HR, HEALTH))


def rows(**statuses: MaterialStatus) -> tuple[MaterialState, ...]:
    return tuple(
        MaterialState(
            material.code,
            statuses.get(material.code, MaterialStatus.PRESENT),
            copies=1,
            listed=statuses.get(material.code) is MaterialStatus.MISSING,
        )
        for material in MATERIALS
    )


def one(
    number: str,
    event: str,
    act: a.Act,
    who: str = "",
    *,
    states: str = "",
    item: Fields | None = None,
    case: Fields | None = None,
    after: ApplicationState | None = None,
    clocks: tuple[K, ...] = (),
) -> Occasion:
    row = _BY_EVENT.get((number, event))
    where = frozenset(S(state) for state in states.split()) if states or row is None else row.before
    return Occasion(number, event, where, act, who, item or NOTHING, case or NOTHING, after, clocks)


HEARING: Final = a.StartSpecial(kind=SpecialKind.HEARING, participants=("申请人",), value=5)
HEARD: Final = a.SpecialResult(special="S1", text=WORDS, signed=True, sealed=True)
WITH_HEARING: Final = {"specials": {SpecialKind.HEARING: Period(10)}}
WANTED: Final = (a.Wanted("m2", "复印件不清"), a.Wanted("m3"))
LACKING: Final = {"materials": rows(m2=MaterialStatus.MISSING, m3=MaterialStatus.MISSING)}
PROMISED: Final = {"materials": rows(m3=MaterialStatus.PROMISED)}
EVERYTHING: Final = (
    a.HandedIn(code="m1", originals=1, points=("p1",)),
    a.HandedIn(code="m2", copies=1),
    a.HandedIn(code="m3", copies=2),
)
ON_SITE: Final = {"visits": VisitClass.ONE_ON_SITE}
INSTANT: Final = {"instant": InstantClass.ON_SPOT, "certificate": CertificateClass.PERMIT}
CERTIFIED: Final = {"certificate": CertificateClass.PERMIT}
MADE: Final = {"certificate": CertificateClass.PERMIT, "outcome": "GRANTED"}
CHECK: Final = {"visits": VisitClass.ONE_ORIGINAL_CHECK}
OPINION: Final = a.GiveOpinion(favourable=True, text=WORDS)
