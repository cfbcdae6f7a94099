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
from hallctl.domain.commands.hall import (
    ClearAlarm,
    ExpireCall,
    ExpireNoShow,
    MissAppointment,
    NoteTimeJump,
    OpenDay,
    RaiseAlarm,
    ReportDevice,
    VacateWindow,
)
from hallctl.domain.commands.tickets import (
    BookAppointment,
    CancelAppointment,
    CancelTicket,
    CheckInAppointment,
    CheckInTicket,
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
    "CheckInAppointment",
    "CheckInTicket",
    "ClearAlarm",
    "CloseWindow",
    "Command",
    "CompleteService",
    "ExpireCall",
    "ExpireNoShow",
    "GiveRating",
    "HoldTicket",
    "IssueTicket",
    "LoseWindow",
    "MarkNoShow",
    "MissAppointment",
    "NoteTimeJump",
    "OpenDay",
    "OpenWindow",
    "PauseWindow",
    "RaiseAlarm",
    "Recall",
    "ReceiveApplication",
    "ReportDevice",
    "ReportPrint",
    "ResumeWindow",
    "ReturnApplication",
    "SignOff",
    "SignOn",
    "StartService",
    "SubstituteWindow",
    "TransferTicket",
    "UnholdTicket",
    "VacateWindow",
]
