"""Proves a profile: its driver goes through the trials of its kind with a real, simulated or recorded one."""

from hallctl.conformance.bench import Examined, Pace, Result, examine
from hallctl.conformance.proving import Proof, prove, record

__all__ = ["Examined", "Pace", "Proof", "Result", "examine", "prove", "record"]
