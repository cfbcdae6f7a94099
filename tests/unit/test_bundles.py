"""One matter of several items (一件事): one list of materials, one form, and who coordinates it."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from filed_cases import HEALTH, HR, LAND, CaseStage, at, version
from halls import SHANGHAI

from hallctl.configuration.document import Document
from hallctl.configuration.record_build import catalogue_of
from hallctl.configuration.record_checks import check_records
from hallctl.configuration.records import RecordSection
from hallctl.domain.applications import acts
from hallctl.domain.applications.tasks import Task, TaskKind, tasks_of
from hallctl.domain.catalogue.bundles import SUPERVISOR, bundled, coordinator
from hallctl.domain.catalogue.kinds import Organiser
from hallctl.domain.catalogue.versions import ItemVersion, Material, Part

FORM = Material("m1", "一件事申请表", originals=1, copies=0)
PARTS = {
    "A2": version("A2", form="甲表", fields=("姓名", "住址"),
                  materials=(Material("m1", "甲表"), Material("m2", "居民身份证"), Material("m3", "合同"))),
    "A3": version("A3", form="乙表", fields=("姓名", "电话"),
                  materials=(Material("m1", "乙表"), Material("m2", "居民身份证"))),
    "B1": version("B1", form="丙表", fields=("姓名",),
                  materials=(Material("m1", "丙表"), Material("m2", "合同"), Material("m3", "照片"))),
}  # fmt: skip
BUNDLE = version(
    "A1",
    form="一件事申请表",
    fields=("姓名",),
    materials=(FORM,),
    organiser=Organiser.CENTRE,
    parts=(Part(HR, "A2"), Part(HEALTH, "A3"), Part(LAND, "B1")),
)


@pytest.fixture
def bundle() -> ItemVersion:
    return bundled(BUNDLE, PARTS.values())


@pytest.mark.req("ITEM-25")
def test_one_ticket_makes_one_parent_with_three_children_and_one_set_of_materials(
    bundle: ItemVersion,
) -> None:
    stage = CaseStage(bundle, *PARTS.values(), now=at(2, 10))
    codes = tuple(material.code for material in bundle.materials)
    parent = stage.receive(*codes)
    stage.act(acts.SplitJoint())
    assert len(stage.cases) == 1
    assert [(child.department, child.item) for child in stage.case.children] == [
        (HR, "A2"),
        (HEALTH, "A3"),
        (LAND, "B1"),
    ]
    assert stage.day.tickets[parent.ticket or ""].applications == (parent.id,)
    names = [material.name for material in bundle.materials]
    assert names == ["一件事申请表", "居民身份证", "合同", "照片"]
    assert len(set(codes)) == len(codes) == len(stage.case.materials)


def a_record(**more: object) -> RecordSection:
    given = {
        "code": "A1", "name": "一件事", "department": HR, "type": "PUBLIC_SERVICE", "basis": "某办法",
        "conditions": "条件", "intermediary": "无", "service_object": "自然人", "promised": "5wd",
        "consultation": "窗口", "supervision": "12345", "forms": ["申请表"], "flow_chart": "申请—办结",
    }  # fmt: skip
    return RecordSection.model_validate({**given, **more})


def told(*records: RecordSection) -> Iterator[str]:
    tables = {"record": [SimpleNamespace() for _ in records]}
    known = {record.code for record in records}
    yield from (f.code for f in check_records(records, (), Document("catalogue", tables), known))


@pytest.mark.req("ITEM-31")
def test_one_form_one_flow_chart_and_a_common_field_once(bundle: ItemVersion) -> None:
    assert list(told(a_record())) == []
    assert list(told(a_record(forms=["甲表", "乙表"]))) == ["FORM_NOT_SINGLE"]
    assert list(told(a_record(flow_chart=""))) == ["FLOW_CHART_MISSING"]
    assert bundle.fields == ("姓名", "住址", "电话")


@pytest.mark.req("ITEM-32")
def test_a_bundle_has_an_organiser_who_gets_its_coordination() -> None:
    parts = [{"department": HR, "item": "A1"}, {"department": HEALTH, "item": "A1"}]
    assert list(told(a_record(part=parts))) == ["ORGANISER_NEEDED"]
    assert list(told(a_record(part=parts, organiser="CENTRE"))) == []
    contact = "县发改局投资科"
    assert whose(version("A1", parts=BUNDLE.parts, organiser=Organiser.CENTRE)) == SUPERVISOR
    assert SUPERVISOR == "post:hall_supervisor"
    government = version("A1", parts=BUNDLE.parts, organiser=Organiser.GOVERNMENT, organiser_contact=contact)
    assert whose(government) == contact == coordinator(government)


def whose(item: ItemVersion) -> str:
    """Whose the coordination of a case of the item is, once its parts are with the departments."""
    stage = CaseStage(item, now=at(2, 10))
    stage.receive("m1", "m2", "m3")
    assert coordination(stage, item) == []
    stage.act(acts.SplitJoint())
    (task,) = coordination(stage, item)
    return task.subject


def coordination(stage: CaseStage, item: ItemVersion) -> list[Task]:
    return [task for task in tasks_of(stage.case, item) if task.kind is TaskKind.COORDINATE]


def test_a_department_has_one_part_of_a_matter() -> None:
    parts = [{"department": HR}, {"department": HR}]
    assert list(told(a_record(part=parts))) == ["DUPLICATE_ID"]


def test_a_bundle_of_the_catalogue_is_made_whole_as_it_is_read() -> None:
    material = {
        "code": "m1", "name": "居民身份证", "originals": 1, "copies": 0, "medium": "PAPER", "sample": "样本",
        "source": "APPLICANT",
    }  # fmt: skip
    parts = [{"department": HR, "item": "A2"}]
    records = [a_record(part=parts, organiser="CENTRE"), a_record(code="A2", material=[material])]
    catalogue = catalogue_of(records, SHANGHAI)
    whole = catalogue.version("A1", 1)
    assert whole is not None
    assert [one.name for one in whole.materials] == ["居民身份证"]
