"""`hallctl`: the command line. Each module holds the commands of one purpose."""

from __future__ import annotations

import typer

from hallctl.cli import (
    accounts,
    advise,
    authorisations,
    checking,
    demo,
    devices,
    documents,
    journal,
    profiles,
    routing,
    running,
    simulating,
    tickets,
    whatif,
)

app = typer.Typer(
    name="hallctl",
    help="Runs a government service hall (政务服务大厅).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(running.run)
app.command("demo")(demo.demo)
app.command("reload")(devices.reload)
app.command("devices")(devices.devices)
app.command("check")(checking.check)
app.add_typer(simulating.app, name="simulate")
app.add_typer(tickets.app, name="ticket")
app.add_typer(accounts.admin, name="admin")
app.add_typer(accounts.token, name="token")
app.command("mosquitto")(accounts.mosquitto)
app.command("verify")(journal.verify)
app.command("replay")(journal.replay)
app.command("explain")(routing.explain)
app.command("route")(routing.route)
app.command("whatif")(whatif.whatif)
app.add_typer(advise.app, name="advise")
advise.app.command("authorisations")(authorisations.authorisations)
app.add_typer(profiles.app, name="profile")
app.command("openapi")(documents.openapi)
app.command("asyncapi")(documents.asyncapi)


def main() -> None:
    """Entry point of the `hallctl` program."""
    app()
