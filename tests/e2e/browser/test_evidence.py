"""A clerk hands a task in with files; the convener reads them, the others see their names."""

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from deploy.demo.playing.action import Action
from tests.e2e.browser.conftest import PHONE, SignIn
from tests.e2e.browser.serving import DAYS, Served
from tests.evidence import pdf
from tests.integration.messaging.town import until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
DAY = DAYS[-1]
NO, MEETING = "JM-2026-01", "2026-04"
CONTENT = pdf(700_000, b"at the end")


@pytest.fixture(scope="module")
def task(portal: Served) -> None:
    """A task that the union works on."""
    held = {"meeting": MEETING, "period": "2026Q3", "held_on": DAY, "absent": []}
    attended = ["organisation", "union", "youth_league"]
    resolution = {
        "no": NO,
        "meeting": MEETING,
        "text": "摸清未建会企业底数",
        "lead": "union",
        "co": [],
        "due_on": "2026-12-20",
        "deliverable": "名单",
        "measure": "县县有名单",
    }
    steps = (
        ("convener", "/meetings", {**held, "attended": attended}),
        ("convener", "/resolutions", resolution),
        ("union", f"/departments/union/tasks/{NO}/accept", {}),
        ("union", f"/departments/union/tasks/{NO}/progress", {"note": "已走访三县"}),
    )
    for number, (user, path, body) in enumerate(steps):
        portal.city.send(Action(DAY, "联席会议", user, path, f"evidence-{number}", body))
        portal.city.pump()


@pytest.mark.rule("R-JM-13")
def test_a_task_is_handed_in_with_files_and_the_convener_reads_them(
    task: None, sign_in: SignIn, portal: Served
) -> None:
    window = sign_in("union")
    window.expect_refusal("/departments/union/files")
    page = window.open("/meeting/tasks")
    page.get_by_role("row").filter(has_text=NO).get_by_role("button", name="更多办理").click()
    page.get_by_role("menuitem", name="报结").click()
    dialog = page.get_by_role("dialog")
    chosen = dialog.locator("input[type=file]")
    chosen.set_input_files(
        [
            FilePayload(name="名单.pdf", mimeType="application/pdf", buffer=CONTENT),
            FilePayload(name="程序.pdf", mimeType="application/pdf", buffer=b"MZ a program"),
        ]
    )
    expect(dialog.get_by_text("已上传")).to_be_visible()
    expect(dialog.get_by_text("请转换后再上传")).to_be_visible()
    expect(dialog.get_by_text("683.6 KB")).to_be_visible()
    dialog.get_by_role("button", name="去掉 程序.pdf").click()
    dialog.get_by_label("完成情况").fill("名单已报")
    with page.expect_request(lambda one: one.url.endswith(f"/tasks/{NO}/submit")) as sent:
        dialog.get_by_role("button", name="登记", exact=True).click()
    expect(dialog).to_be_hidden()
    assert len(sent.value.post_data_json["files"]) == 1
    # The convener hears of it a moment later.
    until(lambda: "files" in portal.city.ask("convener", "resolutions")[0], 10.0)

    page = sign_in("convener").open("/meeting")
    with page.expect_download() as saved:
        page.get_by_role("button", name="下载 名单.pdf").click()
    assert saved.value.suggested_filename == "名单.pdf"
    assert Path(saved.value.path()).read_bytes() == CONTENT

    page = sign_in("youth_league").open("/meeting")
    expect(page.get_by_text("名单.pdf")).to_be_visible()
    expect(page.get_by_role("button", name="下载 名单.pdf")).to_have_count(0)

    phone = sign_in("convener", viewport=PHONE)
    page = phone.open("/meeting")
    expect(page.get_by_role("button", name="下载 名单.pdf")).to_be_attached()
    phone.settle()
    assert phone.overflow() <= 0
