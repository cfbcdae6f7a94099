"""A small client of the hall's HTTP API, as a stranger would write it: for simulated people."""

from __future__ import annotations

import secrets
from types import TracebackType
from typing import Any, Self

import aiohttp

CONFLICT = 409


class Problem(Exception):
    """The hall said no."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
        self.code = str(body.get("code", status))
        super().__init__(f"{status} {self.code}: {body.get('detail') or body.get('title', '')}")


class Client:
    """One caller: a person after `log_in`, otherwise the bearer of `token`."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self._url = url.rstrip("/") + "/api/v1"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(total=15)
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.close()

    async def log_in(self, user: str, password: str, window: str | None) -> None:
        """Become that person, at that window."""
        body = {"user": user, "password": password, "workstation": f"sim-{user}"}
        answer = await self.post("/session", body | ({"window": window} if window else {}), keyed=False)
        self._headers = {"X-CSRF-Token": answer["csrf"]}

    async def log_out(self) -> None:
        """Leave."""
        async with self._http.delete(self._url + "/session", headers=self._headers) as response:
            await response.read()

    async def get(self, path: str) -> dict[str, Any]:
        """Read. Raises `Problem` and aiohttp's errors."""
        async with self._http.get(self._url + path, headers=self._headers) as response:
            return await _answer(response)

    async def post(
        self, path: str, body: dict[str, Any] | None = None, *, keyed: bool = True
    ) -> dict[str, Any]:
        """Change, safely repeatable. Raises `Problem` and aiohttp's errors."""
        headers = self._headers | ({"Idempotency-Key": secrets.token_hex(8)} if keyed else {})
        async with self._http.post(self._url + path, json=body or {}, headers=headers) as response:
            return await _answer(response)


async def _answer(response: aiohttp.ClientResponse) -> dict[str, Any]:
    body: dict[str, Any] = await response.json(content_type=None) or {}
    if response.status >= 400:  # noqa: PLR2004 - the border between yes and no in HTTP
        raise Problem(response.status, body)
    return body
