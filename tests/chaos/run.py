"""
The chaos run: ``python -m tests.chaos [--quick] [--seed N]``; the result goes to var/chaos/latest.json.

Exit code 0: nothing lost, nothing doubled, no call unanswered past its deadline, everything equal, and both
negative controls noticed what was taken out.
"""

import argparse
import json
import os
import random
import sys
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from tests.chaos import compare, faults, load, sabotage
from tests.chaos.city import LEADS, City, Step, preparation
from tests.chaos.faults import Fault, Injector
from tests.chaos.journal import Journal, Wish
from tests.chaos.load import Client, Pace, Reporter, Wishes

DIRECTORY = Path(__file__).parents[2] / "var" / "chaos"
PREPARE_SECONDS = 10.0
STUCK_SECONDS = 200.0
CONTROL_ATTEMPTS = 4
SILENCES = 3


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    least: int
    counts: dict[str, int]
    pace: Pace
    events_per_second: float
    enterprises: int
    tasks: int
    longest_fault_seconds: float
    quiet_seconds: float


FULL = Size(
    least=20_000,
    counts=dict.fromkeys(faults.KINDS, 21) | {faults.KILL_SERVICE: 24, faults.FREEZE: 27},
    pace=Pace(per_second=40.0, senders=16, timeout=5.0),
    events_per_second=1.0,
    enterprises=200,
    tasks=60,
    longest_fault_seconds=30.0,
    quiet_seconds=180.0,
)
QUICK = Size(
    least=500,
    counts=dict.fromkeys(faults.KINDS, 2) | {faults.KILL_SERVICE: 6, faults.KILL_BROKER: 1, faults.FREEZE: 3},
    pace=Pace(per_second=40.0, senders=12, timeout=3.0),
    events_per_second=1.0,
    enterprises=8,
    tasks=12,
    longest_fault_seconds=4.0,
    quiet_seconds=60.0,
)
CONTROL = Size(
    least=150,
    counts={},
    pace=Pace(per_second=60.0, senders=8, timeout=1.5),
    events_per_second=1.0,
    enterprises=1,
    tasks=6,
    longest_fault_seconds=2.0,
    quiet_seconds=8.0,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; return the exit code."""
    parser = argparse.ArgumentParser(description="故障注入：发送命令与事件，同时杀进程、断连接，然后逐一核对")
    parser.add_argument("--quick", action="store_true", help="三分钟内结束")
    parser.add_argument("--seed", type=int, default=None, help="故障顺序的随机种子")
    parser.add_argument("--directory", type=Path, default=DIRECTORY, help="系统与结果所在目录")
    options = parser.parse_args(arguments)
    directory: Path = options.directory.resolve()
    # Broker and database are killed here: they have to be our own.
    for name in ("AMQP_URI", "MONGODB_URI"):
        os.environ.pop(name, None)
    directory.mkdir(parents=True, exist_ok=True)
    keep_log(directory / "load.log")
    seed = random.randrange(1 << 30) if options.seed is None else options.seed
    started = time.time()
    with_city = City(directory)
    with_city.start(say)
    try:
        result = {
            "seed": seed,
            "quick": options.quick,
            **measure(with_city, QUICK if options.quick else FULL, seed),
        }
        result["negative_controls"] = {
            "dedupe_off": control(with_city, sabotage.DEDUPE, "doubled", seed),
            "confirms_off": control(with_city, sabotage.CONFIRMS, "lost", seed),
        }
    finally:
        say("停止")
        with_city.stop()
    result["seconds"] = round(time.time() - started, 1)
    problems = verdict(result)
    result["problems"] = problems
    (directory / "latest.json").write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")
    shown = {name: value for name, value in result.items() if name not in ("fault_log", "details")}
    say(json.dumps(shown, indent=1, ensure_ascii=False))
    return 1 if problems else 0


def verdict(result: dict[str, Any]) -> list[str]:
    """Return what is not as it has to be."""
    problems = [
        f"{name}: {result[name]}"
        for name in ("lost", "doubled", "unanswered_past_deadline", "refused", "abandoned", "unequal")
        if result[name]
    ]
    problems += [f"no fault of kind {kind}" for kind, times in result["faults"].items() if not times]
    controls = result["negative_controls"]
    if not controls["dedupe_off"]["doubled"]:
        problems.append("harness: nothing doubled without deduplication")
    if not controls["confirms_off"]["lost"]:
        problems.append("harness: nothing lost without confirms")
    return problems


def measure(city: City, size: Size, seed: int) -> dict[str, Any]:
    """Send, break, wait, compare."""
    plan = faults.schedule(size.counts, seed, size.longest_fault_seconds)
    journal, injector, outcome, left = play(city, size, plan)
    return {
        "acknowledged": len(journal.acknowledged),
        "lost": len(outcome.lost),
        "doubled": len(outcome.doubled),
        "unanswered_past_deadline": len(journal.late),
        "refused": len(journal.refused),
        "abandoned": len(journal.abandoned),
        "unequal": len(outcome.unequal) + len(left),
        "calls": journal.calls,
        "repeated": dict(journal.repeated),
        "longest_past_deadline_seconds": round(journal.longest_seconds, 3),
        "faults": injector.counts,
        "details": {
            **outcome.as_dict(),
            "left": left,
            "late": journal.late[:50],
            "refused": journal.refused[:50],
            "abandoned": journal.abandoned[:50],
            "skipped": injector.skipped,
        },
        "fault_log": injector.log,
    }


def control(city: City, what: str, effect: str, seed: int) -> dict[str, Any]:
    """
    Take a safeguard out until its *effect* is seen, a few times at most.

    Whether anything is on its way at the moment of a cut is chance; with the safeguard nothing ever happens.
    """
    for attempt in range(CONTROL_ATTEMPTS):
        seen = attempt_control(city, what, seed + attempt)
        if seen[effect]:
            break
    return seen


def attempt_control(city: City, what: str, seed: int) -> dict[str, Any]:
    """Run shortly with a safeguard taken out; the faults are those it guards against."""
    say(f"反证：去掉 {what}")
    city.begin_again(what)
    # Half of the connections fall silent: a relay that is among them sends into nothing while commands go on.
    silences = [
        Fault(
            faults.SILENT_CUT, "broker", seconds=CONTROL.longest_fault_seconds, share=0.5, seed=seed + number
        )
        for number in range(SILENCES)
    ]
    plan = [
        Fault(faults.CUT, "broker", seed=seed),
        *silences,
        Fault(faults.KILL_SERVICE, LEADS[0], seed=seed),
    ]
    journal, injector, outcome, _left = play(city, CONTROL, plan)
    return {
        "acknowledged": len(journal.acknowledged),
        "lost": len(outcome.lost),
        "doubled": len(outcome.doubled),
        "faults": {kind: times for kind, times in injector.counts.items() if times},
        "details": {name: found[:5] for name, found in outcome.as_dict().items()},
    }


def play(city: City, size: Size, plan: list[Fault]) -> tuple[Journal, Injector, compare.Outcome, list[str]]:
    """Prepare, send while the faults of *plan* happen, wait until it is quiet, and compare."""
    client = Client(city.caller_uri(), city.keys, Journal())
    say("登记地区、企业、议定事项")
    prepare(client, preparation(size.enterprises, size.tasks))
    journal = client.journal = Journal()
    injector = Injector(city, journal)
    send(city, client, size, plan, injector)
    say(f"已确认 {len(journal.acknowledged)}，等待静止")
    with city.direct() as direct:
        dbs = compare.databases(city, direct)
        left = compare.await_quiet(dbs, size.quiet_seconds)
        say("核对账簿、位置、回执、指标")
        outcome = compare.compare(dbs, journal)
        compare.compare_report(dbs, client, outcome, PREPARE_SECONDS)
    client.stop()
    return journal, injector, outcome, left


def prepare(client: Client, steps: Sequence[Step]) -> None:
    """Carry out *steps* one after the other; what is still on its way to a department is waited for."""
    for step in steps:
        key = str(uuid.uuid4())
        client.insist(
            Wish("", step.instance, step.method, {**step.arguments, "reason": "测试"}, key, key),
            PREPARE_SECONDS,
            also=(load.NotFound,),
        )
    if client.journal.refused or client.journal.abandoned:
        raise RuntimeError(f"{client.journal.refused}{client.journal.abandoned}")


def send(city: City, client: Client, size: Size, plan: list[Fault], injector: Injector) -> None:
    """Send until the faults are over and enough was acknowledged; then see every wish to its end."""
    journal, over = client.journal, threading.Event()
    wishes = Wishes(size.pace.per_second, size.enterprises, size.tasks)
    threads = [
        threading.Thread(
            target=load.send_commands, args=(client, wishes, journal, size.pace.timeout, over), daemon=True
        )
        for _ in range(size.pace.senders)
    ]
    for lead in LEADS:
        uri = city.system_uri(city.layout.sites.systems_of(lead)[0])
        reporter = Reporter(lead, uri, client, journal)
        options = (size.events_per_second, size.pace.timeout, over)
        threads.append(threading.Thread(target=reporter.run, args=options, daemon=True))
    for thread in threads:
        thread.start()

    def progress(number: int, total: int, fault: Fault) -> None:
        say(f"故障 {number}/{total} {fault.kind} {fault.target}，已确认 {len(journal.acknowledged)}")

    injector.run(plan, progress, over)
    while len(journal.acknowledged) < size.least and not journal.abandoned:
        time.sleep(0.1)
    over.set()
    until = time.monotonic() + STUCK_SECONDS
    for thread in threads:
        thread.join(timeout=max(0.0, until - time.monotonic()))
    journal.late += [f"{thread.name} never ended" for thread in threads if thread.is_alive()]


def keep_log(path: Path) -> None:
    """Let what the callers log go to a file, not between the lines of the progress."""
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(path.open("w", encoding="utf-8")))


BEGAN = time.monotonic()


def say(text: str) -> None:
    """Show progress."""
    sys.stdout.write(f"[{time.monotonic() - BEGAN:6.1f} s] {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
