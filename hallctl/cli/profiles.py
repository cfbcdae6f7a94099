"""`hallctl profile`: check, list, show, make and test descriptions of device models."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn, TypeVar

import typer

import firmware_profiles
from hallctl.cli.files import fail
from hallctl.logs import only_errors
from hallctl.profiles import Profile, ProfileError, ProfileLibrary, ProfileProblem, UnknownProfileError
from hallctl.profiles.library import profile_files, read_profile
from hallctl.profiles.recorded import Recording, read_recording, recording_of, written
from hallctl.profiles.rivals import conflicts
from hallctl.profiles.telling import as_list, as_support, as_text, row_of
from hallctl.profiles.template import like

if TYPE_CHECKING:
    from hallctl.conformance import Examined, Proof
    from hallctl.registry.making import Drivers

T = TypeVar("T")

app = typer.Typer(help="Descriptions of device models: data, no code (设备型号描述).", no_args_is_help=True)

SUPPORTED: Final = "SUPPORTED.md"

Folders = Annotated[
    list[Path] | None,
    typer.Option("--profiles", metavar="FOLDER", help="Own profiles, as <kind>/<vendor>-<model>.toml."),
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="<vendor>-<model>, or <kind>/<vendor>-<model>.")]
Kind = Annotated[str | None, typer.Option("--kind", help="Only profiles of this kind of device.")]

Record = Annotated[bool, typer.Option("--record", help="Keep what was said beside the profile.")]
Keys = Annotated[bool, typer.Option("--keys", help="Ask for each key of a real device to be pressed.")]
Replay = Annotated[bool, typer.Option("--replay", help="With the recorded exchange as the device.")]
Faults = Annotated[bool, typer.Option("--faults", help="A simulated one, with each fault in turn.")]
Login = Annotated[Path | None, typer.Option(help="File with the device's login, user:password.")]
Write = Annotated[bool, typer.Option("--write", help=f"Write {SUPPORTED} beside the profiles.")]


@app.command()
def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Files or folders; the shipped profiles unless given."),
    ] = None,
) -> None:
    """Check profiles and recorded exchanges. Ends with 0 when all are sound, otherwise 2."""
    files = _files(paths or [firmware_profiles.folder()])
    shipped = _files([firmware_profiles.folder()])
    problems: list[ProfileProblem] = []
    found: dict[Path, Profile] = {}
    for file in dict.fromkeys((*shipped, *files)):
        try:
            found[file] = read_profile(file)
            problems += _beside(file, found[file]) if file in files else []
        except ProfileError as error:
            problems += error.problems if file in files else []
    problems += [problem for problem in conflicts(found) if problem.file in files]
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        typer.echo(f"{len(problems)} errors")
        raise typer.Exit(2)
    typer.echo(f"{len(files)} profiles: ok")


@app.command("list")
def list_(kind: Kind = None, profiles: Folders = None) -> None:
    """List the profiles there are."""
    found = _found(profiles)
    rows = [
        row_of(profile, proven=recording_of(file).exists())
        for file, profile in found.items()
        if kind in {None, profile.kind}
    ]
    typer.echo(as_list(sorted(rows)))


@app.command()
def show(
    name: Name,
    firmware: Annotated[
        str | None, typer.Option(help="As it is for a device that reports this version, with its quirks.")
    ] = None,
    profiles: Folders = None,
) -> None:
    """Show all that a profile says."""
    found = _found(profiles)
    _, profile = _named(name, found)
    resolved = ProfileLibrary(found.values()).resolve(profile, firmware)
    if resolved is None:
        raise fail(f"no profile of {profile.model} is for firmware {firmware}")
    typer.echo(as_text(resolved))


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="KIND/NAME", help="For example window_display/acme-l3.")],
    pattern: Annotated[str, typer.Option("--like", help="The profile to begin with; `list` tells which.")],
    model: Annotated[str, typer.Option(help="What the maker calls it.")],
    maker: Annotated[str, typer.Option(help="Who makes it.")],
    out: Annotated[Path, typer.Option(help="Folder of own profiles.")] = Path("profiles"),
    profiles: Folders = None,
) -> None:
    """Write a new profile that begins as another one is, and says so. Then edit it."""
    kind, _, own = name.rpartition("/")
    source, _ = _named(pattern if "/" in pattern else f"{kind}/{pattern}", _found(profiles))
    file = out / (kind or source.parent.name) / f"{own}.toml"
    if file.exists():
        raise fail(f"{file} is there already")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(like(source.read_text(encoding="utf-8"), model=model, maker=maker), encoding="utf-8")
    try:
        read_profile(file)
    except ProfileError as error:
        file.unlink()
        raise fail(str(error)) from None
    typer.echo(f"{file}: edit it, then `hallctl profile check {out}`")


@app.command("test")
def try_(  # noqa: PLR0913, PLR0917 - typer
    name: Name,
    address: Annotated[
        str | None,
        typer.Option(help="Where the device is, as in the hall's configuration; simulated unless given."),
    ] = None,
    record: Record = False,  # noqa: FBT002 - typer
    keys: Keys = False,  # noqa: FBT002 - typer
    replay: Replay = False,  # noqa: FBT002 - typer
    login: Login = None,
    faults: Faults = False,  # noqa: FBT002 - typer
    patience: Annotated[float, typer.Option(min=0.1, help="Seconds that a trial may take.")] = 5.0,
    profiles: Folders = None,
) -> None:
    """Lead the driver through the trials of its kind. Ends with 0 when all are passed, otherwise 1."""
    from hallctl.conformance import Pace, stand

    found = _found(profiles)
    file, profile = _named(name, found)
    try:
        if faults:
            _have_faults(profile)
        if replay:
            proof = _tried(stand.replayed(profile, _recording(file, profile), _drivers()))
            _tell_proof(proof)
            raise typer.Exit(0 if proof.holds else 1)
        today = datetime.now(UTC).date()
        say = (lambda event: typer.echo(f"press now: {event}")) if keys else None
        pace = Pace(patience_s=patience)
        work = stand.recorded(profile, address, _drivers(), on=today, say=say, pace=pace, login=login)
        examined, recording = _tried(work)
    except (ValueError, OSError) as error:
        raise fail(str(error)) from None
    _tell(examined)
    if record and recording is not None and examined.passed:
        title = f"What was said between the hall and a {recording.device} {profile.model}."
        recording_of(file).write_text(written(recording, title), encoding="utf-8")
        typer.echo(f"{recording_of(file)}: {len(recording.exchange)} exchanges")
    raise typer.Exit(0 if examined.passed else 1)


@app.command()
def supported(write: Write = False) -> None:  # noqa: FBT002 - typer
    """Replay every recorded exchange of the shipped profiles and tell what is proven."""
    from hallctl.conformance import stand

    found = _found(None)
    proofs: dict[tuple[str, str], Recording] = {}
    for file, profile in found.items():
        if not recording_of(file).exists():
            continue
        recording = _recording(file, profile)
        proof = _tried(stand.replayed(profile, recording, _drivers()))
        if not proof.holds:
            _tell_proof(proof)
            raise fail(f"{profile.kind}/{profile.name}: the recorded exchange is not repeated")
        proofs[profile.kind, profile.name] = recording
    text = as_support(found.values(), proofs)
    if write:
        (firmware_profiles.folder() / SUPPORTED).write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=False)


# --- finding -----------


def _files(paths: Iterable[Path]) -> list[Path]:
    """Profiles among files and folders; a folder of one kind counts like the folder above it."""
    found: list[Path] = []
    for path in paths:
        if path.is_file():
            found.append(path)
            continue
        below = profile_files([path])
        found += below or [file for file in profile_files([path.parent]) if file.parent == path]
    if not found:
        raise fail("there is no profile: they are called <kind>/<vendor>-<model>.toml")
    return found


def _found(folders: list[Path] | None) -> dict[Path, Profile]:
    """Shipped and own profiles by file; what is wrong ends the program with 2."""
    found: dict[Path, Profile] = {}
    problems: list[ProfileProblem] = []
    for file in profile_files([firmware_profiles.folder(), *(folders or [])]):
        try:
            found[file] = read_profile(file)
        except ProfileError as error:
            problems += error.problems
    problems += conflicts(found)
    for problem in problems:
        typer.echo(str(problem), err=True)
    if problems:
        raise typer.Exit(2)
    return found


def _named(name: str, found: dict[Path, Profile]) -> tuple[Path, Profile]:
    kind, _, own = name.rpartition("/")
    fitting = [
        (file, profile)
        for file, profile in found.items()
        if own in {profile.name, *profile.white_labels} and kind in {"", profile.kind}
    ]
    if not fitting:
        known = (f"{profile.kind}/{profile.name}" for profile in found.values())
        raise fail(str(UnknownProfileError(own, kind or "any kind", known)))
    if len(fitting) > 1:
        raise fail("say which: " + ", ".join(f"{profile.kind}/{profile.name}" for _, profile in fitting))
    return fitting[0]


def _beside(file: Path, profile: Profile) -> list[ProfileProblem]:
    """What is wrong with the driver that a profile names, and with the exchanges beside it."""
    from hallctl.conformance import stand

    problems: list[ProfileProblem] = []
    why = stand.driver_missing(profile, _drivers())
    if why is not None:
        problems.append(ProfileProblem(file, 1, "driver", why))
    if recording_of(file).exists():
        try:
            read_recording(recording_of(file), profile)
        except ProfileError as error:
            problems += error.problems
    return problems


def _recording(file: Path, profile: Profile) -> Recording:
    if not recording_of(file).exists():
        raise fail(f"{profile.name} has no recorded exchange; `hallctl profile test --record` makes one")
    try:
        return read_recording(recording_of(file), profile)
    except ProfileError as error:
        raise fail(str(error)) from None


def _tried(trial: Coroutine[Any, Any, T]) -> T:
    """What comes of a trial. What it provokes on purpose is told as its result, not logged."""
    with only_errors():
        return asyncio.run(trial)


def _drivers() -> Drivers:
    """Those of every kind; they bring every wire with them, which other commands must not wait for."""
    import devices
    import displays

    return {**devices.DRIVERS, **displays.DRIVERS}


def _have_faults(profile: Profile) -> NoReturn:
    """Let a simulated device have one fault after the other, tell what became of its driver, and end."""
    from hallctl.conformance.ordeals import ORDEALS, befalls, survived

    lost = 0
    for trouble in (each for each in ORDEALS if befalls(each.fault, profile)):
        why = _tried(survived(profile, trouble, _drivers()))
        typer.echo(f"{trouble.fault.value:16} {f'FAILED: {why}' if why else 'survived'}")
        lost += bool(why)
    raise typer.Exit(1 if lost else 0)


# --- telling -----------


def _tell(examined: Examined) -> None:
    for result in examined.results:
        verdict = "passed" if result.passed else f"FAILED: {result.why}"
        typer.echo(f"{result.trial:16} {result.took_s * 1000:7.1f} ms  {verdict}")
    if examined.firmware is not None:
        typer.echo(f"firmware {examined.firmware}")


def _tell_proof(proof: Proof) -> None:
    _tell(proof.examined)
    for raw in proof.strange:
        typer.echo(f"never recorded: {raw.hex(' ')}")
    for exchange in proof.unheard:
        typer.echo(f"not said any more ({exchange.trial}): {exchange.sends}")
    typer.echo(
        "the recorded exchange is repeated" if proof.holds else "the recorded exchange is NOT repeated"
    )
