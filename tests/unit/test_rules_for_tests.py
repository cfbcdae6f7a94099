"""The rules of tests/conftest.py hold: no socket here, and no quiet skip where none is allowed."""

import ast
import asyncio
import socket
from pathlib import Path

import pytest
from debian_programs import PACKAGES, path_of
from pytest_socket import SocketBlockedError

pytest_plugins = ["pytester"]

TESTS = Path(__file__).parents[1]
SKIPPING = """
import pytest

@pytest.mark.needs("no-such-program")
def test_peer(): ...

def test_plain(): ...
"""


def test_a_unit_test_gets_no_socket() -> None:
    with pytest.raises((SocketBlockedError, UserWarning)):
        socket.socket()


async def test_a_unit_test_may_use_the_event_loop() -> None:
    woken = asyncio.Event()
    asyncio.get_running_loop().run_in_executor(
        None, asyncio.get_running_loop().call_soon_threadsafe, woken.set
    )
    await woken.wait()


@pytest.fixture
def sandbox(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """An empty project that obeys our conftest and has one test with a missing program."""
    monkeypatch.setenv("PYTHONPATH", f"{TESTS / 'plugins'}")
    monkeypatch.delenv("HALLCTL_NO_SKIP", raising=False)
    pytester.makeini("[pytest]\nmarkers = needs(program)\nasyncio_default_fixture_loop_scope = function\n")
    pytester.makepyfile(test_sandbox=SKIPPING)
    missing = "import debian_programs\ndebian_programs.PACKAGES['no-such-program'] = 'the-package'\n"
    pytester.makeconftest((TESTS / "conftest.py").read_text() + missing)
    return pytester


def test_a_missing_program_skips_and_names_its_package(sandbox: pytest.Pytester) -> None:
    result = sandbox.runpytest_subprocess("-rs")
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["*no-such-program is missing: apt-get install the-package*"])


def test_where_nothing_may_be_skipped_a_missing_program_fails(
    sandbox: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALLCTL_NO_SKIP", "1")
    result = sandbox.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*nothing may be skipped*no-such-program is missing*"])


def test_where_nothing_may_be_skipped_a_module_that_skips_itself_fails(
    sandbox: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALLCTL_NO_SKIP", "1")
    sandbox.makepyfile(test_sandbox="import pytest\npytest.skip('not today', allow_module_level=True)\n")
    assert sandbox.runpytest_subprocess().ret != pytest.ExitCode.OK


def test_a_program_that_nobody_has_skips_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PACKAGES, "unheard-of", "nothing")
    with pytest.raises(pytest.skip.Exception, match="apt-get install nothing"):
        path_of("unheard-of")


def test_no_assertion_is_true_whatever_happens() -> None:
    """A list that a test has just written down is there; what it asks has to be about its members."""
    always = (ast.List, ast.Tuple, ast.Dict, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
    found = [
        f"{path.relative_to(TESTS)}:{node.lineno}"
        for path in TESTS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assert) and isinstance(node.test, (*always, ast.Constant, ast.Lambda))
    ]
    assert found == []
