"""Logins, tokens and broker accounts. Tokens are shown once and stored only as digests."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import Annotated

import typer

from hallctl.accounts import AccountError, WeakPassword
from hallctl.cli.files import ConfigFile, Sets, configuration, fail
from hallctl.cli.rooms import books, write_secret
from hallctl.contracts.topics import HALL_ACCOUNT
from hallctl.mqtt.acl import INTEGRATOR
from hallctl.mqtt.mosquitto import Account, is_of, passwords_in, write_files

admin = typer.Typer(help="People's logins.", no_args_is_help=True)
token = typer.Typer(help="Tokens of devices, kiosks and integrators.", no_args_is_help=True)

User = Annotated[str, typer.Argument(help="Name to log in with.")]
Person = Annotated[
    str | None, typer.Option(help="Staff id in the configuration; the user name unless given.")
]
Kind = Annotated[str, typer.Argument(help="device, kiosk or integrator.")]
Name = Annotated[str, typer.Argument(help="Device id, or a name for the kiosk or integrator.")]
Scope = Annotated[list[str] | None, typer.Option(help="What it may do; a default by kind.")]


def _new_password() -> str:
    """Asked for twice at a terminal, read from standard input otherwise."""
    if sys.stdin.isatty():
        given: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        return given
    return sys.stdin.readline().rstrip("\n")


@admin.command()
def create(file: ConfigFile, user: User, sets: Sets = None) -> None:
    """Make an administrator's login; the first one of a hall is made so."""
    _create(file, user, None, sets, administrator=True)


@admin.command()
def person(file: ConfigFile, user: User, person: Person = None, sets: Sets = None) -> None:
    """Make the login of a person on the staff."""
    _create(file, user, person, sets, administrator=False)


def _create(
    file: Path, user: str, person: str | None, sets: list[str] | None, *, administrator: bool
) -> None:
    hall = configuration(file, sets)
    if not administrator and (person or user) not in hall.setup.staff:
        raise fail(f"{person or user} is not on the staff of {file}; known: {', '.join(hall.setup.staff)}")
    with books(hall) as accounts:
        try:
            accounts.create_person(user, _new_password(), person=person, admin=administrator)
        except (AccountError, WeakPassword) as error:
            raise fail(str(error)) from None
    typer.echo(f"{user}: created")


@admin.command()
def password(file: ConfigFile, user: User, sets: Sets = None) -> None:
    """Set a new password; ends the person's sessions."""
    with books(configuration(file, sets)) as accounts:
        try:
            accounts.set_password(user, _new_password())
        except (AccountError, WeakPassword) as error:
            raise fail(str(error)) from None
    typer.echo(f"{user}: password changed")


@admin.command()
def disable(file: ConfigFile, user: User, sets: Sets = None) -> None:
    """Lock a login; its sessions end."""
    with books(configuration(file, sets)) as accounts:
        try:
            accounts.disable(user)
        except AccountError as error:
            raise fail(str(error)) from None
    typer.echo(f"{user}: disabled")


@admin.command("list")
def people(file: ConfigFile, sets: Sets = None) -> None:
    """All logins."""
    with books(configuration(file, sets)) as accounts:
        for found in accounts.people():
            role = "administrator" if found.admin else found.person
            typer.echo(f"{found.user}\t{role}\t{'active' if found.active else 'disabled'}")


@token.command("create")
def create_token(file: ConfigFile, kind: Kind, name: Name, scope: Scope = None, sets: Sets = None) -> None:
    """Make a token and print it; it is never shown again."""
    hall = configuration(file, sets)
    if kind == "device" and name not in hall.setup.devices:
        raise fail(f"{name} is no device of {file}; known: {', '.join(hall.setup.devices)}")
    with books(hall) as accounts:
        try:
            typer.echo(accounts.create_token(kind, name, scope))
        except AccountError as error:
            raise fail(str(error)) from None


@token.command()
def revoke(file: ConfigFile, kind: Kind, name: Name, sets: Sets = None) -> None:
    """Revoke every token of a name."""
    with books(configuration(file, sets)) as accounts:
        typer.echo(f"{name}: {accounts.revoke_tokens(kind, name)} revoked")


def mosquitto(
    file: ConfigFile,
    folder: Annotated[Path, typer.Argument(help="Where `hall.acl` and `hall.passwd` are written.")],
    integrators: Annotated[
        list[str] | None, typer.Option("--integrator", help="Somebody who reads what is public; repeatable.")
    ] = None,
    sets: Sets = None,
) -> None:
    """Bring access list and password file of a Mosquitto broker in line with the devices of the hall.

    Who is not in them yet, or has had the token revoked, gets a fresh token, which is printed. Who is keeps
    the token. Who has left the hall loses it. The hall's own password is in `hall.password` beside them, for
    `mqtt.password_file`.
    """
    hall = configuration(file, sets)
    folder.mkdir(parents=True, exist_ok=True)
    there = passwords_in(folder)
    kept, fresh = {}, {}
    with books(hall) as accounts:
        wanted = [("device", Account(entry.id, entry.kind)) for entry in hall.setup.devices.values()]
        for name in sorted({*there, *(integrators or ())} - hall.setup.devices.keys() - {HALL_ACCOUNT}):
            if name in (integrators or ()) or accounts.digests("integrator", name):
                wanted.append(("integrator", Account(name, INTEGRATOR)))
            else:
                accounts.revoke_tokens("device", name)
        for kind, account in wanted:
            password = there.get(account.id, "")
            if is_of(account.id, password, accounts.digests(kind, account.id)):
                kept[account] = password
            else:
                accounts.revoke_tokens(kind, account.id)
                fresh[account] = accounts.create_token(kind, account.id)
    write_files(folder, hall.setup.id, fresh, _own_password(folder / "hall.password"), kept)
    for account, token_given in fresh.items():
        typer.echo(f"{account.id}\t{token_given}")


def _own_password(file: Path) -> str:
    """The hall's at its broker: a running hall goes on with the one it has."""
    if not file.exists():
        write_secret(file, secrets.token_urlsafe(32))
    return file.read_text().strip()
