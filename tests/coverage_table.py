"""
How much of each package the last run of ``make test`` executed: ``python -m tests.coverage_table``.

Only what ran in the tests' own processes is known; a service that runs as a process of its own adds nothing.
"""

import sys
from collections import defaultdict
from pathlib import Path

from coverage import Coverage
from coverage.exceptions import CoverageException
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
Counts = dict[str, tuple[int, int]]


def package_of(path: Path) -> str:
    """Return the package that a source file counts for: ``services/portal``, or ``deploy`` right below it."""
    folder, *inner = path.parts
    return f"{folder}/{inner[0]}" if len(inner) > 1 else folder


def by_package(coverage: Coverage) -> Counts:
    """Return executed and executable lines of each package."""
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for file in coverage.get_data().measured_files():
        _, lines, _, missing, _ = coverage.analysis2(file)
        counts = found[package_of(Path(file).relative_to(ROOT))]
        counts[0] += len(lines) - len(missing)
        counts[1] += len(lines)
    return {package: (executed, lines) for package, (executed, lines) in sorted(found.items()) if lines}


def table(packages: Counts) -> Table:
    """Return the table that people read, with the total as its last row."""
    drawn = Table("包", title="测试进程内的行覆盖率", box=None)
    for heading in ("已执行", "全部", "比例"):
        drawn.add_column(heading, justify="right")
    total = (sum(executed for executed, _ in packages.values()), sum(lines for _, lines in packages.values()))
    for package, (executed, lines) in {**packages, "合计": total}.items():
        drawn.add_row(package, str(executed), str(lines), f"{executed / lines:.0%}")
    return drawn


def main() -> None:
    """Print the table; where nothing was measured, there is nothing to say."""
    coverage = Coverage()
    try:
        coverage.load()
        packages = by_package(coverage)
    except CoverageException as problem:
        sys.exit(f"没有覆盖率：{problem}")
    if packages:
        Console().print(table(packages))


if __name__ == "__main__":
    main()
