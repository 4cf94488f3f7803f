"""What each account of the database may do, tried on a server that has them."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import OperationFailure

from deploy import accounts
from deploy.local.servers import Servers
from shared.city.sites import Sites
from shared.ledger.ledger import create_collections
from shared.settings import database_of

pytestmark = pytest.mark.integration

Client = MongoClient[dict[str, Any]]
Act = Callable[[Client], Any]

USERS = accounts.users_of(Sites.load())
PROBE = "probe"
NOT_ALLOWED = 13
WRONG_PASSWORD = 18


@pytest.fixture(scope="module")
def owner(servers: Servers) -> Iterator[Client]:
    with Client(servers.mongodb_uri) as client:
        for user in USERS:
            client[database_of(user)][PROBE].insert_one({"of": user})
        client[database_of("portal")]["people"].insert_one({"_id": PROBE, "password": "hash"})
        yield client
        for user in USERS:
            client.drop_database(database_of(user))


@pytest.fixture(params=USERS)
def user(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client(owner: Client, servers: Servers, user: str) -> Iterator[Client]:
    with Client(servers.mongodb_uri_of(user)) as opened:
        yield opened


def refused(act: Callable[..., Any], *arguments: Any) -> bool:
    """Return whether *act* is refused for want of a right."""
    try:
        act(*arguments)
    except OperationFailure as error:
        if error.code != NOT_ALLOWED:
            raise
        return True
    return False


def test_an_account_does_all_of_its_instance_s_work(client: Client, user: str) -> None:
    db = client[database_of(user)]
    create_collections(db, (PROBE, "ledger"))
    db[PROBE].create_index("of")
    with client.start_session() as session, session.start_transaction():
        db[PROBE].insert_one({"_id": user}, session=session)
        db["ledger"].insert_one({"n": 1}, session=session)
    with client.start_session(snapshot=True) as session:
        assert db[PROBE].count_documents({"_id": user}, session=session) == 1
    with db["ledger"].watch(max_await_time_ms=1) as alarms:
        alarms.try_next()
    db[PROBE].update_one({"_id": user}, {"$set": {"seen": True}})
    assert [row["_id"] for row in db[PROBE].aggregate([{"$match": {"seen": True}}])] == [user]
    db[PROBE].delete_one({"_id": user})
    db["ledger"].drop()
    assert client.admin.command("ping")["ok"] == 1
    assert "localTime" in client.admin.command("hello")


def others(user: str) -> list[str]:
    return [database_of(other) for other in USERS if other != user]


def test_an_account_reads_and_writes_no_database_of_another(client: Client, user: str) -> None:
    assert client.list_database_names() == [database_of(user)]
    for name in others(user):
        theirs = client[name][PROBE]
        assert refused(client[name].list_collection_names)
        assert refused(theirs.find_one)
        assert refused(theirs.insert_one, {})
        assert refused(theirs.update_many, {}, {"$set": {"of": "me"}})
        assert refused(theirs.delete_many, {})
        assert refused(theirs.create_index, "of")
        assert refused(theirs.drop)
        assert refused(theirs.watch)
        assert refused(client.drop_database, name)


def test_nobody_but_the_portal_reads_who_logs_in_there(client: Client, user: str) -> None:
    assert refused(client[database_of("portal")]["people"].find_one) == (user != "portal")


def copied_into(db: Database[dict[str, Any]], name: str) -> list[Any]:
    return list(db[PROBE].aggregate([{"$out": {"db": name, "coll": PROBE}}]))


def merged_into(db: Database[dict[str, Any]], name: str) -> list[Any]:
    return list(db[PROBE].aggregate([{"$merge": {"into": {"db": name, "coll": PROBE}}}]))


def test_no_account_reaches_another_database_by_way_of_its_own(client: Client, user: str) -> None:
    db = client[database_of(user)]
    db[PROBE].insert_one({})
    for name in others(user):
        assert refused(copied_into, db, name)
        assert refused(merged_into, db, name)
        moved = {"renameCollection": f"{db.name}.{PROBE}", "to": f"{name}.{PROBE}2"}
        assert refused(client.admin.command, moved)


CURRENT = [{"$currentOp": {"allUsers": True}}]
ADMINISTRATION: dict[str, Act] = {
    "make an account": lambda client: client.admin.command("createUser", "other", pwd="x", roles=["root"]),
    "give itself a right": lambda client: client.admin.command(
        "grantRolesToUser", "union", roles=[{"role": "root", "db": "admin"}]
    ),
    "change a password": lambda client: client.admin.command("updateUser", "portal", pwd="x"),
    "see the accounts": lambda client: client.admin.command("usersInfo", 1),
    "read the accounts": lambda client: client.admin["system.users"].find_one(),
    "read what was written": lambda client: client.local["oplog.rs"].find_one(),
    "watch everybody": lambda client: client.watch(),
    "see what others do": lambda client: client.admin.command("aggregate", 1, cursor={}, pipeline=CURRENT),
    "see the settings": lambda client: client.admin.command("getParameter", "*"),
    "change a setting": lambda client: client.admin.command("setParameter", 1, logLevel=0),
    "read the log": lambda client: client.admin.command("getLog", "global"),
    "change the set": lambda client: client.admin.command("replSetGetConfig"),
    "stop the server": lambda client: client.admin.command("shutdown"),
    "leave a note": lambda client: client.admin["notes"].insert_one({}),
}


@pytest.mark.parametrize("what", ADMINISTRATION)
def test_no_account_administers_the_server(client: Client, what: str) -> None:
    assert refused(ADMINISTRATION[what], client)


def test_nobody_gets_in_without_an_account_or_with_a_guess(servers: Servers) -> None:
    host = servers.mongodb_uri.split("@")[1].split("/")[0]
    with Client(f"mongodb://{host}/?{accounts.BY_SET}") as nobody, pytest.raises(OperationFailure):
        nobody[database_of("portal")]["people"].find_one()
    with Client(accounts.uri("portal", "guess", host)) as guessing, pytest.raises(OperationFailure) as wrong:
        guessing[database_of("portal")]["people"].find_one()
    assert wrong.value.code == WRONG_PASSWORD


def test_a_new_password_counts_and_the_one_of_before_does_not(servers: Servers, owner: Client) -> None:
    host = servers.mongodb_uri.split("@")[1].split("/")[0]
    try:
        for password in ("first", "second"):
            accounts.apply(servers.mongodb_uri, {**servers.database_passwords, "lane": password})
            with Client(accounts.uri("lane", password, host)) as client:
                client[database_of("lane")][PROBE].find_one()
        with Client(accounts.uri("lane", "first", host)) as late, pytest.raises(OperationFailure):
            late[database_of("lane")][PROBE].find_one()
    finally:
        accounts.apply(servers.mongodb_uri, servers.database_passwords)
    names = {row["user"] for row in owner.admin.command("usersInfo", 1)["users"]}
    assert "lane" not in names
    assert names >= set(USERS)


def test_an_account_that_others_made_is_left_alone(servers: Servers, owner: Client) -> None:
    owner.admin.command("createUser", "backups", pwd="x", roles=["backup"])
    try:
        accounts.apply(servers.mongodb_uri, servers.database_passwords)
        assert owner.admin.command("usersInfo", "backups")["users"]
    finally:
        owner.admin.command("dropUser", "backups")


def test_key_and_passwords_are_kept_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    sites = Sites.load()
    first = accounts.prepare(tmp_path, sites)
    key = (tmp_path / accounts.KEY_FILE).read_text(encoding="utf-8")

    assert accounts.prepare(tmp_path, sites) == first
    assert (tmp_path / accounts.KEY_FILE).read_text(encoding="utf-8") == key
    assert len(set(first.values())) == len(USERS)
    for name in (accounts.KEY_FILE, accounts.PASSWORDS_FILE):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
