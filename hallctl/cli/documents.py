"""`hallctl openapi` and `hallctl asyncapi`: the contracts with the outside, from the code."""

from __future__ import annotations

import json

import typer

from hallctl.cli.files import ConfigFile, Sets, configuration
from hallctl.mqtt import asyncapi as mqtt_document
from web.app import openapi_document


def openapi() -> None:
    """Print the OpenAPI 3.1 document."""
    typer.echo(json.dumps(openapi_document(), ensure_ascii=False, indent=2))


def asyncapi(file: ConfigFile, sets: Sets = None) -> None:
    """Print the AsyncAPI 3 document of a hall."""
    hall = configuration(file, sets)
    address = f"{hall.mqtt.host}:{hall.mqtt.port}" if hall.mqtt.embedded else hall.mqtt.url or ""
    document = mqtt_document.document(hall.setup.id, address)
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
