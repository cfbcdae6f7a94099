"""Variants (方案): what would be different in a hall, as an operator says it, and whether it can be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hallctl.domain.hours import span_of
from hallctl.domain.posts import POWERS, Grant
from hallctl.domain.setup import HallSetup, Staff
from hallctl.simulation.days.clerks import DAY_S, Seat, Spell

AT: Final = re.compile(r"^(?P<window>[^@=]+)(=(?P<person>[^@]+))?@(?P<spans>.+)$")
SPAN: Final = re.compile(r"^\d{1,2}:[0-5]\d-\d{1,2}:[0-5]\d$")

MOST_NAMED: Final = 12


class VariantError(ValueError):
    """What cannot be, in one sentence."""


@dataclass(frozen=True)
class ExtraDuty:
    """A window open at additional times: `3@09:30-11:30`, or `3=u12@…` for a certain person."""

    window: str
    person: str | None
    spells: tuple[Spell, ...]


# --- letters ------------------------------------------------------------------------------------------------


def authorised(setup: HallSetup, wishes: Iterable[str]) -> HallSetup:
    """The hall in which people hold more letters: `u07=SI-002,CA-*` or `u07=DEPARTMENT`.

    Raises `VariantError` for unknown people and items, for who can hold no letter, for what changes nothing.
    """
    staff = dict(setup.staff)
    for wish in wishes:
        person, codes = _letters(setup, staff, wish)
        staff[person.id] = replace(person, items=person.items | codes)
    return replace(setup, staff=staff)


def check_letters(before: HallSetup, after: HallSetup, wishes: Iterable[str], seats: Sequence[Seat]) -> None:
    """Raise `VariantError` for a wish whose person could serve nothing more at any window than before."""
    for wish in wishes:
        person = wish.partition("=")[0].strip()
        own = [seat for seat in seats if seat.staff == person]
        if not own:
            raise VariantError(f"--authorise {wish}: {person} is at no window on the first day")
        if all(seat.matters(after) == seat.matters(before) for seat in own):
            where = ", ".join(seat.window for seat in own)
            raise VariantError(f"--authorise {wish}: nothing of that is handled at window {where}")


def _letters(setup: HallSetup, staff: dict[str, Staff], wish: str) -> tuple[Staff, frozenset[str]]:
    who, found, what = wish.partition("=")
    person = staff.get(who.strip())
    if not found or not what.strip():
        raise VariantError(f"--authorise {wish}: write PERSON=ITEM,ITEM or PERSON=DEPARTMENT")
    if person is None:
        raise VariantError(f"--authorise {wish}: {who} is not on the staff; there are {_some(staff)}")
    codes = frozenset().union(*(_codes(setup, wish, part.strip()) for part in what.split(",")))
    new = codes - person.items
    if not new:
        raise VariantError(f"--authorise {wish}: {who} may do that already")
    useless = [code for code in sorted(new) if not _by_letter(setup, person, code)]
    if useless:
        raise VariantError(f"--authorise {wish}: the post of {who} takes no letter for {useless[0]}")
    return person, new


def _codes(setup: HallSetup, wish: str, part: str) -> frozenset[str]:
    """Codes of one part of a wish: an item, a pattern such as `SI-*`, or a department."""
    pattern = re.compile(re.escape(part).replace(r"\*", ".*").replace(r"\?", "."))
    codes = {code for code in setup.items if pattern.fullmatch(code)}
    codes |= {code for code, item in setup.items.items() if item.department == part}
    if not codes:
        departments = sorted({item.department for item in setup.items.values()})
        raise VariantError(
            f"--authorise {wish}: {part} is neither an item nor a department; departments are "
            + ", ".join(departments)
        )
    return frozenset(codes)


def _by_letter(setup: HallSetup, person: Staff, code: str) -> bool:
    grant = POWERS[person.post].get(setup.items[code].power)
    return grant is Grant.BY_LETTER or (
        grant is Grant.BY_POST and not setup.person_may(person, setup.items[code])
    )


# --- windows ------------------------------------------------------------------------------------------------


def extra_duty(text: str) -> ExtraDuty:
    """Read `3@09:30-11:30,14:00-16:00`. Raises `VariantError`."""
    found = AT.match(text)
    if found is None:
        raise VariantError(f"--open {text}: write WINDOW@09:30-11:30 or one of the rules")
    spells = []
    for part in found["spans"].split(","):
        if not SPAN.match(part.strip()):
            raise VariantError(f"--open {text}: {part} is no span such as 09:30-11:30")
        spell = Spell.of(span_of(part))
        if spell.end_s <= spell.start_s or spell.end_s > DAY_S:
            raise VariantError(f"--open {text}: {part} ends before it begins or after midnight")
        spells.append(spell)
    person = found["person"]
    return ExtraDuty(found["window"].strip(), person.strip() if person else None, tuple(spells))


def with_extra_duty(setup: HallSetup, seats: Sequence[Seat], extra: ExtraDuty) -> tuple[Seat, ...]:
    """The seats of a day with a window open at additional times, by the free person who can do most there.

    Raises `VariantError` where the window is unknown or open then anyway, or nobody is free.
    """
    where = f"--open {extra.window}"
    if extra.window not in setup.windows:
        raise VariantError(f"{where}: no such window; there are {_some(setup.windows)}")
    if any(
        seat.window == extra.window and not seat.standby and _overlap(seat, extra.spells) for seat in seats
    ):
        raise VariantError(f"{where}: the window is open then anyway")
    busy = {seat.staff for seat in seats if not seat.standby and _overlap(seat, extra.spells)}
    people = [extra.person] if extra.person else list(setup.staff)
    able = [
        Seat(person, extra.window, extra.spells, stays=False)
        for person in people
        if person in setup.staff and person not in busy
    ]
    able = [seat for seat in able if seat.matters(setup)]
    if not able:
        who = f"{extra.person} is" if extra.person else "everybody who may work there is"
        raise VariantError(f"{where}: {who} at a window at that time, or may serve nothing there")
    best = max(able, key=lambda seat: len(seat.matters(setup)))
    return (*(seat for seat in seats if not (seat.standby and seat.window == extra.window)), best)


def _overlap(seat: Seat, spells: Iterable[Spell]) -> bool:
    return any(one.start_s < two.end_s and two.start_s < one.end_s for one in seat.spells for two in spells)


def always_open(seats: Sequence[Seat]) -> tuple[Seat, ...]:
    """The seats with standby clerks on regular duty."""
    return tuple(replace(seat, standby=False) for seat in seats)


def _some(ids: Iterable[str]) -> str:
    known = list(ids)
    return ", ".join(known[:MOST_NAMED]) + (" …" if len(known) > MOST_NAMED else "")
