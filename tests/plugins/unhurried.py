"""Device models on a machine on which much else runs: an answer may take its time there."""

from polling import PATIENCE_S

from hallctl.profiles import MqttProfile, Profile

ANSWER_S = 10.0


def unhurried(profile: Profile) -> Profile:
    """The same model, whose answers are waited for so long that only one that never comes is missed."""
    times = {"wire.deadline_s": PATIENCE_S}
    if profile.wire.timeout_s is not None:
        times["wire.timeout_s"] = ANSWER_S
    if isinstance(profile, MqttProfile):
        times |= {f"commands.{name}.deadline_s": PATIENCE_S for name in profile.commands}
    return profile.changed(times)
