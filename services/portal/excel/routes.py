"""The REST resources of files: templates, imports as jobs, workbooks that come back."""

import hashlib
import re
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from flask import Flask, Response, request

from services.portal.api.asking import asking
from services.portal.api.attached import attached
from services.portal.api.edge import Edge
from services.portal.api.routes import PREFIX
from services.portal.excel import exporting, roundtrip
from services.portal.excel.applying import apply
from services.portal.excel.differences import compare, sheet_of
from services.portal.excel.importing import OUT, Importing, written
from services.portal.excel.kinds import IMPORTS
from services.portal.excel.opening import MAX_FILE_BYTES
from services.portal.excel.results import result
from services.portal.excel.sheets import MEDIA_TYPE
from services.portal.excel.store import FAILED, INTERRUPTED, STATES, Job, Jobs
from services.portal.excel.template import template
from shared.contracts.errors import InvalidInput
from shared.contracts.registry import SERVICE as REGISTRY

# The rest is in the result file.
SHOWN_PROBLEMS = 500
MAX_NAME = 100
# What a form has around a file.
FORM_BYTES = 1 << 16
KEY = re.compile(r"[^\s:]{1,64}:[a-z_]{1,64}")
Json = dict[str, Any]

log = structlog.get_logger()


def register(app: Flask, edge: Edge, jobs: Jobs) -> None:
    """Add files to the API of *app*."""
    _imports(app, edge, Importing(app, edge, jobs))
    _jobs(app, edge, jobs)
    _roundtrips(app, edge)


def _imports(app: Flask, edge: Edge, importing: Importing) -> None:
    @app.get(f"{PREFIX}/imports/<kind>/template")
    def import_template(kind: str) -> Response:
        edge.token(request)
        content = template(kind)
        return _workbook(content, f"{IMPORTS[kind]}导入模板")

    @app.post(f"{PREFIX}/imports/<kind>/files")
    def import_file_as_job(kind: str) -> tuple[Json, int, dict[str, str]]:
        user = edge.actor(edge.token(request)).user
        request.max_content_length = MAX_FILE_BYTES + FORM_BYTES
        content, name = _uploaded()
        job_id = importing.start(
            user, kind, content, name=name, dry_run=_flag("dry_run"), reason=_given("reason") or None
        )
        job = _told(importing.jobs.get(job_id, user))
        return job, 202, {"Location": f"{PREFIX}/jobs/{job_id}"}


def _jobs(app: Flask, edge: Edge, jobs: Jobs) -> None:
    def user() -> str:
        return edge.actor(edge.token(request)).user

    @app.get(f"{PREFIX}/jobs")
    def own_jobs() -> list[Json]:
        return [_told(job) for job in jobs.of(user())]

    @app.get(f"{PREFIX}/jobs/<job_id>")
    def own_job(job_id: str) -> Json:
        return _told(jobs.get(job_id, user()))

    @app.get(f"{PREFIX}/jobs/<job_id>/result")
    def job_result(job_id: str) -> Response:
        job = jobs.get(job_id, user())
        return _workbook(result(job, jobs.file(job_id)), f"{IMPORTS[job['kind']]}导入结果")


def _roundtrips(app: Flask, edge: Edge) -> None:
    @app.post(f"{PREFIX}/roundtrip/<kind>")
    def roundtrip_sheet(kind: str) -> Json:
        subject = roundtrip.subject_of(kind)
        ask, _ = asking(edge, subject.operation, {}, edge.token(request))
        content, _ = _uploaded()
        exported = roundtrip.exported(kind, content)
        sheet = sheet_of(content, subject, exported)
        route = exporting.route_of(subject.operation)
        items = exporting.walk(route, ask, {}) if sheet.rows else ()
        current = {str(item[subject.key]): item for item in items if item[subject.key] in sheet.rows}
        difference = compare(subject, exported, sheet, current)
        if not _flag("apply"):
            return difference.as_dict()
        effective_on = _given("effective_on")
        if not effective_on:
            raise InvalidInput("请填写变更的生效日", {"fields": {"effective_on": ["必填"]}})
        token = edge.token(request)
        look = partial(_look, edge, token, subject)
        tell = partial(_tell, edge, token, _given("reason") or None)
        digest = hashlib.sha256(content).hexdigest()
        done = apply(look, tell, subject, difference, _taken(), effective_on, digest)
        return {**difference.as_dict(), **done}


def _look(edge: Edge, token: str, subject: roundtrip.Subject, key: str) -> Json:
    found: Json = edge.ask(REGISTRY.name, subject.one, {subject.key: key}, token)
    return found


def _tell(edge: Edge, token: str, reason: str | None, method: str, arguments: Json, key: str) -> Any:
    return edge.tell(REGISTRY.name, method, {**arguments, "reason": reason}, token, key)


def _uploaded() -> tuple[bytes, str]:
    """Return the file of the request, as form data or as its whole body, and its name."""
    if request.mimetype == "multipart/form-data":
        found = next(iter(request.files.values()), None)
        if found is None:
            raise InvalidInput("没有收到文件；请选择一个文件", {"fields": {"file": ["必填"]}})
        return found.read(), (found.filename or "")[:MAX_NAME]
    return request.get_data(), request.args.get("name", "")[:MAX_NAME]


def _given(name: str) -> str:
    return str(request.values.get(name, "")).strip()


def _flag(name: str) -> bool:
    text = _given(name) or "0"
    if text not in ("0", "1"):
        raise InvalidInput(f"{name} 应为 0 或 1", {"fields": {name: ["应为 0 或 1"]}})
    return text == "1"


def _taken() -> frozenset[str]:
    given = [part.strip() for text in request.values.getlist("take") for part in text.split(",")]
    taken = frozenset(part for part in given if part)
    if wrong := sorted(part for part in taken if not KEY.fullmatch(part)):
        raise InvalidInput("take 应为 编号:字段 的形式，多个用逗号隔开", {"fields": {"take": wrong}})
    return taken


def _told(job: Job) -> Json:
    """Return a job as its owner sees it."""
    parts = [
        {name: part[name] for name in ("first_row", "last_row", "count", "state")} for part in job["parts"]
    ]
    stopped = job["state"] in (FAILED, INTERRUPTED)
    return {
        "id": job["_id"],
        "kind": job["kind"],
        "kind_title": IMPORTS[job["kind"]],
        "state": job["state"],
        "state_title": STATES[job["state"]],
        **{name: job[name] for name in ("user", "file", "dry_run", "phase", "total", "checked", "done")},
        "written": written(parts),
        "parts": parts,
        "resumable": (stopped and any(part["state"] != OUT for part in parts)) or job["state"] == INTERRUPTED,
        "problem_count": job["problem_count"],
        "problems": job.get("problems", [])[:SHOWN_PROBLEMS],
        "report_count": job["report_count"],
        "report": job.get("report", [])[:SHOWN_PROBLEMS],
        "message": job["message"],
        "started_at": _moment(job["started_at"]),
        "ended_at": _moment(job["ended_at"]),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None


def _workbook(content: bytes, title: str) -> Response:
    return attached(content, f"{title}.xlsx", MEDIA_TYPE)
