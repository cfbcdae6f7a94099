"""The demand file that docs/whatif.md shows is one, and leaves no key out."""

import re
import tomllib
from pathlib import Path

import msgspec

from hallctl.simulation.days.demand_file import ClerkLine, DemandLines, MatterLine

GUIDE = Path(__file__).parents[2] / "docs" / "whatif.md"


def test_the_guide_shows_every_key_of_a_demand_file() -> None:
    shown = re.search(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    lines = tomllib.loads(shown[1])
    instead = {"load"}  # of visitors, in the comment beside them
    assert lines.keys() | instead == {*DemandLines.__struct_fields__}
    assert "or load =" in shown[1]
    for key, kind in (("matter", MatterLine), ("clerk", ClerkLine)):
        assert lines[key][0].keys() == {*kind.__struct_fields__}
    assert msgspec.convert(lines, DemandLines).visitors == lines["visitors"]
