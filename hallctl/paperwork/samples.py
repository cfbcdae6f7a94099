"""A document of every kind with facts that were made up, to look at what a hall would hand out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from hallctl.domain.applications.documents import DOCUMENTS, Profile, number_of, title_of
from hallctl.domain.applications.papers import DocumentFacts, DocumentKind, MaterialLine
from hallctl.paperwork.page import DocumentPage, SealLook

D = DocumentKind
ZONE: Final = ZoneInfo("Asia/Shanghai")
AT: Final = datetime(2026, 3, 2, 10, 5, tzinfo=ZONE)
DUE: Final = datetime(2026, 3, 17, tzinfo=ZONE)

MATERIALS: Final = (
    MaterialLine("M1", "食品经营许可申请书", 1, 0, "PAPER"),
    MaterialLine("M2", "营业执照", 0, 1, "ELECTRONIC"),
    MaterialLine("M3", "与食品经营相适应的主要设备设施布局、操作流程等文件", 0, 2, "PAPER"),
    MaterialLine("M4", "食品安全自查、从业人员健康管理等保证食品安全的规章制度", 0, 1, "PAPER"),
    MaterialLine("M5", "法定代表人（负责人）身份证", 1, 1, "EITHER"),
)
_LACKING: Final = (
    MaterialLine("M3", MATERIALS[2].name, 0, 2, "PAPER", "未标明加工间与仓库的位置，请重新绘制"),
    MaterialLine("M4", MATERIALS[3].name, 0, 1, "PAPER", "缺少从业人员健康管理制度"),
)
_REVIEWED: Final = tuple(msgspec.structs.replace(line, note="符合要求") for line in MATERIALS)

FACTS: Final[Mapping[DocumentKind, DocumentFacts]] = {
    D.RECEIPT_NOTICE: DocumentFacts(at=AT, due=DUE, materials=MATERIALS, signed_by="u01"),
    D.ACCEPTANCE_NOTICE: DocumentFacts(at=AT, due=DUE, materials=MATERIALS),
    D.NON_ACCEPTANCE_NOTICE: DocumentFacts(reason="NOT_COMPETENT", authority="云溪市市场监督管理局"),
    D.ONE_TIME_NOTICE: DocumentFacts(materials=_LACKING, limit=10),
    D.RETURN_NOTICE: DocumentFacts(
        reason="经营场所不在本县行政区域内", authority="邻山县政务服务中心", materials=MATERIALS[:2]
    ),
    D.SPECIAL_NOTICE: DocumentFacts(
        subject="SITE_SURVEY",
        participants=("申请人", "县市场监督管理局核查员二名", "县卫生健康局专家一名"),
        limit=5,
    ),
    D.REVIEW_OPINION: DocumentFacts(
        materials=_REVIEWED, outcome="GRANT", reason="申请材料真实、完整，经营条件符合要求", signed_by="u07"
    ),
    D.INITIAL_OPINION: DocumentFacts(
        materials=_REVIEWED,
        outcome="GRANT",
        reason="申请材料齐全，建议批准",
        authority="云溪市市场监督管理局",
        signed_by="u07",
    ),
    D.SPECIAL_RESULT: DocumentFacts(
        subject="SITE_SURVEY",
        at=AT,
        participants=("申请人", "核查员二名"),
        reason="现场布局与图纸一致，设备设施符合要求，现场勘验合格",
        signed_by="u08",
    ),
    D.GRANT_DECISION: DocumentFacts(at=AT, certificate="PERMIT", signed_by="u09"),
    D.REFUSAL_DECISION: DocumentFacts(
        at=AT, reason="加工场所与有毒场所的距离不符合食品安全标准的规定", signed_by="u09"
    ),
    D.CERTIFICATE: DocumentFacts(
        certificate="PERMIT",
        at=AT,
        due=datetime(2031, 3, 2, tzinfo=ZONE),
        subject="热食类食品制售，冷食类食品制售",
        basis="《中华人民共和国食品安全法》第三十五条",
    ),
    D.JOINT_OPINION: DocumentFacts(
        subject="云溪县消防救援大队",
        outcome="OPINION_GRANT",
        reason="公众聚集场所消防安全条件符合规定",
        signed_by="u10",
    ),
    D.EXTENSION_NOTICE: DocumentFacts(reason="需要进一步核实经营场所权属", subject="C04", limit=10, due=DUE),
    D.AUTO_CLOSE_RECORD: DocumentFacts(at=AT, reason="SUPPLEMENT_LIMIT_MISSED", materials=_LACKING),
    D.DELIVERY_RECEIPT: DocumentFacts(
        at=AT, mode="COLLECT", subject="食品经营许可证", proof="本人签收", signed_by="u11"
    ),
    D.REVOCATION: DocumentFacts(at=AT, reason="申请时提交了虚假的场所使用证明", signed_by="u09"),
    D.PROXY_MANDATE: DocumentFacts(
        subject="FILE,SUPPLEMENT,COLLECT_RESULT", at=AT, proof="纸质委托书已签名归档", signed_by="u01"
    ),
    D.TOLERANCE_PROMISE: DocumentFacts(materials=MATERIALS[3:4], due=DUE),
    D.PRE_REVIEW_RESULT: DocumentFacts(materials=_LACKING, due=DUE),
    D.PAYMENT_RECEIPT: DocumentFacts(
        at=AT,
        amount=12050,
        basis="《云溪县行政事业性收费目录（2026年）》",
        standard="每证120.50元",
        proof="2026030200017",
        signed_by="u01",
    ),
}
"""Facts with all that the kind must say."""

SEALS: Final[Mapping[str, SealLook]] = {
    "CUSTODY": SealLook("云溪县政务服务中心", "受理专用章"),
    "DEPARTMENT": SealLook("云溪县市场监督管理局"),
    "PROCEDURE": SealLook("云溪县市场监督管理局"),
}


def sample(kind: DocumentKind, profile: Profile = Profile.STANDARD, *, sealed: bool = True) -> DocumentPage:
    """One document; `sealed`: with the seal that it would bear."""
    rule = DOCUMENTS[kind]
    facts = FACTS[kind]
    custody = rule.seal.value == "CUSTODY"
    return DocumentPage(
        kind=kind,
        title=title_of(kind, profile),
        number=number_of("云溪政务", 2026, kind, 12),
        version=rule.version,
        hall="云溪县政务服务中心",
        issuer="云溪县政务服务中心" if custody else "云溪县市场监督管理局",
        department="云溪县市场监督管理局",
        applicant="云溪县老街食府",
        application="SP-001-20260302-0007",
        item="食品经营许可（新办）",
        licence=True,
        facts=facts,
        at=AT,
        timezone=ZONE,
        profile=profile,
        officer="王敏" if facts.signed_by else "",
        government="云溪县人民政府",
        court="云溪县人民法院",
        phone="0859-1234567",
        check="https://hall.example/d/Zk3p8Qw1Vt5Xb7Nc9Rm2Yg",
        seal=SEALS.get(rule.seal.value) if sealed else None,
    )
