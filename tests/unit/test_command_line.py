"""What `hallctl` lists is what there is, and listing it brings none of it in."""

import subprocess
import sys
from typing import Any

import pytest
from typer.testing import CliRunner

from hallctl.cli import COMMANDS, app, command

LISTS = """
import sys
from hallctl.cli import main
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
OURS = {"hallctl", "devices", "displays", "web", "firmware_profiles"}
HEAVY = {"sqlalchemy", "aiohttp", "numpy", "msgspec", "pymodbus", "aiomqtt", "amqtt", "structlog", "asyncio"}


@pytest.mark.parametrize("words", [["--help"], ["nonesuch"]])
def test_help_imports_no_command(words: list[str]) -> None:
    said = subprocess.run([sys.executable, "-c", LISTS, *words], capture_output=True, text=True, check=False)
    imported = set(said.stderr.split())
    assert "hallctl.cli" in imported
    assert {name for name in imported if name.partition(".")[0] in OURS} == {"hallctl", "hallctl.cli"}
    assert imported & HEAVY == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_the_command_says_of_itself(name: str) -> None:
    found: Any = command(name)
    assert found.name == name
    first = found.help.strip().split("\n\n")[0]
    assert COMMANDS[name][1] == " ".join(first.split())


def test_every_command_is_listed_and_a_slip_is_answered_with_the_nearest() -> None:
    listed = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output
    assert [name for name in COMMANDS if f"│ {name} " not in listed] == []
    slip = CliRunner().invoke(app, ["chek"])
    assert slip.exit_code == 2
    assert "'check'" in slip.output


@pytest.mark.parametrize(
    ("group", "held"),
    [
        ("simulate", {"devices", "people"}),
        ("ticket", {"preview"}),
        ("documents", {"preview"}),
        ("seals", {"create"}),
        ("admin", {"create", "person", "password", "disable", "list"}),
        ("token", {"create", "revoke"}),
        ("advise", {"authorisations", "windows"}),
        ("profile", {"check", "list", "show", "new", "test", "supported"}),
    ],
)
def test_a_group_keeps_its_commands(group: str, held: set[str]) -> None:
    assert set(command(group).commands) == held
