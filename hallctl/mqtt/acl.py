"""Who may read and write which MQTT topic: rules as data, for the embedded broker and for Mosquitto alike.

A device is named by its id in user name and client id, writes below its own topic and reads little (SEC-12).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from hallctl.contracts.topics import DEVICE_READS, DEVICE_WRITES, SHARED_KINDS, SHARED_READS

HALL: Final = "hall"
"""Kind of the hall's own account."""

INTEGRATOR: Final = "integrator"
"""Kind of an account that reads what is public about the hall and writes nothing."""

OWN: Final = "{own}"
"""Stands for the account's own id in a rule."""

RULES_KEPT: Final = 4096


class Rule(NamedTuple):
    """Topic filters below `hall/{hall}/`."""

    reads: tuple[str, ...]
    writes: tuple[str, ...]


DEVICE: Final = Rule(
    reads=tuple(f"device/{OWN}/{leaf}" for leaf in DEVICE_READS),
    writes=tuple(f"device/{OWN}/{leaf}" for leaf in DEVICE_WRITES),
)

SHARED_DEVICE: Final = Rule(reads=DEVICE.reads + SHARED_READS, writes=DEVICE.writes)

RULES: Final[dict[str, Rule]] = {
    HALL: Rule(
        reads=tuple(f"device/+/{leaf}" for leaf in DEVICE_WRITES),
        writes=(
            "event/+/+",
            "window/+",
            "zone/+",
            "wall",
            "map",
            *(f"device/+/{leaf}" for leaf in DEVICE_READS),
        ),
    ),
    INTEGRATOR: Rule(reads=("event/+/+", "window/+", "zone/+", "wall", "map"), writes=()),
    **dict.fromkeys(sorted(SHARED_KINDS), SHARED_DEVICE),
}
"""Kind of account → what it may do. Every kind that is not named here is a `DEVICE`."""


class Acl:
    """The rules of one hall. `kind_of` gives the kind of an account, or None for one that does not exist."""

    def __init__(self, hall: str, kind_of: Callable[[str], str | None]) -> None:
        self._prefix = f"hall/{hall}/"
        self._kind_of = kind_of
        # Asked for every packet; an account that changes its kind has another entry.
        self._filled = lru_cache(RULES_KEPT)(self._fill)

    def rule(self, account: str) -> Rule:
        """The topic filters of `account` in full; nothing at all for an unknown one."""
        kind = self._kind_of(account) if _is_one_level(account) else None
        if kind is None:
            return Rule((), ())
        return self._filled(account, kind)

    def kind(self, account: str) -> str | None:
        """What sort of account it is now; None for an unknown one."""
        return self._kind_of(account)

    def may_write(self, account: str, topic: str) -> bool:
        """Whether `account` may publish to `topic`, by itself or by its last will."""
        named = "+" not in topic and "#" not in topic
        return named and _is_covered(topic, self.rule(account).writes)

    def may_read(self, account: str, topic_filter: str) -> bool:
        """Whether every topic that `topic_filter` matches may be read by `account`."""
        return _is_covered(topic_filter, self.rule(account).reads)

    def _fill(self, account: str, kind: str) -> Rule:
        rule = RULES.get(kind, DEVICE)
        return Rule(self._own(account, rule.reads), self._own(account, rule.writes))

    def _own(self, account: str, filters: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._prefix + name.replace(OWN, account) for name in filters)


def covers(allowed: str, asked: str) -> bool:
    """Whether the filter `asked` matches nothing that `allowed` does not match too. No rule has a `#`."""
    ours, theirs = allowed.split("/"), asked.split("/")
    return len(ours) == len(theirs) and all(
        mine == level or (mine == "+" and level != "#") for mine, level in zip(ours, theirs, strict=True)
    )


def _is_covered(asked: str, rules: tuple[str, ...]) -> bool:
    return asked in rules or any(covers(allowed, asked) for allowed in rules)


def _is_one_level(account: str) -> bool:
    return bool(account) and not any(mark in account for mark in "/+#\0") and account.isprintable()
