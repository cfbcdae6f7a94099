"""Every call and announcement is spoken where it is heard (语音播报): one announcer for each area.

A zone's loudspeakers speak for the zone, those of no zone for the whole hall. One area never waits for
another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from hallctl.contracts.devices import Speaker
from hallctl.domain.events import AnnouncementWithdrawn
from hallctl.hall import Hall
from hallctl.reactions.announcing.announcer import Announcer, Area
from hallctl.reactions.announcing.matters import heard
from hallctl.reactions.announcing.measures import Measures
from hallctl.reactions.crew import Crew
from hallctl.reactions.following import follow
from hallctl.speech.voice import Voice

__all__ = ["Announcements", "Measures"]


class Announcements:
    """Has the loudspeakers speak. `voice` None: they get text and speak by themselves."""

    def __init__(
        self,
        hall: Hall,
        speakers: Mapping[str, Speaker],
        voice: Voice | None = None,
        measures: Measures | None = None,
    ) -> None:
        self.measures = measures if measures is not None else Measures()
        self._hall, self._voice = hall, voice
        self._areas: dict[str, Area] = {}
        self._announcers: Crew[Area, Announcer] = Crew("announcer", self._announcer, {})
        self.follow(speakers)

    def follow(self, speakers: Mapping[str, Speaker]) -> None:
        """From now on the loudspeakers are these. What an area is just saying goes on."""
        of_area: dict[str, dict[str, Speaker]] = {}
        for name, speaker in speakers.items():
            area = Area(self._hall.setup.devices[name].zone)
            known = self._areas.setdefault(area.name, area)
            of_area.setdefault(known.name, {})[name] = speaker
        for name, area in self._areas.items():
            area.speakers.clear()
            area.speakers.update(of_area.get(name, {}))
        self._areas = {name: area for name, area in self._areas.items() if area.speakers}
        self._announcers.follow(self._areas)

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._announcers.run(), name="announcers")
            async for records in follow(self._hall, "announcements"):
                for record in records:
                    for announcer in self._announcers.workers.values():
                        for each in heard(record):
                            announcer.hear(each)
                        if isinstance(record.event, AnnouncementWithdrawn):
                            announcer.look_again()

    def _announcer(self, area: Area) -> Announcer:
        return Announcer(self._hall, area, self._voice, self.measures)
