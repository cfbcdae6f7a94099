"""Answers of calls about documents and seals."""

from __future__ import annotations

from hallctl.contracts.document_views import DocumentCheck, DocumentView, SealUseView, SealView
from web.api.answers import Seen


class DocumentsAnswer(Seen, frozen=True, kw_only=True):
    """The documents of an application, in the order in which they were made."""

    documents: tuple[DocumentView, ...]


class DocumentAnswer(Seen, frozen=True, kw_only=True):
    """A document."""

    document: DocumentView


class CheckAnswer(Seen, frozen=True, kw_only=True):
    """Whether a paper is genuine."""

    document: DocumentCheck


class SealsAnswer(Seen, frozen=True, kw_only=True):
    """The seals of the hall."""

    seals: tuple[SealView, ...]


class SealUsesAnswer(Seen, frozen=True, kw_only=True):
    """Uses of seals, the newest first. `before`: of the next page; None: there is none."""

    uses: tuple[SealUseView, ...]
    before: int | None
