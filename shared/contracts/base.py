"""What every contract has in common: frozen dataclasses with strict schemas, and the register of events."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from typing import Any, ClassVar, TypeVar, dataclass_transform

from marshmallow import RAISE, Schema, ValidationError, fields, missing, post_load, validate, validates_schema

from shared.contracts import values as v
from shared.contracts.errors import InvalidInput
from shared.rules.periods import add_months

FARTHEST_YEARS = 10
MAX_PAGE_ROWS = 200
PAGE_ROWS = 50


class Strict(Schema):
    """A schema that refuses what it does not know, and makes the contract it belongs to."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "没有这个字段", "type": "应为对象"}  # noqa: RUF012 - as marshmallow wants it
    contract: ClassVar[type["Contract"]]

    @validates_schema
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        self.contract.check(data)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Any:
        """Return the contract made of loaded values."""
        return self.contract(**data)


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Contract:
    """
    Data that travels between services: a frozen dataclass whose attributes are declared as marshmallow fields.

    An attribute that is neither required nor has a default may be absent; it is ``missing`` then. Labels in
    the metadata of the fields are Chinese.
    """

    declared: ClassVar[Mapping[str, fields.Field[Any]]] = {}
    Schema: ClassVar[type[Strict]]
    schema: ClassVar[Strict]

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, fields.Field)}
        inherited = [base.declared for base in reversed(cls.__mro__[1:]) if issubclass(base, Contract)]
        cls.declared = {name: field for part in (*inherited, own) for name, field in part.items()}
        cls.Schema = cls.schema_class(Strict, cls.declared)
        cls.schema = cls.Schema()
        for name, field in own.items():
            setattr(cls, name, _attribute(field))
        dataclass(frozen=True, kw_only=True)(cls)

    @classmethod
    def schema_class(cls, base: type[Strict], declared: Mapping[str, fields.Field[Any]]) -> type[Strict]:
        """Return a schema of this contract's name with the fields *declared*."""
        named = {"__module__": cls.__module__, "__doc__": cls.__doc__, "contract": cls}
        return type(cls.__name__, (base,), {**declared, **named})

    @staticmethod
    def check(data: Mapping[str, Any]) -> None:
        """Raise ValidationError for loaded values that do not fit one another."""

    def given(self) -> dict[str, Any]:
        """Return the attributes that are not absent."""
        return {name: value for name, value in vars(self).items() if value is not missing}

    def only(self, part: type["Contract"]) -> dict[str, Any]:
        """Return the attributes that *part*, another contract, declares as well."""
        return {name: value for name, value in self.given().items() if name in part.declared}

    def as_json(self) -> dict[str, Any]:
        """Return the JSON form, without what is absent."""
        written: dict[str, Any] = type(self).schema.dump(self)
        return written


def _attribute(field: fields.Field[Any]) -> Any:
    if field.required:
        return attribute()
    default = field.load_default
    return attribute(default_factory=default) if callable(default) else attribute(default=default)


class Envelope(Contract):
    """
    What every command carries besides its own fields.

    With ``expected``, the number of the last entry of the record that the person saw, a command is refused
    when the record has gone on since.
    """

    key: str | None = v.words("幂等键", v.KEY, load_default=None, allow_none=True)
    recorded_on: date = v.day("登记日", required=True)
    reason: str | None = v.words("继续办理的理由", v.REASON, load_default=None, allow_none=True)
    expected: int | None = v.count("办理前所见的登记序号", load_default=None, allow_none=True)


def check_days(command: Contract, recorded_on: date) -> None:
    """
    Raise ValidationError for days of *command* so far ahead of the business day that the year must be mistyped.

    Nothing is put on record for so late a day: terms, posts and resolutions end within a few years.
    """
    latest = add_months(recorded_on, 12 * FARTHEST_YEARS)
    problem = f"晚于登记日{FARTHEST_YEARS}年以上，请核对年份"
    days = {name: value for name, value in command.given().items() if isinstance(value, date)}
    if far := {name: [problem] for name, value in days.items() if value > latest}:
        raise ValidationError(far)


