"""The first acts on applications (办件)."""

from __future__ import annotations

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import Application, ApplicationState, state_after
from hallctl.domain.decide.scene import Scene
from hallctl.domain.refusals import Refused
from hallctl.domain.routing.router import services
from hallctl.domain.setup import Item
from hallctl.domain.state import WindowDuty, WindowState


def receive(scene: Scene, command: c.ReceiveApplication) -> list[e.Event]:
    """Register an application on the ticket that is being served."""
    duty = scene.duty_of(command)
    if duty.state is not WindowState.SERVING or duty.ticket is None:
        raise Refused("NO_TICKET", duty.window)
    item = scene.setup.items.get(command.item)
    if item is None:
        raise Refused("ITEM_UNKNOWN", command.item)
    check_power(scene, item, duty)
    name, count = next_application(scene, item)
    return [
        e.ApplicationReceived(
            application=name,
            before="NONE",
            after=ApplicationState.RECEIVED.value,
            revision=1,
            item=item.code,
            ticket=duty.ticket,
            window=duty.window,
            count=count,
        ),
    ]


def next_application(scene: Scene, item: Item) -> tuple[str, int]:
    """The number of the next application (办件编号) of today, and how many that makes."""
    count = scene.day.state.applications_count + 1
    return f"{item.code}-{scene.day.date:%Y%m%d}-{count:04d}", count


def check_power(scene: Scene, item: Item, duty: WindowDuty | None = None) -> None:
    """A stand-in at a window has what may be taken there now, everybody else what post and letters give."""
    person = scene.setup.staff.get(scene.actor.person)
    if duty is not None and duty.acting_for is not None and duty.staff == scene.actor.person:
        zone = scene.day.tickets[duty.ticket].zone if duty.ticket else None
        held = item.code in services(scene.setup, duty, zone)
    else:
        held = person is not None and scene.setup.person_may(person, item)
    if not held:
        raise Refused("POWER_NOT_HELD", f"{item.power.value} {item.code}")


def known(scene: Scene, name: str) -> tuple[Application, Item]:
    """The application and its item. Raises `Refused`."""
    application = scene.applications.get(name)
    if application is None:
        raise Refused("APPLICATION_UNKNOWN", name)
    item = scene.setup.items.get(application.item)
    if item is None:
        raise Refused("ITEM_UNKNOWN", application.item)
    return application, item


def check_revision(application: Application, seen: int) -> None:
    """Raises `Refused` where somebody else has acted since the clerk looked."""
    if application.revision != seen:
        raise Refused("VERSION_STALE", f"{application.id} is at revision {application.revision}")


def give_back(scene: Scene, command: c.ReturnApplication) -> list[e.Event]:
    """Hand an application back with a reason."""
    application, item = known(scene, command.application)
    check_power(scene, item)
    check_revision(application, command.revision)
    return [
        e.ApplicationReturned(
            application=application.id,
            before=application.state.value,
            after=state_after(application, "return").value,
            revision=application.revision + 1,
            reason=command.reason,
        ),
    ]
