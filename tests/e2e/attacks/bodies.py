"""What is sent along with a request: fields that are not one's own to fill in, operators, bombs, broken lines."""

from collections.abc import Mapping
from typing import Any

from tests.e2e.attacks.attempt import Attack, by
from tests.e2e.attacks.records import FIRM, HERE, ID_NUMBER, TODAY, enterprise, meeting
from tests.e2e.attacks.web import FORM, Answer, call, send
from tests.e2e.attacks.world import World

REFUSED, TOO_LARGE = (422, "invalid_input", "填写有误"), (413, "http", "内容超过 8 MB")
# What a body may not say: who did it, when, as what, under which number; a name for each.
FOREIGN_FIELDS: Mapping[str, Any] = {
    "actor": {"user": "root1", "department": "organisation", "roles": ["administrator"], "areas": []},
    "roles": ["administrator"],
    "n": 1,
    "seq": 1,
    "_id": "1",
    "by": "root1",
}
HONEST = by("registrar_a", "GET", f"/enterprises/{FIRM}")
DEEP = b"[" * 100_000 + b"]" * 100_000
HEADED = "credit_code,name,area,ownership,industry,size,employees,operation_state,registered_on,sample"


def row(number: int) -> bytes:
    """Return a file with one enterprise."""
    told = enterprise(number)
    cells = [str(told[name]) for name in HEADED.split(",")]
    return f"{HEADED}\n{','.join(cells)}\n".encode()


def logged_in_as(user: Any, password: Any) -> Any:
    """Return an attempt to log in at the API."""
    return lambda world: send_json(world, "/login", {"user": user, "password": password})


def send_json(world: World, path: str, body: Any) -> Answer:
    """Send JSON without a token."""
    return call(world.url, "POST", path, None, body)


def by_form(world: World) -> Answer:
    """Log in at the page by operators in the names of fields, as some frameworks read them."""
    return send(
        world.url, "POST", "/login", b"user[$ne]=x&password[$ne]=x", {**FORM, "Accept": "application/json"}
    )


def of_the_honest(world: World) -> Answer:
    """Log in as somebody may."""
    return send_json(world, "/login", {"user": "registrar_a", "password": "only-for-tests-1"})


ATTACKS = (
    *(
        Attack(
            f"{name} in the body",
            by("registrar_a", "POST", "/enterprises", enterprise(12, **{name: value})),
            REFUSED,
            HONEST,
            ("R-PRV-23",),
        )
        for name, value in FOREIGN_FIELDS.items()
    ),
    Attack(
        "fields of a row that are not its own",
        by("secretary_a", "POST", "/meeting-records", {"meetings": [{**meeting("L-3"), "actor": "root1"}]}),
        REFUSED,
        by("secretary_a", "POST", "/meeting-records", {"meetings": [meeting("L-3")]}),
    ),
    Attack(
        "an operator for a user",
        logged_in_as({"$ne": None}, "x"),
        (422, "invalid_input", "用户名和密码"),
        of_the_honest,
    ),
    Attack(
        "an operator for a password",
        logged_in_as("root1", {"$gt": ""}),
        (422, "invalid_input", "用户名和密码"),
        of_the_honest,
    ),
    Attack(
        "an operator in a question",
        by("secretary_a", "GET", "/meeting-records?org_code[$ne]=x"),
        REFUSED,
        by("secretary_a", "GET", "/meeting-records?org_code=ORG-1"),
    ),
    Attack(
        "an operator in a field",
        by("registrar_a", "POST", "/enterprises", enterprise(13, name={"$where": "1"})),
        REFUSED,
        by("registrar_a", "POST", "/enterprises", enterprise(13)),
    ),
    Attack(
        "an operator as a page",
        by("registrar_a", "GET", "/enterprises?after[$gt]="),
        REFUSED,
        by("registrar_a", "GET", "/enterprises"),
    ),
    Attack(
        "a bomb of nested JSON",
        by("registrar_a", "POST", "/enterprises", DEEP, Content_Type="application/json"),
        (400, "malformed", "不是有效的 JSON（第1行第"),
        by("registrar_a", "POST", "/enterprises", enterprise(14)),
    ),
    Attack(
        "a body that is too large",
        by("registrar_a", "POST", "/enterprises", b" " * (9 << 20), Content_Type="application/json"),
        TOO_LARGE,
        HONEST,
    ),
    Attack(
        "a body of another type",
        by("registrar_a", "POST", "/enterprises", b"<enterprise/>", Content_Type="text/xml"),
        (415, "wrong_type", "应为 Content-Type: application/json"),
        by("registrar_a", "POST", "/enterprises", enterprise(15)),
    ),
    Attack(
        "a number without end",
        by("registrar_a", "POST", "/enterprises", enterprise(16, employees=10**400)),
        (400, "malformed", "不是有效的 JSON"),
        by("registrar_a", "POST", "/enterprises", enterprise(16)),
    ),
    Attack(
        "a file of a kind that there is not",
        by("registrar_a", "POST", "/imports/..%2f..%2fpeople", row(17)),
        (404, "http", "没有这个地址"),
        by("registrar_a", "POST", "/imports/enterprises", row(17)),
    ),
    Attack(
        "rows of another county in a file",
        by("registrar_b", "POST", "/imports/enterprises", row(18)),
        (422, "invalid_input", ""),
        by("registrar_a", "POST", "/imports/enterprises", row(18)),
        ("R-PRV-02",),
    ),
    Attack(
        "an import as who does other work",
        by("inspector_a", "POST", "/imports/enterprises", row(19)),
        (403, "not_allowed", "您的角色无权办理此项"),
        by("registrar_a", "POST", "/imports/enterprises", row(19)),
    ),
    Attack(
        "a key of another length",
        by("registrar_a", "POST", "/enterprises", enterprise(20), Idempotency_Key="k" * 65),
        (422, "invalid_input", "Idempotency-Key 应为1到64个字符"),
        by("registrar_a", "POST", "/enterprises", enterprise(20), Idempotency_Key="k" * 64),
    ),
    Attack(
        "a number of a record that is an operator",
        by(
            "registrar_a",
            "PATCH",
            f"/enterprises/{FIRM}",
            {"employees": 32, "effective_on": TODAY},
            If_Match='{"$gt":0}',
        ),
        (422, "invalid_input", "If-Match"),
        by("registrar_a", "PATCH", f"/enterprises/{FIRM}", {"employees": 32, "effective_on": TODAY}),
    ),
    Attack(
        "an area that is somebody's number",
        by("registrar_a", "GET", f"/enterprises?area={ID_NUMBER}"),
        REFUSED,
        by("registrar_a", "GET", f"/enterprises?area={HERE}"),
    ),
)
