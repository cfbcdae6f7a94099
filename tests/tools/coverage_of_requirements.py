"""Lists every requirement of docs/requirements.toml with the tests that carry its number.

A test carries `@pytest.mark.req("QUE-03", …)` when it proves the whole criterion. The marks are read from the
source, so nothing has to be installed or started. Exit code 1 when a mark names no requirement.
"""

import ast
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "docs" / "requirements.toml"
TESTS = ROOT / "tests"
PRIORITIES = ("must", "should", "optional")


@dataclass(frozen=True)
class Requirement:
    """One row of docs/requirements.toml."""

    id: str
    priority: str
    text: str
    criterion: str
    source: str


def requirements(path: Path = REQUIREMENTS) -> dict[str, Requirement]:
    """All requirements by id, in the order of the file."""
    rows = tomllib.loads(path.read_text())["requirement"]
    return {row["id"]: Requirement(**row) for row in rows}


def proofs(folder: Path = TESTS) -> dict[str, list[str]]:
    """Requirement id → the tests that carry it, as `path::name`."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        for name, ids in marks(path.read_text()):
            for requirement in ids:
                found[requirement].append(f"{path.relative_to(folder.parent)}::{name}")
    return dict(found)


def marks(source: str) -> Iterator[tuple[str, list[str]]]:
    """Each test with the requirement numbers of its own mark, its class's and its module's `pytestmark`."""
    tree = ast.parse(source)
    yield from _marks_below(tree, _pytestmark(tree.body), "")


def _marks_below(
    scope: ast.Module | ast.ClassDef, inherited: list[str], prefix: str
) -> Iterator[tuple[str, list[str]]]:
    for node in scope.body:
        if isinstance(node, ast.ClassDef):
            own = inherited + _numbers(node.decorator_list) + _pytestmark(node.body)
            yield from _marks_below(node, own, f"{prefix}{node.name}::")
            if own and any(ast.unparse(base).endswith(".TestCase") for base in node.bases):
                yield prefix + node.name, own  # hypothesis: the state machine's test is inherited
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            numbers = inherited + _numbers(node.decorator_list)
            if numbers:
                yield prefix + node.name, numbers


def _pytestmark(body: list[ast.stmt]) -> list[str]:
    values = [
        node.value
        for node in body
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["pytestmark"]
    ]
    return _numbers(values)


def _numbers(nodes: list[ast.expr]) -> list[str]:
    """The arguments of every `…mark.req(…)` in the expressions, also inside `pytest.param(…, marks=…)`."""
    calls = [call for node in nodes for call in ast.walk(node) if isinstance(call, ast.Call)]
    return [
        str(argument.value)
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "req"
        for argument in call.args
        if isinstance(argument, ast.Constant)
    ]


def report(known: dict[str, Requirement], proven: dict[str, list[str]]) -> Iterator[str]:
    """The lines to print: each requirement with its tests, then the sums by priority."""
    for requirement in known.values():
        tests = proven.get(requirement.id, [])
        sign = "proven" if tests else "-"
        yield f"{requirement.id:8} {requirement.priority:8} {sign:6} {requirement.text}"
        yield from (f"{'':24} {test}" for test in tests)
    yield ""
    for priority in PRIORITIES:
        ids = [requirement.id for requirement in known.values() if requirement.priority == priority]
        yield f"{priority:8} {sum(one in proven for one in ids):3} of {len(ids):3} proven"
    yield f"{'all':8} {sum(one in proven for one in known):3} of {len(known):3} proven"


def main() -> int:
    """Print the list; complain about marks that name nothing."""
    known, proven = requirements(), proofs()
    for line in report(known, proven):
        print(line)
    unknown = sorted(set(proven) - set(known))
    for number in unknown:
        print(f"unknown requirement {number}: {', '.join(proven[number])}", file=sys.stderr)
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
