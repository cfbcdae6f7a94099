"""`hallctl display`: what the displays of a hall show, seen before anything hangs on a wall."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from hallctl.cli.files import ConfigFile, Sets, configuration, fail, library, write
from hallctl.contracts.frame_examples import example_frames
from hallctl.domain.pixels import Pixels
from hallctl.domain.setup import HallSetup
from hallctl.profiles import ProfileLibrary
from hallctl.profiles.schema import PixelProfile
from hallctl.profiles.schema.panel import PanelSpec
from hallctl.raster.faces import NoFace
from hallctl.raster.wall.examples import example_walls

app = typer.Typer(no_args_is_help=True)

KIND: Final = "window_display"
WALL: Final = "led_wall"


@app.callback()
def display() -> None:
    """Displays over the windows (窗口显示屏)."""


@app.command()
def preview(
    file: ConfigFile,
    out: Annotated[Path, typer.Option(help="Folder for the pictures.")] = Path("displays"),
    device: Annotated[str | None, typer.Option(help="Only this display.")] = None,
    sets: Sets = None,
) -> None:
    """Picture every window display and wall of pixels in every state, as their lamps show it.

    A folder for each display with a PNG for each state (those that blink or travel do so), and `all.png`.
    """
    setup = configuration(file, sets).setup
    shown = {name: panel for name, panel in _panels(setup, library(file)) if device in {None, name}}
    walls = {name: pixels for name, pixels in _walls(setup, library(file)) if device in {None, name}}
    if not shown and not walls:
        raise fail(f"{file}: there is no window display {device or ''} at a window".replace("  ", " "))
    try:
        for name, panel in shown.items():
            write(out / name, _pictures(setup, name, panel))
        for name, pixels in walls.items():
            write(out / name, example_walls(setup, pixels))
    except NoFace as error:
        raise fail(str(error)) from None


def _panels(setup: HallSetup, profiles: ProfileLibrary) -> Iterator[tuple[str, PanelSpec]]:
    for name, entry in setup.devices.items():
        if entry.kind == KIND and entry.window is not None:
            own = profiles.get(entry.profile, KIND).panel if profiles.exists(entry.profile, KIND) else None
            yield name, own or PanelSpec()


def _walls(setup: HallSetup, profiles: ProfileLibrary) -> Iterator[tuple[str, Pixels]]:
    for name, entry in setup.devices.items():
        if entry.kind == WALL and profiles.exists(entry.profile, WALL):
            profile = profiles.get(entry.profile, WALL)
            if isinstance(profile, PixelProfile):
                yield name, entry.pixels or Pixels(profile.stream.width, profile.stream.height)


def _pictures(setup: HallSetup, device: str, panel: PanelSpec) -> dict[str, bytes]:
    from hallctl.raster.panel import drawn
    from hallctl.raster.preview import png
    from hallctl.raster.sheet import sheet

    window = setup.windows[setup.devices[device].window or ""]
    frames = example_frames(window, setup.zones[window.zone], setup.panels.brightness)
    drawings = {scene: drawn(frame, panel) for scene, frame in frames.items()}
    together = sheet((scene.replace("_", "-"), drawing.picture) for scene, drawing in drawings.items())
    return {"all.png": together} | {f"{scene}.png": png(drawing) for scene, drawing in drawings.items()}
