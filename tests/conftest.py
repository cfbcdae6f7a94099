"""Rules that every test obeys: no network in unit and property tests, and no skip where none is allowed."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import pytest
from debian_programs import path_of
from free_ports import free_port

pytest_plugins = ["chromium", "temporary_postgres"]

TESTS = Path(__file__).parent
WITHOUT_SOCKETS = (TESTS / "unit", TESTS / "property")
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
NO_SKIP = os.environ.get("HALLCTL_NO_SKIP") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Unit and property tests get no sockets; Unix pairs stay, the event loop wakes itself with one."""
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in WITHOUT_SOCKETS):
            item.add_marker(pytest.mark.disable_socket)


def pytest_xdist_auto_num_workers() -> int:
    """`-n auto` is two processes for each core, at most eight: most of the time tests wait for a peer."""
    return min(2 * (os.cpu_count() or 1), 8)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """`needs("mosquitto")` is settled before any fixture starts."""
    for mark in item.iter_markers("needs"):
        for program in mark.args:
            path_of(program)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With HALLCTL_NO_SKIP=1 a skipped test is a failed one."""
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself."""
    return _refuse_skip((yield))


def _refuse_skip(report: Report) -> Report:
    if NO_SKIP and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, where nothing may be skipped: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _nobody_steps_back() -> Generator[None, None, None]:
    """Drawing and estimating step back for a busy hall. Tests are never idle: beside them they take turns."""
    with pytest.MonkeyPatch.context() as patch:
        for of in ("paperwork.press", "advice.worker"):
            patch.setattr(f"hallctl.{of}.NICE", 0)
        yield


@pytest.fixture(name="free_port")
def _free_port() -> int:
    """A TCP port of loopback that nobody listens on."""
    return free_port()
