"""What end-to-end tests share: real daemons on temporary databases, ended with the test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from busy_hall import BusyHall
from daemon import Daemon

MakeDaemon = Callable[..., Daemon]


@pytest.fixture
def make_daemon(tmp_path: Path) -> Iterator[MakeDaemon]:
    """`make_daemon(toml=…, sets=…)`: a daemon in a folder of its own, not yet started."""
    made: list[Daemon] = []

    def make(toml: str | None = None, **more: object) -> Daemon:
        folder = tmp_path / f"hall-{len(made)}"
        daemon = Daemon.in_folder(folder, BusyHall().toml() if toml is None else toml, **more)
        made.append(daemon)
        return daemon

    yield make
    for daemon in made:
        if daemon.running:
            daemon.kill()
        else:
            daemon.close()
