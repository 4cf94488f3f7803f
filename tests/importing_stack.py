"""Real processes that take files: registry, development and portal, with the areas and a first day."""

import http.client
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from deploy.cli.demo import admit
from deploy.demo.playing.player import Client
from deploy.local.stack import Stack
from services.portal.excel.store import RUNNING
from shared.contracts.imports import MAX_IMPORT_ROWS

INSTANCES = ("registry", "development", "portal")
AREAS = Path("deploy") / "demo" / "inputs" / "areas.csv"
FIRST_DAY = "2026-07-01"
PAUSE_SECONDS = 0.1
Json = dict[str, Any]
KILOBYTES = re.compile(r"VmHWM:\s+(\d+) kB")


class ImportingStack:
    """The processes, and people who send files to them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.stack = Stack(directory, INSTANCES, fresh=True)
        self.client = Client("", {})

    def __enter__(self) -> "ImportingStack":
        self.stack.start()
        self.client = Client(self.stack.portal_url, admit(self.directory.resolve()))
        self._post("administrator", "/days", json.dumps({"date": FIRST_DAY}).encode(), "application/json")
        head, *rows = AREAS.read_text(encoding="utf-8").splitlines()
        for start in range(0, len(rows), MAX_IMPORT_ROWS):
            part = "\n".join([head, *rows[start : start + MAX_IMPORT_ROWS]])
            self._post("administrator", f"/imports/areas?first_row={start + 2}", part.encode(), "text/csv")
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.stack.stop()

    def upload(self, user: str, kind: str, content: bytes, **query: str) -> str:
        """Send a file; return the id of its job."""
        asked = "&".join(f"{name}={quote(value)}" for name, value in query.items())
        answer = self._post(user, f"/imports/{kind}/files?{asked}", content, "application/octet-stream")
        return str(answer["id"])

    def job(self, user: str, job_id: str) -> Json:
        """Return a job as its owner sees it."""
        return dict(self.client.get(user, f"/jobs/{job_id}"))

    def until(self, user: str, job_id: str, holds: Callable[[Json], bool], seconds: float) -> Json:
        """Wait until a job is as wanted, or not running any more; raises TimeoutError."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            job = self.job(user, job_id)
            if holds(job) or job["state"] != RUNNING:
                return job
            time.sleep(PAUSE_SECONDS)
        raise TimeoutError(f"{job_id}: {seconds} s")

    def ended(self, user: str, job_id: str, seconds: float) -> Json:
        """Wait for the end of a job."""
        return self.until(user, job_id, lambda _: False, seconds)

    def peak_memory(self) -> int:
        """Return how many kilobytes the portal needed at most since it was asked last."""
        process = Path("/proc") / str(self.stack.pid("portal"))
        found = KILOBYTES.search((process / "status").read_text(encoding="utf-8"))
        (process / "clear_refs").write_text("5", encoding="utf-8")
        return int(found[1]) if found else 0

    def _post(self, user: str, path: str, body: bytes, media_type: str) -> Json:
        headers = {"Authorization": f"Bearer {self.client.token(user)}", "Content-Type": media_type}
        connection = http.client.HTTPConnection(urlsplit(self.stack.portal_url).netloc, timeout=60)
        try:
            connection.request("POST", f"/api/v1{path}", body, headers)
            response = connection.getresponse()
            answer: Json = json.loads(response.read())
        finally:
            connection.close()
        if response.status not in (201, 202):
            raise RuntimeError(f"{path}: {response.status} {answer}")
        return answer
