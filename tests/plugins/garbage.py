"""What may come over a wire instead of a message: noise, almost JSON, almost a request, a flawed one."""

from __future__ import annotations

import json
from typing import Any, Final

from hypothesis import strategies as st

from hallctl.registry.arguments import ARGS

KEYS: Final = (
    "id",
    "name",
    "args",
    "state",
    "ok",
    "error",
    "code",
    "health",
    "items",
    "ticket",
    "zone",
    "size",
)
DEEP: Final = 8000


def anything() -> st.SearchStrategy[Any]:
    """Any JSON."""
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=8), inner, max_size=6)
        ),
        max_leaves=12,
    )


def almost_requests() -> st.SearchStrategy[Any]:
    """The envelope of a request around something else."""
    return st.fixed_dictionaries(
        {"id": st.text(max_size=80), "name": st.sampled_from([*ARGS, "", "no.such"]), "args": anything()}
    )


@st.composite
def flawed(draw: st.DrawFn) -> bytes:
    """A sound message with bytes missing, doubled or flipped."""
    sound = json.dumps(draw(almost_requests()), ensure_ascii=False).encode(errors="surrogatepass")
    place = draw(st.integers(0, len(sound)))
    noise = draw(st.binary(max_size=4))
    return sound[:place] + noise + sound[place + draw(st.integers(0, 3)) :]


def payloads() -> st.SearchStrategy[bytes]:
    """All of it, and what is made to exhaust a reader."""
    as_json = (anything() | almost_requests()).map(
        lambda it: json.dumps(it, ensure_ascii=False).encode(errors="surrogatepass")
    )
    nasty = st.sampled_from(
        [
            b"[" * DEEP,
            b'{"id":"r1","name":"ticket.issue","args":' + b"[" * DEEP + b"]" * DEEP + b"}",
            b'{"a":' * (DEEP // 4) + b"1" + b"}" * (DEEP // 4),
            b'{"id":"\xff\xfe","name":"telemetry"}',
            b'{"state":"\xc3\x28"}',
            b'{"id":"r1","ok":true,"error":{"code":"\xed\xa0\x80"}}',
            b"1" * 40_000,
            b'"' + b"x" * 40_000,
            b'{"state":"online","at":"9999-99-99T99:99:99Z"}',
        ]
    )
    return st.binary(max_size=200) | as_json | flawed() | nasty
