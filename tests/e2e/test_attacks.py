"""Attacks on a real city of processes, each beside its twin: the same act as somebody may do it."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

from deploy.local.stack import Stack
from services.portal.identity.passwords import AT_ONCE
from shared.security.tokens import Actor
from tests.e2e.attacks import bodies, browsers, crowds, figures, files, past, places, second, tokens
from tests.e2e.attacks.attempt import Attack, as_parameters
from tests.e2e.attacks.records import (
    CITY,
    FIRM,
    HERE,
    LEAD,
    MEMBER,
    OTHER,
    OTHERS,
    PASSWORD,
    THERE,
    TODAY,
    credit_code,
    enterprise,
)
from tests.e2e.attacks.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
DIRECTORY = Path("var") / "attacks"
# Enterprises that no table of attacks has.
NUMBERS = count(500)
# Who is attacked, and who has to hear of what is put on record.
INSTANCES = ("registry", "development", "training", "supervision", "reporting", LEAD, OTHER, "portal")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with Stack(DIRECTORY, INSTANCES, fresh=True) as stack:
        made = World.on(stack, DIRECTORY)
        try:
            made.furnish()
            yield made
        finally:
            made.end()


@pytest.mark.parametrize("attack", as_parameters(tokens.ATTACKS))
def test_a_token_that_is_not_one_s_own_opens_nothing(world: World, attack: Attack) -> None:
    attack.check(world)


@pytest.mark.rule("R-PRV-02")
@pytest.mark.parametrize("attack", as_parameters(places.READING))
def test_nobody_reads_what_lies_in_another_county(world: World, attack: Attack) -> None:
    attack.check(world)


@pytest.mark.rule("R-PRV-02")
@pytest.mark.parametrize("attack", as_parameters(places.WRITING))
def test_nobody_writes_what_lies_in_another_county(world: World, attack: Attack) -> None:
    attack.check(world)


@pytest.mark.rule("R-PRV-02")
@pytest.mark.parametrize(("who", "path"), places.LISTED.values(), ids=places.LISTED)
def test_a_list_shows_nothing_of_another_county(world: World, who: str, path: str) -> None:
    assert world.call(f"{who}_b", "GET", path).json["items"] == []
    assert world.call(f"{who}_a", "GET", path).json["items"] != []


@pytest.mark.parametrize("attack", as_parameters(bodies.ATTACKS))
def test_a_request_brings_along_nothing_but_what_it_is_for(world: World, attack: Attack) -> None:
    attack.check(world)


@pytest.mark.rule("R-PRV-23")
@pytest.mark.rule("R-PRV-22")
@pytest.mark.parametrize("attack", as_parameters(second.ATTACKS))
def test_nobody_is_the_second_person_to_what_they_began(world: World, attack: Attack) -> None:
    attack.check(world)


@pytest.mark.parametrize("said", browsers.FOREIGN_SITES, ids=lambda said: "-".join(said.values()))
def test_no_other_site_acts_in_a_browser_s_name(world: World, said: dict[str, str]) -> None:
    kept, before = browsers.session(world, "registrar_a"), world.kept("portal", "sessions")
    foreign = {name.replace("-", "_"): value for name, value in said.items()}
    refused = [browsers.post(world, path, kept, **foreign) for path in ("/logout", "/session/token")]
    refused.append(browsers.sign_in(world, "registrar_b", **foreign))

    assert [answer.refusal for answer in refused] == [(403, "http")] * 3
    assert {answer.json["detail"] for answer in refused} == {
        "不接受其他网站代为发出的请求；请直接打开本系统办理"
    }
    assert {answer.headers["Set-Cookie"] for answer in refused} == {None}
    assert browsers.is_signed_in(world, kept)
    assert world.kept("portal", "sessions") == before

    own = browsers.own_site(world)
    assert browsers.post(world, "/session/token", kept, **own).status == 200
    assert browsers.post(world, "/logout", kept, **own).status == 303
    assert not browsers.is_signed_in(world, kept)
    assert browsers.sign_in(world, "registrar_b", **own).status == 303


def test_nobody_is_signed_in_by_a_name_that_somebody_else_chose(world: World) -> None:
    chosen = "chosen-by-somebody-else"
    answer = browsers.sign_in(world, "registrar_a", Cookie=f"{browsers.SESSION}={chosen}")

    assert not browsers.is_signed_in(world, chosen)
    assert browsers.is_signed_in(world, str(answer.cookie(browsers.SESSION)))
    # Whose session the browser had before, that one is over.
    mine = browsers.session(world, "registrar_a")
    browsers.sign_in(world, "registrar_b", Cookie=f"{browsers.SESSION}={mine}")
    assert not browsers.is_signed_in(world, mine)


def test_a_cookie_opens_nothing_after_its_owner_has_left(world: World) -> None:
    left, stays = (browsers.session(world, "registrar_a") for _ in range(2))
    browsers.post(world, "/logout", left)
    answer = browsers.post(world, "/session/token", left)

    assert (answer.refusal, answer.json["detail"]) == ((401, "not_signed_in"), "请先登录")
    assert browsers.is_signed_in(world, stays)


@pytest.mark.parametrize("target", browsers.ELSEWHERE)
def test_whoever_signs_in_is_led_nowhere_else(world: World, target: str) -> None:
    answer = browsers.sign_in(world, "registrar_a", target=target)
    twin = browsers.sign_in(world, "registrar_a", target="/console/cases")

    assert (answer.status, browsers.leads_to(answer)) == (303, browsers.HOME)
    assert answer.cookie(browsers.SESSION) not in (None, "chosen")
    assert browsers.leads_to(twin) == "/console/cases"


def test_a_refusal_tells_neither_by_words_nor_by_time_who_has_an_account(world: World) -> None:
    known = [user for user in OTHERS if user.startswith(("work", "root", "watch", "two"))][:5]
    there, said = crowds.seconds_of(world, known)
    nowhere, said_too = crowds.seconds_of(world, [f"ghost-{number}" for number in range(5)])

    told = {(one.refusal, one.json["detail"]) for one in (*said, *said_too)}
    assert told == {((401, "not_signed_in"), "用户名或密码不正确")}
    assert max(there, nowhere) < 4 * min(there, nowhere) + 0.05
    assert all(crowds.guess(world, user, PASSWORD).status == 200 for user in known)


def test_a_storm_of_log_ins_takes_no_more_memory_than_there_is_room_for(world: World) -> None:
    crowds.guess(world, "registrar_a", PASSWORD)
    crowds.forget_the_peak(world)
    before = crowds.memory_of(world, "VmRSS")
    answers = crowds.storm(world, [f"storm-{number}" for number in range(60)])

    assert {one.status for one in answers} <= {401, 429}
    assert {one.json["detail"] for one in answers} <= {"用户名或密码不正确", "正在登录的人过多，请稍后再试"}
    assert all("Retry-After" in one.headers for one in answers if one.status == 429)
    assert crowds.memory_of(world, "VmHWM") - before < AT_ONCE * crowds.EACH_KIB + crowds.EACH_KIB
    assert crowds.guess(world, "registrar_a", PASSWORD).status == 200


@pytest.mark.parametrize("path", files.ELSEWHERE)
def test_no_path_leads_out_of_what_is_served(world: World, path: str) -> None:
    answer = files.fetched(world, path)

    assert (answer.status, answer.json["detail"][:2]) == (404, "没有")
    assert files.fetched(world, files.a_script()).status == 200


@pytest.mark.parametrize(("content", "problem"), files.BOMBS.values(), ids=files.BOMBS)
def test_a_file_that_is_none_is_refused_before_it_is_opened(
    world: World, content: Callable[[], bytes], problem: str
) -> None:
    before, peak = world.entries(), crowds.memory_of(world, "VmHWM")
    job = files.brought_in(world, content())

    assert (job["state"], problem in job["message"]) == ("failed", True), job["message"]
    assert world.entries() == before
    assert crowds.memory_of(world, "VmHWM") - peak < files.MAY_GROW_KIB
    done = files.brought_in(world, files.template_with(enterprise(next(NUMBERS))))
    assert (done["state"], done["written"]) == ("done", 1), done


@pytest.mark.parametrize("name", files.FORMULAS)
def test_no_formula_of_somebody_s_runs_in_an_export(world: World, name: str) -> None:
    number = next(NUMBERS)
    assert world.call("registrar_a", "POST", "/enterprises", enterprise(number, name=name)).status == 201
    cells = files.exported(world, credit_code(number))

    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr", "b"}
    assert f"'{name.strip()}" in {str(cell.value) for cell in cells}
    assert credit_code(number) in {str(cell.value) for cell in cells}


@pytest.mark.parametrize("given", files.CALL_IDS)
def test_what_a_request_calls_itself_stands_in_no_header_and_no_line_of_the_log(
    world: World, given: str
) -> None:
    log = world.directory / "log" / "portal.log"
    answer = world.call("registrar_a", "GET", "/days/current", X_Call_Id=given)
    twin = world.call("registrar_a", "GET", "/days/current", X_Call_Id="a-name-of-my-own-1")

    assert (answer.status, twin.headers["X-Call-Id"]) == (200, "a-name-of-my-own-1")
    assert answer.headers["X-Call-Id"] != given
    assert given not in log.read_text(encoding="utf-8")


def test_no_name_makes_a_line_of_its_own_in_log_or_header(world: World) -> None:
    line = '\r\nSet-Cookie: evil=1\r\n{"event": "forged"}'
    assert crowds.guess(world, f"root1{line}").refusal == (401, "not_signed_in")
    sent = world.call("workers", "POST", f"/departments/{OTHER}/files?name={quote(line)}.pdf", b"%PDF-1.4 x")
    kept = world.call("workers", "POST", f"/departments/{OTHER}/files?name=list.pdf", b"%PDF-1.4 x")

    assert (sent.status, "\n" in sent.json["name"], sent.headers["Set-Cookie"]) == (201, False, None)
    assert (kept.status, kept.json["name"]) == (201, "list.pdf")
    for path in (world.directory / "log").glob("*.log"):
        assert '\n{"event": "forged"' not in path.read_text(encoding="utf-8", errors="replace")


# T1 to T13: what was seen to be open once.


@pytest.mark.parametrize(
    "roles", [("registry_clerk", "administrator"), ("system",)], ids=["people", "system"]
)
@pytest.mark.rule("R-PRV-02")
def test_t1_a_department_s_key_speaks_for_nobody(world: World, roles: tuple[str, ...]) -> None:
    actor = Actor("registrar_a", LEAD, roles, (CITY,))
    forged = world.signed(OTHER, actor, "registry")
    told = {"member_id": MEMBER, "rule": "R-PRV-17", "recorded_on": TODAY}

    for method, arguments in (("members", {}), ("erase_person", told), ("start_day", {"date": "2099-01-01"})):
        code, detail = past.refused(world, "registry", method, forged, **{"recorded_on": TODAY, **arguments})
        assert (code, detail[:3]) == ("not_allowed", "签发方")
    honest = world.signed("portal", Actor("registrar_a", LEAD, ("registry_clerk",), (HERE,)), "registry")
    assert world.ask("registry", "members", honest)["items"][0]["name"] == "甲某某"


def test_t2_no_role_widens_which_logs_a_key_opens(world: World) -> None:
    page = {"after": 0, "limit": 10}
    both = world.signed(OTHER, Actor(f"system:{OTHER}", OTHER, ("system", "operator")), "registry")
    own = world.signed(OTHER, Actor.system(OTHER), "registry")

    assert past.refused(world, "registry", "ledger_page", both, log="registry", **page)[0] == "not_allowed"
    assert past.refused(world, "registry", "ledger_page", own, log="registry", **page) == (
        "not_allowed",
        "无权读取该账簿",
    )
    assert world.ask("registry", "ledger_page", own, log="registry.public", **page)


def test_t3_a_token_that_one_service_was_sent_opens_no_other(world: World) -> None:
    sent = world.signed("reporting", Actor.system("reporting"), OTHER)

    assert past.refused(world, "registry", "ledger_head", sent, log="registry") == (
        "not_signed_in",
        "登录凭证不是签发给本服务的",
    )
    assert world.ask(OTHER, "ledger_head", sent, log=OTHER)["n"] >= 0


@pytest.mark.rule("R-PRV-20")
@pytest.mark.parametrize(("instance", "path", "who"), places.PERSONAL)
def test_t4_every_question_has_roles_and_looks_leave_a_trace(
    world: World, instance: str, path: str, who: str
) -> None:
    traced = world.kept(instance, "access")
    answer = world.call("workers", "GET", path)
    assert (answer.refusal, answer.json["detail"]) == ((403, "not_allowed"), "您的角色无权办理此项")
    assert world.call(who, "GET", path).status == 200
    # The refusal stands there as well as the look.
    assert world.kept(instance, "access") == traced + 2


def test_t6_the_day_is_stamped_and_never_given(world: World) -> None:
    before, told = world.entries(), enterprise(next(NUMBERS))
    changed = {"stream": f"enterprise:{FIRM}", "seq": 1, "correction": "GZ-9", "changes": {"employees": 28}}
    for path, body in (("/enterprises", told), ("/registry/corrections", {**changed, "reason": "更正"})):
        answer = world.call("registrar_a", "POST", path, {**body, "recorded_on": "2026-01-05"})
        assert answer.refusal == (422, "invalid_input")
        assert "登记日由系统加盖" in answer.json["detail"]
    assert world.entries() == before
    assert world.call("registrar_a", "POST", "/enterprises", told).status == 201


def test_t7_a_key_is_one_s_own(world: World) -> None:
    key, body = "one-key-for-all", enterprise(71)
    first = world.call("registrar_a", "POST", "/enterprises", body, Idempotency_Key=key)
    answer = world.call("registrar_b", "POST", "/enterprises", body, Idempotency_Key=key)
    again = world.call("registrar_a", "POST", "/enterprises", body, Idempotency_Key=key)

    assert first.status == 201
    assert answer.refusal == (403, "not_allowed")
    assert (again.status, again.json) == (201, first.json)


def test_t8_nobody_gets_the_whole_city_by_leaving_it_out(world: World) -> None:
    words = ("user", "add", "newcomer", "--department", OTHER, "--role", "department_clerk")
    refused = past.lianxi(world, *words, typed=f"{PASSWORD}\n")

    assert refused.returncode != 0
    assert world.kept("portal", "people", _id="newcomer") == 0
    added = past.lianxi(world, *words, "--area", HERE, typed=f"{PASSWORD}\n")
    assert (added.returncode, world.kept("portal", "people", _id="newcomer")) == (0, 1)


@pytest.mark.parametrize("collection", ["people", "sessions"])
def test_t9_a_database_account_opens_its_own_database_only(world: World, collection: str) -> None:
    portal, own = (world.stack.layout.database_of(name) for name in ("portal", OTHER))
    before = world.kept("portal", collection)
    with past.database_of(world, OTHER) as client:
        assert client.list_database_names() == [own]
        assert past.opens(client, portal, collection) == []
        assert client[own]["ledger"].count_documents({}) >= 0
    with past.database_of(world, "portal") as client:
        assert client[portal]["people"].find_one()
    assert world.kept("portal", collection) == before


@pytest.mark.rule("R-PRV-23")
def test_t10_who_hands_figures_up_approves_them_in_no_role(world: World) -> None:
    draft = {"period": figures.PERIOD, "area": HERE, "figures": figures.figures(world)}
    assert world.call("workers_both", "POST", f"/departments/{OTHER}/figure-drafts", draft).status == 201
    handed = world.call("workers_both", "POST", f"{figures.PART}/hand-up", {})
    assert handed.status == 201, handed.text

    before = world.entries()
    answer = world.call("workers_both", "POST", f"{figures.PART}/approve", {})
    assert answer.refusal == (422, "rule_violated")
    assert "R-PRV-23" in {one["rule"] for one in answer.json["violations"]}
    assert world.entries() == before
    assert world.call("workers_head", "POST", f"{figures.PART}/approve", {}).status == 201


@pytest.mark.rule("R-PRV-23")
def test_no_event_of_a_system_says_more_than_its_figures(world: World) -> None:
    rows = [{**row, "area": THERE} for row in figures.figures(world)]
    event, before = {"period": figures.PERIOD, "figures": rows}, world.kept(OTHER, "ledger")
    for field in ("approver", "actor", "recorded_on", "n"):
        refused = figures.told(world, f"forged-{field}", {**event, field: "workers_head"})
        assert (refused["state"], refused["problem"]["code"]) == ("quarantined", "invalid_input")
        assert field in refused["problem"]["details"]["fields"]
    foreign = figures.told(world, "forged-source", event, source="youth_league_system")

    assert (foreign["state"], foreign["problem"]["code"]) == ("quarantined", "undecodable")
    assert world.kept(OTHER, "ledger") == before
    honest = figures.told(world, "honest", event)
    assert honest["state"] == "accepted", honest


@pytest.mark.rule("R-PRV-05")
def test_t11_what_no_service_can_read_lies_sealed_and_stands_in_no_log(world: World) -> None:
    number = "999999199001011239"
    kept = past.call_badly(world, "members", f'{{"args": [], "kwargs": {{"q": [{{"a": "{number}"')

    assert number in past.opened(world, kept)["body"].decode()
    answer = world.call("registrar_a", "POST", "/enterprises", enterprise(72, **{number: [{"a": number}]}))
    assert answer.refusal == (422, "invalid_input")
    assert past.stands_in(world, number) == []
    # Whoever looks would find it, were it there.
    assert "portal.log" in past.stands_in(world, '"event": "request"')


def test_t12_behind_a_trusted_proxy_the_cookie_is_for_https_only(world: World) -> None:
    said = {"X_Forwarded_Proto": "https", "X_Forwarded_For": "203.0.113.9"}
    believed_by_nobody = browsers.sign_in(world, "registrar_a", **said)
    assert "Secure" not in str(believed_by_nobody.headers["Set-Cookie"])

    with past.portal_behind(world, "127.0.0.1") as url:
        cookies = browsers.sign_in(world, "registrar_a", url=url, **said).headers.get_all("Set-Cookie", [])
        plain = browsers.sign_in(world, "registrar_a", url=url).headers.get_all("Set-Cookie", [])
    assert cookies
    assert all(one.startswith("__Host-") and "Secure" in one and "HttpOnly" in one for one in cookies)
    assert not any("Secure" in one for one in plain)


def test_t5_nobody_s_key_keeps_a_day_from_starting(world: World) -> None:
    tomorrow, key = "2026-10-09", "day-2026-10-09"
    assert (
        world.call("registrar_a", "POST", "/enterprises", enterprise(73), Idempotency_Key=key).status == 201
    )
    refused = world.call("registrar_a", "POST", "/days", {"date": tomorrow}, Idempotency_Key=key)
    assert refused.refusal == (403, "not_allowed")

    started = world.call("root1", "POST", "/days", {"date": tomorrow}, Idempotency_Key=key)
    assert (started.status, world.call("root1", "GET", "/days/current").json["date"]) == (201, tomorrow)


def test_t13_a_jump_of_days_takes_two_persons_and_nothing_goes_back(world: World) -> None:
    before, far = world.call("root1", "GET", "/days/current").json["date"], "2026-11-20"
    for _ in range(2):
        assert "须另一名系统管理员" in world.call("root1", "POST", "/days", {"date": far}).json["waiting"]
        assert world.call("root1", "GET", "/days/current").json["date"] == before
    assert world.call("registrar_a", "POST", "/days", {"date": far}).refusal == (403, "not_allowed")

    assert world.call("root2", "POST", "/days", {"date": far}).status == 201
    past.until(lambda: world.call("root1", "GET", "/days/current").json["date"] == far)
    back = world.call("root1", "POST", "/days", {"date": before})
    assert (back.refusal, "不能回到" in back.json["detail"]) == ((409, "conflict"), True)
