"""Somebody at the far end of a network line (网络链路) who answers as long as the line stands."""

from __future__ import annotations

from yarl import URL

from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import Profile
from hallctl.profiles.schema.probe import ProbeProfile
from hallctl.simulation.faults import Fault
from hallctl.simulation.http_wire import HttpAnswered, HttpAsked, serve
from hallctl.simulation.simulator import Simulator, Surroundings, WireSimulator


class FarEnd(WireSimulator):
    """A server behind the line. REBOOT is what a line that is cut looks like: nobody takes the connection."""

    def answer(self, _asked: HttpAsked) -> HttpAnswered | None:
        """What a web server there says."""
        if self.trouble.silent:
            return None
        return HttpAnswered(503 if self.trouble.fault is Fault.REFUSE else 204)


def tcp(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """Takes connections. Raises ValueError."""
    far = _far(entry, profile)
    far.port = around.end(entry.address).join(entry.id, lambda _say: lambda _data: None)
    return far


def http(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """Answers pages. Raises ValueError."""
    far = _far(entry, profile)
    url = URL(entry.address)
    end = around.end(f"tcp://{url.host}:{url.port}")
    far.port = serve(end, entry.id, far.answer, slow_s=lambda: far.trouble.slow_s)
    return far


def _far(entry: DeviceEntry, profile: Profile) -> FarEnd:
    if not isinstance(profile, ProbeProfile):
        raise ValueError(f"{profile.name} is not a profile of a line")  # noqa: TRY004 - the hall's file is wrong
    return FarEnd(entry.id)
