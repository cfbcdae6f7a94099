"""What can be wrong with profiles, said with file, line and key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ProfileProblem:
    """One thing that is wrong in one profile file."""

    file: Path
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.key}: {self.text}" if self.key else f"{place}: {self.text}"


class ProfileError(ValueError):
    """Profiles that cannot be used; `problems` names each file, line and key."""

    def __init__(self, problems: Iterable[ProfileProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnknownProfileError(KeyError):
    """No profile of this kind has this name."""

    def __init__(self, name: str, kind: str, known: Iterable[str]) -> None:
        self.name = name
        self.kind = kind
        names = ", ".join(sorted(known)) or "none"
        super().__init__(f"no profile for {kind} is called {name!r}; there are: {names}")

    def __str__(self) -> str:
        return str(self.args[0])
