"""Debian's programs that tests run as real peers: where they are, or which package brings them."""

import shutil
from functools import cache
from pathlib import Path

import pytest

PACKAGES = {
    "aplay": "alsa-utils",
    "chromium": "chromium",
    "curl": "curl",
    "ffmpeg": "ffmpeg",
    "initdb": "postgresql",
    "jq": "jq",
    "mbpoll": "mbpoll",
    "mosquitto": "mosquitto",
    "mosquitto_passwd": "mosquitto",
    "mosquitto_pub": "mosquitto-clients",
    "mosquitto_sub": "mosquitto-clients",
    "node": "nodejs",
    "postgres": "postgresql",
    "prometheus": "prometheus",
    "promtool": "prometheus",
    "socat": "socat",
    "systemd-analyze": "systemd",
    "xxd": "xxd",
    "zbarimg": "zbar-tools",
}


@cache
def find(program: str) -> Path | None:
    """The program's path, also where Debian keeps servers (outside an ordinary user's PATH)."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    if found is not None:
        return Path(found)
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    return versions[0] if versions else None


def path_of(program: str) -> str:
    """The program's path; skips the test, naming the Debian package, when it is missing."""
    found = find(program)
    if found is None:
        pytest.skip(f"{program} is missing: apt-get install {PACKAGES[program]}")
    return str(found)
