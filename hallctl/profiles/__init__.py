"""Reads and checks the firmware profiles."""
