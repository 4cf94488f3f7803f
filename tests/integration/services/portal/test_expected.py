"""ETag and If-Match: a record is changed as it was seen, or not at all."""

import threading
from typing import Any

import pytest

from tests.e2e.city import City
from tests.integration.services.portal.conftest import Client
from tests.integration.services.portal.excel_files import credit_code, enterprise, upload, workbook

CODES = [credit_code(number) for number in range(40, 46)]
PLACE = "/enterprises/{}"


@pytest.fixture(scope="module", autouse=True)
def rows(city: City) -> None:
    clerk = Client(city.web.application.test_client(), "clerk")
    upload(clerk, "enterprises", workbook("enterprises", [enterprise(number) for number in range(40, 46)]))


def change(clerk: Client, code: str, *, tag: str | None = None, key: str | None = None, **values: Any) -> Any:
    headers = {"If-Match": tag, "Idempotency-Key": key}
    named = {name: value for name, value in headers.items() if value is not None}
    return clerk("PATCH", PLACE.format(code), {"effective_on": "2026-07-01", **values}, headers=named)


def tag(clerk: Client, code: str) -> str:
    answer = clerk("GET", PLACE.format(code))
    assert answer.headers["ETag"] == f'"{answer.json["seq"]}"'  # type: ignore[index]
    return str(answer.headers["ETag"])


def test_a_record_is_changed_as_it_was_seen_and_refused_when_it_is_older(clerk: Client) -> None:
    seen = tag(clerk, CODES[0])

    assert change(clerk, CODES[0], tag=seen, employees=50).status_code == 201
    answer = change(clerk, CODES[0], tag=seen, employees=60)

    assert answer.status_code == 412
    (row,) = answer.json["differences"]
    assert (row["label"], row["was"], row["theirs"], row["yours"]) == ("职工数", 42, 50, 60)
    assert answer.json["meanwhile"][0]["user"] == "clerk"
    assert change(clerk, CODES[0], expected=answer.json["seq"], employees=60).status_code == 201


def test_of_two_at_once_exactly_one_wins(city: City, clerk: Client) -> None:
    seen = tag(clerk, CODES[1])
    others = [Client(city.web.application.test_client(), "clerk") for _ in range(2)]
    answers: list[int] = []
    gate = threading.Barrier(2)

    def run(client: Client, employees: int) -> None:
        gate.wait()
        answers.append(change(client, CODES[1], tag=seen, employees=employees).status_code)

    threads = [
        threading.Thread(target=run, args=(client, 70 + number)) for number, client in enumerate(others)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [201, 412]
    assert tag(clerk, CODES[1]) == f'"{int(seen.strip(chr(34))) + 1}"'


def test_a_repeated_key_is_answered_though_the_record_has_gone_on(clerk: Client) -> None:
    seen = tag(clerk, CODES[2])
    first = change(clerk, CODES[2], tag=seen, key="expected-1", employees=50)
    change(clerk, CODES[2], employees=60)
    again = change(clerk, CODES[2], tag=seen, key="expected-1", employees=50)

    assert (again.status_code, again.json) == (201, first.json)


@pytest.mark.parametrize(("given", "status"), [("*", 201), ("1", 412), ('"x"', 422), ('"1", "2"', 422)])
def test_if_match_takes_one_number(clerk: Client, given: str, status: int) -> None:
    change(clerk, CODES[3], employees=43)

    assert change(clerk, CODES[3], tag=given, employees=50).status_code == status


def test_a_list_has_no_tag(clerk: Client) -> None:
    assert "ETag" not in clerk("GET", "/enterprises").headers
