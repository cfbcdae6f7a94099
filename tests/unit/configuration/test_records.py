"""Full records of items as they are read from TOML, CSV and Excel, and their versions."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from halls_on_disk import HallOnDisk
from item_records import NOON, RECORD_TOML, SHEETS, a_folder, a_workbook, record, told, use

from hallctl.configuration.records import RecordSection
from hallctl.configuration.sheets import NESTED
from hallctl.configuration.titles import RECORD
from hallctl.domain.catalogue.kinds import ItemType, Medium, Scope, Source, SpecialKind, Stage, Unit
from hallctl.domain.catalogue.uniform import ELEMENTS, mismatches
from hallctl.domain.catalogue.versions import Catalogue, Fee, Period

# --- what is read -------------------------------------------------------------------------------------------


def test_a_record_in_toml_is_the_items_version(hall: HallOnDisk) -> None:
    use(hall, RECORD_TOML)
    version = record(hall)
    assert (version.type, version.statutory, version.promised) == (
        ItemType.CONFIRMATION,
        Period(20),
        Period(5),
    )
    assert [material.code for material in version.materials] == ["m1", "m2"]
    assert version.materials[0].points[0].standard == "在有效期内，与本人一致"
    assert version.materials[1].medium is Medium.EITHER
    assert version.form == "社保卡业务申请表"


def test_an_item_without_a_record_has_a_plain_version(hall: HallOnDisk) -> None:
    version = record(hall)
    assert (version.name, version.materials, version.promised) == ("社保卡补办", (), Period(10))


def test_rows_of_the_queue_may_have_the_record_beside_them(hall: HallOnDisk) -> None:
    text = RECORD_TOML.replace("SI-001", "SI-002").replace(
        'type = "CONF', 'zone = "A"\nhandling_s = 300\nsearch = "sbk"\ntype = "CONF'
    )
    hall.write("items.toml", text)
    hall.change('[hall]\nid = "small"', 'items = "items.toml"\n[hall]\nid = "small"')
    setup = hall.load().required().setup
    assert setup.items["SI-002"].handling_s == 300
    version = setup.catalogue.at("SI-002", NOON)
    assert version is not None
    assert len(version.materials) == 2


@pytest.mark.parametrize("write", [a_workbook, a_folder])
def test_a_spreadsheet_or_a_folder_of_csv_holds_the_same(
    hall: HallOnDisk, write: Callable[[Path, dict[str, list[list[Any]]]], str]
) -> None:
    name = write(hall.folder, SHEETS)
    hall.change('[hall]\nid = "small"', f'catalogue = "{name}"\n[hall]\nid = "small"')
    version = record(hall)
    assert version.type is ItemType.LICENCE
    assert version.deemed, "the law's default of a licence"
    assert (version.statutory, version.promised.unit) == (Period(20), Unit.CALENDAR_DAY)
    assert version.fee == Fee(1250, "价格目录", "每张12.5元")
    assert (version.scope, version.review.value, version.agency) == (
        Scope.RECEIVE_ONLY,
        "PAPER_REQUIRED",
        True,
    )
    first, second = version.materials
    assert (first.originals, first.copies, first.core, first.source) == (1, 1, True, Source.APPLICANT)
    assert not second.core
    assert second.situations == {"B", "C"}
    assert [point.code for point in second.points] == ["m2-1"]
    assert version.situations == {"B": "委托他人", "C": "代领"}
    assert [step.statutory for step in version.steps] == [True, False]
    assert version.specials == {SpecialKind.SITE_SURVEY: Period(10)}
    assert version.stages == {Stage.REVIEW: Period(6)}
    assert version.joint


@pytest.mark.req("ITEM-22")
def test_a_licence_has_the_laws_defaults_and_a_service_its_own(hall: HallOnDisk) -> None:
    plain = RECORD_TOML.replace('statutory = "20wd"\n', "")
    use(hall, plain.replace("CONFIRMATION", "LICENCE"))
    licence = record(hall)
    assert (licence.statutory, licence.deemed) == (Period(20), True)
    hall.write("record.toml", plain.replace("CONFIRMATION", "PUBLIC_SERVICE"))
    service = record(hall)
    assert (service.statutory, service.deemed) == (service.promised, False)
    hall.write(
        "record.toml",
        plain.replace("CONFIRMATION", "PUBLIC_SERVICE").replace("forms", "deemed = true\nforms"),
    )
    assert record(hall).deemed


def test_every_title_names_a_field_of_a_record() -> None:
    fields = set(RecordSection.model_fields) - NESTED - {"code", "name", "department", "basis", "conditions"}
    assert set(RECORD.values()) == fields


# --- versions -----------------------------------------------------------------------------------------------


def two_versions(begins: str = "2026-03-02T12:00:00") -> str:
    second = RECORD_TOML.replace('type = "', f'version = 2\nvalid_from = {begins}\ntype = "').replace(
        "m2", "m9"
    )
    return RECORD_TOML + second


def test_each_version_holds_until_the_next_begins(hall: HallOnDisk) -> None:
    use(hall, two_versions())
    catalogue = hall.load().required().setup.catalogue
    before, after = catalogue.at("SI-001", NOON - timedelta(seconds=1)), catalogue.at("SI-001", NOON)
    assert before is not None
    assert after is not None
    assert (before.version, after.version) == (1, 2)
    assert before.valid_to == NOON
    assert catalogue.version("SI-001", 1) is before


def test_versions_have_numbers_and_times_in_order(hall: HallOnDisk) -> None:
    use(hall, two_versions().replace("version = 2\n", ""))
    assert told(hall.findings()) == [("DUPLICATE_ID", "record.SI-001.code")]
    early = two_versions().replace("version = 2\n", "version = 2\nvalid_to = 2026-01-01\n")
    hall.write("record.toml", early)
    assert told(hall.findings()) == [("VERSIONS_OVERLAP", "record.SI-001.valid_to")]


# --- the superior's catalogue -------------------------------------------------------------------------------


@pytest.mark.req("ITEM-02")
def test_a_limit_that_differs_from_the_superiors_is_the_one_mismatch(hall: HallOnDisk) -> None:
    use(hall, RECORD_TOML)
    ours = hall.load().required().setup.catalogue
    hall.write("record.toml", RECORD_TOML.replace('statutory = "20wd"', 'statutory = "15wd"'))
    city = hall.load().required().setup.catalogue
    (mismatch,) = mismatches(ours, city, NOON)
    assert mismatch == ("SI-001", "statutory", "20 wd", "15 wd")
    assert not list(mismatches(ours, Catalogue(), NOON))
    assert len(ELEMENTS) == 9
