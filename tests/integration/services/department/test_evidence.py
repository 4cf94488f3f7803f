"""Evidence: brought in part by part, sealed, named by the work that is handed in, read by who verifies it."""

import base64
import hashlib
from datetime import date, timedelta
from typing import Any

import pytest

from shared.contracts.base import load
from shared.contracts.department.events import TaskSubmitted
from shared.contracts.department.terms import MAX_FILE_BYTES
from shared.contracts.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolated
from shared.contracts.files import PART_BYTES
from shared.files import store as files
from shared.ledger import Actor
from shared.rules import pack
from tests.evidence import DOCX, PDF, office, pdf

NO, OTHER = "JM-2026-01", "JM-2026-02"
SECRET = b"a list nobody else may read"
RULES = pack.load("joint_meeting", date.max)


@pytest.fixture
def tasks(city: Any) -> Any:
    """The city, with two tasks of the union that it has accepted."""
    city.act(
        "chen",
        "hold_meeting",
        meeting="2026-03",
        period="2026Q3",
        held_on="2026-10-08",
        attended=["organisation", "union", "youth_league"],
        absent=[],
    )
    for no in (NO, OTHER):
        city.act(
            "chen",
            "issue_resolution",
            no=no,
            meeting="2026-03",
            text="摸清底数",
            lead="union",
            co=[],
            due_on="2026-10-20",
            deliverable="名单",
            measure="齐全",
        )
    city.hear()
    for no in (NO, OTHER):
        city.act("gong", "accept_task", no=no)
    return city


def begin(city: Any, content: bytes, *, user: str = "gong", name: str = "名单.pdf") -> str:
    return str(city.act(user, "begin_file", name=name, size=len(content))["file"])


def add(city: Any, file: str, content: bytes, number: int, *, user: str = "gong") -> None:
    part = content[number * PART_BYTES : (number + 1) * PART_BYTES]
    city.act(user, "add_part", file=file, number=number, data=base64.b64encode(part).decode())


def finish(city: Any, file: str, content: bytes, *, user: str = "gong") -> Any:
    return city.act(user, "finish_file", file=file, sha256=hashlib.sha256(content).hexdigest())


