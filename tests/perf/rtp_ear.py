"""Listens to RTP on a free port and prints, when told to end, the times from packet to packet.

The kernel says when each packet came: how busy this process is does not count.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading

SO_TIMESTAMPNS = 35
_TIME = struct.Struct("@qq")
_MARKER = 0x80


def main() -> None:
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ear.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    ear.bind(("0.0.0.0", 0))  # noqa: S104 - loopback has many addresses
    print(ear.getsockname()[1], flush=True)
    gaps: dict[int, list[float]] = {}
    last: dict[int, float] = {}
    threading.Thread(target=_hear, args=(ear, gaps, last), daemon=True).start()
    sys.stdin.readline()
    print(json.dumps([gap for own in gaps.values() for gap in own]), flush=True)


def _hear(ear: socket.socket, gaps: dict[int, list[float]], last: dict[int, float]) -> None:
    while True:
        data, told, _, _ = ear.recvmsg(4096, 64)
        seconds, nanoseconds = _TIME.unpack(told[0][2])
        at, source = seconds + nanoseconds / 1e9, int.from_bytes(data[8:12])
        if not data[1] & _MARKER and source in last:
            gaps.setdefault(source, []).append(at - last[source])
        last[source] = at


if __name__ == "__main__":
    main()
