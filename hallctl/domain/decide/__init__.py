"""`decide`: state + command + now → events, or a `Refused`. Pure: no I/O, no clock, no chance.

`RULES` maps each command to the function that decides it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from hallctl.domain import commands as c
from hallctl.domain.decide import (
    announcements,
    applications,
    appointments,
    calls,
    captures,
    cards,
    cases,
    clips,
    clock,
    devices,
    dispatch,
    expiry,
    facilities,
    filings,
    hotline,
    intake,
    issuing,
    letters,
    mail,
    maintenance,
    network,
    notices,
    numbers,
    papers,
    ratings,
    relays,
    reminders,
    staff,
    videos,
    windows,
)
from hallctl.domain.decide.scene import Scene
from hallctl.domain.decide.senders import SENDERS
from hallctl.domain.events import Event
from hallctl.domain.refusals import Refused

__all__ = ["RULES", "Scene", "decide"]

Rule = Callable[[Scene, Any], list[Event]]

RULES: Final[dict[type[c.Command], Rule]] = {
    c.IssueTicket: issuing.issue,
    c.CancelTicket: issuing.cancel,
    c.CheckInTicket: issuing.requeue,
    c.ReportPrint: papers.printed,
    c.ReissueTicket: papers.reissue,
    c.ReprintTicket: papers.reprint,
    c.ReserveNumbers: numbers.reserve,
    c.ReconcileNumbers: numbers.reconcile,
    c.PrintNotice: notices.request,
    c.ReportNotice: notices.report,
    c.BookAppointment: appointments.book,
    c.CheckInAppointment: appointments.check_in,
    c.CancelAppointment: appointments.cancel,
    c.OpenWindow: windows.open_window,
    c.CloseWindow: windows.close,
    c.PauseWindow: windows.pause,
    c.ResumeWindow: windows.resume,
    c.SubstituteWindow: staff.substitute,
    c.LoseWindow: windows.lose,
    c.CallNext: calls.call_next,
    c.CallTicket: calls.call_ticket,
    c.Recall: calls.recall,
    c.StartService: calls.start,
    c.MarkNoShow: calls.no_show,
    c.HoldTicket: calls.hold,
    c.UnholdTicket: calls.unhold,
    c.TransferTicket: calls.transfer,
    c.CompleteService: calls.complete,
    c.SignOn: staff.sign_on,
    c.SignOff: staff.sign_off,
    c.GiveRating: ratings.rate,
    c.LapseRating: ratings.lapse,
    c.InviteRating: ratings.invite,
    c.ReadCard: cards.read,
    c.MarkDispute: clips.dispute,
    c.AccessClip: clips.access,
    c.HoldClip: clips.hold,
    c.ReleaseClip: clips.release,
    c.StoreClip: clips.store,
    c.DeleteClips: clips.delete,
    c.StartVideo: videos.start,
    c.EndVideo: videos.end,
    c.ReportDevice: network.report,
    c.RestDevice: maintenance.rest,
    c.ReturnDevice: maintenance.give_back,
    c.LoseWorkstation: maintenance.lose_workstation,
    c.RaiseAlarm: devices.raise_alarm,
    c.ClearAlarm: devices.clear_alarm,
    c.RequestCapture: captures.request,
    c.StoreCapture: captures.store,
    c.FailCapture: captures.fail,
    c.ViewPage: captures.view,
    c.ReportFault: facilities.report,
    c.CompleteRepair: facilities.complete,
    c.RecordCall: hotline.record,
    c.RequestParcel: mail.request,
    c.DispatchParcel: mail.dispatch,
    c.FailParcel: mail.fail,
    c.ReportParcel: mail.report,
    c.SwitchRelay: relays.switch,
    c.ReportInput: relays.report_input,
    c.AcknowledgeInput: relays.acknowledge,
    c.ReceiveApplication: cases.receive,
    c.FileApplication: filings.file,
    c.SubmitApplication: cases.submit,
    c.ActOnApplication: applications.act,
    c.ExpireClock: expiry.expire,
    c.RemakeClocks: expiry.remake,
    c.CorrectClock: expiry.correct,
    c.StopIntake: intake.stop,
    c.ReopenIntake: intake.reopen,
    c.DivertTicket: intake.divert,
    c.MoveWindow: dispatch.move,
    c.ReassignTicket: dispatch.reassign,
    c.OpenTemporary: dispatch.open_temporary,
    c.EndTemporary: dispatch.end_temporary,
    c.ChangeHours: dispatch.change_hours,
    c.ChangeRoster: dispatch.change_roster,
    c.ChangeReminding: dispatch.change_reminding,
    c.RemindTicket: reminders.remind_ticket,
    c.RemindAppointment: reminders.remind_appointment,
    c.Announce: announcements.make,
    c.WithdrawAnnouncement: announcements.withdraw,
    c.BeginAnnouncement: announcements.begin,
    c.EndAnnouncement: announcements.end,
    c.AnnouncePrepared: announcements.prepared,
    c.GrantLetter: letters.grant,
    c.EndLetter: letters.end,
    c.RecordTest: letters.record_test,
    c.OpenDay: clock.open_day,
    c.NoteTimeJump: clock.note_jump,
    c.ExpireCall: clock.expire_call,
    c.ExpireNoShow: clock.expire_no_show,
    c.VacateWindow: clock.vacate,
    c.MissAppointment: clock.miss,
}


def decide(scene: Scene, command: c.Command) -> list[Event]:
    """What happens; an empty list when there is nothing to do. Raises `Refused`."""
    kind = type(command)
    if scene.actor.kind not in SENDERS[kind]:
        raise Refused("POWER_NOT_HELD", f"{kind.__name__} by {scene.actor.kind.value}")
    happened = RULES[kind](scene, command)
    return happened + clips.follow(scene, happened)
