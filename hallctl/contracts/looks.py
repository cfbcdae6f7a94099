"""From state to views: what API, MQTT and pages show. Pure, in one step, nothing personal.

Every function takes the state, the setup and the time; the caller lets the answer out when it is durable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from hallctl.contracts.device_looks import (
    FOREIGN_FIRMWARE,
    NOTHING_KNOWN,
    RESTING,
    DeviceLook,
    DeviceView,
    MaintenanceView,
    complaints,
)
from hallctl.contracts.guide_looks import not_open
from hallctl.contracts.peripheral_views import FacilityView
from hallctl.contracts.views import (
    AlarmView,
    AppointmentView,
    HallView,
    LoadView,
    PublicTicketView,
    TicketView,
    WaitView,
    WhyView,
    WindowView,
    ZoneView,
)
from hallctl.domain.day import HallDay
from hallctl.domain.decide.devices import UNSEEN
from hallctl.domain.equipment import MANDATORY, DeviceKind
from hallctl.domain.forecast import ahead, unserved, wait, windows_for, zone_wait
from hallctl.domain.moments import local
from hallctl.domain.outlook import Wait
from hallctl.domain.planning import today
from hallctl.domain.planning.slots import gives_numbers
from hallctl.domain.routing.reasons import sentence
from hallctl.domain.routing.router import services
from hallctl.domain.setup import DeviceEntry, HallSetup, Window, Zone
from hallctl.domain.state import Appointment
from hallctl.domain.tickets import Ticket, TicketState

MASK = "***"

Faults = Mapping[str, str]
NO_FAULTS: Faults = {}


def ticket_view(day: HallDay, setup: HallSetup, ticket: Ticket) -> TicketView:
    """A ticket as it is now, for staff (QUE-02)."""
    before = ahead(day, setup, ticket)
    return _ticket(setup, ticket, before, None if before is None else wait(day, setup, ticket, before))


def printed_view(day: HallDay, setup: HallSetup, ticket: Ticket) -> TicketView:
    """The ticket as its paper says it: with the wait that was promised, whenever it is printed."""
    promised = ticket.promised
    if promised is None:
        return ticket_view(day, setup, ticket)
    expected = Wait(promised.low, promised.mid, promised.high)
    return _ticket(setup, ticket, ahead(day, setup, ticket), expected)


def _ticket(setup: HallSetup, ticket: Ticket, before: int | None, expected: Wait | None) -> TicketView:
    return TicketView(
        id=ticket.id,
        number=ticket.number,
        zone=ticket.zone,
        items=ticket.items,
        type=ticket.type,
        klass=ticket.klass.value,
        state=ticket.state.value,
        taken_at=ticket.taken_at,
        ahead=before,
        wait_s=wait_view(expected),
        hall=setup.id,
        valid_on=ticket.valid_on,
        url=f"{setup.public_url}/t/{ticket.token}",
        window=ticket.window,
        holder=_holder(ticket),
        appointment=ticket.appointment,
        outcome=ticket.outcome,
        applications=ticket.applications,
        serviceable=ticket.state is not TicketState.WAITING or expected is not None,
    )


def _holder(ticket: Ticket) -> str | None:
    """The mask of a real-name ticket, stars of one with a phone."""
    if ticket.identity is not None:
        return ticket.identity.mask
    return MASK if ticket.holder else None


def public_ticket_view(day: HallDay, setup: HallSetup, ticket: Ticket) -> PublicTicketView:
    """The same for whoever holds the code on the paper."""
    before = ahead(day, setup, ticket)
    names = tuple(setup.items[code].name for code in ticket.items if code in setup.items)
    if ticket.type is not None and ticket.type in setup.types:
        names = (setup.types[ticket.type].name,)
    return PublicTicketView(
        number=ticket.number,
        zone=ticket.zone,
        zone_name=setup.zones[ticket.zone].name,
        items=names,
        state=ticket.state.value,
        taken_at=ticket.taken_at,
        ahead=before,
        wait_s=None if before is None else wait_view(wait(day, setup, ticket, before)),
        hall=setup.name,
        valid_on=ticket.valid_on,
        window=ticket.window,
        reminded_at=ticket.reminded_at,
        rating=ticket.evaluation.value if ticket.evaluation else None,
        rateable=ticket.state is TicketState.COMPLETED and ticket.rated is None,
    )


def waiting_views(
    day: HallDay, setup: HallSetup, *, zone: str | None = None, window: str | None = None, limit: int = 500
) -> tuple[TicketView, ...]:
    """Who waits, in the order of classes and places; with `window`, only those it may serve now."""
    may: frozenset[str] | None = None
    zones = [zone] if zone else list(setup.zones)
    if window is not None:
        duty = day.duty(window, today.zone_of(day, setup.windows[window]))
        may, zones = services(setup, duty), [duty.zone]
    views: list[TicketView] = []
    for each in zones:
        for ticket_id in day.waiting.in_order(each, setup.rules.classes):
            ticket = day.tickets[ticket_id]
            if may is None or frozenset(ticket.codes) <= may:
                views.append(ticket_view(day, setup, ticket))
                if len(views) >= limit:
                    return tuple(views)
    return tuple(views)


def window_view(day: HallDay, setup: HallSetup, window: Window, faults: Faults = NO_FAULTS) -> WindowView:
    """A window and what is at it."""
    duty = day.duty(window.id, today.zone_of(day, window))
    planned = day.state.plan.temporary.get(window.id)
    own = today.window_hours(day, setup, window)
    person = setup.staff.get(duty.staff or "")
    ticket = day.tickets.get(duty.ticket or "")
    return WindowView(
        window=window.id,
        seq=duty.seq,
        zone=duty.zone,
        home=window.zone,
        kind=window.kind.value,
        state=duty.state.value,
        reason=duty.reason,
        staff=duty.staff,
        staff_name=person.name if person else None,
        staff_no=person.number if person else None,
        acting_for=duty.acting_for,
        ticket=ticket_view(day, setup, ticket) if ticket else None,
        held=tuple(ticket_view(day, setup, day.tickets[held]) for held in duty.held),
        called_at=ticket.called_at if ticket else None,
        started_at=ticket.started_at if ticket else None,
        calls=ticket.calls if ticket else 0,
        served_today=duty.served,
        served_s=round(duty.served_s),
        faults=tuple(
            f"{entry.id}: {faults[entry.id]}"
            for entry in setup.devices.values()
            if entry.id in faults and entry.id not in day.state.maintenance and _concerns(entry, window)
        ),
        why=_why(ticket) if ticket else None,
        temporary=window.is_temporary,
        there=today.is_there(day, window),
        until=planned.until if planned else None,
        hours=own.open.text if own else None,
        load=LoadView(round(duty.duty_s), duty.on_since, round(duty.busy_s), duty.busy_since),
    )


def _why(ticket: Ticket) -> WhyView | None:
    if ticket.called_why is None:
        return None
    return WhyView(*sentence(ticket.number, ticket.called_why, ticket.called_because, ticket.called_by_name))


def _concerns(entry: DeviceEntry, window: Window) -> bool:
    """Whether a device's fault matters at a window: it stands there, or it serves the window's zone.

    A window that works for another zone today stands where it stood.
    """
    if entry.window is not None:
        return entry.window == window.id
    return entry.zone is None or entry.zone == window.zone


def zone_view(day: HallDay, setup: HallSetup, zone: Zone, now: datetime) -> ZoneView:
    """A zone: who waits and how long."""
    hours = today.hours(day, setup, zone.id, now.date())
    anything: frozenset[str] = frozenset()
    return ZoneView(
        zone=zone.id,
        name=zone.name,
        name_en=zone.name_en,
        kinds=tuple(sorted(kind.value for kind in zone.kinds)),
        open=today.is_open(day, setup, zone.id, now),
        hours=hours.open.text if hours else None,
        waiting=day.waiting.zone(zone.id).size,
        wait_s=wait_view(zone_wait(day, setup, zone.id)),
        open_windows=windows_for(day, setup, zone.id, anything)[0],
        unserved=unserved(day, setup, zone.id),
        stopped=not gives_numbers(day, zone.id),
    )


def hall_view(
    day: HallDay,
    setup: HallSetup,
    now: datetime,
    *,
    intake: str,
    intake_reason: str | None,
    faults: Faults = NO_FAULTS,
) -> HallView:
    """The hall at a glance."""
    zones = tuple(zone_view(day, setup, zone, now) for zone in setup.zones.values())
    return HallView(
        hall=setup.id,
        name=setup.name,
        level=setup.level.value,
        date=day.date,
        day_kind=setup.calendar.kind(now.date()).value,
        open=any(zone.open for zone in zones),
        intake=intake,
        intake_reason=intake_reason,
        waiting=len(day.waiting),
        zones=zones,
        windows=tuple(window_view(day, setup, window, faults) for window in setup.windows.values()),
        alarms=alarm_views(day),
        not_open=not_open(day, setup, now),
    )


def alarm_views(day: HallDay) -> tuple[AlarmView, ...]:
    """What needs a person, oldest first."""
    alarms = sorted(day.state.alarms.values(), key=lambda alarm: alarm.since)
    return tuple(
        AlarmView(code=alarm.code, subject=alarm.subject, detail=alarm.detail, since=alarm.since)
        for alarm in alarms
    )


def device_views(
    day: HallDay,
    setup: HallSetup,
    faults: Faults = NO_FAULTS,
    look: Callable[[str], DeviceLook] = lambda _device: NOTHING_KNOWN,
) -> tuple[DeviceView, ...]:
    """The register of devices. `look`: what the daemon knows of each beyond the journal."""
    return tuple(device_view(day, setup, entry, faults, look(entry.id)) for entry in setup.devices.values())


def device_view(
    day: HallDay, setup: HallSetup, entry: DeviceEntry, faults: Faults, look: DeviceLook = NOTHING_KNOWN
) -> DeviceView:
    """A device of the register."""
    status = day.state.devices.get(entry.id)
    resting = day.state.maintenance.get(entry.id)
    state = status.state if status else UNSEEN
    own = complaints(status.health if status else None)
    told = () if resting else (*((faults[entry.id],) if entry.id in faults else ()), *look.faults, *own)
    return DeviceView(
        id=entry.id,
        kind=entry.kind,
        profile=entry.profile,
        transport=entry.address.partition(":")[0],
        window=entry.window,
        zone=entry.zone,
        level_required=entry.kind in MANDATORY and setup.has_full_equipment,
        state=RESTING if resting else state,
        since=resting.since if resting else status.since if status else None,
        last_seen=look.last_seen,
        health=status.health if status else None,
        firmware=status.firmware if status else None,
        faults=tuple(dict.fromkeys(told)),
        vendor=look.vendor,
        model=look.model,
        firmware_range=look.firmware_range,
        firmware_fits=FOREIGN_FIRMWARE not in look.faults,
        driven=look.driven,
        links=look.links,
        commands=look.commands,
        outages=look.outages,
        maintenance=MaintenanceView(reason=resting.reason, since=resting.since, by=resting.by)
        if resting
        else None,
    )


def facility_views(day: HallDay, setup: HallSetup) -> tuple[FacilityView, ...]:
    """The facilities of the hall, those with an open repair flagged (DEV-17)."""
    broken = {repair.facility for repair in day.state.repairs.values()}
    return tuple(
        FacilityView(id=entry.id, name=entry.name, zone=entry.zone, ok=entry.id not in broken)
        for entry in setup.devices.values()
        if entry.kind == DeviceKind.FACILITY
    )


def appointment_view(setup: HallSetup, booking: Appointment) -> AppointmentView:
    """A booked visit."""
    slot = local(booking.slot, setup.timezone)
    return AppointmentView(
        id=booking.id,
        item=booking.item,
        zone=booking.zone,
        slot=slot,
        slot_end=slot + timedelta(seconds=setup.rules.slot_s),
        state=booking.state.value,
        ticket=booking.ticket,
    )


def wait_view(expected: Wait | None) -> WaitView | None:
    """An expected wait, if any."""
    return None if expected is None else WaitView(*expected)
