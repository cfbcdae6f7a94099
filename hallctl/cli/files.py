"""Files of commands: finding and loading configurations, writing what was asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

import firmware_profiles
from hallctl.configuration.addresses import Objection
from hallctl.configuration.checks import Known
from hallctl.configuration.configuration import Configuration
from hallctl.configuration.findings import render_findings
from hallctl.configuration.loading import Loaded, load
from hallctl.domain.entries import DeviceEntry
from hallctl.domain.routing.routers import ROUTERS
from hallctl.profiles import ProfileError, ProfileLibrary

ConfigFile = Annotated[Path, typer.Argument(metavar="FILE", help="Configuration of the hall (TOML).")]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Override one key, for example web.bind=127.0.0.1:0."),
]
Objections = Callable[[Iterable[DeviceEntry], ProfileLibrary], Iterable[Objection]]
"""Judges where the devices of a hall are."""

English = Annotated[bool, typer.Option("--english", help="Findings in English only.")]


SHIPPED: Final = Path(__file__).parents[1] / "_shipped"
"""Where an installed hallctl keeps `config/`."""


OWN_PROFILES: Final = "profiles"
"""The folder beside a configuration where a hall's own device profiles lie."""


def profiles_beside(file: Path | None) -> ProfileLibrary:
    """The shipped device profiles, and those beside the configuration `file`. Raises `ProfileError`."""
    own = [] if file is None else [file.parent / OWN_PROFILES]
    return ProfileLibrary.load([firmware_profiles.folder(), *own])


def library(file: Path | None = None) -> ProfileLibrary:
    """As `profiles_beside`; when a profile is wrong, that is printed and the program ends with 2."""
    try:
        return profiles_beside(file)
    except ProfileError as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(2) from None


def look_at(file: Path, sets: list[str] | None = None, *, objections: Objections | None = None) -> Loaded:
    """The configuration with all findings. A name that is no file is looked for among the shipped ones.

    `objections`: judges where the devices are, which takes the drivers.
    """
    found = file if file.exists() or file.is_absolute() else _shipped(file)
    profiles = library(found)
    return load(
        found,
        today=datetime.now(UTC).date(),
        known=Known(
            frozenset(ROUTERS),
            profiles.exists,
            profiles.names,
            lambda devices: () if objections is None else objections(devices, profiles),
        ),
        sets=sets or (),
        environment=os.environ,
    )


def configuration(file: Path, sets: list[str] | None = None, *, advise: bool = False) -> Configuration:
    """The configuration; with errors, they are printed and the program ends with 2.

    With `advise`, warnings are printed too.
    """
    loaded = look_at(file, sets)
    if loaded.findings and (advise or loaded.configuration is None):
        sys.stderr.write(render_findings(loaded.findings, "zh") + "\n")
    if loaded.configuration is None:
        raise typer.Exit(2)
    return loaded.configuration


def fail(text: str) -> typer.Exit:
    """Say why on standard error; raise what this returns."""
    sys.stderr.write(f"hallctl: {text}\n")
    return typer.Exit(1)


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into the folder of `--out`, which is made if need be, and say where each is."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise fail(f"--out {folder}: {error}") from None
    for name in files:
        typer.echo(str(folder / name))


def _shipped(file: Path) -> Path:
    """`config/demo.toml` of the installed program, where the folder at hand has none."""
    return SHIPPED / file if (SHIPPED / file).exists() else file
