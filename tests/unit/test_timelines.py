"""The timeline of an application: what it says of clocks."""

from case_desk import CaseDesk, an_item, march

from hallctl.contracts.timelines import timeline
from hallctl.domain import events as e


def test_a_clock_first_warns_and_then_is_over() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.accept()
    desk.at_time(march(20))
    told = timeline([r for r in desk.records if isinstance(r.event, e.ApplicationEvent)], desk.setup)
    changes = [
        (entry.act, entry.reason, change.change)
        for entry in told
        for change in entry.clocks
        if change.kind == "C04"
    ]
    assert changes == [
        ("accept", "", "STARTED"),
        ("warned", "PROMISE_DUE", "WARNED"),
        ("warned", "PROMISE_OVERDUE", "EXPIRED"),
    ]
