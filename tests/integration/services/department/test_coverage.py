"""Handing in the enterprises that a department covers: when, of whom, and what of it leaves the department."""

from typing import Any

import orjson
import pytest

from shared.contracts.errors import InvalidInput, NotAllowed, RuleViolated, Unavailable
from shared.rules.credit_code import check_character
from shared.security.pseudonyms import SECRET_FILE, Pseudonyms

WANCHENG, XIXIA = "411302000000", "411323000000"
PERIOD = "2026Q3"


def code(number: int) -> str:
    first = f"91411300MA4{number:06d}"
    return first + check_character(first)


def listed(*numbers: int, area: str = WANCHENG) -> list[dict[str, str]]:
    return [{"credit_code": code(number), "area": area} for number in numbers]


def hand_in(city: Any, user: str = "gong", **more: Any) -> Any:
    return city.act(user, "submit_coverage", **{"period": PERIOD, "enterprises": listed(1, 2), **more})


@pytest.mark.rule("R-JM-15")
def test_the_event_tells_pseudonyms_by_county(city: Any, directory: Any) -> None:
    answer = hand_in(city, enterprises=[*listed(1, 2), *listed(3, area=XIXIA)])

    (entry,) = city["union"].recorded()
    pseudonyms = Pseudonyms.of(directory)
    assert pseudonyms is not None
    assert answer["stream"] == entry["stream"] == "coverage:union:2026Q3"
    assert entry["data"] == {
        "department": "union",
        "period": PERIOD,
        "version": 1,
        "key": pseudonyms.key_id,
        "counties": [
            {"area": WANCHENG, "pseudonyms": [*pseudonyms.in_quarter(PERIOD, [code(1), code(2)])]},
            {"area": XIXIA, "pseudonyms": [*pseudonyms.in_quarter(PERIOD, [code(3)])]},
        ],
    }


@pytest.mark.rule("R-JM-15")
def test_no_code_lies_open_anywhere_in_the_department(city: Any) -> None:
    hand_in(city)

    db = city["union"].db
    documents = {name: list(db[name].find()) for name in db.list_collection_names()}
    text = {name: orjson.dumps(rows, default=str).decode() for name, rows in documents.items()}
    assert not [name for name, found in text.items() if code(1) in found]
    # What is sealed can be opened by the department itself.
    (entry,) = documents["ledger"]
    opened = city["union"].ledger.vault.open(entry["person"], bytes(entry["private"]["sealed"]))
    assert opened == {"enterprises": {WANCHENG: [code(1), code(2)]}}


@pytest.mark.rule("R-JM-16")
def test_every_version_stays_on_record_and_only_numbers_are_told(city: Any) -> None:
    hand_in(city)
    hand_in(city, enterprises=listed(1, 2, 3), recorded_on="2026-10-15")

    told = city.ask("gong", "coverage", period=PERIOD)
    assert told["item"] == "R-JM-20"
    assert [(row["version"], row["recorded_on"], row["counties"]) for row in told["versions"]] == [
        (1, "2026-10-08", [{"area": WANCHENG, "enterprises": 2}]),
        (2, "2026-10-15", [{"area": WANCHENG, "enterprises": 3}]),
    ]


@pytest.mark.rule("R-JM-16")
@pytest.mark.parametrize(
    ("period", "on", "problem"),
    [("2026Q4", "2026-10-08", "尚未结束"), ("2026Q3", "2026-10-16", "数据已于2026-10-15锁定")],
)
def test_it_comes_when_figures_come(city: Any, period: str, on: str, problem: str) -> None:
    with pytest.raises(RuleViolated, match=problem):
        hand_in(city, period=period, recorded_on=on)


@pytest.mark.rule("R-JM-16")
def test_what_opens_the_figures_opens_the_enterprises(city: Any) -> None:
    opening = {"department": "union", "period": PERIOD, "until": "2026-10-20", "comment": "系统故障"}
    city.act("chen", "open_figures", **opening, recorded_on="2026-10-16")
    city.hear("union")

    hand_in(city, recorded_on="2026-10-20")
    with pytest.raises(RuleViolated, match="已锁定"):
        hand_in(city, recorded_on="2026-10-20")


def test_none_is_an_answer_too(city: Any) -> None:
    hand_in(city, enterprises=[])

    assert city.ask("gong", "coverage", period=PERIOD)["versions"][0]["counties"] == []


@pytest.mark.rule("R-JM-15")
def test_an_enterprise_is_named_once_and_in_a_county_of_the_city(city: Any) -> None:
    with pytest.raises(RuleViolated) as refused:
        hand_in(city, enterprises=[*listed(1, 1), *listed(2, area="411399000000")])

    assert f"{code(1)}填报了2次" in refused.value.message
    assert "411399000000不是本市的县（市、区）" in refused.value.message
    assert city["union"].recorded() == []


def test_a_code_with_a_wrong_check_character_is_refused(city: Any) -> None:
    wrong = code(1)[:-1] + ("0" if code(1)[-1] != "0" else "1")
    with pytest.raises(InvalidInput) as refused:
        hand_in(city, enterprises=[{"credit_code": wrong, "area": WANCHENG}])

    assert "校验位不符" in str(refused.value.details)


def test_who_lists_no_enterprises_is_told_so(city: Any) -> None:
    with pytest.raises(NotAllowed):
        city.act("chen", "submit_coverage", period=PERIOD, enterprises=listed(1))


def test_without_the_secret_nothing_is_recorded(city: Any, directory: Any) -> None:
    secret, hidden = directory / SECRET_FILE, directory / "away"
    secret.rename(hidden)
    try:
        with pytest.raises(Unavailable, match="尚未配置比对密钥"):
            hand_in(city)
    finally:
        hidden.rename(secret)
    assert city["union"].recorded() == []
