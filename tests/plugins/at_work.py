"""The end of parts that a test had run beside it: none may have died before."""

import asyncio
from typing import Any


async def stopped(*tasks: asyncio.Task[Any]) -> None:
    """Cancel the tasks. Fails where one had ended by itself, well or with an error."""
    for task in tasks:
        task.cancel()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    died = {task.get_name(): end for task, end in zip(tasks, ends, strict=True) if not _cancelled(end)}
    assert died == {}


def _cancelled(end: object) -> bool:
    return isinstance(end, asyncio.CancelledError)
