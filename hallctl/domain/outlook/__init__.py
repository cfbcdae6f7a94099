"""Outlook (等候预测): what a zone is expected to come to, as simulated forward from the live state.

Pure. `Outlook` is what views and rules read; it is knowledge about the day and no part of its state.
"""

from __future__ import annotations

from hallctl.domain.outlook.results import Outlook, Wait

__all__ = ["Outlook", "Wait"]