def upload(city: Any, content: bytes, *, user: str = "gong", name: str = "名单.pdf") -> Any:
    file = begin(city, content, user=user, name=name)
    for number in range(-(-len(content) // PART_BYTES)):
        add(city, file, content, number, user=user)
    return finish(city, file, content, user=user)


def submit(city: Any, *kept: Any, no: str = NO, user: str = "gong") -> None:
    named = [one["file"] for one in kept]
    city.act(user, "submit_task", no=no, evidence="名单已报", files=named)
    city.hear()


def read(city: Any, user: str, kept: Any) -> bytes:
    union, content, number, parts = city["union"], b"", 0, 1
    while number < parts:
        answer = union.call(city.people[user], "file_part", file=kept["file"], number=number)
        content, number, parts = content + base64.b64decode(answer["data"]), number + 1, answer["parts"]
    return content


@pytest.mark.rule("R-JM-13")
def test_the_convener_and_the_department_read_what_was_handed_in(tasks: Any) -> None:
    content = pdf(2 * PART_BYTES + 1, SECRET)
    kept = upload(tasks, content)
    submit(tasks, kept)

    assert [read(tasks, user, kept) for user in ("wu", "gong", "visitor")] == [content] * 3
    assert tasks["union"].db["access"].distinct("user", {"subjects": kept["file"]}) == [
        "gong",
        "visitor",
        "wu",
    ]


@pytest.mark.rule("R-JM-13")
def test_the_ledger_holds_name_size_and_hash_and_both_sides_show_them(tasks: Any) -> None:
    kept = [upload(tasks, pdf(1000)), upload(tasks, DOCX, name="C:\\说明.docx")]
    submit(tasks, *kept)

    recorded = tasks["union"].recorded()[-1]
    assert (recorded["stream"], recorded["data"]["files"]) == (f"task:{NO}", kept)
    assert kept[1] == {
        "file": kept[1]["file"],
        "name": "说明.docx",
        "size": len(DOCX),
        "sha256": hashlib.sha256(DOCX).hexdigest(),
    }
    assert tasks.ask("wu", "resolutions")[0]["files"] == tasks.ask("gong", "tasks")[0]["files"] == kept


def test_work_is_handed_in_without_files_as_before(tasks: Any) -> None:
    tasks.act("gong", "submit_task", no=NO, evidence="名单已报")
    tasks.hear()

    assert "files" not in tasks.ask("wu", "resolutions")[0]
    assert load(TaskSubmitted, {"no": NO, "evidence": "建会名单已报"}).files == ()


@pytest.mark.rule("R-JM-13")
def test_work_that_was_given_back_may_name_the_same_file_again_and_others(tasks: Any) -> None:
    first = upload(tasks, pdf(1000))
    submit(tasks, first)
    tasks.act("chen", "return_resolution", no=NO, comment="缺西峡县")
    tasks.hear()
    second = upload(tasks, pdf(1001))
    submit(tasks, first, second)

    assert tasks.ask("wu", "resolutions")[0]["files"] == [first, second]


def test_nothing_of_a_file_lies_in_the_store_in_plain(tasks: Any) -> None:
    content = pdf(PART_BYTES + 100, SECRET)
    kept = upload(tasks, content)
    submit(tasks, kept)

    stored = b"".join(row["data"] for row in tasks["union"].db[files.CHUNKS].find({"files_id": kept["file"]}))

    assert SECRET in content
    assert SECRET not in stored
    assert PDF not in stored
    assert len(stored) > len(content)
    assert SECRET in read(tasks, "wu", kept)


@pytest.mark.parametrize("number", [0, 1])
def test_a_changed_byte_in_the_store_is_noticed(tasks: Any, number: int) -> None:
    kept = upload(tasks, pdf(PART_BYTES + 100))
    submit(tasks, kept)
    chunks, place = tasks["union"].db[files.CHUNKS], {"files_id": kept["file"], "n": number}
    sealed = bytearray(chunks.find_one(place)["data"])
    sealed[50] ^= 1
    chunks.update_one(place, {"$set": {"data": bytes(sealed)}})

    with pytest.raises(Conflict, match="已损坏或被改动"):
        read(tasks, "wu", kept)


def test_parts_that_changed_places_and_parts_that_are_gone_are_noticed(tasks: Any) -> None:
    kept = upload(tasks, pdf(2 * PART_BYTES))
    submit(tasks, kept)
    chunks = tasks["union"].db[files.CHUNKS]
    first, second = (chunks.find_one({"files_id": kept["file"], "n": n})["data"] for n in (0, 1))
    chunks.update_one({"files_id": kept["file"], "n": 0}, {"$set": {"data": second}})
    with pytest.raises(Conflict, match="已损坏或被改动"):
        read(tasks, "wu", kept)

    chunks.update_one({"files_id": kept["file"], "n": 0}, {"$set": {"data": first}})
    chunks.delete_one({"files_id": kept["file"], "n": 1})
    with pytest.raises(Conflict, match="已损坏或被改动"):
        read(tasks, "wu", kept)


@pytest.mark.rule("R-JM-13")
def test_who_neither_verifies_nor_belongs_to_the_department_reads_nothing(tasks: Any) -> None:
    kept = upload(tasks, pdf(1000))
    submit(tasks, kept)
    elsewhere = Actor("x", "youth_league", ("convener", "department_clerk"), ())
    no_verifier = Actor("y", "organisation", ("department_clerk",), ())
    unconcerned = Actor("z", "union", ("registry_clerk",), ())

    for actor in (tasks.people["tuan"], elsewhere, no_verifier, unconcerned):
        with pytest.raises(NotAllowed):
            tasks["union"].call(actor, "file_part", file=kept["file"], number=0)


@pytest.mark.rule("R-JM-13")
def test_what_no_work_names_is_read_by_nobody(tasks: Any) -> None:
    kept = upload(tasks, pdf(1000))

    for user in ("wu", "gong"):
        with pytest.raises(NotFound, match="没有文件"):
            read(tasks, user, kept)
    submit(tasks, kept)
    with pytest.raises(NotFound):
        tasks["union"].call(tasks.people["wu"], "file_part", file=kept["file"], number=1)


@pytest.mark.rule("R-JM-13")
def test_work_names_only_files_that_are_there_whole_ones_own_and_not_used(tasks: Any) -> None:
    used = upload(tasks, pdf(1000))
    submit(tasks, used, no=OTHER)
    half = {"file": begin(tasks, pdf(1000))}
    colleague = Actor("liu", "union", ("department_clerk",), ())
    theirs = upload(tasks, pdf(1000))
    arguments = {"no": NO, "evidence": "名单已报", "recorded_on": tasks.day}
    foreign = upload(tasks, pdf(1000), user="tuan")

    for kept, refusal, words in (
        ({"file": "nothing"}, NotFound, "不存在或已清理"),
        (foreign, NotFound, "不存在或已清理"),
        (half, Conflict, "没有传完"),
        (used, Conflict, "已用于另一项登记"),
    ):
        with pytest.raises(refusal, match=words):
            submit(tasks, kept)
    with pytest.raises(Conflict, match="由他人上传"):
        tasks["union"].call(colleague, "submit_task", files=[theirs["file"]], **arguments)
    with pytest.raises(InvalidInput):
        submit(tasks, theirs, theirs)
    assert tasks.ask("gong", "tasks")[0]["state"] == "ACCEPTED"
    submit(tasks, theirs)


@pytest.mark.rule("R-JM-13")
def test_work_that_is_refused_uses_no_file(tasks: Any) -> None:
    kept = upload(tasks, pdf(1000))
    submit(tasks, no=NO)

    with pytest.raises(RuleViolated, match="此步骤要求"):
        submit(tasks, kept, no=NO)
    submit(tasks, kept, no=OTHER)


@pytest.mark.rule("R-JM-13")
@pytest.mark.parametrize("more", [0, 1])
def test_a_file_may_be_so_large_and_no_larger(tasks: Any, more: int) -> None:
    size = MAX_FILE_BYTES + more
    if more:
        with pytest.raises(RuleViolated, match="超过10 MB"):
            tasks.act("gong", "begin_file", name="a.pdf", size=size)
    else:
        content = pdf(size)
        assert upload(tasks, content)["size"] == size


def test_an_empty_file_is_none(tasks: Any) -> None:
    with pytest.raises(InvalidInput, match="文件是空的"):
        tasks.act("gong", "begin_file", name="a.pdf", size=0)


@pytest.mark.rule("R-JM-13")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ\x90\x00 a program", "请转换后再上传"),
        (office("word/document.xml", "word/vbaProject.bin"), "文件含有宏"),
    ],
)
def test_the_content_says_whether_a_file_is_taken(tasks: Any, content: bytes, words: str) -> None:
    with pytest.raises(RuleViolated, match=words):
        upload(tasks, content, name="名单.pdf")


