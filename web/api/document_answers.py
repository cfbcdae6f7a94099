"""Answers of calls about documents and seals."""

from __future__ import annotations

from collections.abc import Mapping

from hallctl.contracts.document_views import DocumentCheck, DocumentView, SealUseView, SealView
from hallctl.contracts.seal_looks import UnsealedView
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
    """The seals of the hall. `names`: of the people, by id."""

    seals: tuple[SealView, ...]
    names: Mapping[str, str]


class UnsealedAnswer(Seen, frozen=True, kw_only=True):
    """Documents that wait for a seal, the newest first. `before`: of the next page; None: there is none."""

    documents: tuple[UnsealedView, ...]
    before: int | None


class SealUsesAnswer(Seen, frozen=True, kw_only=True):
    """Uses of seals, the newest first. `before`: of the next page; None: there is none. `names`: by id."""

    uses: tuple[SealUseView, ...]
    names: Mapping[str, str]
    before: int | None
