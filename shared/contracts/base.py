"""What every contract has in common: strict schemas, and the register of event types."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from shared.contracts.errors import InvalidInput

MAX_KEY_LENGTH = 64

# marshmallow's own sentences are English; people read these. Its fields look them up by class.
CHINESE: dict[type[fields.Field[Any]], dict[str, str]] = {
    fields.Field: {"required": "必填", "null": "不能为空", "validator_failed": "数值不符合要求"},
    fields.String: {"invalid": "应为文字", "invalid_utf8": "文字编码应为 UTF-8"},
    fields.Integer: {"invalid": "应为整数"},
    fields.Number: {"invalid": "应为数字", "too_large": "数字过大"},
    fields.Boolean: {"invalid": "应为是或否"},
    fields.Date: {"invalid": "日期应为 2026-07-01 的形式", "format": "日期无法显示"},
    fields.List: {"invalid": "应为列表"},
    fields.Nested: {"type": "格式不正确"},
    fields.Mapping: {"invalid": "应为对象"},
}
for kind, sentences in CHINESE.items():
    kind.default_error_messages = {**kind.default_error_messages, **sentences}


class Contract(Schema):
    """A schema that refuses what it does not know; labels in the field metadata are Chinese."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "没有这个字段", "type": "应为对象"}  # noqa: RUF012 - as marshmallow wants it


class Command(Contract):
    """What every command carries besides its own fields."""

    key = fields.Str(
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=MAX_KEY_LENGTH),
        metadata={"label": "幂等键"},
    )
    recorded_on = fields.Date(required=True, metadata={"label": "登记日"})
    reason = fields.Str(
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=500),
        metadata={"label": "继续办理的理由"},
    )


ENVELOPE_FIELDS = ("key", "recorded_on", "reason")


class Query(Contract):
    """The arguments of a question; asking never changes state."""


EVENTS: dict[str, type[Contract]] = {}

SchemaClass = TypeVar("SchemaClass", bound=type[Contract])


def event(type_name: str) -> Callable[[SchemaClass], SchemaClass]:
    """Register a schema as the data of the event *type_name* (``<owner>.<what_happened>.v<N>``)."""

    def register(schema: SchemaClass) -> SchemaClass:
        if type_name in EVENTS:
            raise ValueError(f"event {type_name} is declared twice")
        EVENTS[type_name] = schema
        return schema

    return register


@cache
def event_schema(type_name: str) -> Contract:
    """Give the schema of an event type, made once; raises KeyError for a type nobody declared."""
    return EVENTS[type_name]()


def routing_key(type_name: str) -> str:
    """Give the routing key of an event type: ``registry.day_started.v1`` -> ``day_started.v1``."""
    return type_name.split(".", 1)[1]


def load(schema: Schema, raw: Mapping[str, Any]) -> Any:
    """
    Load *raw* through *schema*.

    Raises:
        InvalidInput: ``details["fields"]`` maps each field (dotted path) to its problems.
    """
    try:
        return schema.load(raw)
    except ValidationError as error:
        problems = dict(_flat(error.normalized_messages()))
        named = "、".join(_label(schema, field) for field in problems)
        raise InvalidInput(f"填写有误：{named}", {"fields": problems}) from error


def _label(schema: Schema, path: str) -> str:
    field = schema.fields.get(path.split(".")[0])
    return str(field.metadata.get("label", path)) if field is not None else path


def _flat(messages: Any, path: str = "") -> list[tuple[str, list[str]]]:
    if isinstance(messages, dict):
        return [
            row
            for name, inner in messages.items()
            for row in _flat(inner, f"{path}.{name}" if path else str(name))
        ]
    return [(path, [str(message) for message in (messages if isinstance(messages, list) else [messages])])]
