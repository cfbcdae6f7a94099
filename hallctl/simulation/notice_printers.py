"""Simulated printers of notices (通知书打印机): a queue on IPP, and a raw port that never says a word."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from yarl import URL

from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import Profile
from hallctl.profiles.schema import PlainProfile
from hallctl.simulation import ipp_wire as ipp
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.http_wire import HttpAnswered, WebSimulator, web_end
from hallctl.simulation.simulator import Simulator, Surroundings, WireSimulator
from hallctl.simulation.text_messages import TextMessage
from hallctl.simulation.wire_ends import Hears, Say, WireEnd

PRINT_JOB, GET_JOB, GET_PRINTER = 0x0002, 0x0009, 0x000B
IDLE, STOPPED = 3, 5
"""States of a printer (RFC 8011, 5.4.11)."""

SHEET_S: Final = 0.8
"""How long a copy takes."""

LONGEST: Final = 20_000_000
"""Bytes of a raw job after which nobody waits for its end."""

_PDF_BEGINS, _PDF_ENDS = b"%PDF-", b"%%EOF"


class JobState(IntEnum):
    """States of a job that occur here (RFC 8011, 5.3.7)."""

    PROCESSING = 5
    PROCESSING_STOPPED = 6
    COMPLETED = 9


@dataclass(slots=True, eq=False)
class PrintJob:
    """A document on its way to paper."""

    document: bytes = field(repr=False)
    copies: int = 1
    title: str = ""
    state: JobState = JobState.PROCESSING


class NoticePrinter(WireSimulator):
    """What both have: a tray. `papers`: the documents that came out, one for each copy, the newest last."""

    def __init__(self, device: str, end: WireEnd, *, sheet_s: float = SHEET_S) -> None:
        super().__init__(device)
        self.papers: list[bytes] = []
        self._end, self._sheet_s = end, sheet_s
        self._working: set[PrintJob] = set()
        self._held: list[PrintJob] = []

    def suffer(self, trouble: Trouble) -> None:
        """As `Simulator.suffer`; with the trouble's end somebody has brought paper."""
        super().suffer(trouble)
        if trouble is WELL:
            held, self._held = self._held, []
            for job in held:
                self.begin(job)

    def forget(self) -> None:
        """As `WireSimulator.forget`."""
        self._working.clear()
        self._held.clear()

    def begin(self, job: PrintJob) -> None:
        """Let it come out after the time that its copies take."""
        job.state = JobState.PROCESSING
        self._working.add(job)
        self._end.later(self._sheet_s * job.copies + self.trouble.slow_s, self._come_out, job)

    def _come_out(self, job: PrintJob) -> None:
        if job not in self._working:
            return
        self._working.remove(job)
        if self.trouble.fault is Fault.PAPER_OUT:
            job.state = JobState.PROCESSING_STOPPED
            self._held.append(job)
            return
        job.state = JobState.COMPLETED
        self.papers += [job.document] * job.copies


