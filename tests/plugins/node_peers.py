"""Programs of others that run on Node: installed into build/peers by `make test`, from a lock with hashes."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from debian_programs import path_of

ROOT = Path(__file__).parents[2]
PEERS = ROOT / "tests" / "peers"
INSTALLED = ROOT / "build" / "peers" / "node_modules"


@contextmanager
def node(script: str) -> Iterator[dict[str, int]]:
    """What a script of tests/peers says of itself in its first line, while it runs."""
    program = path_of("node")
    if not INSTALLED.is_dir():
        pytest.skip("build/peers is missing: `make test` installs it where npm is")
    command = [program, str(PEERS / script)]
    environment = {"NODE_PATH": str(INSTALLED)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            said: dict[str, int] = json.loads(process.stdout.readline())
            yield said
        finally:
            process.terminate()