@pytest.mark.rule("R-JM-13")
def test_so_many_files_show_that_work_is_done_and_no_more(tasks: Any) -> None:
    most = RULES.number("R-JM-13-FILES")
    kept = [upload(tasks, pdf(100 + number)) for number in range(most + 1)]

    with pytest.raises(RuleViolated, match=f"不得超过{most}份"):
        submit(tasks, *kept)
    submit(tasks, *kept[:most])
    assert len(tasks.ask("wu", "resolutions")[0]["files"]) == most


@pytest.mark.rule("R-JM-13")
def test_so_many_files_of_a_person_wait_and_no_more(tasks: Any) -> None:
    for _ in range(RULES.number("R-JM-13-WAITING")):
        begin(tasks, pdf(1000))

    with pytest.raises(RuleViolated, match="未报结的文件有30份"):
        begin(tasks, pdf(1000))
    begin(tasks, pdf(1000), user="tuan")


def test_a_part_may_come_twice_and_in_any_order_but_not_of_another_length(tasks: Any) -> None:
    content = pdf(PART_BYTES + 100)
    file = begin(tasks, content)
    for number in (1, 0, 1):
        add(tasks, file, content, number)
    for number, data in ((0, b"short"), (1, content[: 100 + 1]), (2, b"x")):
        with pytest.raises(InvalidInput, match="长度不对"):
            tasks.act("gong", "add_part", file=file, number=number, data=base64.b64encode(data).decode())
    with pytest.raises(InvalidInput, match="base64"):
        tasks.act("gong", "add_part", file=file, number=0, data="不是")

    kept = finish(tasks, file, content)
    assert finish(tasks, file, content) == kept
    with pytest.raises(Conflict, match="不能再改"):
        add(tasks, file, content, 0)


