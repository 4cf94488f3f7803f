"""A program of the machine: what it is given when it starts."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.launch import OPEN_FILES
from deploy.local.program import Program, launcher, write_programs

pytestmark = [pytest.mark.integration, pytest.mark.timeout(60)]

REPORT = "import resource; print(*resource.getrlimit(resource.RLIMIT_NOFILE))"
LIMITED = 'ulimit -S -n 256; ulimit -H -n "$1"; shift; exec "$@"'


@pytest.mark.parametrize("allowed", [600, OPEN_FILES, OPEN_FILES + 1])
def test_a_program_may_open_as_many_files_as_its_user_is_allowed(tmp_path: Path, allowed: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if resource.RLIM_INFINITY != most < allowed:
        pytest.skip(f"this machine allows {most} files")
    table = write_programs(tmp_path, [Program("report", "database", (sys.executable, "-c", REPORT))])

    answer = subprocess.run(
        ["/bin/sh", "-c", LIMITED, "sh", str(allowed), *launcher(table), "report"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )

    assert answer.stdout.split() == [str(min(allowed, OPEN_FILES)), str(allowed)]
