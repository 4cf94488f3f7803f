"""What the OpenAPI document says of files."""

from typing import Any

from services.portal.api.described import a_list, an_object, answered, parameter, problems
from services.portal.api.routes import PREFIX
from services.portal.excel.importing import IN, OUT, UNKNOWN
from services.portal.excel.kinds import IMPORTS
from services.portal.excel.opening import MAX_FILE_BYTES, MAX_ROWS
from services.portal.excel.roundtrip import SUBJECTS
from services.portal.excel.sheets import MEDIA_TYPE
from services.portal.excel.store import STATES

Json = dict[str, Any]
TAG = "表格"
LIMITS = f"至多{MAX_ROWS}行，{MAX_FILE_BYTES >> 20} MB"
TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "integer"}
OPTIONAL: Json = {"type": ["string", "null"]}
ZERO_OR_ONE: Json = {"type": "string", "enum": ["0", "1"]}


def paths() -> dict[str, Json]:
    """Return the operations by path and verb."""
    kind = parameter("path", "kind", "导入类型", {**TEXT, "enum": [*IMPORTS], "x-names": dict(IMPORTS)})
    job = parameter("path", "job_id", "任务编号", TEXT)
    dry_run = parameter("query", "dry_run", "仅检查", ZERO_OR_ONE)
    reason = parameter("query", "reason", "继续办理的理由", TEXT)
    place: Json = {"description": "任务的地址，从那里查询进度和结果", "schema": TEXT}
    one_job = {"200": answered("任务", _job())}
    return {
        f"{PREFIX}/imports/{{kind}}/template": {
            "get": _operation("import_template", "下载导入模板", [kind], _book("模板"))
        },
        f"{PREFIX}/imports/{{kind}}/files": {
            "post": {
                **_operation(
                    "import_file",
                    f"导入 .xlsx 或 .csv 文件（{LIMITS}），在后台办理：整个文件检查通过才写入",
                    [kind, dry_run, reason],
                    {"202": {**answered("已接受，在后台办理", _job()), "headers": {"Location": place}}},
                ),
                "requestBody": _file(),
            }
        },
        f"{PREFIX}/jobs": {
            "get": _operation("jobs", "我的导入任务", [], {"200": answered("任务", a_list(_job()))})
        },
        f"{PREFIX}/jobs/{{job_id}}": {"get": _operation("job", "一项任务的进度和问题", [job], one_job)},
        f"{PREFIX}/jobs/{{job_id}}/result": {
            "get": _operation("job_result", "原文件加“结果”一列", [job], _book("结果"))
        },
        f"{PREFIX}/roundtrip/{{kind}}": {"post": _roundtrip()},
    }


def _roundtrip() -> Json:
    kind = parameter("path", "kind", "名册", {**TEXT, "enum": [*SUBJECTS]})
    parameters = [
        kind,
        parameter("query", "apply", "1：办理没有冲突的修改", ZERO_OR_ONE),
        parameter("query", "effective_on", "变更的生效日，办理时必填", {**TEXT, "format": "date"}),
        parameter("query", "reason", "继续办理的理由", TEXT),
        parameter("query", "take", "以我的为准的冲突：编号:字段，多个用逗号隔开；也可以是表单字段", TEXT),
    ]
    place = {"row": NUMBER, "column": TEXT, "key": TEXT, "field": TEXT, "label": TEXT}
    handled = {"row": NUMBER, "key": TEXT, "changed": {**a_list(TEXT), "description": "改了的字段"}}
    why: Json = {"type": "object", "description": "字段 → 问题"}
    rules: Json = a_list({"type": "object"})
    schema = an_object(
        {
            "changes": a_list(an_object({**place, "old": {}, "new": {}})),
            "conflicts": a_list(an_object({**place, "was": {}, "yours": {}, "theirs": {}})),
            "problems": a_list(_problem()),
            "applied": a_list(an_object({**handled, "stream": TEXT, "seq": NUMBER, "warnings": a_list({})})),
            "refused": a_list(
                an_object(
                    {
                        **handled,
                        "problem": TEXT,
                        "fields": why,
                        "violations": rules,
                        "differences": rules,
                    },
                    required=(*handled, "problem"),
                )
            ),
        },
        required=("changes", "conflicts", "problems"),
    )
    title = "比较改过的导出表；apply=1 时办理没有冲突的修改"
    return {
        **_operation("roundtrip", title, parameters, {"200": answered("逐格的差异", schema)}),
        "requestBody": _file(),
    }


def _job() -> Json:
    part = {"first_row": NUMBER, "last_row": NUMBER, "count": NUMBER}
    said = {IN: "已写入", OUT: "没有写入", UNKNOWN: "尚不知道"}
    return an_object(
        {
            **dict.fromkeys(("id", "user", "kind", "kind_title", "file", "phase", "state_title"), TEXT),
            "state": {**TEXT, "enum": [*STATES], "x-names": STATES},
            "dry_run": {"type": "boolean"},
            **dict.fromkeys(("total", "checked", "done", "written", "problem_count"), NUMBER),
            "resumable": {"type": "boolean", "description": "重新上传同一文件即可接着办理"},
            "parts": a_list(an_object({**part, "state": {**TEXT, "enum": [*said], "x-names": said}})),
            "problems": a_list(_problem()),
            "report_count": NUMBER,
            "report": {**a_list(_told()), "description": "可以导入、但不符合规则之处"},
            **dict.fromkeys(("message", "started_at", "ended_at"), OPTIONAL),
        }
    )


def _told() -> Json:
    texts = dict.fromkeys(("rule", "level", "source", "message"), TEXT)
    return an_object(
        {"row": NUMBER, **dict.fromkeys(("column", "heading", "field", "earliest"), OPTIONAL), **texts}
    )


def _problem() -> Json:
    row = {"type": ["integer", "null"], "description": "电子表格中的行号"}
    return an_object({"row": row, "column": OPTIONAL, "field": OPTIONAL, "problem": TEXT})


def _operation(name: str, title: str, parameters: list[Json], answers: Json) -> Json:
    return {
        "operationId": name,
        "summary": title,
        "tags": [TAG],
        "parameters": parameters,
        "responses": {**answers, **problems()},
    }


def _book(title: str) -> Json:
    return {"200": answered(title, {}, MEDIA_TYPE)}


def _file() -> Json:
    form = an_object({"file": {"contentMediaType": "application/octet-stream"}, "take": TEXT}, ("file",))
    whole: Json = {"schema": {}}
    return {
        "required": True,
        "content": {"multipart/form-data": {"schema": form}, MEDIA_TYPE: whole, "text/csv": whole},
    }
