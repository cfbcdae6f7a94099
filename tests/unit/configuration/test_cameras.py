"""Cameras in a configuration: what is wrong, what is only warned of, what it comes to."""

import pytest
from halls_on_disk import HallOnDisk

from hallctl.domain.recording import RecordingRules

CAMERA = """\
[[device]]
id = "cam-1"
kind = "camera"
profile = "generic-camera"
address = "http://127.0.0.1:8000"
windows = ["1", "2"]
"""


def test_a_camera_sees_several_windows(hall: HallOnDisk) -> None:
    hall.append(CAMERA)
    assert hall.findings() == []
    setup = hall.load().required().setup
    assert (setup.cameras_at("1"), setup.cameras_at("2"), setup.has_cameras) == (("cam-1",), ("cam-1",), True)
    assert setup.recording == RecordingRules()


@pytest.mark.parametrize(
    ("before", "after", "code", "key"),
    [
        ('windows = ["1", "2"]', 'windows = ["1", "9"]', "UNKNOWN_REFERENCE", "device.cam-1.windows"),
        ('windows = ["1", "2"]', "", "CAMERA_SEES_NOTHING", "device.cam-1"),
        ("http://", "http://admin:secret@", "LOGIN_IN_ADDRESS", "device.cam-1.address"),
        (
            'windows = ["1", "2"]',
            'window = "1"\nlogin_file = "no"',
            "LOGIN_UNREADABLE",
            "device.cam-1.login_file",
        ),
    ],
)
def test_what_is_wrong_with_a_camera_is_said(
    hall: HallOnDisk, before: str, after: str, code: str, key: str
) -> None:
    hall.append(CAMERA.replace(before, after))
    (finding,) = hall.findings()
    assert (finding.code, finding.key) == (code, key)
    assert "secret" not in f"{finding.found} {finding.allowed}"


def test_a_login_that_others_may_read_is_a_warning(hall: HallOnDisk) -> None:
    login = hall.folder / "cam.login"
    login.write_text("admin:secret")
    login.chmod(0o644)
    hall.append(f'{CAMERA}login_file = "cam.login"\n')
    assert [finding.code for finding in hall.findings()] == ["LOGIN_OPEN"]
    login.chmod(0o600)
    assert hall.findings() == []
    assert hall.load().required().setup.devices["cam-1"].login_file == str(login)


def test_evidence_for_reviews_is_warned_of(hall: HallOnDisk) -> None:
    override = "camera.review_evidence=true"
    assert [finding.code for finding in hall.findings(override)] == ["REVIEW_EVIDENCE"]
    assert hall.load(sets=[override]).required().setup.recording.review_evidence


@pytest.mark.parametrize("days", [0, 3651, "30"])
def test_retention_is_a_number_of_days(hall: HallOnDisk, days: object) -> None:
    assert [finding.code for finding in hall.findings(f"camera.retention_days={days!r}")] == ["WRONG_VALUE"]
