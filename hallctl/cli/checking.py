"""`hallctl check`: everything that is wrong with a configuration, at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import typer

from hallctl.cli.files import ConfigFile, English, Sets, look_at
from hallctl.configuration.addresses import Objection
from hallctl.configuration.findings import Severity, errors, render_findings
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import ProfileLibrary
from hallctl.speech.presence import silent


def check(file: ConfigFile, sets: Sets = None, english: English = False) -> None:  # noqa: FBT002 - typer
    """Check a configuration file. Ends with 0 when a hall can run with it, otherwise 2."""
    loaded = look_at(file, sets, objections=_objections)
    if loaded.findings:
        typer.echo(render_findings(loaded.findings, "en" if english else "zh"))
    faults = len(errors(loaded.findings))
    if faults:
        typer.echo(f"{file}: {faults} errors" if english else f"{file}: {faults} 处错误")
        raise typer.Exit(2)
    setup = loaded.required().setup
    reason = silent(loaded.required().voice)
    if reason is not None and any(entry.kind == DeviceKind.BROADCAST for entry in setup.devices.values()):
        heading = "calls are shown and not spoken" if english else "叫号只显示不播报"
        typer.echo(f"[voice] {heading}: {reason}")
    typer.echo(
        f"{file}: {setup.name} · {len(setup.zones)} zones · {len(setup.windows)} windows · "
        f"{len(setup.items)} items · {len(setup.staff)} staff · {len(setup.devices)} devices: ok",
    )


def _objections(devices: Iterable[DeviceEntry], profiles: ProfileLibrary) -> Iterator[Objection]:
    """What drivers say to the addresses; they bring every wire with them, which others need not wait for."""
    import devices as kinds
    import displays
    from hallctl.conformance.bench import every_wire
    from hallctl.registry.places import objections

    devices = tuple(devices)
    yield from objections(devices, profiles, {**kinds.DRIVERS, **displays.DRIVERS}, every_wire())
    yield from _without_faces(devices, profiles)


def _without_faces(devices: Iterable[DeviceEntry], profiles: ProfileLibrary) -> Iterator[Objection]:
    """Each typeface that is not installed, at the first display that needs it."""
    from hallctl.raster.faces import missing

    told: set[str] = set()
    for entry in devices:
        if not profiles.exists(entry.profile, entry.kind):
            continue
        panel = profiles.get(entry.profile, entry.kind).panel
        lacking = missing(panel.rows if panel is not None and panel.digits is None else ())
        for package in sorted({*lacking} - told):
            told.add(package)
            install = f"apt-get install {package}"
            yield Objection(entry.id, "FACE_MISSING", package, install, "profile", Severity.WARNING)
