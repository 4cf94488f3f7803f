"""What the integrators' guide says of sending events, done as it says and with nothing else."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from services.portal.identity.people import People
from services.portal.identity.person import Held, Person
from tests.e2e.city import PASSWORD, City
from tests.integration.services.portal.conftest import Client
from tests.integration.services.portal.test_access_tokens import TODAY

GUIDE = Path(__file__).parents[4] / "docs" / "integrators.md"
REPORTING_DAY = "2026-10-08"
FIGURE = {"item": "R-JM-24.contracts", "area": "411302000000", "value": 3}


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    """The guide's example, as whoever reads it would copy it."""
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (block,) = [one for one in blocks if "def report(" in one]
    made: dict[str, Any] = {}
    exec(compile(block, str(GUIDE), "exec"), made)  # noqa: S102 - the guide is ours
    return made


@pytest.fixture(scope="module")
def portal(city: City) -> Iterator[str]:
    """The portal on a port, on a day on which figures of the third quarter are reported."""
    people = People(city.client[f"{city.prefix}_portal"])
    people.add(Person("it", "虚构人", "union", (Held("integrator", (city.sites.city,)),)), PASSWORD)
    city.begin_day(REPORTING_DAY)
    server = make_server("127.0.0.1", 0, city.web.application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def token(city: City) -> str:
    body = {"name": "对接", "roles": ["integrator"], "until": TODAY, "read_only": False, "password": PASSWORD}
    answer = Client(city.web.application.test_client(), "it")("POST", "/tokens", body)
    return str(answer.json["token"])  # type: ignore[index]


def test_a_quarantined_event_is_explained_put_right_and_accepted_under_its_id(
    portal: str, token: str, example: dict[str, Any]
) -> None:
    wrong, right = ({"period": "2026Q3", "figures": [{**FIGURE, "value": value}]} for value in ("many", 3))

    told = example["report"](portal, token, "union", "union_system", "2026Q3-1", wrong)
    assert told["state"] == "quarantined"
    assert told["problem"]["details"]["fields"] == {"figures.0.value": ["应为整数"]}

    told = example["report"](portal, token, "union", "union_system", "2026Q3-1", right)
    assert (told["state"], told["stream"], told["seq"]) == ("accepted", "figures:union:2026Q3", 1)
    assert example["report"](portal, token, "union", "union_system", "2026Q3-1", right) == told