def test_what_came_otherwise_than_it_was_sent_is_refused(tasks: Any) -> None:
    content = pdf(PART_BYTES + 100)
    file = begin(tasks, content)
    add(tasks, file, content, 0)

    with pytest.raises(Conflict, match="没有传完"):
        finish(tasks, file, content)
    add(tasks, file, content, 1)
    with pytest.raises(Conflict, match="传输中有改变"):
        finish(tasks, file, content + b"x")
    for act in (add, finish):
        with pytest.raises(NotFound, match="没有在上传"):
            act(tasks, file, content, *([0] if act is add else []), user="tuan")


def everything(city: Any) -> dict[str, int]:
    db = city["union"].db
    keys = db["person_keys"].count_documents({"_id": {"$regex": "^file:"}})
    return {
        "keys": keys,
        **{name: db[name].count_documents({}) for name in (files.FILES, files.HEADS, files.CHUNKS)},
    }


def let_days_pass(city: Any, days: int) -> None:
    for _ in range(days):
        city.day = (date.fromisoformat(city.day) + timedelta(days=1)).isoformat()
        city.publish("day", "registry.day_started.v1", date=city.day)
        city.hear()
        while city["union"].follower.settle():
            pass


@pytest.mark.rule("R-JM-13")
def test_what_no_work_named_is_swept_after_a_whole_day_and_what_was_named_stays(tasks: Any) -> None:
    used = upload(tasks, pdf(PART_BYTES + 1))
    submit(tasks, used)
    only_used = everything(tasks)
    upload(tasks, pdf(PART_BYTES + 1))
    killed = begin(tasks, pdf(PART_BYTES + 1))
    add(tasks, killed, pdf(PART_BYTES + 1), 0)
    with_orphans = everything(tasks)

    let_days_pass(tasks, 1)
    assert everything(tasks) == with_orphans == {"keys": 3, files.FILES: 3, files.HEADS: 2, files.CHUNKS: 5}
    let_days_pass(tasks, 1)
    assert everything(tasks) == only_used == {"keys": 1, files.FILES: 1, files.HEADS: 1, files.CHUNKS: 2}
    assert read(tasks, "wu", used) == pdf(PART_BYTES + 1)
    with pytest.raises(NotFound, match="已清理"):
        add(tasks, killed, pdf(PART_BYTES + 1), 1)


def test_more_orphans_than_a_batch_are_swept_on_one_day(tasks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SWEPT_AT_ONCE", 2)
    for _ in range(5):
        begin(tasks, pdf(1000))
    let_days_pass(tasks, 2)

    assert everything(tasks)[files.FILES] == 0
