"""Materials that others share, or that were handed in before: prefilled whichever way in, never asked for."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import cases_hall
import pytest
import served_hall
from cases_hall import APPLICANT, CARD, NUMBER, do, handed, registered, serving
from intake import ALL_PASSED
from served_hall import Served

from hallctl.contracts.lookups import Lookup
from hallctl.domain.actors import Actor
from hallctl.domain.catalogue.kinds import Source, Unit
from hallctl.domain.catalogue.versions import Catalogue, Period
from hallctl.domain.commands import ReadCard
from hallctl.domain.identity import Identity, masked
from hallctl.domain.setup import DeviceEntry, HallSetup
from hallctl.simulation.lookups import UNNAMED, FileLookup
from web.personal import seal

WHERE = "公安部身份核验 GA-1"
STRANGER = {"name": "王五", "number": "110105194912310021"}


def a_setup() -> HallSetup:
    """M2 comes from a register, M3 serves for a month, M1 and M4 are brought each time."""
    first, card, photo, last = CARD.materials
    materials = (
        first,
        replace(card, source=Source.SHARED),
        replace(photo, reusable=Period(30, Unit.CALENDAR_DAY)),
        last,
    )
    item = replace(CARD, materials=materials)
    return replace(cases_hall.a_setup(), catalogue=Catalogue({"SI-001": (item,)}))


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.json"
    path.write_text(json.dumps({NUMBER: {"SI-001/M2": WHERE}}))
    return path


@pytest.fixture
async def hall(tmp_path: Path, records: Path) -> AsyncIterator[Served]:
    async with served_hall.serve(tmp_path, setup=a_setup(), lookup=FileLookup(records)) as served:
        yield served


class Silent:
    """A register that never answers."""

    connected = True

    async def find(self, _number: str, _item: str, _materials: tuple[str, ...]) -> Mapping[str, str]:
        await asyncio.Event().wait()
        return {}


class Broken:
    """A register whose driver is at fault."""

    connected = True

    async def find(self, number: str, _item: str, _materials: tuple[str, ...]) -> Mapping[str, str]:
        raise ValueError(number)


def rows(case: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    return {row["code"]: (row["status"], row["origin"]) for row in case["materials"]}


def found(answer: Mapping[str, Any]) -> tuple[list[str], str | None]:
    return answer["look_up"]["found"], answer["look_up"]["failure"]


@pytest.mark.req("ITEM-28")
async def test_a_shared_material_is_prefilled_and_no_notice_can_name_it_whichever_way_it_comes(
    hall: Served,
) -> None:
    clerk = await serving(hall, "SI-001")
    before = await hall.post("one-card", {"item": "SI-001", "number": NUMBER}, clerk)
    assert (before.body["found"], before.body["asked"]) == (["M2"], ["M1", "M3", "M4"])
    counter = await registered(hall, clerk, applicant=APPLICANT, materials=handed("M1"))
    desk = hall.accounts.create_token("integrator", "portal", frozenset({"applications"}))
    portal = {"Authorization": f"Bearer {desk}"}
    born = [counter]
    for channel in ("ONLINE", "MOBILE", "COURIER", "REMOTE"):
        body = {"item": "SI-001", "channel": channel, "applicant": APPLICANT, "materials": handed("M1")}
        reply = await hall.post("applications/submit", body, portal)
        assert reply.status == 201, reply.body
        born.append(reply.body)
    for each in born:
        assert (found(each), rows(each["application"])["M2"]) == ((["M2"], None), ("SHARED", WHERE))

    for each in (one["application"] for one in born[1:]):
        checks = [{"check": check, "passed": True} for check in ALL_PASSED]
        received = await do(hall, clerk, each, "receive", checks=checks)
        assert rows(received)["M2"] == ("SHARED", WHERE)
    for each in (one["application"]["id"] for one in born):
        case = (await hall.get(f"applications/{each}", clerk)).body["application"]
        assert case["state"] == "RECEIVED"
        asks = {"materials": [{"code": code} for code in ("M2", "M3", "M4")], "days": 10}
        act = {"act": {"act": "one_time_notice", **asks}, "revision": case["revision"]}
        refused = await hall.post(f"applications/{each}/acts", act, clerk)
        assert (refused.status, refused.code) == (422, "MATERIAL_SHARED")
        asks["materials"] = [{"code": code} for code in ("M3", "M4")]
        told = await do(hall, clerk, case, "one_time_notice", **asks)
        assert told["state"] == "SUPPLEMENT_PENDING"


async def test_at_a_kiosk_it_is_looked_up_for_whose_card_lies_there(tmp_path: Path, records: Path) -> None:
    setup = a_setup()
    item = replace(setup.items["SI-001"], self_service=True)
    devices = (
        DeviceEntry("k1", "kiosk", "generic-web", "web:"),
        DeviceEntry("id-1", "id_reader", "generic-sam", "serial:///dev/null", kiosk="k1"),
    )
    there = {device.id: device for device in devices}
    setup = replace(setup, items={**setup.items, "SI-001": item}, devices=there)
    async with served_hall.serve(tmp_path, setup=setup, lookup=FileLookup(records)) as hall:
        card = json.dumps({"name": "陈小明", "number": NUMBER})
        sealed, digest = seal(hall.hall, "id-card", card, f"id:{NUMBER}")
        holder = Identity(sealed.id, sealed.subject, masked(NUMBER), digest)
        await hall.hall.do(ReadCard(device="id-1", identity=holder), Actor.device("id-1"), sealed=(sealed,))
        filed = await hall.post("filings", {"item": "SI-001", "card": holder.sealed}, hall.kiosk)
        assert filed.status == 201, filed.body
        path = f"applications/{filed.body['filing']['application']}"
        case = (await hall.get(path, await hall.clerk())).body["application"]
        assert (case["state"], rows(case)["M2"]) == ("RECEIVED", ("SHARED", WHERE))


async def test_the_look_up_stands_in_the_timeline(hall: Served) -> None:
    clerk = await serving(hall, "SI-001")
    born = await registered(hall, clerk, applicant=APPLICANT, materials=handed("M1"))
    course = await hall.get(f"applications/{born['application']['id']}/timeline", clerk)
    looked = next(one for one in course.body["entries"] if one["type"] == "application.looked_up")
    assert [(one["code"], one["status"]) for one in looked["materials"]] == [("M2", "SHARED")]
    assert NUMBER not in json.dumps(course.body)


async def test_what_the_person_has_handed_in_before_is_not_asked_for_again(hall: Served) -> None:
    clerk = await serving(hall, "SI-001")
    first = await registered(
        hall, clerk, applicant=APPLICANT, materials=handed("M1", "M3", "M4"), then={"act": "accept"}
    )
    again = await registered(hall, clerk, applicant=APPLICANT, materials=handed("M1", "M4"))
    assert found(again) == (["M3", "M2"], None)
    assert rows(again["application"])["M3"] == ("SHARED", first["application"]["id"])
    assert (await do(hall, clerk, again["application"], "accept"))["state"] == "ACCEPTED"
    other = await registered(hall, clerk, applicant=STRANGER, materials=handed("M1", "M4"))
    assert rows(other["application"])["M3"] == ("MISSING", "")


async def test_who_is_on_no_record_or_not_known_yet_is_asked_for_the_paper(hall: Served) -> None:
    clerk = await serving(hall, "SI-001")
    stranger = await registered(hall, clerk, applicant=STRANGER, materials=handed("M1"))
    assert (found(stranger), rows(stranger["application"])["M2"]) == (([], None), ("MISSING", ""))
    nobody = await registered(hall, clerk, materials=handed("M1"))
    assert nobody["look_up"] is None


@pytest.mark.parametrize(("lookup", "failure"), [(Silent(), "SLOW"), (Broken(), "UNAVAILABLE")])
async def test_a_register_that_fails_or_is_slow_is_said_and_holds_nobody_up(
    tmp_path: Path, lookup: Lookup, failure: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with served_hall.serve(tmp_path, setup=a_setup(), lookup=lookup, lookup_wait_s=0.05) as hall:
        clerk = await serving(hall, "SI-001")
        before = await hall.post("one-card", {"item": "SI-001", "number": NUMBER}, clerk)
        assert (before.body["available"], before.body["failure"]) == (False, failure)
        born = await registered(hall, clerk, applicant=APPLICANT, materials=handed("M1"))
        assert (found(born), rows(born["application"])["M2"]) == (([], failure), ("MISSING", ""))
        course = await hall.get(f"applications/{born['application']['id']}/timeline", clerk)
        [said] = [one["reason"] for one in course.body["entries"] if one["type"] == "application.looked_up"]
        assert said == failure
    assert NUMBER not in caplog.text


async def test_a_list_of_records_names_no_register(records: Path) -> None:
    await asyncio.to_thread(records.write_text, json.dumps({NUMBER: ["SI-001/M2"]}))
    assert await FileLookup(records).find(NUMBER, "SI-001", ("M1", "M2")) == {"M2": UNNAMED}
