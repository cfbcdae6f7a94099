"""Who is posted to the hall, for how long: entered all the same where rules are broken, with a warning."""

from __future__ import annotations

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide.scene import Scene
from hallctl.domain.postings import FILING_MISSING, OTHER_DUTY, Posting, end_of_term
from hallctl.domain.refusals import Refused


def post_staff(scene: Scene, command: c.PostStaff) -> list[e.Event]:
    """A posting, or what changes of one that stands; whose place it takes is posted no longer."""
    scene.check_dispatch()
    for person in (command.person, command.replaces):
        if person is not None and person not in scene.setup.staff:
            raise Refused("STAFF_UNKNOWN", person)
    until = command.until or end_of_term(command.since)
    if until < command.since:
        raise Refused("POSTING_TERM", f"{command.since} - {until}")
    filing = command.filing.strip()
    standing = scene.day.state.postings.get(command.person)
    same_term = standing is not None and standing.since <= until and command.since <= standing.until
    duties = tuple(sorted({*command.duties, *(standing.duties if standing and same_term else ())}))
    warnings = ((FILING_MISSING,) if command.replaces and not filing else ()) + (
        (OTHER_DUTY,) if duties else ()
    )
    posting = Posting(
        staff=command.person,
        since=command.since,
        until=until,
        filing=filing,
        replaces=command.replaces,
        duties=duties,
        warnings=warnings,
    )
    return [e.StaffPosted(staff=command.person, posting=posting, warnings=warnings)]
