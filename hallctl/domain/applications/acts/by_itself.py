"""What happens by itself, and nobody sends: T02, T12, T15, T41, T45, T51."""

from __future__ import annotations

from hallctl.domain.applications.acts.base import Act


class DeemAccepted(Act, frozen=True, kw_only=True, tag="deem_accepted"):
    """T12: silence counts as acceptance."""


class LapseSupplement(Act, frozen=True, kw_only=True, tag="lapse_supplement"):
    """T15 (B07b): the supplement limit was missed."""


class LapseReturn(Act, frozen=True, kw_only=True, tag="lapse_return"):
    """T45: nobody came after the pre-review."""


class LeaveUncollected(Act, frozen=True, kw_only=True, tag="uncollected"):
    """T51: the result was not collected."""


class AutoReceive(Act, frozen=True, kw_only=True, tag="auto_receive"):
    """T41: what is filed online is received when it is submitted."""


class SendToPreReview(Act, frozen=True, kw_only=True, tag="send_to_pre_review"):
    """T02: what is filed online is looked at before the visit."""


class AutoAccept(Act, frozen=True, kw_only=True, tag="auto_accept"):
    """T10: accepted by rule (REV-15)."""


class AutoGrant(Act, frozen=True, kw_only=True, tag="auto_grant"):
    """T26: granted by rule (秒批, REV-15)."""
