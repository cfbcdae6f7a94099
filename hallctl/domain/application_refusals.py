"""Refusals of acts on applications (办件): code, words and hint; below them in English."""

from __future__ import annotations

from typing import Final

CONFLICT: Final = """
ALREADY_NOTIFIED    已一次性告知，不得再次告知 | 请按首次告知的清单核对
                    There was a one-time notice already | Check what it lists
NOTICE_MISSING      没有待送达的告知书 | 请由后台先出具
                    There is no notice to serve | The back office writes it first
NOT_INSTANT         该事项不是即办件 | 请按受理程序办理
                    It cannot be finished on the spot | Accept it first
NOT_RECEIVE_ONLY    本窗口有受理权，不得退件 | 请作出受理或不予受理
                    This window may decide on acceptance | Accept it or say why not
PAYMENT_DUE         尚未缴费 | 请先缴费或登记减免
                    The fee is still due | Pay it, or enter an exemption
CREDIT_NEEDED       信用状况不允许容缺受理 | 请补齐材料
                    Only good credit allows a promise | Bring the materials
REPORTS_MISSING     尚有部门未反馈收件意见 | 请等待各部门反馈
                    A department has not reported its intake yet | Wait for all of them
REPORTS_DIFFER      各部门意见不支持这样办理 | 请按反馈意见办理
                    The departments' reports do not allow it | Do as they say
NOT_JOINT           该事项不是并联审批事项 | 请按单部门程序办理
                    Not a joint matter | Handle it as one department's
NO_LOWER_REVIEW     该事项不需下级初审 | 请直接审查
                    No lower authority reviews it first | Review it
NOT_FORWARDED       该事项不属代办转报 | 请按受理程序办理
                    It is not forwarded to a superior | Decide on acceptance
NOT_DEEMED          该事项逾期不视为受理 | 请作出决定
                    Silence does not count as acceptance here | Decide on it
CLOCK_RUNS          同类时限已另有一条在计时 | 请改正正在计时的一条
                    Another clock of the kind is running | Correct that one
CLOCK_DONE          该时限所等的事已办或已不再需要 | 请勿更正已终止的时限
                    What this clock waited for is done, or no longer comes | Leave it as it is
CAPTURE_OPEN        材料仍在采集 | 请等采集完成后再移交
                    A material is still being captured | Wait until it is
OPINION_GIVEN       该部门已提交意见 | 如需重审请退回
                    The department has given its opinion | Send the case back first
SPECIAL_OPEN        特殊环节尚未结束 | 请先登记结果
                    A special procedure is under way | Enter its result first
SPECIAL_NOT_ALLOWED 该事项没有这一特殊环节 | 请核对事项目录
                    The item has no such procedure | Look at the catalogue
ALREADY_EXTENDED    该时限已延期一次 | 不得再次延期
                    Extended once already | It cannot be again
EXTEND_TOO_LATE     时限已届满或不在计时 | 延期须在届满前告知
                    The limit is over, or does not run | Extend before it ends
ALREADY_SIGNED      已签署，不得重复签署 | 请由下一位签署
                    Signed already | Somebody else signs next
TOO_MANY_SIGNATURES 超过该事项签字人数上限 | 请由决定权人决定
                    More signatures than the item allows | The decision holder decides
OPINIONS_MISSING    仍有部门未提交意见 | 请等待各部门意见
                    Not every department has given its opinion | Wait for it
PROMISE_OPEN        容缺材料尚未补齐 | 请待补齐后决定
                    A promised material is still missing | Decide when it is in
ORIGINALS_NOT_NEEDED 该办件无需核验原件 | 请直接移交结果
                    No originals have to be checked | Hand the result over
CERTIFICATE_MAKER   该事项证照由后台制作 | 请由后台制证
                    The back office makes this certificate | Leave it to them
CERTIFICATE_NONE    该事项不发证照 | 请直接移交结果
                    The item has no certificate | Hand the result over
FAST_TRACK_ALREADY  已适用简易程序 | 请继续办理
                    On the fast track already | Go on
RULE_FAILS          不符合自动审批规则 | 请转人工办理
                    The rule does not allow it | Somebody decides
WINDOW_DOCUMENT_BINDING 窗口已出具的收件受理凭证对部门有效 | 不得重新收件或退件
                    What the window has issued binds the department | Go on from there
ORIGINALS_NEEDED    原件尚未核验 | 请先核验原件再移交结果
                    The originals are not checked yet | Check them first
ORIGINALS_HELD      尚有原件未退还 | 请先退还申请人
                    The hall still has originals | Give them back first
MAIL_NOT_ALLOWED    该事项结果不得邮寄 | 请选择窗口领取
                    The result may not be mailed | It is collected
DELIVERY_MODE       与申请人选择的送达方式不符 | 请按所选方式送达
                    The applicant chose another way | Follow that choice
RESULT_WINDOW       结果由统一出件窗口送达 | 请转出件窗口
                    The result window hands it out | Leave it to them
PUBLICATION_NOT_DUE 无需公开或已公开 | 请刷新后再试
                    Not to be published, or published already | Look again
FILE_INCOMPLETE     案卷不完整 | 请补齐缺少的文书
                    The file is incomplete | Add what is missing
NOT_ON_LIST         该办件没有按月移交的纸质材料 | 无需签收
                    It has no paper on a monthly list | Nothing to sign
LIST_UNSIGNED       部门尚未签收纸质材料清单 | 请待签收后归档
                    The department has not signed the paper list | Archive after that
FEEDBACK_MISSING    代办结果尚未反馈委托人 | 请先反馈并登记
                    The person has not been told the result | Tell them, and enter it
NOT_BY_PROXY        该办件不是代办件 | 无需反馈
                    It was not handled by proxy | Nobody need be told
NOTHING_TO_REVOKE   没有可撤销的许可 | 请核对办件
                    There is no grant to revoke | Look at the case
PAYMENT_STATE       缴费状态不能这样办理 | 请刷新后再试
                    Not possible as the fee stands | Look again
CUSTODY_STATE       原件不在可移交状态 | 请核对保管台账
                    The original cannot go there now | Look at the custody ledger
ONLINE_FORBIDDEN    该事项依法不得网上办理 | 请到大厅取号办理
                    The law forbids handling it online | Take a number in the hall
"""

