"""However records are cut into batches and commits: the same chain, and the rows that the records imply."""

import tempfile
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st
from journal_samples import called, day_opened, issued, journal_at, started

from hallctl.domain.records import Record
from hallctl.journal.projections import Changes
from hallctl.journal.rows import Batch, TicketRow
from hallctl.journal.verify import verify

ACTS = {"call": called, "start": started}
STATES = {"call": "CALLED", "start": "SERVING"}


@dataclass(frozen=True)
class History:
    records: list[Record]
    states: dict[str, tuple[str, int]]
    windows: dict[str, str]


@st.composite
def histories(draw: st.DrawFn) -> History:
    records = [day_opened(1)]
    states: dict[str, tuple[str, int]] = {}
    windows: dict[str, str] = {}
    for seq in range(2, draw(st.integers(2, 60))):
        act = draw(st.sampled_from(["issue", *ACTS])) if states else "issue"
        if act == "issue":
            ticket = f"t{seq}"
            records.append(issued(seq, ticket))
            states[ticket] = ("WAITING", seq)
        else:
            ticket, window = draw(st.sampled_from(sorted(states))), draw(st.sampled_from("357"))
            records.append(ACTS[act](seq, ticket, window))
            states[ticket] = (STATES[act], seq)
            windows[ticket] = window
    return History(records, states, windows)


@settings(max_examples=25, deadline=None)
@given(histories(), st.data())
def test_rows_follow_from_the_records_however_they_are_grouped(history: History, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = journal_at(f"sqlite:///{folder}/hall.db")
        journal.open()
        rest = list(history.records)
        while rest:
            pile = []
            for _ in range(data.draw(st.integers(1, 5))):
                size = data.draw(st.integers(1, 7))
                pile.append(Batch(tuple(rest[:size])))
                rest = rest[size:]
                if not rest:
                    break
            journal._store.write(pile, {})
        assert verify(journal).count == len(history.records)
        assert verify(journal).whole
        for ticket, (state, seq) in history.states.items():
            row = journal.ticket(ticket)
            assert isinstance(row, TicketRow)
            assert (row.state, row.seq, row.window) == (state, seq, history.windows.get(ticket))
        journal.close()


@given(histories())
def test_a_pile_touches_each_row_once(history: History) -> None:
    changes = Changes()
    for record in history.records:
        changes.take(record)
    updated = [row[0] for _, _, rows in changes.updates() for row in rows]
    assert len(updated) == len(set(updated))
