"""A case whose results wait for seals, and who puts them on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from case_desk import BUREAU, CaseDesk, an_item

from hallctl.domain import commands as c
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.catalogue.kinds import CertificateClass
from hallctl.domain.seals import PaperworkRules, Seal, SealingMode, SealKind

KEEPER: Final = "u11"
OF_BUREAU: Final = Seal(
    "bureau", SealKind.DEPARTMENT, "人社局", department=BUREAU, custodians=frozenset({KEEPER})
)
BY_ITSELF: Final = replace(OF_BUREAU, automatic=True)
OF_OTHERS: Final = replace(OF_BUREAU, id="others", department="医保局")
CUSTODY: Final = Seal(
    "window", SealKind.CUSTODY, "大厅", windows=frozenset({"1"}), custodians=frozenset({"u01"})
)

HANDED_OVER: Final = a.HandOverResult(certificate=CertificateClass.PERMIT)
SIGNED: Final = a.Delivered(proof="signature-1")
SENT: Final = a.DispatchMail(tracking="EM000000001CN")


def a_desk(*seals: Seal, mode: SealingMode = SealingMode.ELECTRONIC, **item: Any) -> CaseDesk:
    """A case with a certificate, in a hall with these seals."""
    return CaseDesk(
        an_item("m1", certificate=CertificateClass.PERMIT, **item),
        seals={seal.id: seal for seal in seals},
        paperwork=PaperworkRules(sealing=mode),
    )


def take(desk: CaseDesk, seal: str = "bureau", person: str = KEEPER) -> None:
    """The keeper takes the seal out."""
    desk.do(c.OpenSeal(seal=seal), desk.as_(person))


def begin(desk: CaseDesk, kind: D) -> None:
    """The keeper puts the seal on the document of that kind; it is being drawn."""
    take(desk)
    name = next(one.id for one in desk.case.documents if one.kind is kind)
    desk.do(c.SealDocument(application=desk.name, document=name, seal="bureau"), desk.as_(KEEPER))


def drawn(desk: CaseDesk) -> None:
    """Everything that waits is drawn, with the seals that it is to bear."""
    for job in tuple(desk.day.state.drawing.values()):
        desk.do(
            c.FileDocument(
                application=job.application,
                document=job.document,
                file=job.document,
                key="key-1",
                sha256=job.document,
                size=1,
                pages=1,
                code=job.document,
                seal=job.seal,
            )
        )
