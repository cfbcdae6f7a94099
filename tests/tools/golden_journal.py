"""Writes the journal of a release for the tests that replay it: `python tests/tools/golden_journal.py`.

One day and a night with every kind of event. Run it once for a release and never change what it wrote.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "plugins"), str(ROOT)]

import msgspec  # noqa: E402 - found by the path set above
from halls import A_ITEMS, Stage, a_setup, clerk, staff_actor  # noqa: E402 - same

from hallctl.domain import commands as c  # noqa: E402 - same
from hallctl.domain import events as e  # noqa: E402 - same
from hallctl.domain import records  # noqa: E402 - same
from hallctl.domain.actors import SYSTEM, Actor  # noqa: E402 - same
from hallctl.domain.day import HallDay  # noqa: E402 - same
from hallctl.domain.tickets import TicketClass  # noqa: E402 - same

FOLDER: Final = ROOT / "tests" / "golden"


def summary(day: HallDay) -> dict[str, object]:
    """What a later release must still understand: where everybody and everything was."""
    return {
        "date": day.date.isoformat(),
        "seq": day.seq,
        "tickets": {t.number: [t.klass.value, t.state.value, t.window] for t in day.tickets.values()},
        "windows": {w.window: [w.state.value, w.staff, w.acting_for, w.seq] for w in day.windows.values()},
        "waiting": len(day.waiting),
        "present": sorted(day.state.present),
        "appointments": {a.id: a.state.value for a in day.state.appointments.values()},
        "alarms": sorted(day.state.alarms),
        "devices": {d.device: d.state for d in day.state.devices.values()},
        "counters": day.state.counters,
    }


def book(stage: Stage, hour: int) -> str:
    """A booking for today."""
    slot = stage.now.replace(hour=hour, minute=0, second=0, microsecond=0)
    booked = stage.do(c.BookAppointment(item="A1", slot=slot))[0]
    assert isinstance(booked, e.AppointmentBooked)
    return booked.appointment


def play() -> Stage:
    """A day that knows every kind of event."""
    a, b = clerk("u01", *A_ITEMS, substitute="u10"), clerk("u10", *A_ITEMS)
    stage = Stage(a_setup(staff=(a, b)))
    pad = Actor.device("pad-1", "1")
    stage.sign_on("u01", "u10", "u03")
    stage.open("1", "2", "3")
    for _ in range(6):
        stage.issue()
    stage.issue(klass=TicketClass.CARE, reason="ELDERLY")
    stage.issue(klass=TicketClass.SPECIAL_CHANNEL)
    served = stage.serving("1")
    case = stage.at("1", c.ReceiveApplication, item=served.items[0])[0]
    stage.at("1", c.CompleteService)
    stage.do(c.GiveRating(ticket=served.id, level=5), pad)
    assert isinstance(case, e.ApplicationReceived)
    returned = e.ApplicationReturned(
        application=case.application, before="RECEIVED", after="RETURNED", revision=2, reason="scope"
    )
    stage.take(records.make(stage.day.seq + 1, stage.now, stage.now, stage.clerk_at("1"), returned))
    stage.do(c.ReportPrint(ticket=served.id, device="disp-1", result="printed"), SYSTEM)
    held = stage.serving("1")
    stage.at("1", c.HoldTicket)
    stage.at("1", c.UnholdTicket, ticket=held.id)
    stage.at("1", c.TransferTicket, to_zone="B", reason="wrong counter")
    missed = stage.call("1")
    assert missed is not None
    stage.miss("1")
    stage.do(c.CheckInTicket(ticket=missed.id))
    stage.call("1")
    stage.at("1", c.PauseWindow, reason="print paper")
    stage.at("1", c.ResumeWindow)
    stage.call("2")
    stage.at("2", c.LoseWindow, cause="power")
    stage.do(c.CancelTicket(ticket=stage.issue().id))
    kept, given_back = book(stage, 10), book(stage, 15)
    stage.wait(minutes=50)
    stage.do(c.CheckInAppointment(appointment=kept))
    stage.do(c.CancelAppointment(appointment=given_back))
    stage.do(c.ReportDevice(device=next(iter(stage.setup.devices), ""), state="ONLINE"), SYSTEM)
    stage.do(c.RaiseAlarm(code="PAPER_LOW", subject="disp-1"), SYSTEM)
    stage.do(c.ClearAlarm(code="PAPER_LOW", subject="disp-1"), SYSTEM)
    stage.do(c.NoteTimeJump(seconds=75.0), SYSTEM)
    stage.do(c.SubstituteWindow(window="1", person="u10"), staff_actor(stage.setup, "u01", "1"))
    stage.sign_off("u03")
    stage.wait(minutes=5)
    stage.issue()
    stage.wait(hours=24)
    stage.open_by("3", "u03")
    stage.at("3", c.CloseWindow)
    stage.issue()
    return stage


def main() -> None:
    stage = play()
    version = msgspec.toml.decode((ROOT / "pyproject.toml").read_bytes())["project"]["version"]
    journal = FOLDER / f"journal-{version}.jsonl"
    if journal.exists():
        sys.exit(f"{journal} is there already: a release's journal is never written again")
    FOLDER.mkdir(exist_ok=True)
    journal.write_bytes(b"".join(record.raw + b"\n" for record in stage.records))
    told = msgspec.json.format(msgspec.json.encode(summary(stage.day)), indent=1) + b"\n"
    journal.with_suffix(".json").write_bytes(told)
    print(f"{journal}: {len(stage.records)} events of {len({r.type for r in stage.records})} kinds")


if __name__ == "__main__":
    main()
