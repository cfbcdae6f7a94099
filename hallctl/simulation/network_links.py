"""Somebody at the far end of a network line (网络链路) who answers as long as the line stands."""

from __future__ import annotations

from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import Profile
from hallctl.profiles.schema.probe import ProbeProfile
from hallctl.simulation.http_wire import HttpAnswered, WebSimulator, web_end
from hallctl.simulation.simulator import Simulator, Surroundings
from hallctl.simulation.text_messages import TextMessage


class FarEnd(WebSimulator):
    """A server behind the line. REBOOT is what a line that is cut looks like: nobody takes the connection."""

    def answer(self, asked: TextMessage) -> HttpAnswered | None:  # noqa: ARG002 - whatever is asked
        """As `WebSimulator.answer`."""
        return HttpAnswered(204)


def tcp(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """Takes connections. Raises ValueError."""
    far = _far(entry, profile)
    far.join(around.end(entry.address), lambda _say: lambda _data: None)
    return far


def http(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """Answers pages. Raises ValueError."""
    far = _far(entry, profile)
    far.serve(web_end(around, entry.address))
    return far


def _far(entry: DeviceEntry, profile: Profile) -> FarEnd:
    if not isinstance(profile, ProbeProfile):
        raise ValueError(f"{profile.name} is not a profile of a line")  # noqa: TRY004 - the hall's file is wrong
    return FarEnd(entry.id)
