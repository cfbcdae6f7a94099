"""What a simulated camera sees: grey bars that move, as a JPEG and as a transport stream. Blocking."""

from __future__ import annotations

import io
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

WIDTH: Final = 320
HEIGHT: Final = 180
PER_S: Final = 5
BAR: Final = 16
LONGEST_S: Final = 60
TS_PACKET: Final = 188
TS_PER_RTP: Final = 7


def _frame(number: int) -> Any:
    import av
    import numpy as np

    grey = np.full((HEIGHT, WIDTH), 60, dtype=np.uint8)
    left = number * BAR % WIDTH
    grey[:, left : left + BAR] = 220
    return av.VideoFrame.from_ndarray(grey, format="gray")


@lru_cache(maxsize=1)
def still() -> bytes:
    """A JPEG."""
    import av

    codec: Any = av.CodecContext.create("mjpeg", "w")
    codec.width, codec.height, codec.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
    codec.time_base = Fraction(1, PER_S)
    frame = _frame(3).reformat(format="yuvj420p")
    frame.pts = 0
    return b"".join(bytes(packet) for packet in (*codec.encode(frame), *codec.encode(None)))


@lru_cache(maxsize=4)
def transport_stream(seconds: int) -> tuple[bytes, ...]:
    """H.264 in MPEG-TS, cut into what fits an RTP packet."""
    import av

    seconds = max(1, min(seconds, LONGEST_S))
    file = io.BytesIO()
    with av.open(file, "w", format="mpegts") as out:
        stream: Any = out.add_stream(
            "libx264", rate=PER_S, options={"preset": "ultrafast", "tune": "zerolatency"}
        )
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.gop_size = PER_S
        for number in range(seconds * PER_S):
            frame = _frame(number).reformat(format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, PER_S)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    data, size = file.getvalue(), TS_PACKET * TS_PER_RTP
    return tuple(data[at : at + size] for at in range(0, len(data), size))
