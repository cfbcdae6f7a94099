"""Clock effects (时限效果) of the transition table as data: start, stop, suspend, resume."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from hallctl.domain.applications.acts import ReportUp
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.clock_rules import SuperiorStart
from hallctl.domain.applications.states import Publication
from hallctl.domain.catalogue.kinds import ReviewMedium, Stage
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.decide.acts.draft import Draft, on_paper

K = ClockKind

Length = Callable[[Draft], Period | None]


def _decided_above(draft: Draft) -> bool:
    """Whether the decision's clocks wait for the lower authority's report (X50)."""
    waits = draft.item.lower_review is not None and not isinstance(draft.act, ReportUp)
    return waits and draft.scene.setup.clocks.superior_start is SuperiorStart.REPORT_UP


def _promise(draft: Draft) -> Period | None:
    """A joint matter has the joint clock, and its departments theirs."""
    return None if draft.item.joint or _decided_above(draft) else draft.item.promised


def _statutory(draft: Draft) -> Period | None:
    return None if _decided_above(draft) else draft.item.statutory


def _joint(draft: Draft) -> Period | None:
    return draft.item.promised if draft.item.joint else None


def _paper(draft: Draft) -> Period | None:
    paper = draft.item.review is ReviewMedium.PAPER_REQUIRED
    return draft.scene.setup.clocks.of(K.PAPER_TRANSFER).period if paper else None


def _filing(draft: Draft) -> Period | None:
    """Paper of what is reviewed electronically is handed over by the month (INT-23)."""
    paper = draft.item.review is ReviewMedium.ELECTRONIC and on_paper(draft.item, draft.after.materials)
    return draft.scene.setup.clocks.of(K.PAPER_FILING).period if paper else None


def _publication(draft: Draft) -> Period | None:
    due = draft.after.publication is Publication.DUE
    return draft.scene.setup.clocks.of(K.PUBLICATION).period if due else None


def stage_limit(draft: Draft, stage: Stage) -> Period | None:
    """The limit of a stage, shorter on the fast track (INT-31); None: it has none."""
    period = draft.item.stages.get(stage)
    if period is None or not draft.after.fast_track:
        return period
    share = draft.scene.setup.clocks.fast_track_percent
    return Period(max(1, -(-period.value * share // 100)), period.unit)


LENGTHS: Final[Mapping[ClockKind, Length]] = {
    K.PROMISE: _promise,
    K.STATUTORY: _statutory,
    K.JOINT: _joint,
    K.PAPER_TRANSFER: _paper,
    K.PAPER_FILING: _filing,
    K.PUBLICATION: _publication,
    K.FORWARDING: lambda draft: draft.item.forwarding,
    K.LOWER_REVIEW: lambda draft: draft.item.lower_review,
}
"""How long a clock runs where the item says so; None: it has none. Others have the hall's own length."""


class Start(NamedTuple):
    """Start a clock. `anew`: from the act itself, whatever the clock counts from otherwise."""

    kind: ClockKind
    anew: bool = False

    def apply(self, draft: Draft) -> None:
        """Start it, where the item has it."""
        length = LENGTHS.get(self.kind)
        period = length(draft) if length else None
        if period is not None or length is None:
            draft.start(self.kind, period, since=draft.at if self.anew else None)


class Stop(NamedTuple):
    """Stop clocks of these kinds; none: all."""

    kinds: tuple[ClockKind, ...] = ()

    def apply(self, draft: Draft) -> None:
        """Stop them."""
        draft.stop(*(self.kinds or tuple(ClockKind)))


class Suspend(NamedTuple):
    """Suspend clocks of these kinds."""

    kinds: tuple[ClockKind, ...]

    def apply(self, draft: Draft) -> None:
        """Suspend them."""
        draft.suspend(*self.kinds)


class Resume(NamedTuple):
    """Resume clocks of these kinds."""

    kinds: tuple[ClockKind, ...]

    def apply(self, draft: Draft) -> None:
        """Resume them."""
        draft.resume(*self.kinds)


class Enter(NamedTuple):
    """A stage (环节) begins, and the one before is over (CLK-13)."""

    stage: Stage | None

    def apply(self, draft: Draft) -> None:
        """Its clock starts where the item has a limit for it."""
        draft.stop(K.STAGE)
        period = stage_limit(draft, self.stage) if self.stage else None
        if period is not None:
            draft.start(K.STAGE, period, subject=self.stage.value if self.stage else "")


Effect = Start | Stop | Suspend | Resume | Enter


def stop(*kinds: ClockKind) -> Stop:
    """Stop clocks of these kinds."""
    return Stop(kinds)


ALL: Final = Stop()
RUN_DECISION: Final = (Start(K.PROMISE), Start(K.STATUTORY), Start(K.JOINT))
"""The clocks of the decision, as they begin with acceptance."""
