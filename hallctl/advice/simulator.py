"""`python -m hallctl.advice.simulator`: carries out what its parent sends, one thing after the other.

Standard input brings pickled functions without arguments, standard output takes (result, error) for each. It
ends when its parent does, and leaves the machine to people and devices first.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from contextlib import suppress
from typing import IO, Final

import hallctl.advice.engine  # noqa: F401 - loaded before the first question

NICE: Final = 19
"""Estimates take what nobody else wants of the machine."""


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until there are no more questions."""
    while True:
        try:
            work = pickle.load(questions)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        try:
            said = pickle.dumps((work(), None))
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent is told
            said = pickle.dumps((None, error))
        answers.write(said)
        answers.flush()


def main() -> None:
    """Serve the parent; Ctrl-C is for it, and its end is ours."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):  # a service that may not is as good a hall, on a machine with more than one core
        os.nice(NICE)
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
