"""Errors as RFC 9457 problems: a stable code, a title in the caller's language, a detail, a hint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec
from aiohttp import web

from hallctl.domain.refusals import CATALOGUE, Kind, Refused
from web.language import Language

PROBLEM_JSON: Final = "application/problem+json"
RETRY_AFTER_S: Final = 5

STATUS: Final[Mapping[Kind, int]] = {
    Kind.UNKNOWN: 404,
    Kind.FORBIDDEN: 403,
    Kind.CONFLICT: 409,
    Kind.UNACCEPTABLE: 422,
    Kind.UNAVAILABLE: 503,
}
"""How each kind of refusal of the hall is said in HTTP."""


class Wording(NamedTuple):
    """A problem of the transport: status, both titles, both hints."""

    status: int
    zh: str
    en: str
    hint_zh: str
    hint_en: str


TRANSPORT: Final[Mapping[str, Wording]] = {
    "MALFORMED": Wording(
        400, "请求内容无法解析", "The body is not JSON", "请发送有效的JSON", "Send valid JSON"
    ),
    "QUERY_INVALID": Wording(400, "查询参数有误", "A query parameter is wrong", "请检查参数", "Check it"),
    "KEY_MALFORMED": Wording(
        400,
        "请求键格式有误",
        "The Idempotency-Key is malformed",
        "请用1至128个可见ASCII字符",
        "Use 1 to 128 visible ASCII characters",
    ),
    "NOT_SIGNED_IN": Wording(401, "请先登录", "Sign in first", "请登录或出示令牌", "Log in or send a token"),
    "TOKEN_UNKNOWN": Wording(
        401, "令牌无效", "The token is not valid", "请管理员重新签发", "Have a new one made"
    ),
    "LOGIN_REFUSED": Wording(401, "用户名或密码错误", "User or password is wrong", "请重新输入", "Try again"),
    "CSRF_REFUSED": Wording(
        403,
        "请求来源无法确认",
        "The request's origin is not proven",
        "请刷新页面后再试",
        "Send the session's token as X-CSRF-Token",
    ),
    "NOT_FOUND": Wording(404, "没有这个地址", "No such address", "请检查地址", "Check the address"),
    "METHOD_NOT_ALLOWED": Wording(
        405, "此地址不支持该方法", "Not a method of this address", "请查看接口说明", "See /openapi.json"
    ),
    "TOO_LARGE": Wording(413, "请求内容过大", "The body is too large", "最多64 KiB", "64 KiB at most"),
    "NOT_JSON": Wording(
        415,
        "内容类型须为JSON",
        "The content type is not JSON",
        "请用application/json",
        "Use application/json",
    ),
    "BODY_INVALID": Wording(
        422,
        "请求内容不符合要求",
        "The body is not acceptable",
        "请按errors逐项更正",
        "Correct what errors lists",
    ),
    "FACE_MISSING": Wording(
        503,
        "画面字体未安装",
        "A typeface is not installed",
        "请在服务器上安装所缺字体",
        "Install what hallctl check names",
    ),
    "TOO_MANY_ATTEMPTS": Wording(
        429, "登录尝试过多", "Too many attempts to log in", "请稍后再试", "Wait, then try again"
    ),
    "TOO_MANY_READERS": Wording(
        503, "实时连接过多", "Too many live connections", "请稍后再试", "Wait, then try again"
    ),
    "NO_VOICE": Wording(
        503, "大厅没有可用的语音", "The hall has no voice", "请检查语音设置", "Run hallctl voice check"
    ),
    "INTERNAL": Wording(500, "系统内部错误", "Internal error", "请通知管理员", "Tell the administrator"),
}
"""What goes wrong before the hall is asked."""


class Fault(msgspec.Struct, frozen=True):
    """One thing wrong in a body: where and what. Never what was sent."""

    path: str
    message: str


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457, with `code` for programs and `hint` for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    hint: str = ""
    offer: Mapping[str, str] = {}
    errors: tuple[Fault, ...] = ()


class Rejected(Exception):
    """The request did not reach the hall. `code` is one of `TRANSPORT`."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        errors: tuple[Fault, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}


_encode = msgspec.json.Encoder().encode


def type_of(code: str) -> str:
    """The problem's type, a name and no address: nothing outside the hall is needed to read it."""
    return "urn:hallctl:problem:" + code.lower().replace("_", "-")


def status_of(code: str) -> int:
    """The HTTP status of any code."""
    wording = TRANSPORT.get(code)
    return wording.status if wording else STATUS[CATALOGUE[code].kind]


def problem_of(error: Rejected | Refused, language: Language) -> Problem:
    """The body of the answer."""
    wording = TRANSPORT.get(error.code) or CATALOGUE[error.code]
    chinese = language == "zh"
    return Problem(
        type=type_of(error.code),
        title=wording.zh if chinese else wording.en,
        status=status_of(error.code),
        code=error.code,
        detail=error.detail,
        hint=wording.hint_zh if chinese else wording.hint_en,
        offer=error.offer if isinstance(error, Refused) else {},
        errors=error.errors if isinstance(error, Rejected) else (),
    )


def answer(error: Rejected | Refused, language: Language) -> web.Response:
    """The whole answer."""
    problem = problem_of(error, language)
    headers = {"Content-Type": PROBLEM_JSON, "Content-Language": language, "Cache-Control": "no-store"}
    if isinstance(error, Rejected):
        headers.update(error.headers)
    if problem.status == 503:  # noqa: PLR2004 - RFC 9110
        headers.setdefault("Retry-After", str(RETRY_AFTER_S))
    if problem.status == 401:  # noqa: PLR2004 - RFC 9110
        headers["WWW-Authenticate"] = 'Bearer realm="hallctl"'
    return web.Response(body=_encode(problem), status=problem.status, headers=headers)
