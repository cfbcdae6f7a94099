"""Every test here talks over HTTP to a real hall on a real journal."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from served_hall import Served, serve


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serve(tmp_path) as hall:
        yield hall
