"""A device that says what was recorded: it answers what it knows, and notes what nobody ever asked it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from hallctl.conformance.language import DOCUMENTS, PIXELS, TEXTS, documents, sound_of_packets
from hallctl.conformance.pixels import without_pixels
from hallctl.conformance.places import spot_of
from hallctl.conformance.texts import answered, bare
from hallctl.profiles import ModbusProfile, Profile
from hallctl.profiles.recorded import IDENTIFIES, READS, Exchange, Recording
from hallctl.simulation.modbus_server import RtuFraming, TcpFraming
from hallctl.simulation.text_messages import TextMessages
from hallctl.simulation.wire_ends import Hears, Port, Say, WireEnd


class RecordedDevice:
    """Joins the end of a wire. `strange` holds what the hall said and the recording does not know."""

    def __init__(self, recording: Recording, profile: Profile, end: WireEnd) -> None:
        self.strange: list[bytes] = []
        self._recording, self._end = recording, end
        modbus = isinstance(profile, ModbusProfile)
        self._asked: Final = _Asked(
            [exchange for exchange in recording.exchange if exchange.sends], modbus=modbus
        )
        languages = {
            **dict.fromkeys(TEXTS, self._on_texts),
            **dict.fromkeys(DOCUMENTS, self._on_documents),
            **dict.fromkeys(PIXELS, self._on_pixels),
            "rtp": self._on_packets,
        }
        self._opened = self._on_modbus if modbus else languages.get(profile.wire.type, self._on_bytes)
        self._port: Port = end.join("recorded", self._opened)

    @property
    def unheard(self) -> list[Exchange]:
        """What the hall said when it was recorded, and does not say any more."""
        return self._asked.unheard

    def begin(self, trial: str) -> None:
        """A trial begins: say by itself what the device said by itself there."""
        self._asked.begin(trial)
        for exchange in self._recording.exchange:
            if exchange.trial == trial and not exchange.sends:
                self._port.say(exchange.heard)

    def _on_modbus(self, say: Say) -> Hears:
        framing = TcpFraming() if self._recording.over == "tcp" else RtuFraming()

        def hears(data: bytes) -> None:
            for request in framing.feed(data):
                answer = self._known(request.pdu)
                if answer is not None and request.unit == self._recording.unit:
                    say(framing.frame(request, answer))

        return hears

    def _on_texts(self, say: Say) -> Hears:
        messages, host = TextMessages(), spot_of(self._end)

        def hears(data: bytes) -> None:
            for message in messages.feed(data):
                answer = self._known(bare(message, host))
                if answer:
                    say(answered(answer, message, host))

        return hears

    def _on_documents(self, say: Say) -> Hears:
        cut = documents()

        def hears(data: bytes) -> None:
            for piece in cut(data):
                say(self._known(piece.raw) or b"")

        return hears

    def _on_pixels(self, say: Say) -> Hears:
        def hears(data: bytes) -> None:
            answer = self._known(without_pixels(data))
            if answer:
                say(answer)

        return hears

    def _on_packets(self, say: Say) -> Hears:
        hears = self._on_bytes(say)

        def cut(data: bytes) -> None:
            for piece in sound_of_packets(data):
                hears(piece.raw)

        return cut

    def _known(self, question: bytes) -> bytes | None:
        """The answer; a question that was never recorded is noted."""
        answer = self._asked.answer(question)
        if answer is None:
            self.strange.append(question)
        return answer

    def _on_bytes(self, say: Say) -> Hears:
        waiting = bytearray()

        def hears(data: bytes) -> None:
            waiting.extend(data)
            while waiting:
                known = self._asked.beginning(bytes(waiting))
                if known is None:
                    return
                if not known:
                    self.strange.append(bytes(waiting))
                    waiting.clear()
                    return
                del waiting[: len(known)]
                answer = self._asked.answer(known)
                if answer:
                    say(answer)

        return hears


class _Asked:
    """Finds the answer to what was asked: the same question may have had other answers later on.

    A question that was asked once is a step on in the recording; one that came again and again, or that only
    reads, is answered as it was at this place.
    """

    def __init__(self, recorded: Sequence[Exchange], *, modbus: bool) -> None:
        self._recorded = recorded
        self._place = 0
        self._trial: str | None = None
        self._heard: set[int] = set()
        self._looked: dict[bytes, int] = {}
        sent = [exchange.sent for exchange in recorded]
        often = {raw for raw in sent if sent.count(raw) > 1}
        asks = {*READS, IDENTIFIES[0]}
        self._looks: Callable[[bytes], bool] = lambda raw: raw[0] in asks if modbus else raw in often

    @property
    def unheard(self) -> list[Exchange]:
        return [
            exchange
            for index, exchange in enumerate(self._recorded)
            if index not in self._heard and not self._looks(exchange.sent)
        ]

    def begin(self, trial: str) -> None:
        """Move on to what was said in this trial."""
        self._trial = trial
        first = next((index for index, own in enumerate(self._recorded) if own.trial == trial), self._place)
        self._place = max(self._place, first)

    def answer(self, raw: bytes) -> bytes | None:
        """What the device answered; None when it was never asked so."""
        places = [index for index, exchange in enumerate(self._recorded) if exchange.sent == raw]
        if not places:
            return None
        index = self._here(raw, places) if self._looks(raw) else self._next(places)
        self._heard.add(index)
        return self._recorded[index].heard

    def beginning(self, raw: bytes) -> bytes | None:
        """The longest question with which `raw` begins; empty: none; None: one could become of it."""
        whole = [exchange.sent for exchange in self._recorded if raw.startswith(exchange.sent)]
        if raw not in whole and any(exchange.sent.startswith(raw) for exchange in self._recorded):
            return None
        return max(whole, key=len, default=b"")

    def _next(self, places: list[int]) -> int:
        index = next((place for place in places if place >= self._place), places[-1])
        self._place = max(self._place, index + 1)
        return index

    def _here(self, raw: bytes, places: list[int]) -> int:
        """One after the other between the last step and the next, the last again and again."""
        here = [place for place in places if self._place <= place < self._end()]
        if not here:
            before = [place for place in places if place < self._place]
            return before[-1] if before else places[0]
        self._looked[raw] = next((place for place in here if place > self._looked.get(raw, -1)), here[-1])
        return self._looked[raw]

    def _end(self) -> int:
        """Where the next step or the next trial begins."""
        for index in range(self._place, len(self._recorded)):
            exchange = self._recorded[index]
            if exchange.trial != self._trial or not self._looks(exchange.sent):
                return index
        return len(self._recorded)
