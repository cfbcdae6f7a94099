"""The present state, for reading: hall, zones, windows, who waits, devices, alarms, the wall."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from hallctl.contracts import looks
from hallctl.contracts.guide_looks import not_open
from hallctl.contracts.public_content import public_items
from hallctl.contracts.views import WindowView
from hallctl.contracts.wall import wall_view
from hallctl.domain.day import HallDay
from hallctl.domain.planning import today
from hallctl.domain.refusals import Refused
from hallctl.domain.routing.router import services
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from web.api.advice import advice_answer
from web.api.answers import (
    AlarmsAnswer,
    DevicesAnswer,
    HallAnswer,
    HallBrief,
    PublicContentAnswer,
    PublicHallAnswer,
    PublicHallView,
    PublicWindowAnswer,
    PublicWindowsAnswer,
    PublicWindowView,
    WaitingAnswer,
    WallAnswer,
    WindowAnswer,
    WindowsAnswer,
    ZonesAnswer,
)
from web.callers import KNOWN
from web.routing import Answer, Call, Nothing, Parameter, Routes
from web.services import Services

routes: Final = Routes("State")


@routes.add("GET", "/hall", answers={200: (HallAnswer, PublicHallAnswer)})
async def hall(call: Call[Nothing]) -> Answer:
    """The hall at a glance; the public sees no names and no tickets."""
    seen = await call.hall.read(lambda *now: hall_answer(call.hall, *now, inside=call.caller.inside))
    return Answer(seen.value)


def hall_answer(
    hall: Hall, day: HallDay, setup: HallSetup, now: datetime, *, inside: bool
) -> HallAnswer | PublicHallAnswer:
    """The hall as insiders or the public may see it."""
    view = looks.hall_view(
        day, setup, now, intake=hall.intake.value, intake_reason=hall.intake_reason, faults=hall.faults
    )
    if inside:
        return HallAnswer(hall=view, seq=day.seq)
    public = PublicHallView(
        hall=view.hall,
        name=view.name,
        level=view.level,
        date=view.date.isoformat(),
        day_kind=view.day_kind,
        open=view.open,
        intake=view.intake,
        waiting=view.waiting,
        zones=view.zones,
        windows=public_windows(view.windows),
        not_open=view.not_open,
    )
    return PublicHallAnswer(hall=public, seq=day.seq)


def public_windows(views: Iterable[WindowView]) -> tuple[PublicWindowView, ...]:
    """Those that are part of the hall now: a temporary window only while it is open (QUE-16)."""
    return tuple(public_window(view) for view in views if view.there)


def public_window(view: WindowView) -> PublicWindowView:
    """What a window's display shows."""
    return PublicWindowView(
        window=view.window,
        zone=view.zone,
        kind=view.kind,
        state=view.state,
        number=view.ticket.number if view.ticket else None,
        staff_no=view.staff_no,
        there=view.there,
    )


@routes.add("GET", "/zones", answers={200: ZonesAnswer})
async def zones(call: Call[Nothing]) -> Answer:
    """All zones: who waits, how long."""
    seen = await call.hall.read(
        lambda day, setup, now: tuple(
            looks.zone_view(day, setup, zone, now) for zone in setup.zones.values()
        ),
    )
    return Answer(ZonesAnswer(zones=seen.value, seq=seen.seq))


@routes.add("GET", "/windows", answers={200: (WindowsAnswer, PublicWindowsAnswer)})
async def windows(call: Call[Nothing]) -> Answer:
    """All windows."""
    seen = await call.hall.read(
        lambda day, setup, _: tuple(
            looks.window_view(day, setup, window, call.hall.faults) for window in setup.windows.values()
        ),
    )
    if call.caller.inside:
        return Answer(WindowsAnswer(windows=seen.value, seq=seen.seq))
    return Answer(PublicWindowsAnswer(windows=public_windows(seen.value), seq=seen.seq))


@routes.add(
    "GET", "/windows/{w}", answers={200: (WindowAnswer, PublicWindowAnswer)}, refusals=("WINDOW_UNKNOWN",)
)
async def window(call: Call[Nothing]) -> Answer:
    """One window; `seq` is what the next press carries as `expected_seq`."""
    found = call.hall.setup.windows.get(call.path("w"))
    if found is None:
        raise Refused("WINDOW_UNKNOWN", call.path("w"))
    seen = await call.hall.read(lambda day, setup, _: looks.window_view(day, setup, found, call.hall.faults))
    view = seen.value
    if not (call.caller.inside or view.there):
        raise Refused("WINDOW_UNKNOWN", found.id)
    if call.caller.inside:
        return Answer(WindowAnswer(window=view, seq=view.seq))
    return Answer(PublicWindowAnswer(window=public_window(view), seq=view.seq))


