"""`hallctl ticket preview`: a hall's ticket on paper, drawn from the bytes that the printer would get."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from devices.dispensers import escpos
from devices.dispensers.layout import lines_of
from hallctl.cli.files import ConfigFile, Sets, configuration, fail, library
from hallctl.contracts.paper_looks import CLASSES
from hallctl.contracts.papers import Name, TicketPaper
from hallctl.contracts.views import TicketView, WaitView
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.numbers import number_of, ticket_id
from hallctl.domain.setup import HallSetup, Item
from hallctl.domain.tickets import TicketClass
from hallctl.profiles.schema import EscposProfile

app = typer.Typer(no_args_is_help=True, help="Tickets on paper.")

Raw = Annotated[bool, typer.Option("--raw", help="Write the bytes that the printer gets.")]

STANDARD: Final = "generic-escpos-80"
SAMPLE: Final = 12
AHEAD: Final = 5
WAIT: Final = WaitView(600, 900, 1500)
LINK: Final = "sample"


@app.command()
def preview(  # noqa: PLR0913, PLR0917 - the options of a command
    file: ConfigFile,
    out: Annotated[Path, typer.Option(help="The picture (PNG), or with --raw the bytes.")],
    device: Annotated[str | None, typer.Option(help="The dispenser whose printer is meant.")] = None,
    profile: Annotated[str | None, typer.Option(help="A printer model instead of a device.")] = None,
    item: Annotated[str | None, typer.Option(help="What the number is for; the hall's first item.")] = None,
    klass: Annotated[TicketClass, typer.Option("--class", help="Class of the number.")] = TicketClass.NORMAL,
    font: Annotated[Path | None, typer.Option(help="A font with hanzi in place of the printer's.")] = None,
    raw: Raw = False,  # noqa: FBT002 - same
    sets: Sets = None,
) -> None:
    """Draw a sample ticket as the printer would print it, from the very bytes that it would get."""
    setup = configuration(file, sets).setup
    model = _model(setup, device, profile)
    paper = sample(setup, _item(setup, item), klass, datetime.now(setup.timezone))
    try:
        data = escpos.job(lines_of(paper, model.paper.columns), model)
        out.write_bytes(data if raw else picture(data, model, font))
    except OSError as error:
        raise fail(str(error)) from None
    typer.echo(str(out))


def picture(data: bytes, model: EscposProfile, font: Path | None = None) -> bytes:
    """What a printer of that model makes of `data`, as PNG. Raises OSError."""
    from io import BytesIO

    from hallctl.simulation.escpos_decoder import Decoder
    from hallctl.simulation.escpos_picture import NoFontError, PaperRoll, a_font, draw

    elements = Decoder(model.paper.encoding, double_byte=model.paper.kanji == "none").feed(data)
    try:
        roll = PaperRoll(model.paper.dots, model.paper.columns, font or a_font())
    except NoFontError as error:
        raise fail(str(error)) from None
    found = BytesIO()
    draw(elements, roll).save(found, "PNG")
    return found.getvalue()


def sample(setup: HallSetup, item: Item, klass: TicketClass, now: datetime) -> TicketPaper:
    """A ticket as the hall could give it now."""
    zone = setup.zones[item.zone]
    number = number_of(zone.prefix, SAMPLE)
    booked = now.replace(minute=0) + timedelta(hours=1) if klass is TicketClass.BOOKED else None
    ticket = TicketView(
        id=ticket_id(now.date(), number),
        number=number,
        zone=zone.id,
        items=(item.code,),
        type=None,
        klass=klass.value,
        state="WAITING",
        taken_at=now,
        ahead=AHEAD,
        wait_s=WAIT,
        hall=setup.id,
        valid_on=now.date(),
        url=f"{setup.public_url}/t/{LINK}",
    )
    return TicketPaper(
        ticket=ticket,
        hall=setup.name,
        zone=Name(zone.name, zone.name_en),
        services=(Name(item.name, item.name_en),),
        klass=CLASSES.get(klass),
        taken_at=now,
        slot=booked,
        style=setup.paper,
    )


def _model(setup: HallSetup, device: str | None, profile: str | None) -> EscposProfile:
    """The profile that is named, else that of the device, else of the hall's first ESC/POS printer."""
    known = library()
    name = profile
    if device is not None:
        entry = setup.devices.get(device)
        if entry is None or entry.kind != DeviceKind.DISPENSER:
            raise fail(f"the configuration has no dispenser {device!r}")
        name = entry.profile
    names = (name,) if name else (*_printers(setup), STANDARD)
    for each in names:
        if not known.exists(each, DeviceKind.DISPENSER):
            raise fail(f"no profile for dispensers is called {each!r}")
        found = known.get(each, DeviceKind.DISPENSER)
        if isinstance(found, EscposProfile):
            return found
    raise fail(f"{name} is not a printer that speaks ESC/POS: it draws its tickets itself")


def _printers(setup: HallSetup) -> tuple[str, ...]:
    return tuple(entry.profile for entry in setup.devices.values() if entry.kind == DeviceKind.DISPENSER)


def _item(setup: HallSetup, code: str | None) -> Item:
    found = next(iter(setup.items.values()), None) if code is None else setup.items.get(code)
    if found is None:
        items = ", ".join(setup.items)
        raise fail(f"no item {code!r}; there are {items}" if items else "the configuration has no items")
    return found
