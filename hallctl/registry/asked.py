"""A request that is well-formed and allowed, and why another is not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import msgspec

from hallctl.contracts.asking import UNREADABLE, Ask
from hallctl.domain.actors import Actor
from hallctl.domain.setup import DeviceEntry
from hallctl.hall import Key
from hallctl.registry.arguments import ARGS, ASKERS

_encode = msgspec.json.Encoder().encode


class Rejected(Exception):
    """The request is not acceptable as it came; `code` is one of `PROBLEMS` or of the hall's refusals."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Asked:
    """What which device asks, with its arguments as their type."""

    entry: DeviceEntry
    id: str
    name: str
    args: msgspec.Struct

    @property
    def key(self) -> Key:
        """Under which the hall knows the request again, also after a restart."""
        # The scope began with the wire when there was one: old keys must be found.
        return Key(_digest(_encode(["mqtt", self.entry.id, self.name, self.id])), self.body)

    @property
    def body(self) -> bytes:
        """Tells it from another request with the same id."""
        return _digest(_encode([self.name, self.args]))

    @property
    def actor(self) -> Actor:
        """The device, at its window."""
        return Actor.device(self.entry.id, self.entry.window)


def understood(entry: DeviceEntry, ask: Ask) -> Asked:
    """The request, if such a device may ask it like that. Raises `Rejected`."""
    kind = ARGS.get(ask.name)
    if kind is None:
        raise Rejected("NAME_UNKNOWN")
    if entry.kind not in ASKERS.get(ask.name, {entry.kind}):
        raise Rejected("NOT_ALLOWED")
    try:
        args: msgspec.Struct = msgspec.json.decode(ask.args, type=kind)
    except UNREADABLE as error:
        raise Rejected("ARGS_INVALID") from error
    return Asked(entry, ask.id, ask.name, args)


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
