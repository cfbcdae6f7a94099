"""Advice (建议): what the hall could do about the queue. Pure: it names measures and changes nothing."""
