"""Jobs that read a file in the background: how far each is, what it met, and for a day the file itself."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import uuid6
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.portal.excel.problems import MAX_PROBLEMS
from shared.contracts.errors import NotFound
from shared.security.sealing import Vault

RUNNING, DONE, FAILED, INTERRUPTED = "running", "done", "failed", "interrupted"
STATES = {RUNNING: "进行中", DONE: "完成", FAILED: "未完成", INTERRUPTED: "中断"}
# A job gives a sign of life before each call, of which none takes longer than this.
LEASE = timedelta(seconds=60)
JOB_LIFE, FILE_LIFE = timedelta(days=30), timedelta(days=1)
MAX_LISTED = 50
FILE, SEALED = "file", ("problems", "report")
Job = dict[str, Any]


def prepare(db: Database[Job]) -> None:
    """Let the database forget jobs and files in time."""
    db["jobs"].create_index([("until", 1)], expireAfterSeconds=0)
    db["jobs"].create_index([("user", 1), ("started_at", -1)])
    db["job_files"].create_index([("until", 1)], expireAfterSeconds=0)


class Jobs:
    """
    The jobs of everybody, in the portal's own database.

    Files, problems and reports hold what people typed, names and numbers of persons among it: they lie sealed.
    """

    def __init__(self, db: Database[Job], vault: Vault) -> None:
        self._jobs, self._files = db["jobs"], db["job_files"]
        self._vault = vault
        self._runner = str(uuid6.uuid7())

    def claim(self, job: Job, content: bytes) -> bool:
        """
        Let this process run *job*; False: it runs already, or was done.

        A job that has written something goes on where it stopped; what it wrote is kept.
        """
        now = datetime.now(UTC)
        dead = {"state": RUNNING, "beat": {"$lt": now - LEASE}}
        over = [{"state": FAILED}, {"state": DONE, "dry_run": True}, dead]
        fresh = {
            "state": RUNNING,
            "beat": now,
            "runner": self._runner,
            "started_at": now,
            "until": now + JOB_LIFE,
        }
        begin = {
            "total": 0,
            "checked": 0,
            "problems": [],
            "problem_count": 0,
            "message": None,
            "ended_at": None,
        }
        told = {name: value for name, value in job.items() if name != "_id"}
        change = {
            "$set": {**told, **fresh, **self._kept(job["_id"], begin)},
            "$setOnInsert": {
                "parts": [],
                "done": 0,
                **self._kept(job["_id"], {"report": []}),
                "report_count": 0,
            },
        }
        try:
            self._jobs.update_one({"_id": job["_id"], "$or": over}, change, upsert=True)
        except DuplicateKeyError:
            return False
        kept = {"content": self._vault.seal_own(_place(job["_id"], FILE), content), "until": now + FILE_LIFE}
        self._files.replace_one({"_id": job["_id"]}, kept, upsert=True)
        return True

    def note(self, job_id: str, **values: Any) -> None:
        """Note how far a job is; it also says that the job lives."""
        change = {**self._kept(job_id, values), "beat": datetime.now(UTC)}
        self._jobs.update_one({"_id": job_id}, {"$set": change})

    def end(self, job_id: str, state: str, message: str, problems: list[Job] | None = None) -> None:
        """End a job."""
        told = problems or []
        self.note(
            job_id,
            state=state,
            message=message,
            problems=told[:MAX_PROBLEMS],
            problem_count=len(told),
            ended_at=datetime.now(UTC),
        )

    def get(self, job_id: str, user: str) -> Job:
        """Return a job of *user*; raises NotFound."""
        found = self._jobs.find_one({"_id": job_id, "user": user})
        if found is None:
            raise NotFound("没有这项任务，或者它不是您的")
        opened = {name: self._opened(job_id, name, found[name]) for name in SEALED if name in found}
        return _seen({**found, **opened})

    def of(self, user: str) -> list[Job]:
        """Return the latest jobs of *user* without their problems and reports."""
        found = (
            self._jobs.find({"user": user}, dict.fromkeys(SEALED, 0)).sort("started_at", -1).limit(MAX_LISTED)
        )
        return [_seen(job) for job in found]

    def file(self, job_id: str) -> bytes:
        """Return the file of a job; raises NotFound when its day is over."""
        found = self._files.find_one({"_id": job_id})
        if found is None:
            raise NotFound("文件只保留一天，已经删除；请重新上传同一文件")
        return self._vault.open_own(_place(job_id, FILE), bytes(found["content"]))

    def _kept(self, job_id: str, values: Job) -> Job:
        """Return *values* as they are stored."""
        sealed = {
            name: self._vault.seal_own(_place(job_id, name), orjson.dumps(value))
            for name, value in values.items()
            if name in SEALED
        }
        return {**values, **sealed}

    def _opened(self, job_id: str, name: str, sealed: bytes) -> Any:
        return orjson.loads(self._vault.open_own(_place(job_id, name), bytes(sealed)))


def _place(job_id: str, name: str) -> str:
    return f"job#{job_id}#{name}"


def job_of(user: str, kind: str, content: bytes, *, dry_run: bool, reason: str | None, name: str) -> Job:
    """Return the job that *content* is; the same file of the same person is the same job."""
    digest = hashlib.sha256("\0".join((kind, reason or "", "")).encode() + content).hexdigest()
    owned = hashlib.sha256(f"{user}\0{dry_run}\0{digest}".encode()).hexdigest()
    return {
        "_id": owned[:32],
        "user": user,
        "kind": kind,
        "file": name,
        "digest": digest,
        "dry_run": dry_run,
        "reason": reason,
        "phase": "reading",
    }


def _seen(job: Job) -> Job:
    """Return a job as it looks now: one that gives no sign of life was interrupted."""
    dead = job["state"] == RUNNING and job["beat"] < datetime.now(UTC) - LEASE
    return {**job, "state": INTERRUPTED} if dead else job
