"""Evidence files: they pass through the portal part by part, and none is given out that is not the recorded one."""

import base64
import hashlib
from collections.abc import Iterator
from typing import IO, Any

import structlog
from flask import Flask, Response, request

from services.portal.api.attached import attached
from services.portal.api.described import answered, parameter, problems
from services.portal.api.edge import Edge
from services.portal.api.routes import PREFIX
from shared.contracts.department import CLERK, READERS, SERVICE
from shared.contracts.department.terms import MAX_FILE_BYTES
from shared.contracts.errors import Conflict, InvalidInput, LianxiError, NotFound
from shared.contracts.files import MAX_GIVEN_NAME, KeptFile

Json = dict[str, Any]
FILES = "/departments/{department}/files"
MEDIA_TYPE = "application/octet-stream"
TEXT: Json = {"type": "string"}

log = structlog.get_logger()


class TooLarge(LianxiError):
    """What was sent is larger than what is taken."""

    code = "too_large"


def register(app: Flask, edge: Edge) -> None:
    """Add files to the API of *app*."""

    @app.post(f"{PREFIX}/departments/<department>/files")
    def upload_file(department: str) -> tuple[Json, int]:
        token = edge.token(request)
        return _upload(edge, edge.department(department), _size(), token), 201

    @app.get(f"{PREFIX}/departments/<department>/files/<file>")
    def download_file(department: str, file: str) -> Response:
        token = edge.token(request)
        instance = edge.department(department)
        kept = _recorded(edge, instance, file, token)
        content = b"".join(_parts(edge, instance, file, token))
        if hashlib.sha256(content).hexdigest() != kept["sha256"]:
            log.error("file_is_another", file=file, department=instance)
            raise Conflict(f"文件“{kept['name']}”与报结时登记的 SHA-256 不符，不予提供；请联系运维人员")
        return attached(content, kept["name"], MEDIA_TYPE)


def _size() -> int:
    """Return how long the body is; raises InvalidInput for an empty one, TooLarge."""
    size = request.content_length or 0
    if size == 0:
        raise InvalidInput.at("file", "没有收到文件；请选择一个有内容的文件", "没有收到文件")
    if size > MAX_FILE_BYTES:
        message = f"文件有{size / (1 << 20):.1f} MB，超过{MAX_FILE_BYTES >> 20} MB；请压缩或分成几份再上传"
        raise TooLarge(message, {"fields": {"file": ["文件过大"]}})
    request.max_content_length = MAX_FILE_BYTES
    return size


def _upload(edge: Edge, instance: str, size: int, token: str) -> Json:
    # The end of a name tells more than its beginning.
    name = request.args.get("name", "")[-MAX_GIVEN_NAME:]
    begun = edge.tell(instance, "begin_file", {"name": name, "size": size}, token)
    digest = hashlib.sha256()
    for number in range(begun["parts"]):
        part = _read(request.stream, begun["part_bytes"])
        digest.update(part)
        told = {"file": begun["file"], "number": number, "data": base64.b64encode(part).decode()}
        edge.tell(instance, "add_part", told, token)
    told = {"file": begun["file"], "sha256": digest.hexdigest()}
    kept: Json = edge.tell(instance, "finish_file", told, token)
    return kept


def _read(stream: IO[bytes], size: int) -> bytes:
    """Read *size* bytes, fewer at the end only; a stream may give fewer at a time."""
    part = b""
    while len(part) < size and (more := stream.read(size - len(part))):
        part += more
    return part


def _recorded(edge: Edge, instance: str, file: str, token: str) -> Json:
    """Return what was recorded when the file was handed in: by one's own department, else by the convener."""
    is_own = edge.actor(token).department == instance
    asked = (instance, "tasks") if is_own else (edge.settings.sites.convener, "resolutions")
    for row in edge.ask(*asked, {}, token):
        for kept in row.get("files", ()):
            if row["lead"] == instance and kept["file"] == file:
                return dict(kept)
    raise NotFound(f"没有佐证材料{file}，或所属任务尚未报结")


def _parts(edge: Edge, instance: str, file: str, token: str) -> Iterator[bytes]:
    number, parts = 0, 1
    while number < parts:
        answer = edge.ask(instance, "file_part", {"file": file, "number": number}, token)
        number, parts = number + 1, answer["parts"]
        yield base64.b64decode(answer["data"])


def paths() -> dict[str, Json]:
    """Return what the OpenAPI document says of files, by path."""
    department = parameter("path", "department", SERVICE.title, TEXT)
    name = parameter("query", "name", "文件名", TEXT)
    title = f"上传佐证材料（PDF、JPEG、PNG、docx、xlsx，不超过{MAX_FILE_BYTES >> 20} MB），供报结任务时引用"
    content: Json = {MEDIA_TYPE: {"schema": {}}}
    return {
        f"{PREFIX}{FILES}": {
            "post": {
                **_operation("upload_file", title, CLERK, [department, name]),
                "requestBody": {"required": True, "content": content},
                "responses": {"201": answered("已收到", KeptFile.Schema), **problems()},
            }
        },
        f"{PREFIX}{FILES}/{{file}}": {
            "get": {
                **_operation(
                    "download_file",
                    "下载已报结任务的佐证材料；与登记的 SHA-256 不符时不予提供",
                    READERS,
                    [department, parameter("path", "file", "文件", TEXT)],
                ),
                "responses": {"200": answered("文件", {}, MEDIA_TYPE), **problems()},
            }
        },
    }


def _operation(name: str, title: str, roles: tuple[str, ...], parameters: list[Json]) -> Json:
    return {
        "operationId": name,
        "summary": title,
        "tags": [SERVICE.title],
        "x-roles": [*roles],
        "parameters": parameters,
    }
