"""A printer on IPP by somebody else, as a process: `python foreign_ipp.py PORT (FOLDER | --reject)`."""

import sys
from typing import Any

from ippserver.behaviour import RejectAllPrinter, SaveFilePrinter
from ippserver.server import IPPRequestHandler, IPPServer


class Handler(IPPRequestHandler):  # type: ignore[misc]
    """Without the `100 Continue` that nobody asked for: it carries headers that end the connection."""

    def send_headers(self, status: int = 200, **more: Any) -> None:
        if status != 100:
            super().send_headers(status=status, **more)


if __name__ == "__main__":
    port, what = int(sys.argv[1]), sys.argv[2]
    behaviour = RejectAllPrinter() if what == "--reject" else SaveFilePrinter(what, "pdf")
    IPPServer(("127.0.0.1", port), Handler, behaviour).serve_forever()
