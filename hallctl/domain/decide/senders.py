"""Who may send which command (谁可发起): kinds of actors. Posts, letters and windows are for the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hallctl.domain import commands as c
from hallctl.domain.actors import ActorKind

_STAFF, _DEVICE, _PUBLIC, _SYSTEM = (
    ActorKind.STAFF,
    ActorKind.DEVICE,
    ActorKind.PUBLIC,
    ActorKind.SYSTEM,
)

_TABLE: Final[Mapping[frozenset[ActorKind], tuple[type[c.Command], ...]]] = {
    # What the clock brings about, and what the hall notices by itself.
    frozenset({_SYSTEM}): (
        c.OpenDay,
        c.NoteTimeJump,
        c.ExpireCall,
        c.ExpireNoShow,
        c.VacateWindow,
        c.MissAppointment,
        c.MissEnquiry,
        c.EndTemporary,
        c.ApproveByRule,
        c.PublishResult,
        c.ExpireClock,
        c.RemakeClocks,
        c.BeginAnnouncement,
        c.EndAnnouncement,
        c.AnnouncePrepared,
        c.RemindAppointment,
        c.RemindTicket,
        c.LapseRating,
        c.InviteRating,
        c.LoseWorkstation,
        c.RaiseAlarm,
        c.ClearAlarm,
        c.ReportNotice,
        c.FileDocument,
        c.StoreClip,
        c.DeleteClips,
    ),
    # What becomes of a job that a device has, and what it says of itself.
    frozenset({_DEVICE, _SYSTEM}): (
        c.ReportDevice,
        c.ReportPrint,
        c.ReportInput,
        c.StoreCapture,
        c.FailCapture,
        c.DispatchParcel,
        c.FailParcel,
    ),
    frozenset({_DEVICE}): (c.ReadCard, c.ReserveNumbers, c.ReconcileNumbers),
    # The systems of others, which have a token: a carrier, a hotline.
    frozenset({_DEVICE, _PUBLIC, _SYSTEM}): (c.ReportParcel, c.ReportSync),
    # A gateway for messages; or who has telephoned.
    frozenset({_STAFF, _DEVICE, _PUBLIC}): (c.ReportMessage,),
    frozenset({_DEVICE, _PUBLIC}): (c.RecordCall, c.FileApplication),
    frozenset({_STAFF, _PUBLIC}): (c.OpenEnquiry,),
    frozenset({_STAFF}): (
        c.TakeEnquiry,
        c.TransferEnquiry,
        c.CloseEnquiry,
        c.ReceiveApplication,
        c.ChangeCreditRule,
        c.CorrectClock,
        c.RequestCapture,
        c.RequestParcel,
        c.PrintNotice,
        c.OpenSeal,
        c.CloseSeal,
        c.SealDocument,
        c.MarkDispute,
        c.HoldClip,
        c.ReleaseClip,
        c.SignPaperList,
        c.StartVideo,
        c.EndVideo,
        c.CompleteRepair,
        c.AcknowledgeInput,
    ),
    # What people press or order, and the hall may do for them.
    frozenset({_STAFF, _SYSTEM}): (
        c.OpenWindow,
        c.CloseWindow,
        c.PauseWindow,
        c.ResumeWindow,
        c.SubstituteWindow,
        c.HandOverWindow,
        c.LoseWindow,
        c.CallNext,
        c.CallTicket,
        c.Recall,
        c.StartService,
        c.MarkNoShow,
        c.HoldTicket,
        c.UnholdTicket,
        c.TransferTicket,
        c.CompleteService,
        c.SignOn,
        c.SignOff,
        c.StopIntake,
        c.ReopenIntake,
        c.MoveWindow,
        c.ReassignTicket,
        c.OpenTemporary,
        c.ChangeHours,
        c.ChangeRoster,
        c.ChangeReminding,
        c.SwitchRelay,
        c.Announce,
        c.WithdrawAnnouncement,
        c.RestDevice,
        c.ReturnDevice,
        c.PostStaff,
        c.GrantLetter,
        c.EndLetter,
        c.RecordTest,
        c.AdvanceItem,
        c.RecordChange,
        c.EndOneWindow,
        c.SwitchRemote,
        c.WriteAnswer,
    ),
    frozenset({_STAFF, _DEVICE}): (c.ReprintTicket,),
    # Everybody. Who may do which act on an application stands in the table of its steps; of a rating and of
    # a look at pictures the rule refuses some, and notes that they tried.
    frozenset(ActorKind): (
        c.ActOnApplication,
        c.SubmitApplication,
        c.IssueTicket,
        c.CancelTicket,
        c.CheckInTicket,
        c.DivertTicket,
        c.ReissueTicket,
        c.BookAppointment,
        c.CheckInAppointment,
        c.CancelAppointment,
        c.GiveRating,
        c.AccessClip,
        c.ViewPage,
        c.Unseal,
        c.ReadDocument,
        c.ReportFault,
    ),
}

SENDERS: Final[Mapping[type[c.Command], frozenset[ActorKind]]] = {
    command: kinds for kinds, commands in _TABLE.items() for command in commands
}
"""Command → kinds of actors that may send it; all others are refused before the rule is asked."""
