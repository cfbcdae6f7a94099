"""`[documents]` and `[[seal]]`: what a file may say of papers and seals, and which seals nobody could use."""

from __future__ import annotations

from pathlib import Path

import pytest
from halls_on_disk import HallOnDisk

from hallctl.domain.applications.documents import Profile
from hallctl.domain.seals import PaperworkRules, SealKind, SealModel

CUSTODY = """
[[seal]]
id = "custody"
kind = "CUSTODY"
name = "云溪县政务服务中心"
caption = "受理专用章"
windows = ["1"]
custodians = ["u01"]
"""
APPROVAL = """
[[seal]]
id = "approval"
kind = "APPROVAL"
name = "云溪县行政审批局"
custodians = ["u01"]
"""


def test_without_a_word_documents_are_worded_as_most_are(hall: HallOnDisk) -> None:
    made = hall.load().required()
    assert made.setup.paperwork == PaperworkRules()
    assert made.setup.numbered_as == made.setup.name
    assert made.setup.seals == {}
    assert (made.documents_folder, made.seals_folder) == (
        Path.cwd() / "var/documents",
        Path.cwd() / "var/seals",
    )


def test_all_that_can_be_said(hall: HallOnDisk) -> None:
    hall.append(
        """
[documents]
profile = "anshun"
short = "云溪政务"
government = "云溪县人民政府"
court = "云溪县人民法院"
phone = "0859-1234567"
templates = "own"
folder = "/srv/documents"
keys = "/srv/keys"
"""
        + CUSTODY
    )
    made = hall.load().required()
    rules = made.setup.paperwork
    assert (rules.profile, rules.short, rules.court) == (Profile.ANSHUN, "云溪政务", "云溪县人民法院")
    assert rules.templates == str(made.source.parent / "own"), "what is read lies beside the file"
    assert made.setup.numbered_as == "云溪政务"
    assert (made.documents_folder, made.seals_folder) == (Path("/srv/documents"), Path("/srv/keys"))
    seal = made.setup.seals["custody"]
    assert seal.kind is SealKind.CUSTODY
    assert (sorted(seal.windows), sorted(seal.custodians)) == (["1"], ["u01"])
    assert made.setup.seal_model is SealModel.DEPARTMENT


def test_an_approval_seal_makes_the_hall_a_single_one(hall: HallOnDisk) -> None:
    hall.append(APPROVAL)
    assert hall.load().required().setup.seal_model is SealModel.SINGLE


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        (CUSTODY.replace('windows = ["1"]', ""), "SEAL_WINDOWS", "seal.custody.windows"),
        (CUSTODY.replace('"1"', '"99"'), "UNKNOWN_REFERENCE", "seal.custody.windows"),
        (CUSTODY.replace('"u01"', '"nobody"'), "UNKNOWN_REFERENCE", "seal.custody.custodians"),
        (CUSTODY.replace('"CUSTODY"', '"DEPARTMENT"'), "SEAL_DEPARTMENT", "seal.custody.department"),
        (CUSTODY + APPROVAL, "SEAL_SINGLE", "seal.custody.kind"),
        (CUSTODY * 2, "DUPLICATE_ID", "seal.custody.id"),
    ],
)
def test_seals_of_no_use_stop_a_start(hall: HallOnDisk, text: str, code: str, key: str) -> None:
    hall.append(text)
    found = [(finding.code, finding.key) for finding in hall.load().findings]
    assert (code, key) in found
