"""The sentences of findings, in both languages. A code is stable: documentation and tests name it."""

from __future__ import annotations

from typing import Final, NamedTuple


class Words(NamedTuple):
    """One sentence, or one phrase for what is allowed, in both languages."""

    zh: str
    en: str


WORDS: Final[dict[str, Words]] = {
    # The file as a text
    "FILE_MISSING": Words("文件不存在或无法读取", "the file does not exist or cannot be read"),
    "NOT_TOML": Words("不是有效的 TOML 文本", "this is not valid TOML"),
    "TABLE_UNREADABLE": Words("事项表无法读取", "the table of items cannot be read"),
    "COLUMN_UNKNOWN": Words("事项表中没有这一列", "no such column in a table of items"),
    "SHEET_UNKNOWN": Words("没有这种事项表", "no such table of items"),
    "OVERRIDE_INVALID": Words("覆盖项写法有误", "this override cannot be applied"),
    # Keys and values
    "UNKNOWN_KEY": Words("没有这个键", "there is no such key"),
    "MISSING_KEY": Words("缺少这个键", "this key is missing"),
    "WRONG_VALUE": Words("值不正确", "this value is not allowed"),
    # The hall as a whole
    "DUPLICATE_ID": Words("编号重复", "this id is used twice"),
    "DUPLICATE_PREFIX": Words("两个分区使用同一号码前缀", "two zones use this number prefix"),
    "DUPLICATE_ADDRESS": Words("两台同类设备使用同一地址", "two devices of this kind have this address"),
    "ADDRESS_REFUSED": Words("这种设备不能用这个地址", "a device of this model cannot be driven there"),
    "FACE_MISSING": Words(
        "画出屏幕画面所需的点阵字体未安装",
        "a typeface that is needed to draw what displays show is not installed",
    ),
    "UNIT_NEEDED": Words("地址须写明设备号 /unit/N", "the address must name the unit, /unit/N at its end"),
    "UNIT_TAKEN": Words(
        "同一条线上两台设备用同一设备号，请给其中一台另设号码",
        "two devices on one line have this unit: give one of them another number",
    ),
    "LINE_SHARED": Words(
        "此线路已由别的设备使用，二者不能共线：请换端口",
        "another device has this line, and the two cannot share one: use another port",
    ),
    "LINE_SETTINGS": Words(
        "同一条串口线上的设备须用同样的通信参数",
        "devices on one serial line need the same settings: set them in the device, then in the address",
    ),
    "RESERVED_ID": Words("此编号由系统保留", "this id is the hall's own account at the broker"),
    "LOGIN_IN_ADDRESS": Words(
        "地址中不得写用户名和密码，请用 login_file",
        "a login does not belong into an address: use login_file",
    ),
    "UNKNOWN_REFERENCE": Words("所指的对象不存在", "what this names does not exist"),
    "SEAL_WINDOWS": Words("受理专用章须写明使用窗口", "a custody seal needs the windows where it is used"),
    "SEAL_DEPARTMENT": Words("部门印章须写明所属部门", "a department's seal needs its department"),
    "SEAL_SINGLE": Words(
        "设有行政审批专用章的大厅不再设其他印章",
        "a hall with one approval seal has no other seals",
    ),
    "OTHER_YEAR": Words("日期不属于本文件的年度", "this date is not of the year that the file is for"),
    "NOBODY_SERVES": Words(
        "按现有窗口和人员无人可办：没有窗口（分区、类型、部门）与人员（岗位、授权）同时相符",
        "nobody may serve this: no window (zone, kind, department) and person (post, letters) fit together",
    ),
    "NOT_ALL_PUBLIC": Words(
        "公开事项缺少应公开的内容（可在 [openness] 中统一写明）",
        "a published item lacks what must be public; [openness] may say it for all",
    ),
    # The catalogue of items
    "PROMISE_EXCEEDS": Words("承诺时限超过法定时限", "the promised limit exceeds the statutory one"),
    "FEE_BASIS": Words("收费须有依据和标准", "no fee may be asked without basis and standard"),
    "ON_SITE_ON_SPOT": Words(
        "现场办理（跑一次）的事项须为即办件", "what is done in one visit on site must be done on the spot"
    ),
    "FORM_NOT_SINGLE": Words("每个事项须有且只有一张申请表", "an item has exactly one application form"),
    "FLOW_CHART_MISSING": Words("缺少办理流程图", "the flow chart is missing"),
    "ORGANISER_NEEDED": Words(
        "一件事须写明组织者；政府组织的须写明联系人",
        "a bundle says who organises it, the government also whom to turn to",
    ),
    "VAGUE_MATERIAL": Words(
        "材料名称含兜底条款，须写明具体材料", "this leaves open what is wanted: name the material"
    ),
    "CHANNEL_DIVERGENCE": Words(
        "同一事项线上线下材料须一致，不得按渠道区分",
        "the same item asks for the same materials, whatever the channel",
    ),
    "QUANTITY_NEEDED": Words("材料须写明份数", "a material says how many of it"),
    "REUSABLE_ORIGINAL": Words(
        "须交原件的材料不能复用以前提交的", "an original goes back: an earlier one cannot serve again"
    ),
    "RECORD_DIFFERS": Words("与事项表所写不一致", "the hall's list of items says otherwise"),
    "UNKNOWN_SPECIAL": Words(
        "没有这种特殊环节；自定的环节须写名称", "no such special procedure; one of your own needs a name"
    ),
    "VERSIONS_OVERLAP": Words("版本的生效时间须依次在后", "each version begins after the one before"),
    "NO_PUBLIC_WINDOW": Words("没有面向公众排队的窗口", "no window has a public queue"),
    "BUTTON_UNCLEAR": Words(
        "取号键须指明事项、分区或业务类型之一", "a button stands for one of items, a zone or a type"
    ),
    "LINK_ROLE": Words("网络链路须指明用途", "a network line says where it leads: link"),
    "LINK_ONLY": Words("只有网络链路有此键", "only a network line has this key"),
    "LINK_MISSING": Words(
        "按大厅层级应接入并监测的网络链路不全", "lines that the level of the hall asks for are not watched"
    ),
    "RELAY_ONLY": Words("只有继电器模块有回路和输入", "only a relay module has channels and inputs"),
    "READER_ONLY": Words(
        "只有身份证读卡器可以放在自助机旁", "only an identity card reader stands at a kiosk"
    ),
    "WINDOW_NEEDED": Words("此类设备须指明窗口", "a device of this kind names its window"),
    "ADDRESS_NEEDED": Words(
        '设备须有地址（仅登记的设备用 profile = "asset"）',
        'a device needs an address, unless its profile is "asset"',
    ),
    "PROFILE_UNKNOWN": Words("没有此类设备的这个型号描述", "no such profile for this kind of device"),
    "RULE_UNKNOWN": Words("没有这种叫号规则", "there is no such routing rule"),
    "KEY_FILE_NEEDED": Words(
        "使用 PostgreSQL 时须指明主密钥文件", "with PostgreSQL a master key file is named"
    ),
    "EQUIPMENT_MISSING": Words(
        "县级及以上大厅缺少必备设备种类",
        "a hall of county level or above lacks a mandatory kind of device",
    ),
    "TEXT_PERSONAL": Words(
        "公告中不得有身份证号码或手机号码", "no identity number or mobile phone may be announced"
    ),
    "ROTA_WINDOW": Words("轮值只用于部门非常驻窗口", "a rota is for non-resident windows only"),
    "LUNCH_UNCOVERED": Words(
        "午间此时段所有窗口人员均不在岗，须分两组轮班",
        "at this time of lunch everybody who serves is away: make two groups",
    ),
    # Warnings
    "LUNCH_ZONE_UNCOVERED": Words(
        "午间此时段本分区窗口人员均不在岗", "at this time of lunch everybody who serves in the zone is away"
    ),
    "LETTERS_NEEDED": Words(
        "此岗位凭授权办理，却未列授权事项", "this post works by letters, and none is listed"
    ),
    "NO_LEADER": Words(
        "部门未确定窗口负责人", "the department names no window leader: leader = true for one of its people"
    ),
    "SUPERVISORS": Words("综合窗口应有一至两名大厅督导", "one or two hall supervisors are named for a hall"),
    "NO_DISPATCHER": Words("没有调度岗人员", "nobody holds the post of dispatcher"),
    "SUBSTITUTE_POST": Words("AB岗代岗人岗位不同", "the substitute holds another post"),
    "HANDLING_ABSURD": Words(
        "办理时长不合常理，将按10秒至4小时推算",
        "no handling time is like this: ten seconds to four hours are reckoned with",
    ),
    "PATTERN_EMPTY": Words("此样式不匹配任何事项", "this pattern fits no item"),
    "CALENDAR_MISSING": Words(
        "没有该年度的放假安排，将仅按周末推算",
        "the legal holidays of this year are not known; only weekends count as free days",
    ),
    "LOGIN_UNREADABLE": Words(
        "登录文件不存在或无法读取", "the file with the login does not exist or cannot be read"
    ),
    "LOGIN_OPEN": Words(
        "登录文件可被其他用户读取，请设为 600", "others may read the file with the login: chmod 600"
    ),
    "CAMERA_SEES_NOTHING": Words(
        "摄像机未指定窗口，服务过程不会标记", "this camera sees no window: no service is marked on it"
    ),
    "REVIEW_EVIDENCE": Words(
        "差评将附上大厅录像：依个人信息保护法第二十六条须取得单独同意",
        "clips are attached to bad reviews: PIPL Art. 26 asks for separate consent",
    ),
    "EQUIPMENT_PARTIAL": Words(
        "按部分配备运行，必备设备种类不全", "partly equipped: mandatory kinds of device are missing"
    ),
    "OPEN_TO_NETWORK": Words(
        "服务对网络开放而未加密，请置于反向代理之后",
        "served to the network without encryption: put a reverse proxy in front",
    ),
    # What is allowed
    "TEXT": Words("文本", "a text"),
    "TEXT_NOT_EMPTY": Words("非空文本", "a text that is not empty"),
    "TEXT_SHORT": Words("不超过200字的文本", "a text of at most 200 characters"),
    "WHOLE_NUMBER": Words("整数", "a whole number"),
    "NUMBER": Words("数字", "a number"),
    "TRUE_FALSE": Words("true 或 false", "true or false"),
    "LIST": Words('列表，如 ["…"]', 'a list, such as ["…"]'),
    "LIST_NOT_EMPTY": Words("至少一项的列表", "a list with at least one entry"),
    "TABLE": Words("一节，如 [hall]", "a table, such as [hall]"),
    "TABLES": Words("多节，如 [[zone]]", "tables, such as [[zone]]"),
    "DATE": Words("日期，如 2026-10-01", "a date, such as 2026-10-01"),
    "CLOCK": Words("时刻，如 16:45", "a time of day, such as 16:45"),
    "CLOCK_KIND": Words("时限种类，见 docs/configuration.md", "a kind of clock, see docs/configuration.md"),
    "SPAN": Words("时段，如 09:00-17:00，止晚于起", "a span, such as 09:00-17:00, its end after its start"),
    "TIME_ZONE": Words("时区名，如 Asia/Shanghai", "an IANA time zone, such as Asia/Shanghai"),
    "IDENTIFIER": Words("1至40个字母、数字、_ 或 -", "1 to 40 letters A-Z a-z, digits, _ or -"),
    "PREFIX": Words("一至两个大写字母", "one or two capital letters"),
    "BIND": Words(
        "主机:端口，如 127.0.0.1:8080；端口 0 为任意空闲端口",
        "HOST:PORT, such as 127.0.0.1:8080; port 0 is any free port",
    ),
    "BROKER": Words(
        '"embedded" 或 mqtt://主机:端口 或 mqtts://主机:端口',
        '"embedded", mqtt://HOST:PORT or mqtts://HOST:PORT',
    ),
    "DATABASE": Words("sqlite:///文件 或 postgresql+psycopg://…", "sqlite:///FILE or postgresql+psycopg://…"),
    "WITHIN": Words("午休和末次取号在办公时间之内", "lunch and last_ticket inside the opening hours"),
    "SLOT": Words("能整除一小时或为整小时的秒数", "seconds that divide an hour, or whole hours"),
    "PHRASE": Words(
        "一句话，含 {number}，可含 {window}，没有别的字段",
        "a sentence with {number}, perhaps {window}, and no other field",
    ),
    "PROGRAM": Words("引擎 program 须有 [voice.program]", "a table [voice.program] for the engine program"),
    "PINYIN": Words("带声调数字的拼音，如 chong2 qing4", "syllables with their tones, such as chong2 qing4"),
    "ORDER": Words("六个类别各出现一次", "each of the six classes once"),
    "MARKET_RULE": Words(
        "weekdays、days_of_month、every_days 三者之一", "one of weekdays, days_of_month, every_days"
    ),
    "ENGLISH_LONG": Words("不超过400字符的文本", "a text of at most 400 characters"),
    "ANNOUNCEMENT_TIME": Words("at 或 anchor，不可兼有", "at or anchor, not both"),
    "EMERGENCY_TIME": Words("应急公告不设时间，由人发布", "no time: an emergency is announced by a person"),
    "ANNOUNCEMENT_SILENT": Words("speak = true 或 show_min", "speak = true, show_min or both"),
    "PERIOD": Words(
        "时限，如 20wd（工作日）、30cd（自然日）或 20个工作日",
        "a limit, such as 20wd (working days) or 30cd (calendar days)",
    ),
    "MONEY": Words("元，至多两位小数", "yuan, with at most two places"),
    "ROTA_DAYS": Words("weekdays 或 dates 至少其一", "weekdays or dates, at least one of them"),
    "START_NEEDED": Words("every_days 须有起算日 from", "every_days needs the first day, from"),
    "KEY_VALUE": Words("键=值，如 web.bind=127.0.0.1:0", "KEY=VALUE, such as web.bind=127.0.0.1:0"),
    "VALID_VALUE": Words("符合此键要求的值", "a value that this key takes"),
}
