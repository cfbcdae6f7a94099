"""Pure rules of the hall: no I/O, no clock, no asyncio."""
