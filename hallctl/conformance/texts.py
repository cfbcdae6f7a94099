"""Messages of HTTP, ISAPI, ONVIF, IPP and RTSP as a recording holds them: without what is another each time.

What is left out: the host that is named, most headers, who asks (digests, WS-Security), the numbers of IPP
requests, and what stands in a document, which is another with each font and each moment.
"""

from __future__ import annotations

import re
from typing import Final

from hallctl.simulation.text_messages import END, TextMessage, TextMessages, response

HOST: Final = b"127.0.0.1:00000"
"""Stands for where the device is. As long as any address that the stand gives."""

_KEPT: Final = ("content-type", "content-base", "transport", "session", "public")
_IPP: Final = "application/ipp"
_IPP_NUMBER: Final = slice(4, 8)
_LOGIN: Final = re.compile(rb"<(?:\w+:)?Security\b.*?</(?:\w+:)?Security>", re.DOTALL)
_DOCUMENT: Final = re.compile(rb"%PDF-.*%%EOF\s*", re.DOTALL)
_NO_DOCUMENT: Final = b"%PDF-%%EOF"
_ASKS_WHO: Final = "401"


def bare(message: TextMessage, *hosts: str) -> bytes:
    """A message as it is recorded. `hosts`: as what the device is known here, `host:port`."""
    body = without_document(_LOGIN.sub(b"", message.body))
    if message.headers.get("content-type") == _IPP:
        body = _numbered(body, bytes(4))
    lines = [f"{name.title()}: {message.headers[name]}" for name in _KEPT if name in message.headers]
    head = "\r\n".join([message.first, *lines]).encode("latin-1")
    for host in map(str.encode, hosts):
        head = head.replace(host, HOST)
        # Other lengths would break what counts its bytes.
        body = body.replace(host, HOST) if len(host) == len(HOST) or b"\0" not in body else body
    return head + f"\r\nContent-Length: {len(body)}".encode() + END + body


def answered(raw: bytes, asked: TextMessage, host: str) -> bytes:
    """The bytes of a recorded answer in answer to `asked`, with what follows it on the wire."""
    messages = TextMessages()
    message = next(messages.feed(raw), None)
    if message is None:
        return raw
    list(messages.feed(b""))
    headers = {name.title(): message.headers[name] for name in _KEPT if name in message.headers}
    body = message.body
    if message.headers.get("content-type") == _IPP:
        body = _numbered(body, asked.body[_IPP_NUMBER])
    named = {name: value.replace(HOST.decode(), host) for name, value in headers.items()}
    whole = response(asked, int(message.words[1]), named, body.replace(HOST, host.encode()))
    return whole + messages.between


def asks_who(raw: bytes) -> bool:
    """Whether this recorded answer only asks for a login."""
    return raw.split(b" ", 2)[1:2] == [_ASKS_WHO.encode()]


def without_document(raw: bytes) -> bytes:
    """With a mark in the place of a PDF."""
    return _DOCUMENT.sub(_NO_DOCUMENT, raw)


def _numbered(body: bytes, number: bytes) -> bytes:
    return body[: _IPP_NUMBER.start] + number + body[_IPP_NUMBER.stop :]
