"""
Reporting with the areas of a whole country: ``python -m tests.load_reporting``.

Fills reporting's own database with invented areas and their facts, through the path by which entries are applied;
quarters beyond the two that are counted are copied in the form that settling writes. Figures go to
``var/load/reporting.json``. Levels above the county are cities to the indicators.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pymongo import MongoClient

from deploy.local.servers import Servers
from services.reporting import queries
from services.reporting.model import Edition
from services.reporting.settle import BATCH
from shared.contracts.reporting.calls import FindBridge, FindRestatement
from shared.ledger import Actor
from shared.messaging.follow import BATCH as ENTRIES
from shared.rules.periods import ZONE, Quarter
from tests.integration.services.reporting.conftest import LEADER, Reporting
from tests.load import p95
from tests.unit.services.reporting.city import CITY as ROOT
from tests.unit.services.reporting.city import City

FIRST, SECOND = date(2026, 7, 1), date(2026, 10, 1)
QUARTER, NEXT = Quarter.of(FIRST), Quarter.of(SECOND)
TIMES = 40
MEGABYTE = 2**20
# How many there are of each above the townships.
PROVINCES, CITIES, COUNTIES = 31, 342, 2975
Areas = list[tuple[str, str, str | None]]
Say = Callable[[str], Any]


def areas_of(townships: int) -> Areas:
    """Return code, level and parent of invented areas: of a country, or of one city where there are few."""
    found: Areas = [(ROOT, "city", None)]
    above = [ROOT]
    if townships > COUNTIES:
        levels = [("1", PROVINCES, "city"), ("2", CITIES, "city"), ("3", COUNTIES, "county")]
    else:
        levels = [("3", 15, "county")]
    for mark, many, level in [*levels, ("4", townships, "township")]:
        codes = [f"{mark}{n:011}" for n in range(many)]
        found += [(code, level, above[n * len(above) // many]) for n, code in enumerate(codes)]
        above = codes
    return found


def happened(areas: Areas) -> Iterator[City]:
    """Give all that happens, in portions: areas, and in each township an organisation, two enterprises, six members."""
    said = City().day(FIRST)
    for code, level, parent in areas:
        data = {"code": code, "name": code, "level": level, "parent": parent}
        said.say("registry", f"area:{code}", "registry.area_added.v1", FIRST, **data)
        if level == "township":
            said.organisation(f"O{code}", code).enterprise(f"E{code}", code).enterprise(f"F{code}", code)
            said.affiliate(f"E{code}", f"O{code}", "independent")
            for number in range(6):
                said.member(f"M{number}{code}", f"O{code}", f"E{code}")
        if len(said.entries) >= ENTRIES:
            yield said
            said.entries.clear()
    yield said


def seconds(act: Callable[[], Any]) -> float:
    """Return how long *act* takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def often(act: Callable[[], Any], times: int = TIMES) -> dict[str, float]:
    """Return in milliseconds how long *act* takes: mostly, and in the 95th of a hundred times."""
    took = sorted(seconds(act) for _ in range(times))
    return {"p50_ms": round(took[len(took) // 2] * 1000, 1), "p95_ms": round(p95(took), 1)}


def anew(act: Callable[[], Any]) -> Callable[[], Any]:
    """Return *act* as it is when nothing was put together before."""

    def forgetful() -> Any:
        queries.told._kept.clear()
        return act()

    return forgetful


class Measured:
    """One country, or city, in a database of its own."""

    def __init__(self, client: MongoClient[dict[str, Any]], townships: int, say: Say) -> None:
        self._say, self._client = say, client
        self._name = f"load_{townships}"
        client.drop_database(self._name)
        self._reporting = Reporting(client, self._name)
        self._union = Actor("gong", "union", ("leader",), (ROOT,))
        self._areas = areas_of(townships)
        self._said = City()
        self.result: dict[str, Any] = {"townships": townships, "areas": len(self._areas)}

    def fill(self) -> None:
        """Apply everything, and count the first quarter."""
        begun, entries = time.perf_counter(), 0
        for said in happened(self._areas):
            self._said = said
            self._reporting.take(said.entries)
            entries += len(said.entries)
            if entries % 20_000 < ENTRIES:
                self._say(f"  {entries} 条，{time.perf_counter() - begun:.0f} 秒\n")
        self._note("entries", entries)
        self._note("apply_s", round(time.perf_counter() - begun, 1))
        self._note("settle_s", round(seconds(self._reporting.settle), 1))

    def next_quarter(self) -> None:
        """Open a quarter, and count it for all areas."""
        self._said.entries.clear()
        self._said.day(SECOND)
        self._note("open_quarter_s", round(seconds(lambda: self._reporting.take(self._said.entries)), 2))
        self._note("settle_another_quarter_s", round(seconds(self._reporting.settle), 1))
        self._note("areas_per_transaction", BATCH)

    def ask(self) -> None:
        """Ask for reports of each level, put together anew, and once more; and as member units see them."""
        by_level = {"top": ROOT, **{f"below_{code[0]}": code for code, _, _ in self._areas if code != ROOT}}
        for name, area in by_level.items():
            self._note(f"report_{name}", often(anew(lambda area=area: self._report(area))))
        self._note("report_again", often(lambda: self._report(ROOT)))
        whole = anew(lambda: self._report(ROOT, self._union))
        self._note("shared_first_s", round(seconds(whole), 2))
        self._note("shared_again", often(lambda: self._report(ROOT, self._union)))

    def freeze(self) -> None:
        """Freeze the quarter, count it, and ask for it and for what differs from it."""
        reporting, said = self._reporting, self._said
        manifest: dict[str, Any] = {}
        self._note("manifest_s", round(seconds(lambda: manifest.update(reporting.manifest())), 2))
        said.entries.clear()
        said.freeze(manifest, SECOND)
        reporting.take(said.entries)
        self._note("freeze_count_s", round(seconds(reporting.settle), 1))
        self._note("report_frozen", often(anew(lambda: self._report(ROOT, version=1))))
        self._note("restatement_s", round(seconds(self._restatement), 2))
        for name, area in (("top", ROOT), ("county", next(c for c, lv, _ in self._areas if lv == "county"))):
            self._note(f"bridge_{name}_s", round(seconds(lambda area=area: self._bridge(area)), 2))

    def store(self, quarters: int) -> None:
        """Copy the figures of the quarter until there are *quarters*; note what a quarter takes, and all."""
        db = self._reporting.db
        period = QUARTER.previous()
        for _ in range(quarters - 2):
            row = {"period": str(period), "_id": {"$concat": [str(Edition(period)), "|", "$area"]}}
            stages = [{"$match": {"period": str(QUARTER)}}, {"$set": row}, {"$merge": {"into": "figures"}}]
            db["figures"].aggregate(stages)
            db["periods"].insert_one({"_id": str(period), "last": period.last.isoformat()})
            period = period.previous()
        self._client.admin.command("fsync")
        found = {name: db.command("collStats", name) for name in ("figures", "things", "state")}
        sizes = {name: one["storageSize"] + one["totalIndexSize"] for name, one in found.items()}
        self._note("storage_mb", {name: round(size / MEGABYTE, 1) for name, size in sizes.items()})
        self._note("storage_of_a_quarter_mb", round(sizes["figures"] / (quarters + 1) / MEGABYTE, 1))
        self._note("quarters", quarters)
        self._note("report_top_with_all_quarters", often(anew(lambda: self._report(ROOT))))
        self._note("memory_mb", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)

    def drop(self) -> None:
        """Leave nothing behind."""
        self._client.drop_database(self._name)

    def _report(self, area: str, actor: Actor | None = None, version: int | None = None) -> None:
        self._reporting.report(area=area, actor=actor or LEADER, version=version)

    def _restatement(self) -> None:
        asked = FindRestatement(period=str(QUARTER), area=ROOT)
        queries.restatement(self._reporting.db, asked, LEADER, self._reporting.settings)

    def _bridge(self, area: str) -> None:
        asked = FindBridge(period=str(NEXT), area=area, subject="member")
        queries.bridge(self._reporting.db, asked, LEADER, self._reporting.settings)

    def _note(self, name: str, value: Any) -> None:
        self.result[name] = value
        self._say(f"  {name:32} {json.dumps(value, ensure_ascii=False)}\n")


def measure(client: MongoClient[dict[str, Any]], townships: int, quarters: int, say: Say) -> dict[str, Any]:
    """Fill, count and ask; return the figures."""
    say(f"{townships} 个乡镇\n")
    measured = Measured(client, townships, say)
    try:
        measured.fill()
        measured.ask()
        measured.next_quarter()
        measured.freeze()
        measured.store(quarters)
    finally:
        measured.drop()
    return measured.result


def main(
    townships: Annotated[int, typer.Option(help="乡镇数")] = 41_000,
    quarters: Annotated[int, typer.Option(help="季度数")] = 30,
    directory: Annotated[Path, typer.Option(help="数据目录")] = Path("var") / "load",
) -> None:
    """一台机器上统计全国的乡镇，与一个市（256 个乡镇）比较。例：python -m tests.load_reporting --townships 5000"""
    say = sys.stdout.write
    directory.mkdir(parents=True, exist_ok=True)
    with (
        Servers(directory / "servers") as servers,
        MongoClient[dict[str, Any]](
            servers.mongodb_uri, tz_aware=True, w="majority", journal=True, readConcernLevel="majority"
        ) as client,
    ):
        found = [measure(client, many, quarters, say) for many in (256, townships)]
    small, large = (one["report_top"] for one in found)
    result: dict[str, Any] = {"measured_on": datetime.now(ZONE).date().isoformat(), "cores": os.cpu_count()}
    result["report_ratio"] = {name: round(large[name] / small[name], 2) for name in small}
    result["of"] = found
    say(f"报告用时之比 {json.dumps(result['report_ratio'])}\n")
    text = json.dumps(result, ensure_ascii=False, indent=1)
    (directory / "reporting.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    typer.run(main)
