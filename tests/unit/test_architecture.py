"""What the import linter cannot see: sub-packages of others, names in site-packages, files in the wheel."""

import ast
import re
import tomllib
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]
PACKAGES = ("hallctl", "devices", "displays", "web", "firmware_profiles")
FOLDERS = {*PACKAGES, "config", "tests", "systemd", "docs"}

# Library -> the only folders that may import it. Simulators may speak every wire.
FENCES = {
    "aiohttp.web": ("web", "hallctl/simulation"),
    "aiomqtt": ("hallctl/links", "hallctl/simulation"),
    "paho": ("hallctl/links", "hallctl/simulation"),
    "pymodbus": ("hallctl/links", "hallctl/simulation"),
    "serial": ("hallctl/links", "hallctl/simulation"),
    "serial_asyncio_fast": ("hallctl/links", "hallctl/simulation"),
    "amqtt": ("hallctl/mqtt", "hallctl/simulation"),
    "sqlalchemy": ("hallctl/journal", "hallctl/accounts"),
    "alembic": ("hallctl/journal", "hallctl/accounts"),
    "psycopg": ("hallctl/journal", "hallctl/accounts"),
}

# The domain is pure: these would let the clock, the disk, the network or chance in.
IMPURE = {
    "aiohttp", "asyncio", "http", "multiprocessing", "os", "pathlib", "random", "secrets", "selectors",
    "socket", "sqlite3", "subprocess", "threading", "time", "urllib",
}  # fmt: skip


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def files(*folders: str) -> set[str]:
    """Templates, profiles and scripts of pages too; not what Python compiled."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return {str(path.relative_to(ROOT)) for path in found if path.suffix != ".pyc"}


def imported_names(source: str) -> Iterator[str]:
    """Every dotted name that the source imports, `from x import y` as `x.y`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def used_names(source: str) -> Iterator[str]:
    """Dotted names read as attributes too: `import aiohttp` followed by `aiohttp.web.Application`."""
    yield from imported_names(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def crossed_fences(path: str, source: str) -> set[str]:
    names = set(used_names(source))
    return {
        library
        for library, allowed in FENCES.items()
        if not any(path.startswith(f"{folder}/") for folder in allowed)
        and any(f"{name}.".startswith(f"{library}.") for name in names)
    }


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_library_is_used_only_in_its_room(path: Path) -> None:
    assert crossed_fences(str(path.relative_to(ROOT)), path.read_text()) == set()


@pytest.mark.parametrize(
    ("path", "source", "crossed"),
    [
        ("devices/x.py", "import pymodbus.client", {"pymodbus"}),
        ("devices/x.py", "from aiohttp import web", {"aiohttp.web"}),
        ("hallctl/links/http.py", "import aiohttp\naiohttp.web.Application()", {"aiohttp.web"}),
        ("hallctl/links/http.py", "import aiohttp\naiohttp.ClientSession()", set()),
        ("hallctl/simulation/x.py", "from aiohttp import web", set()),
        ("web/app.py", "from aiohttp.web import Application", set()),
        ("web/app.py", "import serialisation", set()),
        ("hallctl/hall.py", "from sqlalchemy import text", {"sqlalchemy"}),
    ],
)
def test_the_fence_sees_every_way_of_importing(path: str, source: str, crossed: set[str]) -> None:
    assert crossed_fences(path, source) == crossed


@pytest.mark.parametrize("path", modules("hallctl/domain"), ids=lambda path: path.name)
def test_the_domain_is_pure(path: Path) -> None:
    assert {name.split(".")[0] for name in imported_names(path.read_text())} & IMPURE == set()


def test_no_dependency_owns_one_of_our_package_names() -> None:
    owners = metadata.packages_distributions()
    foreign = {name: set(owners.get(name, [])) - {"hallctl"} for name in (*PACKAGES, "config")}
    assert {name: owner for name, owner in foreign.items() if owner} == {}


def test_the_folders_at_the_top_are_those_of_the_design() -> None:
    ignored = {line.strip("/\n") for line in (ROOT / ".gitignore").read_text().splitlines()}
    present = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert present - ignored == FOLDERS


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_stays_readable(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


def test_every_room_has_its_layer() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    named = {name.strip(" ()") for layer in layers for name in layer.split("|")}
    rooms = {path.relative_to(ROOT).parts[1].removesuffix(".py") for path in modules("hallctl")}
    assert {f"hallctl.{room}" for room in rooms - {"__init__"}} - named == set()


def test_the_wheel_ships_every_file_and_the_configurations(tmp_path: Path) -> None:
    built = next(iter(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])))
    with zipfile.ZipFile(built) as wheel:
        names = set(wheel.namelist())
    assert {f"hallctl/_shipped/{example}" for example in files("config")} - names == set()
    assert files(*PACKAGES) - names == set()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == set(PACKAGES)


def test_the_wheel_has_one_command() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["scripts"] == {"hallctl": "hallctl.cli:main"}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_with_hashes_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pins
    assert all("==" in pin and pin.endswith("\\") for pin in pins)
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_both_locks_agree() -> None:
    runtime, development = (
        {line.split(" ")[0] for line in (ROOT / lock).read_text().splitlines() if line[:1].isalpha()}
        for lock in ("requirements.lock", "requirements-dev.lock")
    )
    assert runtime - development == set()


def test_every_direct_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    declared = [*project["project"]["dependencies"], *groups["build"], *groups["dev"]]
    names = {re.match(r"[\w-]+", one)[0] for one in declared if isinstance(one, str)}  # type: ignore[index]
    explained = set(re.findall(r"^\| ([\w-]+) \|", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE))
    assert explained - {"package"} == names
