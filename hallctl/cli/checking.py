"""`hallctl check`: everything that is wrong with a configuration, at once."""

from __future__ import annotations

import typer

from hallctl.cli.files import ConfigFile, English, Sets, look_at
from hallctl.configuration.findings import errors, render_findings


def check(file: ConfigFile, sets: Sets = None, english: English = False) -> None:  # noqa: FBT002 - typer
    """Check a configuration file. Ends with 0 when a hall can run with it, otherwise 2."""
    loaded = look_at(file, sets)
    if loaded.findings:
        typer.echo(render_findings(loaded.findings, "en" if english else "zh"))
    faults = len(errors(loaded.findings))
    if faults:
        typer.echo(f"{file}: {faults} errors" if english else f"{file}: {faults} 处错误")
        raise typer.Exit(2)
    setup = loaded.required().setup
    typer.echo(
        f"{file}: {setup.name} · {len(setup.zones)} zones · {len(setup.windows)} windows · "
        f"{len(setup.items)} items · {len(setup.staff)} staff · {len(setup.devices)} devices: ok",
    )
