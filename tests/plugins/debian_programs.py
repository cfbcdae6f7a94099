"""Debian's programs, libraries and typefaces that tests need: where they are, or which package has them."""

import shutil
from functools import cache
from pathlib import Path

import pytest

PACKAGES = {
    "aplay": "alsa-utils",
    "chromium": "chromium",
    "curl": "curl",
    "espeak-ng": "espeak-ng",
    "ffmpeg": "ffmpeg",
    "initdb": "postgresql",
    "jq": "jq",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "mbpoll": "mbpoll",
    "mosquitto": "mosquitto",
    "mosquitto_passwd": "mosquitto",
    "mosquitto_pub": "mosquitto-clients",
    "mosquitto_sub": "mosquitto-clients",
    "node": "nodejs",
    "pdffonts": "poppler-utils",
    "pdfsig": "poppler-utils",
    "pdftotext": "poppler-utils",
    "postgres": "postgresql",
    "prometheus": "prometheus",
    "promtool": "prometheus",
    "socat": "socat",
    "systemd-analyze": "systemd",
    "wenquanyi_12pt.pcf": "xfonts-wqy",
    "wqy-zenhei.ttc": "fonts-wqy-zenhei",
    "xxd": "xxd",
    "zbarimg": "zbar-tools",
}


@cache
def find(program: str) -> Path | None:
    """Its path, also where Debian keeps servers (outside an ordinary user's PATH), and typefaces."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    if found is not None:
        return Path(found)
    if ".so." in program:
        return next(Path("/usr/lib").glob(f"*/{program}"), None)
    if Path(program).suffix in {".pcf", ".ttc"}:
        return next(Path("/usr/share/fonts").rglob(program), None)
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    return versions[0] if versions else None


def path_of(program: str) -> str:
    """The program's path; skips the test, naming the Debian package, when it is missing."""
    found = find(program)
    if found is None:
        pytest.skip(f"{program} is missing: apt-get install {PACKAGES[program]}")
    return str(found)
