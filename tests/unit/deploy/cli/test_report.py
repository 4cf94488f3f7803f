"""``lianxi report`` against a portal that answers by the book."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import typer
from typer.testing import CliRunner

from deploy.cli import pack
from deploy.cli import report as command
from shared.contracts.reporting.terms import REPORTING_RATES

REPORT_COMMAND = ("report", "joint-meeting")
REPORT: dict[str, Any] = {
    "period": "2026Q3",
    "area": "411300000000",
    "as_of": "2026-10-16",
    "indicators": {},
    "by_area": {},
    "departments": {},
    "reporting": {
        name: {"numerator": 0, "denominator": 0, "value": None, "unit": "%"} for name in REPORTING_RATES
    },
    "resolutions": [],
    "checks": [],
    "complete_to": {"registry": 3},
    "halted": 0,
}


class Book(BaseHTTPRequestHandler):
    """Answers as the interface says; the first report is still updating."""

    asked: list[str]

    def do_POST(self) -> None:
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if given["password"] != "right":
            self._answer(401, {"title": "未登录", "detail": "用户名或密码不对"})
        else:
            self._answer(200, {"token": "t", "expires_in": 300})

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.headers["Authorization"] != "Bearer t":
            self._answer(401, {"title": "未登录"})
        elif self.path.startswith("/api/v1/reports/joint-meeting"):
            first = sum("reports" in path for path in self.asked) == 1
            self._answer(200, {**REPORT, "updating": True} if first else REPORT)
        elif self.path.startswith("/api/v1/areas"):
            self._answer(200, [{"code": "411300000000", "name": "南阳市"}])
        elif self.path.startswith("/reports/joint-meeting/"):
            ending = self.path.partition("?")[0].rpartition("/")[2]
            self._answer(200, ending, f"attachment; filename*=UTF-8''{quote(f'报告.{ending}')}")
        else:
            self._answer(200, "<!doctype html>")

    def _answer(self, status: int, content: Any, disposition: str = "inline") -> None:
        body = content if isinstance(content, str) else json.dumps(content)
        self.send_response(status)
        self.send_header("Content-Disposition", disposition)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    Book.asked = []
    monkeypatch.setattr(command, "POLL_SECONDS", 0.0)
    with ThreadingHTTPServer(("127.0.0.1", 0), Book) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def run(portal: str, *options: str, typed: str = "right", named: tuple[str, ...] = REPORT_COMMAND) -> Any:
    app = typer.Typer()
    for module in (command, pack):
        module.register(app)
    arguments = [*named, "--period", "2026Q3", "--url", portal, *options]
    return CliRunner().invoke(app, arguments, env={"LIANXI_PASSWORD": typed})


def test_json_is_the_report_once_it_is_up_to_date(portal: str) -> None:
    result = run(portal, "--format", "json")

    assert json.loads(result.stdout) == REPORT


def test_text_names_the_areas_and_html_is_the_portals_page(portal: str) -> None:
    assert "南阳市" in run(portal).stdout
    assert run(portal, "--format", "html").stdout == "<!doctype html>"


def test_a_pack_is_the_portals_files_under_their_names(portal: str, tmp_path: Path) -> None:
    result = run(portal, "--to", str(tmp_path / "new"), named=("pack",))

    assert result.exit_code == 0, result.output
    written = {path.name: path.read_text() for path in (tmp_path / "new").iterdir()}
    assert written == {f"报告.{ending}": ending for ending in ("docx", "pdf", "xlsx")}
    assert run(portal, named=("pack",), typed="wrong").exit_code == 1


def test_a_refusal_is_told_in_one_sentence(portal: str) -> None:
    result = run(portal, typed="wrong")

    assert (result.exit_code, result.stderr.strip()) == (1, "用户名或密码不对")


def test_an_unreachable_portal_and_a_wrong_quarter_are_told(portal: str) -> None:
    assert "无法连接门户" in run("http://127.0.0.1:1").stderr
    assert run(portal, "--period", "2026-3").exit_code == 2
