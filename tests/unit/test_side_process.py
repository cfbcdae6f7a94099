"""The other end of the process beside the daemon, on real pipes."""

from __future__ import annotations

import pickle
import subprocess
from functools import partial

from hallctl.side_process import COMMAND


def test_the_end_of_the_parent_in_the_middle_of_a_question_is_no_error() -> None:
    process = subprocess.Popen(
        (*COMMAND, "time", "0"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    with process, process.stdin as questions:
        process.stdout.close()
        questions.write(pickle.dumps(partial(pow, 2, 10)))
        questions.flush()
        complaint = process.stderr.read()
    assert (process.returncode, complaint) == (0, b"")
