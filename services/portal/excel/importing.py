"""Importing a file in the background: read, tried as a whole, then written part by part."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import structlog
import uuid6
from flask import Flask, g

from services.portal.api.edge import Edge
from services.portal.excel.exporting import route_of, walk
from services.portal.excel.kinds import columns_of, rows_at_once, service_of
from services.portal.excel.naming import Naming
from services.portal.excel.parts import Batch, batches_of, parts_of
from services.portal.excel.problems import MAX_PROBLEMS, Problem, at
from services.portal.excel.reading import Reading, read
from services.portal.excel.store import DONE, FAILED, Job, Jobs, job_of
from shared.contracts.errors import DeadlinePassed, InvalidInput, LianxiError, Unavailable
from shared.contracts.registry import SERVICE as REGISTRY
from shared.contracts.reporting import SERVICE as REPORTING

AT_ONCE, WAITING = 2, 20
# A service that is restarted or overloaded is waited for some minutes: a file of hours does not end at a hiccup.
TRIES, PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 10, 2.0, 60.0
SIGN_SECONDS = 5.0
# More of what is only told would not fit into the document of a job.
MAX_REPORT = 5_000
IN, OUT, UNKNOWN = "in", "out", "unknown"
AGAIN = "请重新上传同一文件：系统从停下的地方接着办理，不会重复登记"

log = structlog.get_logger()


class Importing:
    """Runs jobs on threads of the portal, a few at a time."""

    def __init__(self, app: Flask, edge: Edge, jobs: Jobs) -> None:
        self.jobs = jobs
        self._app, self._edge = app, edge
        self._turn = threading.BoundedSemaphore(AT_ONCE)
        self._places = threading.BoundedSemaphore(WAITING)

    def start(
        self, user: str, kind: str, content: bytes, *, name: str, dry_run: bool, reason: str | None
    ) -> str:
        """
        Start the import of a file, or let an interrupted one go on; return the job's id at once.

        Raises:
            NotFound: no such kind.
            InvalidInput: there is nothing in the file.
            Unavailable: too many are waiting.
        """
        columns_of(kind)
        if not content:
            raise InvalidInput("没有收到文件；请选择一个 .xlsx 或 .csv 文件")
        job = job_of(user, kind, content, dry_run=dry_run, reason=reason, name=name)
        if not self._places.acquire(blocking=False):
            raise Unavailable("正在导入的文件过多，请几分钟后再上传")
        claimed = False
        try:
            claimed = self.jobs.claim(job, content)
        finally:
            if not claimed:
                self._places.release()
        if claimed:
            kept = self.jobs.get(job["_id"], user)
            threading.Thread(target=self._run, args=(kept, content), daemon=True).start()
        return str(job["_id"])

    def _run(self, job: Job, content: bytes) -> None:
        try:
            with self._waited(job["_id"]), self._app.app_context():
                g.call_id = str(uuid6.uuid7())
                structlog.contextvars.bind_contextvars(call_id=g.call_id, job=job["_id"])
                _Run(self._edge, self.jobs, job).go(content)
        except LianxiError as refusal:
            self.jobs.end(job["_id"], FAILED, refusal.message, _refused(refusal))
        except Exception:
            log.exception("import_failed", job=job["_id"])
            self._give_up(job["_id"])
        finally:
            self._places.release()

    @contextmanager
    def _waited(self, job_id: str) -> Iterator[None]:
        """Wait for a turn without looking dead."""
        while not self._turn.acquire(timeout=SIGN_SECONDS):
            self.jobs.note(job_id)
        try:
            yield
        finally:
            self._turn.release()

    def _give_up(self, job_id: str) -> None:
        try:
            self.jobs.end(job_id, FAILED, f"系统内部错误；{AGAIN}")
        except Exception:
            log.exception("job_not_noted", job=job_id)


class _Run:
    """One run of a job."""

    def __init__(self, edge: Edge, jobs: Jobs, job: Job) -> None:
        self._edge, self._jobs, self._job = edge, jobs, job
        self._id = str(job["_id"])

    def go(self, content: bytes) -> None:
        """Read the file, try all of it, and write it unless any row has a problem."""
        kind = self._job["kind"]
        naming = Naming(self._areas, self._organisations)
        reading = read(
            content, columns_of(kind), naming, lambda count: self._jobs.note(self._id, total=count)
        )
        self._jobs.note(self._id, total=len(reading.rows), phase="checking")
        begun = any(part["state"] != OUT for part in self._job["parts"])
        problems = [*reading.problems] or ([] if begun else self._try(reading))
        if problems:
            text = f"有{len(problems)}处问题，没有写入任何数据；请改正后重新上传"
            self._jobs.end(self._id, FAILED, text, [one.as_dict() for one in problems])
        elif self._job["dry_run"]:
            self._jobs.end(self._id, DONE, f"检查通过：共{len(reading.rows)}行，没有写入")
        else:
            self._jobs.note(self._id, phase="writing", checked=len(reading.rows))
            self._write(reading)

    def _areas(self) -> Any:
        token = self._edge.sign(self._job["user"])
        return self._edge.ask(REPORTING.name, "area_tree", {}, token)

    def _organisations(self) -> Iterator[Any]:
        token = self._edge.sign(self._job["user"])
        asked = partial(self._edge.ask, REGISTRY.name, "organisations", token=token)
        return walk(route_of("organisations_in_organisations"), asked, {})

    def _try(self, reading: Reading) -> list[Problem]:
        problems: list[Problem] = []
        report: list[Job] = []
        checked = count = 0
        for batch in batches_of(self._job["kind"], reading.rows, rows_at_once(self._job["kind"])):
            try:
                told = self._tell(reading, batch.sent, dry_run=True)
            except InvalidInput as refusal:
                if not refusal.details.get("rows"):
                    raise
                named = _named(refusal, reading, batch.sent)
                problems += [problem for place, problem in named if place in batch.own]
                told = refusal.details
            checked += len(batch.own)
            self._jobs.note(self._id, checked=checked)
            if more := _reported(told.get("report", ()), reading, batch):
                count += len(more)
                report += more[: MAX_REPORT - len(report)]
                self._jobs.note(self._id, report=report, report_count=count)
            if len(problems) >= MAX_PROBLEMS:
                break
        return problems

    def _write(self, reading: Reading) -> None:
        parts = self._parts(reading)
        self._jobs.note(self._id, parts=parts)
        for number, part in enumerate(parts):
            if part["state"] == IN:
                continue
            sent = range(part["start"], part["start"] + part["count"])
            self._note_part(parts, number, UNKNOWN)
            try:
                self._tell(reading, sent, dry_run=False, key=self._key(number))
            except DeadlinePassed as unknown:
                return self._stopped(parts, str(unknown), [])
            except LianxiError as refusal:
                part["state"] = OUT
                named = [problem for _, problem in _named(refusal, reading, sent)]
                return self._stopped(parts, refusal.message, named)
            self._note_part(parts, number, IN)
        return self._jobs.end(self._id, DONE, f"已导入全部{len(reading.rows)}行")

    def _parts(self, reading: Reading) -> list[Job]:
        if self._job["parts"]:
            # One that goes on keeps its parts, whatever size new ones have.
            return [dict(part) for part in self._job["parts"]]
        return [
            {
                "start": one.start,
                "count": len(one),
                "first_row": reading.rows[one.start].number,
                "last_row": reading.rows[one.stop - 1].number,
                "state": OUT,
            }
            for one in parts_of(len(reading.rows), rows_at_once(self._job["kind"]))
        ]

    def _note_part(self, parts: list[Job], number: int, state: str) -> None:
        parts[number]["state"] = state
        self._jobs.note(self._id, **{f"parts.{number}.state": state}, done=written(parts))

    def _stopped(self, parts: list[Job], why: str, problems: list[Problem]) -> None:
        self._jobs.note(self._id, parts=parts, done=written(parts))
        text = f"{why}。{rows_in(parts)}{AGAIN}"
        self._jobs.end(self._id, FAILED, text, [one.as_dict() for one in problems])

    def _key(self, number: int) -> str:
        return f"file-{self._job['digest'][:40]}-{number}"

    def _tell(self, reading: Reading, places: Sequence[int], *, dry_run: bool, key: str | None = None) -> Any:
        """Give rows to the service in the name of the person; ask again while it does not answer."""
        arguments = {
            "kind": self._job["kind"],
            "rows": [dict(reading.rows[place].values) for place in places],
            "first_row": 0,
            "dry_run": dry_run,
            "reason": self._job["reason"],
        }
        for tried in range(TRIES):
            self._jobs.note(self._id)
            try:
                token = self._edge.sign(self._job["user"])
                return self._edge.tell(service_of(self._job["kind"]), "import_rows", arguments, token, key)
            except (Unavailable, DeadlinePassed):
                if tried == TRIES - 1:
                    raise
                time.sleep(min(PAUSE_SECONDS * 2**tried, LONGEST_PAUSE_SECONDS))
        return None


def written(parts: Sequence[Job]) -> int:
    """Return how many rows are in."""
    return sum(part["count"] for part in parts if part["state"] == IN)


def rows_in(parts: Sequence[Job]) -> str:
    """Say which rows are in and which are not."""
    said = {IN: "已经写入", OUT: "没有写入", UNKNOWN: "是否写入尚不知道"}
    texts = []
    for state, title in said.items():
        if spans := _spans([part for part in parts if part["state"] == state]):
            texts.append(f"第{'、'.join(spans)}行{title}；")
    return "".join(texts)


def _spans(parts: Sequence[Job]) -> list[str]:
    """Return from which to which row *parts* go, those that follow one another as one."""
    joined: list[tuple[int, int]] = []
    for part in parts:
        first, last = part["first_row"], part["last_row"]
        if joined and joined[-1][1] + 1 == first:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return [f"{first}至{last}" for first, last in joined]


def _named(refusal: LianxiError, reading: Reading, sent: Sequence[int]) -> list[tuple[int, Problem]]:
    """Return the problems of a refusal with the positions of their rows."""
    named = []
    for one in refusal.details.get("rows") or ():
        place = sent[one["row"]]
        column = reading.column(one.get("field"))
        rule = f"（{one['rule']}）" if one.get("rule") else ""
        problem = at(reading.rows[place].number, column, f"{one['problem']}{rule}", one.get("field"))
        named.append((place, problem))
    return named


def _reported(told: Sequence[Job], reading: Reading, batch: Batch) -> list[Job]:
    """Return the rules that rows of a batch do not keep and come in with, by row and column of the file."""
    report = []
    for one in told:
        place, column = batch.sent[one["row"]], reading.column(one["field"])
        if place in batch.own:
            told_at = {"row": reading.rows[place].number, "column": column and column.letter}
            report.append({**one, **told_at, "heading": column and column.heading})
    return report


def _refused(refusal: LianxiError) -> list[Job]:
    return [Problem(None, None, None, refusal.message).as_dict()]
