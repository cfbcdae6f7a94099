"""Applications (办件): the aggregate, its states, its clocks and its documents (domain chapter 4)."""

from hallctl.domain.applications.application import Application, Changes
from hallctl.domain.applications.states import ApplicationState, Channel

__all__ = ["Application", "ApplicationState", "Changes", "Channel"]
