"""Proves a profile: its driver goes through the trials of its kind with a real, simulated or recorded one."""

from hallctl.conformance.bench import Examined, Result, examine
from hallctl.conformance.proving import Proof, prove, record

__all__ = ["Examined", "Proof", "Result", "examine", "prove", "record"]
