"""Profiles of device models and firmware ranges: data, no code."""
