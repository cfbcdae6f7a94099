"""Who has booked is reminded once, before the slot (QUE-10)."""

from halls import NINE, Stage

from hallctl.domain import commands as c
from hallctl.domain import deadlines
from hallctl.domain import events as e


def test_who_has_booked_is_reminded_once_an_hour_before() -> None:
    stage = Stage()
    slot = NINE.replace(hour=14)
    stage.do(c.BookAppointment(item="A1", slot=slot))
    stage.do(c.BookAppointment(item="A1", slot=NINE.replace(hour=9, minute=30)))  # sooner than that
    stage.wait(hours=3, minutes=59)
    assert stage.heard(e.AppointmentReminded) == []
    stage.wait(minutes=1)
    [reminded] = stage.heard(e.AppointmentReminded)
    assert stage.day.state.appointments[reminded.appointment].slot == slot
    again = Stage(stage.setup, stage.now)
    again.day = stage.replayed()
    assert not [x for x in deadlines.due(again.day, stage.setup, stage.now) if type(x) is c.RemindAppointment]
    stage.wait(minutes=30)
    assert len(stage.heard(e.AppointmentReminded)) == 1


def test_no_reminder_comes_after_the_slot_or_for_a_booking_given_back() -> None:
    stage = Stage()
    gone = stage.do(c.BookAppointment(item="A1", slot=NINE.replace(hour=12)))[0].appointment  # type: ignore[attr-defined]
    stage.do(c.BookAppointment(item="A1", slot=NINE.replace(hour=11)))
    stage.do(c.CancelAppointment(appointment=gone))
    stage.clock.time = NINE.replace(hour=11, minute=1)  # the hall was down meanwhile
    stage.wait()
    assert stage.heard(e.AppointmentReminded) == []
