"""What people and devices of an equipped hall really ask for, given how things are: who sends what.

Beside the random ones of `any_commands`, so that a stateful test comes far into the life of every record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from any_commands import IDENTITY, PAGE, SECRET
from halls import DISPATCHER, GUIDE, KIOSK, staff_actor
from paperwork_hall import CUSTODY

from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.announcements import AnnouncementPriority
from hallctl.domain.applications import Application, ApplicationState
from hallctl.domain.applications.acts import NotRequired
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.consultations import ConsultationKind
from hallctl.domain.numbers import Given
from hallctl.domain.parcels import ParcelStatus
from hallctl.domain.posts import Post
from hallctl.domain.recording import Purpose, Use, VideoNotice, VideoOutcome
from hallctl.domain.tickets import OPEN_STATES, TicketState

if TYPE_CHECKING:
    from records_machine import FilingStage

Asked = tuple[c.Command, Actor] | None
Ask = Callable[["FilingStage", int], Asked]
T = TypeVar("T")

SUPERVISOR: Final = Actor.staff("u95", Post.HALL_SUPERVISOR, None, "ws-audit")
DISPENSER: Final = Actor.device("disp-1")
MODULE: Final = Actor.device("relay-1")


def one_of(found: Iterable[T], turn: int) -> T | None:
    """One of them, if there are any."""
    there = list(found)
    return there[turn % len(there)] if there else None


def received(stage: FilingStage) -> list[Application]:
    """Applications that nothing has become of yet, the latest first."""
    there = [one for one in stage.applications.values() if one.state is ApplicationState.RECEIVED]
    return there[::-1]


def capture(stage: FilingStage, turn: int) -> Asked:
    application = one_of(received(stage), turn)
    if application is None:
        return None
    command = c.RequestCapture(application=application.id, material=str(turn % 2), device="doc-1")
    return command, staff_actor(stage.setup, "u01", "1")


def captured(stage: FilingStage, turn: int) -> Asked:
    job = one_of(stage.day.state.captures.values(), turn)
    if job is None:
        return None
    if turn % 3 == 2:
        return c.FailCapture(job=job.id, fault="lamp"), Actor.device(job.device)
    pages = c.StoreCapture(application=job.application, job=job.id, sha256="0" * 64, files=(PAGE,))
    return pages, Actor.device(job.device)


def parcel(stage: FilingStage, turn: int) -> Asked:
    application = one_of(received(stage), turn)
    if application is None:
        return None
    command = c.RequestParcel(
        application=application.id,
        revision=application.revision,
        terminal="mail-1",
        recipient=f"{SECRET}-recipient",
        recipient_digest=f"{SECRET}-digest",
    )
    return command, staff_actor(stage.setup, "u09", "9")


def labelled(stage: FilingStage, turn: int) -> Asked:
    found = one_of(stage.day.state.parcels.values(), turn)
    if found is None:
        return None
    actor = Actor.device(found.terminal)
    if found.tracking is None and turn % 3 == 2:
        return c.FailParcel(parcel=found.id, fault="paper"), actor
    if found.tracking is None:
        tracking = f"EM{found.id}"
        return c.DispatchParcel(application=found.application, parcel=found.id, tracking=tracking), actor
    status = list(ParcelStatus)[2 + turn % 5]
    said = c.ReportParcel(
        application=found.application, tracking=found.tracking, status=status, happened_at=stage.now
    )
    return said, actor


def notice(stage: FilingStage, turn: int) -> Asked:
    application = one_of(stage.applications.values(), turn)
    document = one_of(application.documents, turn) if application else None
    if application is None or document is None:
        return None
    seal = CUSTODY.id if turn % 2 else None
    command = c.PrintNotice(application=application.id, document=document.id, device="printer-1", seal=seal)
    return command, staff_actor(stage.setup, "u01", "1")


def seal_taken(stage: FilingStage, turn: int) -> Asked:
    command = c.OpenSeal(seal=CUSTODY.id) if turn % 4 else c.CloseSeal(seal=CUSTODY.id)
    return command, staff_actor(stage.setup, "u01" if turn % 3 else "u02", "1" if turn % 3 else "2")


def drawn(stage: FilingStage, turn: int) -> Asked:
    job = one_of(stage.day.state.drawing.values(), turn)
    if job is None:
        return None
    filed = c.FileDocument(
        application=job.application,
        document=job.document,
        file=f"{turn}.pdf.sealed",
        key=f"{SECRET}-key",
        sha256=f"{turn:064x}",
        size=1,
        pages=1,
        code=f"{job.document}-{SECRET}-code",
        seal=job.seal,
    )
    return filed, SYSTEM


def printed_notice(stage: FilingStage, turn: int) -> Asked:
    job = one_of(stage.day.state.notices.values(), turn)
    result = ("PRINTED", "FAILED", "UNKNOWN")[turn % 3]
    if job is None:
        return None
    return c.ReportNotice(application=job.application, notice=job.id, result=result), SYSTEM


def give_back(stage: FilingStage, turn: int) -> Asked:
    application = one_of(received(stage), turn)
    if application is None or turn % 3:
        return None
    act = NotRequired(text=SealedText("t1", "d1"), basis="第十二条")
    command = c.ActOnApplication(application=application.id, act=act, revision=application.revision)
    return command, staff_actor(stage.setup, "u01", "1")


def view(stage: FilingStage, turn: int) -> Asked:
    application = one_of(stage.applications, turn)
    if application is None:
        return None
    actor = staff_actor(stage.setup, "u01", "1") if turn % 2 else KIOSK
    return c.ViewPage(application=application, capture="cap", page=1), actor


def dispute(stage: FilingStage, turn: int) -> Asked:
    begun_at = stage.now - timedelta(minutes=1 + turn % 20)
    command = c.MarkDispute(window="1", begun_at=begun_at, ended_at=stage.now, case=f"{SECRET}-case")
    return command, GUIDE


def look(stage: FilingStage, turn: int) -> Asked:
    clip = one_of(stage.day.state.clips, turn) or "20260302-1-1"
    use = list(Use)[turn % len(Use)]
    command = c.AccessClip(clip=clip, purpose=list(Purpose)[turn % 3], use=use, case=f"{SECRET}-case")
    return command, SUPERVISOR if turn % 4 else GUIDE


def keep(stage: FilingStage, turn: int) -> Asked:
    state = stage.day.state
    held = one_of(state.held, turn)
    if held is not None and turn % 2:
        return c.ReleaseClip(clip=held, reason=f"{SECRET}-reason"), SUPERVISOR
    clip = one_of(state.clips, turn)
    return None if clip is None else (c.HoldClip(clip=clip, case=f"{SECRET}-case"), SUPERVISOR)


def delete(stage: FilingStage, _turn: int) -> Asked:
    return c.DeleteClips(clips=tuple({event.clip for event in stage.clips_marked()})), SYSTEM


def store(stage: FilingStage, turn: int) -> Asked:
    clip = one_of(stage.day.state.clips, turn)
    if clip is None:
        return None
    command = c.StoreClip(
        clip=clip,
        file=f"{SECRET}-file",
        key=f"{SECRET}-key",
        content="image/jpeg",
        sha256=f"{SECRET}-sha",
        size=9,
    )
    return command, SYSTEM


def video(stage: FilingStage, turn: int) -> Asked:
    clerk = stage.clerk_at("3", "u03")
    session = one_of(stage.day.state.videos, turn)
    if session is not None:
        outcome = list(VideoOutcome)[turn % 4] if turn % 3 else None
        return c.EndVideo(session=session, outcome=outcome), clerk
    application = one_of(stage.applications, turn) if turn % 2 else None
    command = c.StartVideo(
        window="3", peer="home", notice=VideoNotice.CONSENTED if turn % 5 else None, application=application
    )
    return command, clerk


def card(_stage: FilingStage, turn: int) -> Asked:
    reader = ("reader-1", "reader-2")[turn % 2]
    return c.ReadCard(device=reader, identity=IDENTITY), Actor.device(reader)


def take(stage: FilingStage, turn: int) -> Asked:
    by_card = one_of(stage.day.state.readings, turn)
    if turn % 3 == 0:
        holder, digest = f"{SECRET}-holder", f"{SECRET}-digest"
        return c.IssueTicket(items=("A1",), card=by_card, holder=holder, holder_digest=digest), KIOSK
    return c.IssueTicket(items=("A1",), button="1"), DISPENSER


def book(stage: FilingStage, turn: int) -> Asked:
    slot = stage.now.replace(hour=10 + turn % 6, minute=0, second=0, microsecond=0)
    by_card = one_of(stage.day.state.readings, turn)
    holder = {"holder": f"{SECRET}-holder", "holder_digest": f"{SECRET}-digest"}
    return c.BookAppointment(item="A1", slot=slot, card=by_card, **holder), KIOSK


def keep_booking(stage: FilingStage, turn: int) -> Asked:
    booking = one_of(stage.day.state.appointments, turn)
    if booking is None:
        return None
    kind = c.CheckInAppointment if turn % 2 else c.CancelAppointment
    return kind(appointment=booking), KIOSK


def paper(stage: FilingStage, turn: int) -> Asked:
    ticket = one_of((t for t in stage.day.tickets.values() if t.state in OPEN_STATES), turn)
    if ticket is None:
        return None
    if turn % 5 == 0:
        return c.ReprintTicket(ticket=ticket.id, device="disp-1"), GUIDE
    result = ("printed", "failed", "unknown")[turn % 3]
    return c.ReportPrint(ticket=ticket.id, device="disp-1", result=result), DISPENSER


def reissue(stage: FilingStage, turn: int) -> Asked:
    void = one_of((t.id for t in stage.day.tickets.values() if t.voided_at is not None), turn)
    return None if void is None else (c.ReissueTicket(ticket=void), KIOSK)


def numbers(stage: FilingStage, turn: int) -> Asked:
    if not stage.day.state.blocks or turn % 4 == 0:
        return c.ReserveNumbers(size=3 + turn % 3), DISPENSER
    given = tuple(Given(number=f"A{801 + (turn + n) % 6}", taken_at=stage.now, items=("A1",)) for n in (0, 1))
    return c.ReconcileNumbers(given=given), DISPENSER


def rate(stage: FilingStage, turn: int) -> Asked:
    ended = one_of((t.id for t in stage.day.tickets.values() if t.state is TicketState.COMPLETED), turn)
    if ended is None:
        return None
    if turn % 4 == 0:
        return c.InviteRating(ticket=ended, because="pad_timed_out"), SYSTEM
    text, digest = f"{SECRET}-text", f"{SECRET}-digest"
    return c.GiveRating(ticket=ended, level=1 + turn % 5, text=text, text_digest=digest), KIOSK


def equipment(stage: FilingStage, turn: int) -> Asked:
    if turn % 3:
        state, health = ("ONLINE", "OFFLINE")[turn % 2], ("ok", "paper_out", None)[turn % 3]
        device = ("disp-1", "line-1", "pad-1", "room-3", "cam-1")[turn % 5]
        return c.ReportDevice(device=device, state=state, health=health), Actor.device(device)
    if "disp-1" in stage.day.state.maintenance:
        return c.ReturnDevice(device="disp-1"), DISPATCHER
    return c.RestDevice(device="disp-1", reason="cleaning"), DISPATCHER


def facility(stage: FilingStage, turn: int) -> Asked:
    repair = one_of(stage.day.state.repairs, turn)
    if repair is not None and turn % 2:
        return c.CompleteRepair(repair=repair, remark="new cable"), GUIDE
    return c.ReportFault(facility="tap-1", cause="no water"), KIOSK


def call(stage: FilingStage, turn: int) -> Asked:
    command = c.RecordCall(
        call=f"call-{turn % 4}",
        kind=list(ConsultationKind)[turn % 2],
        began_at=stage.now,
        sealed=f"{SECRET}-call",
        sealed_digest=f"{SECRET}-digest",
    )
    return command, Actor.public("city")


def relay(_stage: FilingStage, turn: int) -> Asked:
    if turn % 3 == 0:
        channel = c.SwitchRelay(relay="relay-1", channel="channel_2", on=turn % 2 == 0, because="assembly")
        return channel, DISPATCHER
    if turn % 3 == 1:
        return c.ReportInput(device="relay-1", input="input_1", on=turn % 2 == 0), MODULE
    return c.AcknowledgeInput(device="relay-1", input="input_1"), GUIDE


def announce(stage: FilingStage, turn: int) -> Asked:
    urgent = AnnouncementPriority.EMERGENCY if turn % 5 == 0 else AnnouncementPriority.NOTICE
    at = stage.now + timedelta(minutes=turn) if turn % 2 else None
    until = stage.now + timedelta(minutes=turn + 10) if turn % 3 else None
    zones = ("A",) if turn % 4 else ()
    return c.Announce(zh="今天下午停电", zones=zones, priority=urgent, show_until=until, at=at), SUPERVISOR


def withdraw(stage: FilingStage, turn: int) -> Asked:
    known = one_of(stage.day.state.announcements, turn)
    return None if known is None else (c.WithdrawAnnouncement(announcement=known), SUPERVISOR)


ASKS: Final[tuple[Ask, ...]] = (
    *(
        capture,
        captured,
        captured,
        parcel,
        parcel,
        labelled,
        labelled,
        labelled,
        seal_taken,
        notice,
        drawn,
        printed_notice,
        give_back,
        view,
    ),
    *(dispute, look, keep, store, delete, video, video, card, take, book, keep_booking, paper, reissue),
    *(numbers, rate, rate, equipment, facility, call, relay),
    *(announce, announce, withdraw),
)
