"""Signing on and off, and who stands in: B (AB岗), then an assistance clerk (ROLE-07, ROLE-08)."""

from __future__ import annotations

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide.handing_over import check_handed_over
from hallctl.domain.decide.scene import Scene
from hallctl.domain.decide.seals import locked_away
from hallctl.domain.decide.windows import fallen_vacant, freed, ticket_returned, vacancy_over
from hallctl.domain.posts import Post
from hallctl.domain.refusals import Refused
from hallctl.domain.state import WindowDuty, WindowState


def sign_on(scene: Scene, command: c.SignOn) -> list[e.Event]:
    """A person is present."""
    person = scene.setup.staff.get(command.person)
    if person is None:
        raise Refused("STAFF_UNKNOWN", command.person)
    if command.window is not None:
        scene.check_free(command.person, scene.window(command.window).id)
    return [
        e.StaffSignedOn(
            staff=person.id,
            post=person.post.value,
            workstation=command.workstation,
            window=command.window,
        ),
    ]


def sign_off(scene: Scene, command: c.SignOff) -> list[e.Event]:
    """A person leaves. An open window goes to B, or an assistance clerk, or falls vacant."""
    if command.person not in scene.setup.staff:
        raise Refused("STAFF_UNKNOWN", command.person)
    duty = scene.day.window_of(command.person)
    if duty is not None:
        check_handed_over(scene, duty)
    locked = locked_away(scene, command.person, "signed_off")
    gone = e.StaffSignedOff(staff=command.person)
    if duty is None:
        return [*locked, gone] if command.person in scene.day.state.present else locked
    stand_in = _stand_in(scene, duty, command.person)
    if stand_in is None:
        return [*locked, gone, *fallen_vacant(scene, duty, command.person)]
    return [*locked, gone, *_handed_over(scene, duty, stand_in, _absent(duty, command.person))]


def substitute(scene: Scene, command: c.SubstituteWindow) -> list[e.Event]:
    """Hand the window to a named person: its B, an assistance clerk, or back to the one who was away."""
    duty = scene.duty_of(command)
    if command.person not in scene.setup.staff:
        raise Refused("STAFF_UNKNOWN", command.person)
    if duty.staff is None or duty.state is WindowState.CLOSED:
        raise Refused("WINDOW_STATE", f"window {duty.window} is {duty.state.value}")
    if command.person == duty.staff:
        raise Refused("NOTHING_TO_DO", command.person)
    check_handed_over(scene, duty)
    absent = _absent(duty, duty.staff)
    if command.person != absent and command.person not in _candidates(scene, absent):
        raise Refused("NOT_SUBSTITUTE", command.person)
    scene.check_free(command.person, duty.window)
    return [*_handed_over(scene, duty, command.person, absent), *vacancy_over(scene, duty.window)]


def _absent(duty: WindowDuty, leaving: str) -> str:
    """For whom the stand-in acts: the first of a chain of substitutions."""
    return duty.acting_for or leaving


def _candidates(scene: Scene, absent: str) -> list[str]:
    """B first, then assistance clerks in order of their ids."""
    staff = scene.setup.staff
    known = staff.get(absent)
    b = known.substitute if known else None
    assistants = sorted(p.id for p in staff.values() if p.post is Post.ASSISTANCE_AGENCY and p.id != b)
    return ([b] if b else []) + assistants


def _stand_in(scene: Scene, duty: WindowDuty, leaving: str) -> str | None:
    """Who is present, free and may take something there: the absent person, else B, else an assistant."""
    absent = _absent(duty, leaving)
    for person in (absent, *_candidates(scene, absent)):
        present = person in scene.day.state.present and person != leaving
        takes = _takes(scene, duty, person, absent, duty.zone)
        if present and takes and scene.day.window_of(person) is None:
            return person
    return None


def _takes(scene: Scene, duty: WindowDuty, person: str, absent: str, zone: str) -> frozenset[str]:
    return scene.setup.services_at(duty.window, person, None if person == absent else absent, zone)


def _handed_over(scene: Scene, duty: WindowDuty, person: str, absent: str) -> list[e.Event]:
    """The window goes to `person`; tickets there that `person` may not take go back to waiting."""
    there = [scene.day.tickets[ticket] for ticket in ([duty.ticket] if duty.ticket else []) + duty.held]
    beyond = [
        ticket
        for ticket in there
        if not frozenset(ticket.codes) <= _takes(scene, duty, person, absent, ticket.zone)
    ]
    state = WindowState.OPEN if duty.ticket in {ticket.id for ticket in beyond} else duty.state
    substituted = e.WindowSubstituted(
        window=duty.window,
        zone=duty.zone,
        before=state.value,
        after=state.value,
        staff=person,
        acting_for=absent,
    )
    may = _takes(scene, duty, person, absent, duty.zone)
    return [
        *(ticket_returned(ticket, duty, "beyond_stand_in") for ticket in beyond),
        substituted,
        *freed(scene, duty.window, duty.zone, may, beyond),
    ]
