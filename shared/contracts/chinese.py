"""What marshmallow says of values, in Chinese; imported before any field or check is made."""

from typing import Any

from marshmallow import fields, validate

# marshmallow's own sentences are English; people read these. Its fields look them up by class.
OF_FIELDS: dict[type[fields.Field[Any]], dict[str, str]] = {
    fields.Field: {"required": "必填", "null": "不能为空", "validator_failed": "数值不符合要求"},
    fields.String: {"invalid": "应为文字", "invalid_utf8": "文字编码应为 UTF-8"},
    fields.Integer: {"invalid": "应为整数"},
    fields.Number: {"invalid": "应为数字", "too_large": "数字过大"},
    fields.Float: {"special": "应为有限的数字"},
    fields.Boolean: {"invalid": "应为是或否"},
    fields.Date: {"invalid": "日期应为 2026-07-01 的形式", "format": "日期无法显示"},
    fields.List: {"invalid": "应为列表"},
    fields.Nested: {"type": "格式不正确"},
    fields.Mapping: {"invalid": "应为对象"},
}
OF_CHECKS: dict[type[validate.Validator], dict[str, str]] = {
    validate.Range: {
        "message_min": "应{min_op}{{min}}",
        "message_max": "应{max_op}{{max}}",
        "message_all": "应{min_op}{{min}}，且{max_op}{{max}}",
        "message_gte": "不小于",
        "message_gt": "大于",
        "message_lte": "不大于",
        "message_lt": "小于",
    },
    validate.Length: {
        "message_min": "不能少于{min}个字（项）",
        "message_max": "不能超过{max}个字（项）",
        "message_all": "应为{min}到{max}个字（项）",
        "message_equal": "应为{equal}个字（项）",
    },
    validate.Equal: {"default_message": "应为{other}"},
    validate.Regexp: {"default_message": "格式不正确"},
    validate.OneOf: {"default_message": "应为其中之一：{choices}"},
    validate.NoneOf: {"default_message": "不能是{input}"},
    validate.ContainsOnly: {"default_message": "只能是：{choices}"},
    validate.Predicate: {"default_message": "数值不符合要求"},
}
for kind, sentences in OF_FIELDS.items():
    kind.default_error_messages = {**kind.default_error_messages, **sentences}
for check, sentences in OF_CHECKS.items():
    for name, sentence in sentences.items():
        setattr(check, name, sentence)