class SimulatedIppPrinter(NoticePrinter, WebSimulator):
    """A queue. `jobs`: what it has taken since it was switched on, by the number it gave."""

    def __init__(self, device: str, end: WireEnd, path: str, *, sheet_s: float = SHEET_S) -> None:
        super().__init__(device, end, sheet_s=sheet_s)
        self.jobs: dict[int, PrintJob] = {}
        self._path = path
        self.serve(end)

    def forget(self) -> None:
        """As `WireSimulator.forget`."""
        super().forget()
        self.jobs.clear()

    def refusal(self, asked: TextMessage) -> HttpAnswered | None:
        """As `WebSimulator.refusal`, in words of IPP."""
        return self.answer(asked)

    def answer(self, asked: TextMessage) -> HttpAnswered | None:
        """What the queue says; to what is asked of another queue on the same port, nothing."""
        if asked.path != self._path:
            return None
        try:
            request = ipp.read(asked.body)
        except ipp.NotIppError:
            return HttpAnswered(400)
        return HttpAnswered(200, self._said(request), "application/ipp")

    def _said(self, request: ipp.IppRequest) -> bytes:
        if self.trouble.fault is Fault.REFUSE:
            return ipp.answer(ipp.UNAVAILABLE, request.number)
        if request.operation == PRINT_JOB:
            return self._taken(request)
        if request.operation == GET_JOB:
            return self._of_job(request, request.integer("job-id", 0))
        if request.operation == GET_PRINTER:
            return ipp.answer(ipp.OK, request.number, printer=self._condition())
        return ipp.answer(ipp.NO_SUCH_OPERATION, request.number)

    def _taken(self, request: ipp.IppRequest) -> bytes:
        if not request.document.startswith(_PDF_BEGINS):
            return ipp.answer(ipp.BAD_REQUEST, request.number)
        job = PrintJob(request.document, max(1, request.integer("copies", 1)), request.text("job-name"))
        number = len(self.jobs) + 1
        self.jobs[number] = job
        self.begin(job)
        return self._of_job(request, number)

    def _of_job(self, request: ipp.IppRequest, number: int) -> bytes:
        job = self.jobs.get(number)
        if job is None:
            return ipp.answer(ipp.NOT_FOUND, request.number)
        stopped = job.state is JobState.PROCESSING_STOPPED
        said: ipp.Attributes = {
            "job-id": (ipp.INTEGER, (number,)),
            "job-state": (ipp.ENUM, (int(job.state),)),
            "job-state-reasons": (ipp.KEYWORD, ("printer-stopped" if stopped else "none",)),
        }
        return ipp.answer(ipp.OK, request.number, job=said)

    def _condition(self) -> ipp.Attributes:
        empty = self.trouble.fault is Fault.PAPER_OUT
        return {
            "printer-state": (ipp.ENUM, (STOPPED if empty else IDLE,)),
            "printer-state-reasons": (ipp.KEYWORD, ("media-empty-error" if empty else "none",)),
            "printer-firmware-string-version": (ipp.TEXT, (self.firmware,)),
        }


class SimulatedRawPrinter(NoticePrinter):
    """A port that takes PDF, one after the other on a connection. `refused`: jobs that it threw away."""

    def __init__(self, device: str, end: WireEnd, *, sheet_s: float = SHEET_S) -> None:
        super().__init__(device, end, sheet_s=sheet_s)
        self.refused = 0
        self.join(end, self._opens)

    def _opens(self, _say: Say) -> Hears:
        heard = bytearray()

        def hears(data: bytes) -> None:
            heard.extend(data)
            while (end := heard.find(_PDF_ENDS)) >= 0:
                self._take(bytes(heard[: end + len(_PDF_ENDS)]).lstrip())
                del heard[: end + len(_PDF_ENDS)]
            if len(heard) > LONGEST:
                heard.clear()

        return hears

    def _take(self, document: bytes) -> None:
        """It has no word for no: what it cannot or will not print is gone."""
        if self.trouble.fault is Fault.REFUSE or not document.startswith(_PDF_BEGINS):
            self.refused += 1
            return
        self.begin(PrintJob(document))


def on_ipp(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """A queue at `http://host:port/path`. Raises ValueError."""
    _check(profile)
    end = web_end(around, entry.address)
    return SimulatedIppPrinter(entry.id, end, URL(entry.address).path, sheet_s=SHEET_S / around.speed)


def raw(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """A printer at `tcp://host:port`. Raises ValueError."""
    _check(profile)
    return SimulatedRawPrinter(entry.id, around.end(entry.address), sheet_s=SHEET_S / around.speed)


def _check(profile: Profile) -> None:
    if not isinstance(profile, PlainProfile):
        raise ValueError(f"{profile.name} is not a profile of a printer")  # noqa: TRY004 - the file is wrong
