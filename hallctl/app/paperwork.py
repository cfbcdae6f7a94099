"""Where documents (文书) of a hall are drawn, signed and kept."""

from __future__ import annotations

from datetime import datetime

import structlog

from hallctl.configuration.configuration import Configuration
from hallctl.journal.journal import Journal
from hallctl.paperwork.local_signer import LocalSigner
from hallctl.paperwork.press import Press
from hallctl.reactions.drawing import Office
from hallctl.sealed_files import SealedFiles

log = structlog.get_logger(__name__)


def office_of(configuration: Configuration, journal: Journal, at: datetime) -> Office:
    """Seals that have no key get one, so that a hall can be tried out at once. Raises OSError."""
    signer = LocalSigner(configuration.seals_folder)
    for seal in configuration.setup.seals.values():
        if signer.create(seal.id, seal.name, at) is not None:
            log.warning("a seal had no key and got one that vouches for itself", seal=seal.id)
    return Office(Press(), signer, SealedFiles(configuration.documents_folder, journal))
