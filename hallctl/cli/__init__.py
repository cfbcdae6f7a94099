"""`hallctl`: the command line. A module holds the commands of one purpose, imported when one is given."""

from __future__ import annotations

import gc
from importlib import import_module
from types import ModuleType
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

# Name → where the command or group is (`module:attribute`), and what the list of commands says of it.
COMMANDS: Final = {
    "run": (
        "running:run",
        "Run the hall until SIGTERM. When everything serves, one line says where: `ready: http://HOST:PORT/`.",
    ),
    "demo": ("demo:demo", "Run a demo hall on embedded defaults and say where to look. Ctrl-C ends it."),
    "reload": (
        "devices:reload",
        "Have the running hall read its file again: devices and profiles follow it.",
    ),
    "devices": (
        "devices:devices",
        "The register of the running hall: what is where, whether it lives, what is wrong with it.",
    ),
    "retention": (
        "retention:retention",
        "Have the running hall forget whom old visits and closed cases were about (个人信息保存期限).",
    ),
    "clocks": ("clocks:app", "Legal clocks of the running hall (时限)."),
    "display": ("displays:app", "Displays over the windows (窗口显示屏)."),
    "check": (
        "checking:check",
        "Check a configuration file. Ends with 0 when a hall can run with it, otherwise 2.",
    ),
    "catalogue": ("catalogue:app", "Catalogues of items (事项目录)."),
    "simulate": ("simulating:app", "Simulated devices and people for a hall."),
    "ticket": ("tickets:app", "Tickets on paper."),
    "documents": ("paperwork:documents", "Documents on paper (文书)."),
    "seals": ("paperwork:seals", "Electronic seals (电子印章)."),
    "admin": ("accounts:admin", "People's logins."),
    "token": ("accounts:token", "Tokens of devices, kiosks and integrators."),
    "mosquitto": (
        "accounts:mosquitto",
        "Bring access list and password file of a Mosquitto broker in line with the devices of the hall.",
    ),
    "verify": (
        "journal:verify",
        "Prove that no entry of the journal was changed and that a restart equals a full replay.",
    ),
    "replay": ("journal:replay", "Print what happened on a day, in order."),
    "explain": (
        "routing:explain",
        "Say in one sentence why a number was called, for each time it was called.",
    ),
    "route": (
        "routing:route",
        "Let a simulator of halls ask whom to call: JSON lines as docs/routing.md describes them.",
    ),
    "whatif": (
        "whatif:whatif",
        "Ask what would happen: live the same days in the hall as it is and in a variant, and compare.",
    ),
    "advise": ("advise:app", "What a hall could change (建议)."),
    "profile": ("profiles:app", "Descriptions of device models: data, no code (设备型号描述)."),
    "voice": ("voice:app", "The voice of a hall: made, brought in, heard, looked at (语音播报)."),
    "openapi": ("documents:openapi", "Print the OpenAPI 3.1 document."),
    "asyncapi": ("documents:asyncapi", "Print the AsyncAPI 3 document of a hall."),
}


def command(name: str) -> Any:
    """The whole command, its module imported. Raises KeyError."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    found = getattr(_loaded(f"hallctl.cli.{module}"), attribute)
    alone = typer.Typer()
    if isinstance(found, typer.Typer):
        alone.add_typer(found, name=name)
    else:
        alone.command(name)(found)
    return get_group(alone).commands[name]


def _loaded(module: str) -> ModuleType:
    """Import with all that it needs, which is never garbage: the collector need not look at it."""
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        gc.enable()


class _Commands(TyperGroup):
    """All commands by name and sentence; the one that is given takes its own place."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = {name: TyperCommand(name, help=said) for name, (_, said) in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, listed, rest = super().resolve_command(ctx, args)
        return name, command(name) if name in COMMANDS else listed, rest


app = typer.Typer(
    name="hallctl",
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def hallctl() -> None:
    """Runs a government service hall (政务服务大厅)."""


def main() -> None:
    """Entry point of the `hallctl` program."""
    app()
