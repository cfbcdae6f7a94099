"""Commands: what somebody wants to happen. `decide` turns each into events or a `Refused`.

A command is plain data; nothing in it is random.
"""

from __future__ import annotations

from hallctl.domain.commands.announcements import (
    Announce,
    AnnouncePrepared,
    BeginAnnouncement,
    EndAnnouncement,
    WithdrawAnnouncement,
)
from hallctl.domain.commands.base import (
    AtWindow,
    Command,
)
from hallctl.domain.commands.captures import FailCapture, RequestCapture, StoreCapture, ViewPage
from hallctl.domain.commands.cards import ReadCard
from hallctl.domain.commands.cases import (
    ActOnApplication,
    ApproveByRule,
    FileApplication,
    ReceiveApplication,
    SubmitApplication,
    Unseal,
)
from hallctl.domain.commands.clips import (
    AccessClip,
    DeleteClips,
    EndVideo,
    HoldClip,
    MarkDispute,
    ReleaseClip,
    StartVideo,
    StoreClip,
)
from hallctl.domain.commands.clock import (
    EndTemporary,
    ExpireCall,
    ExpireNoShow,
    MissAppointment,
    NoteTimeJump,
    OpenDay,
    RemindAppointment,
    VacateWindow,
)
from hallctl.domain.commands.dispatch import (
    ChangeHours,
    ChangeReminding,
    ChangeRoster,
    MoveWindow,
    OpenTemporary,
    ReassignTicket,
    RemindTicket,
)
from hallctl.domain.commands.documents import CloseSeal, FileDocument, OpenSeal, SealDocument
from hallctl.domain.commands.equipment import (
    LoseWorkstation,
    RestDevice,
    ReturnDevice,
)
from hallctl.domain.commands.facilities import CompleteRepair, ReportFault
from hallctl.domain.commands.hall import (
    ClearAlarm,
    RaiseAlarm,
    ReopenIntake,
    ReportDevice,
    StopIntake,
)
from hallctl.domain.commands.hotline import RecordCall
from hallctl.domain.commands.legal_clocks import CorrectClock, ExpireClock, RemakeClocks
from hallctl.domain.commands.letters import EndLetter, GrantLetter, RecordTest
from hallctl.domain.commands.mail import DispatchParcel, FailParcel, ReportParcel, RequestParcel
from hallctl.domain.commands.messages import ReportMessage
from hallctl.domain.commands.notices import PrintNotice, ReportNotice
from hallctl.domain.commands.papers import (
    ReconcileNumbers,
    ReissueTicket,
    ReportPrint,
    ReprintTicket,
    ReserveNumbers,
)
from hallctl.domain.commands.ratings import (
    GiveRating,
    InviteRating,
    LapseRating,
)
from hallctl.domain.commands.relays import AcknowledgeInput, ReportInput, SwitchRelay
from hallctl.domain.commands.tickets import (
    BookAppointment,
    CancelAppointment,
    CancelTicket,
    CheckInAppointment,
    CheckInTicket,
    DivertTicket,
    IssueTicket,
)
from hallctl.domain.commands.windows import (
    CallNext,
    CallTicket,
    CloseWindow,
    CompleteService,
    HoldTicket,
    LoseWindow,
    MarkNoShow,
    OpenWindow,
    PauseWindow,
    Recall,
    ResumeWindow,
    SignOff,
    SignOn,
    StartService,
    SubstituteWindow,
    TransferTicket,
    UnholdTicket,
)

__all__ = [
    "AccessClip",
    "AcknowledgeInput",
    "ActOnApplication",
    "Announce",
    "AnnouncePrepared",
    "ApproveByRule",
    "AtWindow",
    "BeginAnnouncement",
    "BookAppointment",
    "CallNext",
    "CallTicket",
    "CancelAppointment",
    "CancelTicket",
    "ChangeHours",
    "ChangeReminding",
    "ChangeRoster",
    "CheckInAppointment",
    "CheckInTicket",
    "ClearAlarm",
    "CloseSeal",
    "CloseWindow",
    "Command",
    "CompleteRepair",
    "CompleteService",
    "CorrectClock",
    "DeleteClips",
    "DispatchParcel",
    "DivertTicket",
    "EndAnnouncement",
    "EndLetter",
    "EndTemporary",
    "EndVideo",
    "ExpireCall",
    "ExpireClock",
    "ExpireNoShow",
    "FailCapture",
    "FailParcel",
    "FileApplication",
    "FileDocument",
    "GiveRating",
    "GrantLetter",
    "HoldClip",
    "HoldTicket",
    "InviteRating",
    "IssueTicket",
    "LapseRating",
    "LoseWindow",
    "LoseWorkstation",
    "MarkDispute",
    "MarkNoShow",
    "MissAppointment",
    "MoveWindow",
    "NoteTimeJump",
    "OpenDay",
    "OpenSeal",
    "OpenTemporary",
    "OpenWindow",
    "PauseWindow",
    "PrintNotice",
    "RaiseAlarm",
    "ReadCard",
    "ReassignTicket",
    "Recall",
    "ReceiveApplication",
    "ReconcileNumbers",
    "RecordCall",
    "RecordTest",
    "ReissueTicket",
    "ReleaseClip",
    "RemakeClocks",
    "RemindAppointment",
    "RemindTicket",
    "ReopenIntake",
    "ReportDevice",
    "ReportFault",
    "ReportInput",
    "ReportMessage",
    "ReportNotice",
    "ReportParcel",
    "ReportPrint",
    "ReprintTicket",
    "RequestCapture",
    "RequestParcel",
    "ReserveNumbers",
    "RestDevice",
    "ResumeWindow",
    "ReturnDevice",
    "SealDocument",
    "SignOff",
    "SignOn",
    "StartService",
    "StartVideo",
    "StopIntake",
    "StoreCapture",
    "StoreClip",
    "SubmitApplication",
    "SubstituteWindow",
    "SwitchRelay",
    "TransferTicket",
    "UnholdTicket",
    "Unseal",
    "VacateWindow",
    "Unseal",
    "ViewPage",
    "WithdrawAnnouncement",
]