@routes.add(
    "GET",
    "/waiting",
    answers={200: WaitingAnswer},
    who=KNOWN,
    scope="read",
    parameters=(
        Parameter("zone", "only this zone"),
        Parameter("window", "only those that this window may serve now"),
    ),
    refusals=("ZONE_UNKNOWN", "WINDOW_UNKNOWN"),
)
async def waiting(call: Call[Nothing]) -> Answer:
    """Who waits, by class and place, the first 500; for a window also whom it would call now."""
    zone, window_id = call.request.query.get("zone"), call.request.query.get("window")

    def look(day: HallDay, setup: HallSetup, now: datetime) -> WaitingAnswer:
        named = None
        if zone is not None:
            found = setup.zone_named(zone)
            if found is None:
                raise Refused("ZONE_UNKNOWN", zone[:64])
            named = found.id
        if window_id is not None and window_id not in setup.windows:
            raise Refused("WINDOW_UNKNOWN", window_id[:64])
        return WaitingAnswer(
            waiting=looks.waiting_views(day, setup, zone=named, window=window_id),
            next=_next(call.hall, day, setup, window_id, now) if window_id else None,
            seq=day.seq,
        )

    return Answer((await call.hall.read(look)).value)


def _next(hall: Hall, day: HallDay, setup: HallSetup, window: str, now: datetime) -> str | None:
    """Whom the rule would give to a window at this moment."""
    duty = day.duty(window, today.zone_of(day, setup.windows[window]))
    may = services(setup, duty)
    choice = hall.router.choose(day, duty, may, now) if may else None
    return choice.ticket if choice else None


@routes.add("GET", "/devices", answers={200: DevicesAnswer}, who=KNOWN, scope="read")
async def devices(call: Call[Nothing]) -> Answer:
    """The register of devices with their state (DEV-01)."""
    seen = await call.hall.read(lambda day, setup, _: _devices(call.services, day, setup))
    return Answer(seen.value)


@routes.add("GET", "/alarms", answers={200: AlarmsAnswer}, who=KNOWN, scope="read")
async def alarms(call: Call[Nothing]) -> Answer:
    """What needs a person, oldest first."""
    seen = await call.hall.read(lambda day, setup, _: _alarms(call.services, day, setup))
    return Answer(seen.value)


@routes.add("GET", "/wall", answers={200: WallAnswer})
async def wall(call: Call[Nothing]) -> Answer:
    """What the wall shows: the latest calls and the zones."""
    seen = await call.hall.read(wall_view)
    return Answer(WallAnswer(wall=seen.value, seq=seen.seq))


@routes.add("GET", "/public-content", answers={200: PublicContentAnswer})
async def public_content(call: Call[Nothing]) -> Answer:
    """Duties, basis, conditions, procedure, limits, fees and complaint channels of every published item."""
    seen = await call.hall.read(lambda _day, setup, _now: public_items(setup))
    return Answer(PublicContentAnswer(items=seen.value, seq=seen.seq))


Moment = tuple[HallDay, HallSetup, datetime]


def view_of(services: Services, topic: str, one: str, moment: Moment, *, inside: bool) -> object:
    """The current view that a live connection gets for a topic."""
    hall = services.hall
    day, setup, now = moment
    match topic:
        case "window":
            view = looks.window_view(day, setup, setup.windows[one], hall.faults)
            return view if inside else public_window(view)
        case "zone":
            return looks.zone_view(day, setup, setup.zones[one], now)
        case "wall":
            return wall_view(day, setup, now)
        case "alarms" | "devices" | "advice":
            return _INSIDE[topic](services, day, setup)
        case _:
            return _brief(hall, day, setup, now, inside=inside)


def _alarms(_services: Services, day: HallDay, _setup: HallSetup) -> AlarmsAnswer:
    return AlarmsAnswer(alarms=looks.alarm_views(day), seq=day.seq)


def _devices(services: Services, day: HallDay, setup: HallSetup) -> DevicesAnswer:
    views = looks.device_views(day, setup, services.hall.faults, services.register.look)
    return DevicesAnswer(devices=views, seq=day.seq)


_INSIDE: Final[dict[str, Callable[[Services, HallDay, HallSetup], object]]] = {
    "alarms": _alarms,
    "devices": _devices,
    "advice": advice_answer,
}
"""The views that the public does not get."""


def _brief(hall: Hall, day: HallDay, setup: HallSetup, now: datetime, *, inside: bool) -> HallBrief:
    return HallBrief(
        seq=day.seq,
        date=day.date.isoformat(),
        day_kind=setup.calendar.kind(now.date()).value,
        open=any(today.is_open(day, setup, zone, now) for zone in setup.zones),
        intake=hall.intake.value,
        intake_reason=hall.intake_reason if inside else None,
        waiting=len(day.waiting),
        not_open=not_open(day, setup, now),
    )
