"""Static files under an address that changes with their content, so that a browser may keep them for ever."""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path
from typing import Final

from aiohttp import web

FOR_EVER: Final = "public, max-age=31536000, immutable"
TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Assets:
    """The tree below `root`, read once.

    One digest stands for all of it, because modules import each other by relative path.
    """

    def __init__(self, root: Path) -> None:
        self._files = {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }
        digest = hashlib.sha256()
        for name, content in self._files.items():
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        self.digest = digest.hexdigest()[:16]

    def url(self, path: str) -> str:
        """The address of `path`; raises KeyError for a file that does not exist."""
        if path not in self._files:
            raise KeyError(path)
        return f"/static/{self.digest}/{path}"

    async def serve(self, request: web.Request) -> web.Response:
        """A file of the present tree; an older digest gets the present content, briefly."""
        path = request.match_info["path"]
        if path not in self._files:
            raise web.HTTPNotFound
        current = request.match_info["digest"] == self.digest
        return self._response(path, FOR_EVER if current else "no-cache")

    async def icon(self, _: web.Request) -> web.Response:
        """What browsers ask for by themselves."""
        return self._response("icon.svg", "public, max-age=86400")

    def _response(self, path: str, caching: str) -> web.Response:
        suffix = Path(path).suffix
        kind = TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
        text = kind.startswith("text/") or suffix == ".svg"
        return web.Response(
            body=self._files[path],
            content_type=kind,
            charset="utf-8" if text else None,
            headers={"Cache-Control": caching, "X-Content-Type-Options": "nosniff"},
        )
