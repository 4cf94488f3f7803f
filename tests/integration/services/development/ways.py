"""
Five ways of a person, told by driving the real service.

``python -m tests.integration.services.development.ways`` writes docs/ways.zh.md; ``--check`` compares.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from deploy.local.servers import Servers
from services.development.service import DevelopmentService
from shared.generated import write_or_check
from shared.security import keys
from tests.integration.services.development.conftest import (
    BY_COMMITTEE,
    FOLLOWS,
    FOUR,
    PEOPLE,
    TALLY,
    VOTERS,
    Development,
)
from tests.integration.services.development.telling import Telling

ROOT = Path(__file__).parents[4]
DOCUMENT = ROOT / "docs" / "ways.zh.md"
DATABASE = "ways_told"
# Everything is entered on a day behind the last of them.
DAY = "2028-12-31"
CONVERTED = {**TALLY, "opinions": FOUR}
PAPERS = ["form", "application", "political_review", "conversion_application", "cultivation"]
INTRODUCTION = """\
# 一个人的入党过程

本文由程序写成：它驱动真实的“发展党员”服务走完每一步，把登记的内容、依据和系统的答复记在下面。规则改了，本文随之改变；
与程序不符时，测试不通过。人名、编号都是虚构的；
甲支部、乙支部分属两个县，上级是同一个有审批权限的党委。

**怎样读**

- “登记人”是在系统中登记这一步的人。支部的事由党支部书记登记，党委的决定由党委书记登记。
- “依据”是办理当日有效的规则：XZ14 为 2014 年《中国共产党发展党员工作细则》，XZ26 为 2026 年 5 月 11 日起的修订本，
  LC25 为依 2014 年细则编制的 25 步流程图；括号内是系统的规则编号。
- “接下来应办（最迟）”是办完这一步后系统列出的应办事项和最后一日。
- 标 ✗ 的行是系统不予登记的，写明规则、出处和最早可以办理的日期。
"""


def archived(telling: Telling) -> None:
    """Go the usual way to its end; too early a proposal and a vote without a majority are stopped."""
    telling.go("half_year_review")
    talk = {"meeting": "BC", "opinions": FOUR}
    telling.refused("zhi", "propose_candidate", "2026-02-28", **talk)
    telling.go("complete_form", since="half_year_review")
    telling.refused("zhi", "vote_admission", "2026-06-10", **{**TALLY, "yes": 7, "no": 1})
    telling.go("archive", since="complete_form")


def extended(telling: Telling) -> None:
    """Be extended by half a year, then converted."""
    telling.go("apply_conversion")
    telling.parts_here()
    telling.refused("zhi", "vote_extend", "2027-06-10", **TALLY, months=3)
    telling.act("zhi", "vote_extend", "2027-06-10", **TALLY, months=6)
    telling.act("wei", "approve_extension", "2027-07-10", **BY_COMMITTEE)
    for day in ("2027-08-20", "2027-11-20"):
        telling.act("zhi", "probation_review", day, meeting="BC")
    telling.act("zhi", "apply_conversion", "2027-11-25")
    telling.refused("zhi", "vote_conversion", "2027-12-01", **CONVERTED, reviewed_on="2027-11-28")
    telling.act("zhi", "vote_conversion", "2027-12-10", **CONVERTED, reviewed_on="2027-12-05")
    telling.act("wei", "approve_conversion", "2028-01-10", **BY_COMMITTEE)
    telling.act("zhi", "archive", "2028-01-20", documents=PAPERS)


def cancelled(telling: Telling) -> None:
    """Lose the standing of a probationary member for a serious breach."""
    telling.go("oath")
    telling.parts_here()
    telling.act("zhi", "vote_cancel", "2026-10-08", **TALLY, reason="违犯党纪，情节较重")
    telling.act("wei", "approve_cancellation", "2026-10-20", **BY_COMMITTEE)


def transferred(telling: Telling) -> None:
    """Change the branch as an activist, and go on there."""
    telling.go("file_activist")
    telling.parts_here()
    telling.act("zhi", "transfer_out", "2025-03-06", to_org="FAR")
    telling.act("other", "receive", "2025-03-10", org_code="FAR", confirmed=["cultivation"])
    telling.act("other", "assign_contacts", "2025-03-11", members=["F0", "F1"])
    telling.go("archive", since="assign_contacts", zhi="other")


def voted_twice(telling: Telling) -> None:
    """Wait longer than half a year for the approval, and be put to the branch again."""
    telling.go("org_talk")
    telling.parts_here()
    telling.refused("wei", "approve_admission", "2026-12-11", **BY_COMMITTEE)
    telling.act("wei", "resubmit", "2026-12-11", **BY_COMMITTEE)
    telling.act("zhi", "vote_admission", "2027-01-11", **TALLY)
    telling.act("wei", "org_talk", "2027-01-20", talker="organiser")
    telling.act("wei", "approve_admission", "2027-02-20", **BY_COMMITTEE)


WAYS: tuple[tuple[str, str, Callable[[Telling], None]], ...] = (
    (
        "从申请到归档",
        "没有波折，只是上级党委的答复迟了一个多月。中间有两次，系统把不合规则的登记拦了下来。",
        archived,
    ),
    ("延长预备期", "预备期满时支部大会通过延长六个月，期满后再讨论转正。", extended),
    ("取消预备党员资格", "预备期内违犯党纪、情节较重：支部大会表决，党委审批，由两个人分别登记。", cancelled),
    ("中途转接", "成为积极分子后调到另一个县，材料随人转出，由对方党支部核对后接收，接着办理。", transferred),
    (
        "超过六个月未审批，重新表决",
        "党委六个月内没有审批，材料锁定；党委开会决定重新提交支部大会。",
        voted_twice,
    ),
)


def document(development: Development) -> str:
    """Return the five ways as they are told."""
    development.day = DAY
    for number in range(VOTERS):
        development.member(f"F{number}", "FAR")
    parts = [INTRODUCTION]
    for number, (title, story, way) in enumerate(WAYS, start=1):
        development.apply_for(f"C{number}", number)
        telling = Telling(development, f"C{number}")
        telling.note()
        way(telling)
        parts.append("\n".join([f"## {number}. {title}", "", story, "", telling.table(), ""]))
    return "\n".join(parts)


def made_in(database: Database[dict[str, Any]], directory: Path) -> str:
    """Return the document, told in an empty database."""
    development = Development("development", DevelopmentService, database, directory, FOLLOWS, PEOPLE)
    development.begin()
    return document(development)


def main() -> None:
    """Write or compare, with a database that is gone afterwards."""
    with TemporaryDirectory() as directory, Servers(ROOT / "var" / "test" / "ways") as running:
        keys.create(Path(directory), ("portal", "development"))
        with MongoClient[dict[str, Any]](
            running.mongodb_uri, tz_aware=True, w="majority", journal=True
        ) as client:
            client.drop_database(DATABASE)
            text = made_in(client[DATABASE], Path(directory))
            client.drop_database(DATABASE)
    write_or_check({DOCUMENT: text})


if __name__ == "__main__":
    main()