UNACCEPTABLE: Final = """
CHECK_MISSING       五项收件核验未完成 | 请逐项核验并登记
                    Not all five intake checks are recorded | Record each of them
POINT_UNCHECKED     有审查要点未核对也未说明 | 请逐条核对或说明
                    A review point is neither ticked nor explained | Tick it or say why
MATERIAL_NOT_IN_LIST 不在该事项材料清单内 | 不得增加材料
                    Not a material of this item | Nobody may add to the list
MATERIAL_MISSING    材料不齐全 | 请补齐或一次性告知
                    Materials are missing | Complete them, or give the one-time notice
MATERIAL_SHARED     该材料可共享获取，不得要求提交 | 请从清单中删去
                    It is available by sharing | Do not ask for it
MATERIAL_CLAIMED    申请人只能登记已提交的材料 | 共享或免交由大厅核定
                    Applicants hand materials in, no more | What is shared or exempt the hall says
MATERIALS_NEEDED    请列明需要补正的材料 | 请逐项填写
                    Say which materials are wanted | List each of them
NOTICE_INCOMPLETE   告知书未列全缺少的材料 | 请一次性列全
                    The notice does not name all that is missing | Name everything at once
LIMIT_NEEDED        请填写期限 | 须为正数
                    A limit is needed | Give a positive number
LIMIT_TOO_LONG      期限超过该事项承诺时限 | 请缩短
                    Longer than the item's promise | Make it shorter
PROMISE_NEEDED      容缺受理须有书面承诺 | 请登记承诺
                    A written promise is needed | Enter it
MATERIAL_NOT_WANTED 该材料不在告知或承诺范围 | 不必提交
                    It was neither listed nor promised | It need not be handed in
OPINION_NEEDED      缺少审查意见 | 请填写意见
                    An opinion is needed | Write it
REPORT_INVALID      部门反馈不正确 | 请选择可受理、需补正或无权办理
                    Not a report of an intake | Choose one of the three
DEPARTMENT_UNKNOWN  该部门不参与此办件 | 请核对部门
                    The department has no part in it | Check the department
TIME_BEFORE         时间早于收件时间 | 请核对
                    Before the receipt | Check the time
AUTHORITY_NEEDED    请写明有权办理的机关 | 请填写机关名称
                    Name the competent authority | Enter its name
CLOCK_UNKNOWN       没有这条时限 | 请刷新后再试
                    No such clock | Look again
CALENDAR_UNKNOWN    没有该年度的放假安排 | 请先补充日历文件
                    The legal calendar of that year is not known | Add its file first
REASON_PERSONAL     理由中不得有个人信息 | 请删去号码
                    A reason must name nobody | Take the numbers out
REVIEW_INCOMPLETE   仍有材料未审查 | 请逐份审查
                    Not every material is reviewed | Review each of them
MANUAL_STEP_MISSING 工作手册仍有步骤没有结果 | 请按手册逐步办理
                    A step of the work manual has no result | Follow each of them
MANUAL_STEP_UNKNOWN 工作手册没有这一步骤 | 请核对手册
                    No such step in the work manual | Look at the manual
PARTICIPANTS_NEEDED 请写明特殊环节参加人 | 请填写参加人
                    Say who takes part | Name them
SPECIAL_LIMIT_EXCEEDS_PROMISE 特殊环节时限超过承诺时限 | 请缩短或说明理由
                    Longer than the item's promise | Make it shorter, or say why
SPECIAL_UNKNOWN     没有这一特殊环节，或已结束 | 请刷新后再试
                    No such procedure under way | Look again
RESULT_UNSIGNED     特殊环节结果须签字并盖章 | 请补签盖章
                    The result is not signed and sealed | Have it signed and sealed
APPROVER_NEEDED     延期须经批准 | 请填写批准人
                    Somebody has to approve it | Name who did
CERTIFICATE_NEEDED  缺少证照类型，或与事项不符 | 请选择证照类型
                    The class of certificate is missing, or is another | Give the item's own
STEP_STATUTORY      法定步骤不得省略 | 只能省略可选步骤
                    The law asks for this step | Only optional ones may go
CREDIT_UNKNOWN      没有这种信用结果 | 请核对
                    No such answer of the register | Check it
ADDRESS_NEEDED      没有邮寄地址 | 请登记地址
                    There is no address | Enter one
MANDATE_NEEDED      代办须有委托 | 请登记委托事项、签署时间和签名凭证
                    Help by proxy needs a mandate | Say how far it goes, when it was signed, and the proof
MANDATE_UNSIGNED    代办委托尚未签名 | 请委托人签名后再登记
                    The mandate is not signed | Enter it once the applicant has signed
TRACKING_NEEDED     请填写运单号 | 邮寄须有运单号
                    A tracking number is needed | Enter it
PROOF_NEEDED        请登记凭证 | 签收、签字或缴费凭证
                    Proof is needed | A signature, the carrier's word, a payment number
GROUNDS_NEEDED      没有撤销的依据 | 须查实虚假材料或原件逾期
                    There are no grounds to revoke | False materials, or originals never shown
DEPARTMENT_NEEDED   请写明部门 | 请选择参加并联审批的部门
                    Say which department | Name one that takes part
CLOCK_SINCE         起算时间不在提交和现在之间 | 请核对起算时间
                    It cannot count from before the application, nor from the future | Check the time
DOCUMENT_INCOMPLETE 文书缺少必备内容 | 请补全后再出具
                    The document lacks what it must say | Complete it first
"""
