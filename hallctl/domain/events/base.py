"""The base of all events and their register by type name."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final, TypeVar

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Base of all events. Subclasses are registered with their type name by `@event`.

    Like all of which a day makes thousands, they hold no cycles and are left out of garbage collection.
    """

    TYPE: ClassVar[str] = ""
    VERSION: ClassVar[int] = 1
    PUBLIC: ClassVar[bool] = False
    SHOWN: ClassVar[tuple[str, ...]] = ()
    PRIVATE: ClassVar[frozenset[str]] = frozenset()


TYPES: Final[dict[str, type[Event]]] = {}
E = TypeVar("E", bound=Event)


def event(
    name: str, *, shown: str = "", private: str = "", public: bool = False
) -> Callable[[type[E]], type[E]]:
    """Register an event class under its type name.

    `shown`: fields that outsiders may see. `private`: fields that stay in the journal, whoever listens:
    secrets of a holder or a device, ids and digests of what is sealed, words about a person, whole states.
    """

    def register(cls: type[E]) -> type[E]:
        cls.TYPE = name
        cls.SHOWN = tuple(shown.split())
        cls.PRIVATE = frozenset(private.split())
        cls.PUBLIC = public
        TYPES[name] = cls
        return cls

    return register
