"""One-card intake: what is on record is not asked for; where the look-up fails, everything is."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cases_hall
import pytest
import served_hall
from cases_hall import APPLICANT, CARD, NUMBER, registered, serving
from intake import ALL_PASSED
from served_hall import Served

from hallctl.contracts.lookups import NoLookup
from hallctl.domain.catalogue.versions import Catalogue
from hallctl.simulation.lookups import FileLookup
from web.api.case_reading import known

EVERYTHING = ["M1", "M2", "M3", "M4"]


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.json"
    path.write_text(json.dumps({NUMBER: [f"SI-001/{code}" for code in EVERYTHING]}))
    return path


@pytest.fixture
async def hall(tmp_path: Path, records: Path) -> AsyncIterator[Served]:
    setup = replace(cases_hall.a_setup(), catalogue=Catalogue({"SI-001": (replace(CARD, one_card=True),)}))
    async with served_hall.serve(tmp_path, setup=setup, lookup=FileLookup(records)) as served:
        yield served


async def looked_up(hall: Served, who: dict[str, str], number: str = NUMBER) -> dict[str, Any]:
    reply = await hall.post("one-card", {"item": "SI-001", "number": number.lower()}, who)
    assert reply.status == 200, reply.body
    found: dict[str, Any] = reply.body
    return found


@pytest.mark.req("INT-33")
async def test_one_card_asks_for_nothing_else_and_falls_back_where_the_look_up_fails(
    hall: Served, records: Path
) -> None:
    clerk = await serving(hall, "SI-001")
    answer = await looked_up(hall, clerk)
    assert (answer["found"], answer["asked"], answer["available"]) == (EVERYTHING, [], True)
    shared = [{"code": code, "status": "SHARED"} for code in answer["found"]]
    face = {"face": "MATCH", "applicant": APPLICANT, "materials": shared, "then": {"act": "accept"}}
    body = {"window": "1", "item": "SI-001", "checks": ALL_PASSED, **face}
    refused = await hall.post("applications", body, clerk)
    assert (refused.status, refused.code) == (422, "FACE_CONSENT")
    born = (await registered(hall, clerk, **face, face_consent=True))["application"]
    assert born["state"] == "ACCEPTED"
    case = await known(hall.hall, born["id"])
    assert (case.face, [row.status for row in case.materials]) == ("MATCH", ["SHARED"] * 4)

    await asyncio.to_thread(records.unlink)
    failed = await looked_up(hall, clerk)
    assert (failed["found"], failed["asked"], failed["available"]) == ([], EVERYTHING, False)


async def test_who_is_on_no_record_brings_the_whole_list(hall: Served) -> None:
    clerk = await hall.clerk()
    answer = await looked_up(hall, clerk, "110105194912310021")
    assert (answer["found"], answer["asked"], answer["available"]) == ([], EVERYTHING, True)
    nobody = await hall.post("one-card", {"item": "SI-001"}, clerk)
    assert nobody.code == "CARD_NEEDED"
    gone = await hall.post("one-card", {"item": "SI-001", "card": "card-9"}, clerk)
    assert gone.code == "CARD_UNKNOWN"


async def test_an_item_without_such_intake_and_a_hall_without_look_up_ask_for_everything(
    tmp_path: Path,
) -> None:
    async with served_hall.serve(tmp_path, setup=cases_hall.a_setup(), lookup=NoLookup()) as hall:
        answer = await looked_up(hall, await hall.clerk())
        assert (answer["asked"], answer["available"]) == (EVERYTHING, False)
