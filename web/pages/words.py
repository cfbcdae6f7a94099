"""The words of the pages, in both languages, from one catalogue."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final, get_args

from web.language import Language

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
TAGS: Final[dict[Language, str]] = {"zh": "zh-CN", "en": "en"}
"""What goes into `lang=` and `Accept-Language`."""


class Words:
    """Key → one text for each language. A text may hold `{names}` to be filled in."""

    def __init__(self, pairs: dict[str, tuple[str, str]]) -> None:
        self._by_language: dict[Language, dict[str, str]] = {
            language: {key: pair[place] for key, pair in pairs.items()}
            for place, language in enumerate(LANGUAGES)
        }

    @classmethod
    def load(cls, path: Path) -> Words:
        """Read a catalogue of `[section]` tables with `key = ["中文", "English"]`."""
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls(
            {
                f"{section}.{key}": (zh, en)
                for section, rows in tables.items()
                for key, (zh, en) in rows.items()
            }
        )

    def of(self, language: Language, *sections: str) -> dict[str, str]:
        """All texts of `sections`."""
        wanted = tuple(f"{section}." for section in sections)
        return {key: text for key, text in self._by_language[language].items() if key.startswith(wanted)}
