"""A device's face as registers: what a command writes, which registers differ, what one read can bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hallctl.profiles.schema import ModbusProfile
from hallctl.profiles.values import Content, Table, words_for

Image = dict[int, int]
"""Holding register → word."""


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring registers, or bits, of one table that one read brings."""

    table: Table
    address: int
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """Neighbouring registers, or bits, that one write sets."""

    table: Table
    address: int
    words: tuple[int, ...]


def rows_of(profile: ModbusProfile, command: str, content: Content) -> list[Row]:
    """What `command` writes for `content`, in its order, without the register that only commits."""
    order = profile.commands[command]
    given = {**content, **order.sets}
    named = ((name, profile.values[name]) for name in order.writes if name != profile.commit)
    return [Row(value.table, value.address, tuple(words_for(name, value, given))) for name, value in named]


def image_of(profile: ModbusProfile, command: str, content: Content) -> Image:
    """The holding registers that `command` sets for `content`, without those that only commit."""
    image: Image = {}
    for row in rows_of(profile, command, content):
        if row.table == "holding":
            image.update(enumerate(row.words, start=row.address))
    return image


def runs(
    image: Mapping[int, int], known: Mapping[int, int], *, longest: int = 120
) -> list[tuple[int, list[int]]]:
    """The registers in which `image` differs from `known`, as (address, words) of unbroken rows, in order."""
    found: list[tuple[int, list[int]]] = []
    for address in sorted(image):
        if known.get(address) == image[address]:
            continue
        if found and address == found[-1][0] + len(found[-1][1]) and len(found[-1][1]) < longest:
            found[-1][1].append(image[address])
        else:
            found.append((address, [image[address]]))
    return found


def blocks(profile: ModbusProfile, names: Iterable[str]) -> list[Block]:
    """The fewest reads that bring the values `names`, touching no register the profile does not know."""
    declared = {
        (value.table, address)
        for value in profile.values.values()
        for address in range(value.address, value.address + value.registers)
    }
    wanted = sorted((profile.values[name] for name in names), key=lambda value: (value.table, value.address))
    found: list[Block] = []
    for value in wanted:
        end = value.address + value.registers
        last = found[-1] if found else None
        if last and last.table == value.table and end - last.address <= _READ_LIMIT:
            gap = range(last.address + last.count, value.address)
            if all((value.table, address) in declared for address in gap):
                found[-1] = Block(last.table, last.address, end - last.address)
                continue
        found.append(Block(value.table, value.address, value.registers))
    return found


def words_of(profile: ModbusProfile, name: str, read: Mapping[tuple[str, int], int]) -> Sequence[int] | None:
    """The words of the value `name` among registers that were read, None unless all of them were."""
    value = profile.values[name]
    addresses = range(value.address, value.address + value.registers)
    if any((value.table, address) not in read for address in addresses):
        return None
    return [read[value.table, address] for address in addresses]


_READ_LIMIT = 120
