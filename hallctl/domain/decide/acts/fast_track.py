"""The simplified procedure (绿色通道): optional steps are left out, stage limits shrink (INT-31)."""

from __future__ import annotations

import msgspec

from hallctl.domain.applications import acts as a
from hallctl.domain.applications.clock import ClockKind as K
from hallctl.domain.applications.clock import ClockState
from hallctl.domain.catalogue.kinds import Stage
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.decide.acts.effects import stage_limit
from hallctl.domain.decide.scene import reason_of
from hallctl.domain.refusals import Refused


def only_optional(draft: Draft) -> None:
    """For a reason, and never without a step that the law asks for."""
    act = draft.told(a.SetFastTrack)
    reason_of(act.reason)
    if draft.before.fast_track:
        raise Refused("FAST_TRACK_ALREADY", draft.before.id)
    optional = {step.code for step in draft.item.steps if not step.statutory}
    statutory = [code for code in act.skip if code not in optional]
    if statutory:
        raise Refused("STEP_STATUTORY", ", ".join(statutory))


def set_fast_track(draft: Draft) -> None:
    """From now on; the stage that runs gets its shorter limit as a new row."""
    act = draft.told(a.SetFastTrack)
    optional = tuple(step.code for step in draft.item.steps if not step.statutory)
    reason = reason_of(act.reason)
    draft.set(fast_track=reason, skipped=act.skip or optional)
    for clock in draft.before.clocks:
        if clock.kind is K.STAGE and clock.state is ClockState.RUNNING:
            draft.stop(K.STAGE, subject=clock.subject)
            shorter = stage_limit(draft, Stage(clock.subject))
            fresh = draft.start(K.STAGE, shorter, subject=clock.subject, since=clock.since)
            draft.put(msgspec.structs.replace(fresh, corrects=clock.id, reason="fast track"))
