"""How a question says what it gives: one thing, a list of rows, or a page of rows."""

from copy import copy
from dataclasses import dataclass
from typing import Any, ClassVar

from marshmallow import fields, missing

from shared.contracts import values as v
from shared.contracts.base import Contract


class Answer(Contract):
    """
    What a question gives, often made of facts.

    What has a default in the facts is always written, so it is required here.

    Attributes:
        may_lack: What of the facts is left out for some, or as long as it is not known.
    """

    may_lack: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        for base in cls.__mro__[1:]:
            for name, field in getattr(base, "declared", {}).items():
                if name not in vars(cls):
                    setattr(cls, name, _written(field, always=name not in cls.may_lack))
                    cls.__annotations__ = {name: Any, **cls.__annotations__}
        super().__init_subclass__()


def _written(field: fields.Field[Any], *, always: bool) -> fields.Field[Any]:
    written = copy(field)
    written.required = always and (field.required or field.load_default is not missing)
    written.load_default = missing
    return written


@dataclass(frozen=True)
class ListOf:
    """A list of rows."""

    row: type[Contract]


def page_of(row: type[Contract], more: type[Contract] = Contract) -> type[Contract]:
    """Return the contract of a page of rows, ``{"items", "next"}``, with *more* values beside them."""
    described = {
        "__doc__": f"A page: {row.__doc__}",
        "__module__": row.__module__,
        "__annotations__": {"items": tuple[Any, ...], "next": str | None},
        "items": v.rows(row, "数据", required=True),
        "next": v.text("下一页从此之后", required=True),
    }
    return type(f"{row.__name__}Page", (more,), described)
