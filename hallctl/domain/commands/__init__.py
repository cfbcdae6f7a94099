"""Commands: what somebody wants to happen. `decide` turns each into events or a `Refused`.

A command is plain data; nothing in it is random.
"""

from __future__ import annotations

from hallctl.domain.commands.base import (
    AtWindow,
    Command,
)
from hallctl.domain.commands.cases import (
    GiveRating,
    ReceiveApplication,
    ReturnApplication,
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
from hallctl.domain.commands.hall import (
    ClearAlarm,
    RaiseAlarm,
    ReopenIntake,
    ReportDevice,
    StopIntake,
)
from hallctl.domain.commands.tickets import (
    BookAppointment,
    CancelAppointment,
    CancelTicket,
    CheckInAppointment,
    CheckInTicket,
    DivertTicket,
    IssueTicket,
    ReportPrint,
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
    "AtWindow",
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
    "CloseWindow",
    "Command",
    "CompleteService",
    "DivertTicket",
    "EndTemporary",
    "ExpireCall",
    "ExpireNoShow",
    "GiveRating",
    "HoldTicket",
    "IssueTicket",
    "LoseWindow",
    "MarkNoShow",
    "MissAppointment",
    "MoveWindow",
    "NoteTimeJump",
    "OpenDay",
    "OpenTemporary",
    "OpenWindow",
    "PauseWindow",
    "RaiseAlarm",
    "ReassignTicket",
    "Recall",
    "ReceiveApplication",
    "RemindAppointment",
    "RemindTicket",
    "ReopenIntake",
    "ReportDevice",
    "ReportPrint",
    "ResumeWindow",
    "ReturnApplication",
    "SignOff",
    "SignOn",
    "StartService",
    "StopIntake",
    "SubstituteWindow",
    "TransferTicket",
    "UnholdTicket",
    "VacateWindow",
]
