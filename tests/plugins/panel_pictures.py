"""Panels of every shipped window display in every scene, as they are kept for comparison dot by dot."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PIL import Image

import firmware_profiles
from hallctl.contracts.frame_examples import example_frames
from hallctl.domain.setup import Window, WindowKind, Zone
from hallctl.profiles import Profile, ProfileLibrary
from hallctl.raster.panel import drawn
from hallctl.raster.picture import Picture

GOLDEN: Final = Path(__file__).parents[1] / "golden" / "panels"
DISPLAYS: Final = tuple(
    profile
    for profile in ProfileLibrary.load([firmware_profiles.folder()])
    if profile.kind == "window_display"
)
WINDOW: Final = Window("3", "A", WindowKind.COMPREHENSIVE)
ZONE: Final = Zone("A", "社会事务区", "A")
PALETTE: Final = (0, 0, 0, 255, 0, 0, 0, 255, 0, 255, 176, 0)


def pictures(profile: Profile) -> dict[str, Picture]:
    """Scene → the panel of the profile as it begins."""
    assert profile.panel is not None
    frames = example_frames(WINDOW, ZONE)
    return {scene: drawn(frame, profile.panel).picture for scene, frame in frames.items()}


def kept(profile: Profile, scenes: Mapping[str, Picture]) -> dict[str, Picture]:
    """The same as the golden file has it, one scene below the other."""
    with Image.open(GOLDEN / f"{profile.name}.png") as image:
        dots = image.tobytes()
        width, height = image.size
    assert height % len(scenes) == 0
    high = height // len(scenes)
    size = width * high
    return {
        scene: Picture(width, high, dots[place * size : (place + 1) * size])
        for place, scene in enumerate(scenes)
    }


def keep(profile: Profile) -> None:
    """Make what is drawn now the golden file."""
    shown = list(pictures(profile).values())
    size = (shown[0].width, shown[0].height * len(shown))
    image = Image.frombytes("P", size, b"".join(picture.dots for picture in shown))
    image.putpalette(PALETTE)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    (GOLDEN / f"{profile.name}.png").write_bytes(out.getvalue())
