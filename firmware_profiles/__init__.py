"""Profiles of device models and firmware ranges: data, no code."""

from pathlib import Path


def folder() -> Path:
    """Where the shipped profiles lie, as `<kind>/<vendor>-<model>.toml`."""
    return Path(__file__).parent
