"""Signing on and off, and who stands in: B (AB岗), then an assistance clerk (ROLE-07, ROLE-08)."""

from __future__ import annotations

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide.scene import Scene
from hallctl.domain.decide.windows import VACANT, paused, returned, vacancy_over
from hallctl.domain.posts import Post
from hallctl.domain.refusals import Refused
from hallctl.domain.state import WindowDuty, WindowState


def sign_on(scene: Scene, command: c.SignOn) -> list[e.Event]:
    """A person is present."""
    person = scene.setup.staff.get(command.person)
    if person is None:
        raise Refused("STAFF_UNKNOWN", command.person)
    if command.window is not None:
        scene.window(command.window)
    elsewhere = scene.day.window_of(command.person)
    if elsewhere is not None and command.window is not None and elsewhere.window != command.window:
        raise Refused("PERSON_BUSY", elsewhere.window)
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
    gone = e.StaffSignedOff(staff=command.person)
    duty = scene.day.window_of(command.person)
    if duty is None:
        return [gone] if command.person in scene.day.state.present else []
    stand_in = _stand_in(scene, duty, command.person)
    if stand_in is not None:
        return [gone, _substituted(duty, stand_in, _absent(duty, command.person))]
    happened: list[e.Event] = [gone, *returned(scene, duty, "post_vacant", held=True), paused(duty, VACANT)]
    if f"{VACANT}:{duty.window}" not in scene.day.state.alarms:
        happened.append(e.AlarmRaised(code=VACANT, subject=duty.window, detail=command.person))
    return happened


def substitute(scene: Scene, command: c.SubstituteWindow) -> list[e.Event]:
    """Hand the window to a named person: its B, an assistance clerk, or back to the one who was away."""
    duty = scene.duty_of(command)
    if command.person not in scene.setup.staff:
        raise Refused("STAFF_UNKNOWN", command.person)
    if duty.staff is None or duty.state is WindowState.CLOSED:
        raise Refused("WINDOW_STATE", f"window {duty.window} is {duty.state.value}")
    if command.person == duty.staff:
        raise Refused("NOTHING_TO_DO", command.person)
    absent = _absent(duty, duty.staff)
    if command.person != absent and command.person not in _candidates(scene, absent):
        raise Refused("NOT_SUBSTITUTE", command.person)
    _check_free(scene, duty, command.person)
    return [_substituted(duty, command.person, absent), *vacancy_over(scene, duty.window)]


def _absent(duty: WindowDuty, leaving: str) -> str:
    """For whom the stand-in acts: the first of a chain of substitutions."""
    return duty.acting_for or leaving


def _candidates(scene: Scene, absent: str) -> list[str]:
    """B first, then assistance clerks in order of their ids."""
    staff = scene.setup.staff
    b = staff[absent].substitute
    assistants = sorted(p.id for p in staff.values() if p.post is Post.ASSISTANCE_AGENCY and p.id != b)
    return ([b] if b else []) + assistants


def _stand_in(scene: Scene, duty: WindowDuty, leaving: str) -> str | None:
    absent = _absent(duty, leaving)
    for person in _candidates(scene, absent):
        present = person in scene.day.state.present and person != leaving
        if present and scene.day.window_of(person) is None and _qualified(scene, duty, person, absent):
            return person
    return None


def _qualified(scene: Scene, duty: WindowDuty, person: str, absent: str) -> bool:
    """Whether the stand-in may take something there, all of it that is on the counter now."""
    may = scene.setup.services_at(duty.window, person, absent)
    current = scene.day.tickets[duty.ticket] if duty.ticket else None
    return bool(may) and (current is None or frozenset(current.codes) <= may)


def _check_free(scene: Scene, duty: WindowDuty, person: str) -> None:
    elsewhere = scene.day.window_of(person)
    if elsewhere is not None and elsewhere.window != duty.window:
        raise Refused("PERSON_BUSY", elsewhere.window)


def _substituted(duty: WindowDuty, person: str, absent: str) -> e.WindowSubstituted:
    return e.WindowSubstituted(
        window=duty.window,
        zone=duty.zone,
        before=duty.state.value,
        after=duty.state.value,
        staff=person,
        acting_for=absent,
    )
