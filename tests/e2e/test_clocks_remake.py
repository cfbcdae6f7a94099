"""`hallctl clocks remake`: the running hall reads its calendar again and says what moved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from daemon import Daemon
from visit_hall import visit_toml


@pytest.fixture
def daemon(make_daemon: Callable[..., Daemon]) -> Daemon:
    daemon = make_daemon(visit_toml(1))
    daemon.start()
    return daemon


def test_a_year_is_counted_again_and_one_that_nobody_knows_is_an_error(daemon: Daemon) -> None:
    known = daemon.command("clocks", "remake", "2026")
    assert (known.returncode, known.stderr) == (0, "")
    assert "looked at 0 applications" in known.stdout
    unknown = daemon.command("clocks", "remake", "2099")
    assert unknown.returncode == 2
    assert "CALENDAR_UNKNOWN" in unknown.stdout
    daemon.stop()
    nobody = daemon.command("clocks", "remake", "2026")
    assert nobody.returncode != 0
    assert "no hall answers" in nobody.stderr