class Enveloped(Strict):
    """A schema of a command as it is called: its own fields and the envelope's, side by side."""

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> tuple[Envelope, Any]:
        """Return the envelope and the command."""
        envelope = Envelope(**{name: data.pop(name) for name in Envelope.declared})
        command = self.contract(**data)
        check_days(command, envelope.recorded_on)
        return envelope, command


class Command(Contract):
    """
    What somebody wants done; a command may be refused.

    What may be null in the facts that a command brings may be left out of it.

    Attributes:
        record: The stream of the record that it changes, with the fields that name it in braces; where nothing is
            said, the record is what its first entry tells of.
    """

    record: ClassVar[str] = ""

    Call: ClassVar[type[Strict]]
    call: ClassVar[Strict]

    def __init_subclass__(cls) -> None:
        for base in cls.__mro__[1:]:
            for name, field in getattr(base, "declared", {}).items():
                if name not in vars(cls) and field.required and field.allow_none:
                    setattr(cls, name, _left_out(field))
                    cls.__annotations__ = {name: Any, **cls.__annotations__}
        super().__init_subclass__()
        cls.Call = cls.schema_class(Enveloped, {**cls.declared, **Envelope.declared})
        cls.call = cls.Call()


def _left_out(field: fields.Field[Any]) -> fields.Field[Any]:
    relaxed = copy(field)
    relaxed.required, relaxed.load_default = False, None
    return relaxed


class Query(Contract):
    """The arguments of a question; asking never changes state."""


class Transfer(Contract):
    """
    What carries a part of a file in: it changes none of the service's facts until a command names the file.

    Attributes:
        recorded_on: The business day, stamped at the edge as a command's is.
    """

    recorded_on: date = v.day("业务日", required=True)


class Operation(Contract):
    """What an operator does to a running service: it changes none of its facts, and is noted in ``access``."""


class Paged(Query):
    """A question answered page by page, in the order of the codes, as ``{"items", "next"}``."""

    after: str | None = v.text("从此之后")
    limit: int = v.whole("条数", validate.Range(1, MAX_PAGE_ROWS), load_default=PAGE_ROWS)


class Event(Contract):
    """A fact that a service tells; declared with ``event``, which gives it its type and its Chinese title."""

    event_type: ClassVar[str] = ""
    title: ClassVar[str] = ""

    @classmethod
    def title_of(cls, data: Mapping[str, Any]) -> str:  # noqa: ARG003 - some events say more by what they tell
        """Return in Chinese what happened, of the JSON form of one such event."""
        return cls.title


EVENTS: dict[str, type[Event]] = {}
EventClass = TypeVar("EventClass", bound=type[Event])
SomeContract = TypeVar("SomeContract", bound=Contract)


def event(type_name: str, title: str) -> Callable[[EventClass], EventClass]:
    """Register a contract as the data of the event *type_name* (``<owner>.<what_happened>.v<N>``)."""

    def register(contract: EventClass) -> EventClass:
        if type_name in EVENTS:
            raise ValueError(f"event {type_name} is declared twice")
        contract.event_type, contract.title = type_name, title
        EVENTS[type_name] = contract
        return contract

    return register


def owner_of(contract: type[Event]) -> str:
    """Return the service that tells an event."""
    return contract.event_type.split(".", 1)[0]


def routing_key(type_name: str) -> str:
    """Return the routing key of an event type: ``registry.day_started.v1`` -> ``day_started.v1``."""
    return type_name.split(".", 1)[1]


def load(contract: type[SomeContract], raw: Mapping[str, Any]) -> SomeContract:
    """
    Make *contract* of *raw* values.

    Raises:
        InvalidInput: ``details["fields"]`` maps each field (dotted path) to its problems.
    """
    made: SomeContract = load_with(contract.schema, raw)
    return made


def load_with(schema: Schema, raw: Mapping[str, Any]) -> Any:
    """Load *raw* through *schema*; raises InvalidInput as ``load`` does."""
    with refusing(schema):
        return schema.load(raw)


@contextmanager
def refusing(schema: Schema) -> Iterator[None]:
    """Turn a ValidationError about the fields of *schema* into the refusal that people read."""
    try:
        yield
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
