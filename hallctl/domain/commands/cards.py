"""Identity cards (居民身份证) that readers of the hall have read."""

from __future__ import annotations

from hallctl.domain.commands.base import Command
from hallctl.domain.identity import Identity


class ReadCard(Command, frozen=True, kw_only=True):
    """A reader has read a card; what was on it is sealed with this command."""

    device: str
    identity: Identity
