"""Errors as problem+json (RFC 9457), in Chinese, with the field and the way out."""

from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, g, json, make_response, render_template, request
from pymongo.errors import PyMongoError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from shared.contracts.errors import LianxiError

MEDIA_TYPE = "application/problem+json"
STATUS = {
    "invalid_input": 422,
    "rule_violated": 422,
    "not_found": 404,
    "conflict": 409,
    "outdated": 412,
    "malformed": 400,
    "wrong_type": 415,
    "not_signed_in": 401,
    "not_allowed": 403,
    "deadline_passed": 504,
    "unavailable": 503,
    "too_large": 413,
    "too_many": 429,
    "failure": 502,
}
TITLES = {
    400: "请求无法理解",
    401: "未登录",
    403: "无权办理",
    404: "没有找到",
    405: "不支持此操作",
    409: "与现有记录冲突",
    412: "记录已被修改",
    413: "内容过大",
    415: "内容类型不支持",
    422: "填写或规则不符",
    429: "请求过多",
    500: "内部错误",
    502: "服务内部错误",
    503: "服务暂不可用",
    504: "未在时限内应答",
}
# Where the interactive description of the API lies.
DOCS = "/api/v1/docs"
WAYS_OUT = {
    400: "请求的格式有误，无法理解；请检查地址、请求头和内容",
    403: "不接受其他网站代为发出的请求；请直接打开本系统办理",
    408: "请求没有在时限内发完；请重试",
    414: "地址过长；请减少查询条件",
    415: "不支持这种内容类型；请改用 application/json",
    500: "系统内部错误，请将编号告知运维人员",
}
RETRY_SECONDS = {503: 1, 504: 1}
# What of an error's details people may see; the rest is for the log.
SHOWN = ("fields", "violations", "rows", "seq", "meanwhile", "differences")
API = "/api/"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)

log = structlog.get_logger()


def problem(status: int, detail: str, code: str, **more: Any) -> Response:
    """Make a problem document, or a page that says the same; ``more`` as in SHOWN."""
    title = TITLES.get(status, "请求未能完成")
    if not request.path.startswith(API) and request.accept_mimetypes.best == "text/html":
        return _page(status, title, detail)
    body = {
        "type": f"urn:lianxi:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "call_id": g.get("call_id"),
        **more,
    }
    response = Response(json.dumps(body, ensure_ascii=False), status, mimetype=MEDIA_TYPE)
    if status in RETRY_SECONDS:
        response.headers["Retry-After"] = str(RETRY_SECONDS[status])
    return response


def register(app: Flask) -> None:
    """Answer every error of *app* as a problem document."""

    @app.errorhandler(LianxiError)
    def refused(error: LianxiError) -> Response:
        if error.code == "failure":
            log.error("service_failed", service_error=error.details.get("type"))
        shown = {name: error.details[name] for name in SHOWN if error.details.get(name)}
        response = problem(STATUS.get(error.code, 500), error.message, error.code, **shown)
        if "retry_after" in error.details:
            response.headers["Retry-After"] = str(error.details["retry_after"])
        return response

    @app.errorhandler(HTTPException)
    def wrong(error: HTTPException) -> Response:
        status = error.code or 500
        response = problem(status, _way_out(status, error), "http")
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response

    @app.errorhandler(PyMongoError)
    def no_database(error: PyMongoError) -> Response:
        log.error("database_unavailable", kind=type(error).__name__)
        return problem(503, "数据库暂不可用，请稍后再试", "unavailable")

    @app.errorhandler(Exception)
    def defect(error: Exception) -> Response:
        log.error("request_failed", exc_info=error, call_id=g.get("call_id"))
        return problem(500, "系统内部错误，请将编号告知运维人员", "failure")


def _way_out(status: int, error: HTTPException) -> str:
    """Return what is wrong with a request that reached no view, and what to do."""
    asked = f"{request.method} {request.path}"
    if status == HTTPStatus.NOT_FOUND:
        return f"没有这个地址：{asked}；接口的全部地址见 {DOCS}"
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        verbs = sorted(getattr(error, "valid_methods", None) or ())
        return f"此地址不支持 {request.method}；可用：{'、'.join(verbs)}"
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        most = (request.max_content_length or 0) >> 20
        return f"内容超过 {most} MB；请压缩，或分成几次提交"
    return WAYS_OUT.get(status, TITLES.get(status, "请求未能完成，请稍后再试"))


def _page(status: int, title: str, detail: str) -> Response:
    page = make_response(
        render_template("problem.html", title=title, detail=detail, call_id=g.get("call_id")), status
    )
    page.headers["Content-Security-Policy"] = PAGE_POLICY
    return page
