"""What a reload leaves to a restart is named as it stands in the file."""

from dataclasses import fields
from pathlib import Path

import pytest
from halls_on_disk import HallOnDisk

from hallctl.configuration.configuration import Configuration
from hallctl.configuration.hallfile import HallFile
from hallctl.domain.setup import HallSetup
from hallctl.registry.reload import CHANGEABLE, SECTIONS, differing


def test_whatever_may_differ_is_a_section_of_the_file() -> None:
    names = {field.name for kind in (HallSetup, Configuration) for field in fields(kind)} - CHANGEABLE
    assert {SECTIONS.get(name, name) for name in names} <= set(HallFile.model_fields)


@pytest.mark.parametrize(
    "line", ["volume = 30", 'quiet = ["12:00-13:30"]', 'engines = ["espeak"]', 'folder = "/srv/clips"']
)
def test_a_voice_that_differs_is_named_and_waits_for_a_restart(tmp_path: Path, line: str) -> None:
    hall = HallOnDisk(tmp_path)
    running = hall.load().required()
    assert not set(differing(running, hall.load().required()))
    hall.append(f"\n[voice]\n{line}\n")
    assert set(differing(running, hall.load().required())) == {"voice"}
